using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Changes;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>
/// How far the calls of an apply are, and which comes next: objects one after another, then all waits side by side, then what is deleted, and that only once the new
/// pods are there. The first call that fails is the last.
/// </summary>
internal sealed class ApplyProgress(ProcedureState state)
{
    public const string Apply = "apply:";
    public const string Rollout = "rollout:";
    public const string Remove = "remove:";

    /// <summary>A note is a sentence and, below it, the diff.</summary>
    public static string NoteOf(string sentence, string diff) => diff.Length == 0 ? sentence : $"{sentence}\n{diff}";

    /// <summary>The diffs in the notes of these calls, each under the name of its object.</summary>
    public static string DiffOf(IEnumerable<PlannedCall> calls)
    {
        var text = new StringBuilder();
        foreach (var call in calls)
        {
            if (call.Note?.IndexOf('\n', StringComparison.Ordinal) is { } end and >= 0)
            {
                var id = IdOf(call.Name);
                text.Append("--- ").Append(id).Append("\n+++ ").Append(id).Append('\n').Append(call.Note.AsSpan(end + 1));
            }
        }

        return text.ToString();
    }

    public ProcedureMove Next()
    {
        var failed = state.Calls.FirstOrDefault(call => !call.Succeeded && !IsRollout(call.Name));
        if (failed is null && state.Stopping is null)
        {
            if (NextOf(Apply) is { } name)
            {
                return ProcedureMove.Call(name);
            }

            var waits = state.Planned.Select(call => call.Name).Where(each => IsRollout(each) && state.Find(each) is null && WasMade(IdOf(each))).ToList();
            if (waits.Count > 0)
            {
                return ProcedureMove.Call(waits);
            }

            if (NextOf(Remove) is { } left && state.Calls.Where(call => IsRollout(call.Name)).All(IsComplete))
            {
                return ProcedureMove.Call(left);
            }
        }

        var made = state.Calls.Where(call => call.Succeeded && !IsRollout(call.Name)).ToList();
        return failed is not null && !made.Any(call => OutcomeOf(call) != AppliedOutcome.Unchanged) ? ProcedureMove.Fail(FailureOf(failed)) : ProcedureMove.Finish(Result(made, failed));
    }

    private AppliedManifest Result(List<ProcedureCall> made, ProcedureCall? failed)
    {
        var missed = state.Planned.Select(call => call.Name).Where(name => !IsRollout(name) && state.Find(name) is null).Select(IdOf).ToImmutableArray();
        var changed = made.Where(call => OutcomeOf(call) != AppliedOutcome.Unchanged).Select(call => call.Name).ToHashSet(StringComparer.Ordinal);
        return new AppliedManifest(
            [.. made.Select(call => new AppliedEntry(IdOf(call.Name), OutcomeOf(call), RolloutOf(IdOf(call.Name))))],
            DiffOf(state.Planned.Where(call => changed.Contains(call.Name))),
            failed is null && missed.IsEmpty,
            failed is not null ? $"{IdOf(failed.Name)}: {FailureOf(failed).Message}"
                : missed.IsEmpty ? null
                : state.Stopping is { } why ? $"The run was stopped ({why})."
                : "Not all pods became ready, so nothing was deleted.",
            missed);
    }

    private string? NextOf(string kind) => state.Planned.Select(call => call.Name).FirstOrDefault(name => name.StartsWith(kind, StringComparison.Ordinal) && state.Find(name) is null);

    private bool WasMade(string id) => state.Find(Apply + id) is { Succeeded: true } call && OutcomeOf(call) != AppliedOutcome.Unchanged;

    private Rollout? RolloutOf(string id) => state.Find(Rollout + id) switch
    {
        { Succeeded: true } call => call.Result.GetProperty("rollout").Deserialize<Rollout>(ToolJson.Options),
        { } => new Rollout(RolloutStatus.NotSeen, 0, 0, []),
        null => null,
    };

    private bool IsComplete(ProcedureCall call) => RolloutOf(IdOf(call.Name)) is { Status: RolloutStatus.Complete };

    private static bool IsRollout(string name) => name.StartsWith(Rollout, StringComparison.Ordinal);

    public static string IdOf(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static AppliedOutcome OutcomeOf(ProcedureCall call) => call.Result.GetProperty("outcome").Deserialize<AppliedOutcome>(ToolJson.Options);

    private static ToolFailure FailureOf(ProcedureCall call) =>
        new(call.Result.GetProperty("error").GetProperty("code").GetString()!, call.Result.GetProperty("message").GetString()!);
}
