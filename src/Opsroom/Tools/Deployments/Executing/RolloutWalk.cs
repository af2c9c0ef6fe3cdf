using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Deployments.Tracks;
using Opsroom.Tools.Deployments.Traffic;

namespace Opsroom.Tools.Deployments.Executing;

/// <summary>
/// Walks the calls of a rollout: forward while every step comes out well, and back over what was done as soon as one does not, or the run is stopped. Once all
/// steps are verified nothing is taken back any more; what is left then only tidies up, and is done also while the run is stopped.
/// </summary>
internal sealed class RolloutWalk(ProcedureState state)
{
    private readonly List<PlannedCall> steps = [.. state.Planned.Where(call => !call.Rollback)];
    private readonly List<PlannedCall> ends = [.. state.Planned.Where(call => call.Rollback && !IsBack(call))];
    private readonly List<PlannedCall> backs = [.. state.Planned.Where(IsBack)];

    /// <summary>What to call next; null at the end.</summary>
    public string? Next
    {
        get
        {
            var open = IsVerified ? ends : IsStopped ? backs.Where(IsNeeded) : steps;
            return open.FirstOrDefault(call => state.Find(call.Name) is null)?.Name;
        }
    }

    public bool IsVerified => steps.TrueForAll(step => state.Find(step.Name) is { } made && TroubleOf(made) is null);

    /// <summary>Whether something was done and all of it has been taken back.</summary>
    public bool IsRolledBack
    {
        get
        {
            var needed = backs.Where(IsNeeded).Where(call => call.Tool != RolloutClaimTools.ReleaseName).ToList();
            return !IsVerified && needed.Count > 0 && needed.TrueForAll(call => state.Find(call.Name) is { } made && (TroubleOf(made) is null || HadNothingToDo(made)));
        }
    }

    /// <summary>Why it did not come to its end; null where it did.</summary>
    public string? Reason
    {
        get
        {
            var failed = steps.Select(step => state.Find(step.Name)).OfType<ProcedureCall>().FirstOrDefault(made => TroubleOf(made) is not null);
            var why = IsVerified ? null
                : failed is not null ? $"{failed.Name}: {TroubleOf(failed)}"
                : $"The run was stopped ({state.Stopping}).";
            var left = state.Calls.Where(call => state.Planned.Any(planned => planned.Name == call.Name && planned.Rollback) && TroubleOf(call) is not null && !HadNothingToDo(call)).ToList();
            return left.Count == 0 ? why
                : $"{(why is null ? "The new version is in place" : why.TrimEnd('.'))}. Not everything could be put in order afterwards: {string.Join(" ", left.Select(call => $"{call.Name}: {TroubleOf(call)}"))}";
        }
    }

    /// <summary>The code of the call that failed; null where none did.</summary>
    public string? FailureCode => state.Calls.FirstOrDefault(made => !made.Succeeded) is { } failed ? CodeOf(failed) : null;

    /// <summary>What came of each step, those that were not reached among them, and then of what was taken back.</summary>
    public ImmutableArray<RolloutStep> Steps =>
    [
        .. steps.Concat(IsVerified ? ends : []).Select(StepOf),
        .. backs.Where(call => state.Find(call.Name) is not null).Select(StepOf),
    ];

    private bool IsStopped => state.Stopping is not null || steps.Exists(step => state.Find(step.Name) is { } made && TroubleOf(made) is not null);

    private static bool IsBack(PlannedCall call) => call.Name.StartsWith(RolloutCalls.Back, StringComparison.Ordinal);

    /// <summary>Whether one of the steps did, or may have done, what this call takes back.</summary>
    private bool IsNeeded(PlannedCall back) => SubjectOf(back) is { } subject && steps.Exists(step => SubjectOf(step) == subject && state.Find(step.Name) is { } made && MayHaveActed(made));

    private RolloutStep StepOf(PlannedCall call) => state.Find(call.Name) switch
    {
        null => new RolloutStep(call.Name, StepOutcome.Skipped, "It was not reached."),
        var made when HadNothingToDo(made) && IsBack(call) => new RolloutStep(call.Name, StepOutcome.Unchanged, MessageOf(made)),
        var made when TroubleOf(made) is { } trouble => new RolloutStep(call.Name, StepOutcome.Failed, trouble),
        var made => new RolloutStep(call.Name, StepOutcome.Done, Describe(made.Result)),
    };

    /// <summary>What is wrong with a call that has an answer; null where it came out well.</summary>
    private static string? TroubleOf(ProcedureCall made)
    {
        if (!made.Succeeded)
        {
            return MessageOf(made);
        }

        if (made.Result.TryGetProperty("passed", out var passed) && passed.ValueKind == JsonValueKind.False)
        {
            return TextOf(made.Result, "reason") ?? "The new version did not pass.";
        }

        return made.Result.TryGetProperty("rollout", out var rollout) && TextOf(rollout, "status") != "complete" ? Describe(rollout) : null;
    }

    /// <summary>Taking back what is not there, or is as it should be, is no failure.</summary>
    private static bool HadNothingToDo(ProcedureCall made) => !made.Succeeded && CodeOf(made) is FaultCodes.InvalidArgument or FaultCodes.NotFound;

    private static bool MayHaveActed(ProcedureCall made) => made.Succeeded || CodeOf(made) is FaultCodes.Unreachable or FaultCodes.Timeout or FaultCodes.Internal;

    private static string? CodeOf(ProcedureCall made) => made.Result.TryGetProperty("error", out var error) ? TextOf(error, "code") : null;

    private static string MessageOf(ProcedureCall made) => TextOf(made.Result, "message") ?? "It failed.";

    /// <summary>What a call changes: what the steps and the calls that take them back have in common.</summary>
    private static string? SubjectOf(PlannedCall call)
    {
        return call.Tool switch
        {
            RolloutClaimTools.ClaimName or RolloutClaimTools.ReleaseName => "claim",
            CreateTrackTools.CreateName or RetireTrackTools.RetireName => $"track {Argument("track")}",
            KubernetesNames.Scale => $"replicas {Argument("name")}",
            KubernetesNames.SetImage or KubernetesNames.Rollback => $"image {Argument("name")}",
            TrafficWeightTools.WeightName => $"weight {Argument("kind")} {Argument("name")}",
            ServiceRouteTools.RouteName => $"route {Argument("service")}",
            _ => null,
        };

        string? Argument(string name) => TextOf(call.Arguments, name);
    }

    private static string Describe(JsonElement result)
    {
        if (result.TryGetProperty("rollout", out var rollout))
        {
            return Describe(rollout);
        }

        if (TextOf(result, "status") is { } status && result.TryGetProperty("ready", out var ready) && result.TryGetProperty("wanted", out var wanted))
        {
            var problems = result.TryGetProperty("problems", out var found) && found.ValueKind == JsonValueKind.Array
                ? found.EnumerateArray().Select(problem => $"{TextOf(problem, "pod") ?? "a pod"} {TextOf(problem, "reason")}").ToList() : [];
            return $"{ready} of {wanted} pods ready{(status == "complete" ? "" : $", {status.Replace('_', ' ')}")}{(problems.Count == 0 ? "" : $": {string.Join(", ", problems)}")}.";
        }

        if (!result.TryGetProperty("checks", out var checks) || checks.ValueKind != JsonValueKind.Array)
        {
            return "Done.";
        }

        var passed = checks.EnumerateArray().Count(check => TextOf(check, "status") == "passed");
        var unseen = checks.EnumerateArray().Where(check => TextOf(check, "status") == "not_seen").Select(check => TextOf(check, "check")).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{passed} checks passed{(unseen.Count == 0 ? "" : $"; not seen: {string.Join(", ", unseen)}")}.");
    }

    /// <summary>A text of a result, which an older or newer version of the tool may have written; nothing in it may keep a rollout from being taken back.</summary>
    private static string? TextOf(JsonElement result, string name) =>
        result.ValueKind == JsonValueKind.Object && result.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}

/// <summary>What came of a step.</summary>
public enum StepOutcome
{
    Done,

    Failed,

    /// <summary>It was not reached.</summary>
    Skipped,

    /// <summary>There was nothing to take back.</summary>
    Unchanged,
}

/// <param name="Name">As the approval showed it.</param>
/// <param name="Detail">What was seen.</param>
public sealed record RolloutStep(string Name, StepOutcome Outcome, string Detail);
