using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Threads;

namespace Opsroom.Tools.Incidents.Postmortem;

/// <param name="What">One sentence, as it happened.</param>
internal sealed record DeedFact(DateTimeOffset At, string What);

/// <summary>A call that changed something, or was to.</summary>
internal sealed record ChangeFact(DateTimeOffset At, string Tool, string Resource, string? Environment, bool Succeeded, string? Message);

/// <summary>What the journal of the thread says about the work on the incident.</summary>
internal sealed class ThreadFacts
{
    private const string Investigating = "investigate_incident";
    private const int LongestTask = 200;

    private readonly List<DeedFact> deeds = [];
    private readonly List<ChangeFact> changes = [];
    private readonly List<(string CallId, JsonElement Result)> investigations = [];

    /// <summary>What was asked, decided and done, in order.</summary>
    public IReadOnlyList<DeedFact> Deeds => deeds;

    public IReadOnlyList<ChangeFact> Changes => changes;

    /// <summary>Results of <c>investigate_incident</c>, in order.</summary>
    public IReadOnlyList<(string CallId, JsonElement Result)> Investigations => investigations;

    /// <summary>How long people took to decide, by request.</summary>
    public ImmutableArray<TimeSpan> Decisions { get; private set; } = [];

    /// <param name="journal">The events before this call.</param>
    public static async Task<ThreadFacts> ReadAsync(IAsyncEnumerable<ThreadEvent> journal, string ownCall, CancellationToken cancellationToken)
    {
        var facts = new ThreadFacts();
        var requested = new Dictionary<string, ToolRequested>(StringComparer.Ordinal);
        var asked = new Dictionary<string, ApprovalAsked>(StringComparer.Ordinal);
        await foreach (var @event in journal.WithCancellation(cancellationToken))
        {
            if (@event is ToolRequested { CallId: var of } && of == ownCall || @event is ToolStarted { CallId: var started } && started == ownCall)
            {
                break;
            }

            facts.Take(@event, requested, asked);
        }

        return facts;
    }

    private void Take(ThreadEvent @event, Dictionary<string, ToolRequested> requested, Dictionary<string, ApprovalAsked> asked)
    {
        switch (@event)
        {
            case RunStarted { RunKind: RunKind.Agent } run:
                deeds.Add(new DeedFact(run.At, $"Opsroom was asked: {(run.Task.Length <= LongestTask ? run.Task : run.Task[..LongestTask] + "…")}"));
                break;
            case ToolRequested call:
                requested[call.CallId] = call;
                break;
            case ApprovalAsked approval:
                asked[approval.ApprovalId] = approval;
                deeds.AddRange(approval.Items.Select(item => new DeedFact(approval.At, $"Approval was asked for {Named(item.Action, item.Resource, item.Environment)}.")));
                break;
            case ApprovalDecided decided when asked.TryGetValue(decided.ApprovalId, out var approval):
                Decisions = Decisions.Add(decided.At - approval.At);
                deeds.Add(new DeedFact(
                    decided.At,
                    $"{decided.Principal} {(decided.Approved ? "approved" : "rejected")} {string.Join(", ", approval.Items.Select(item => Named(item.Action, item.Resource, item.Environment)).Distinct(StringComparer.Ordinal))}"
                    + (string.IsNullOrWhiteSpace(decided.Comment) ? "." : $": {decided.Comment}")));
                break;
            case ToolFinished finished:
                Finish(finished, requested.GetValueOrDefault(finished.CallId));
                break;
            default:
                break;
        }
    }

    private void Finish(ToolFinished finished, ToolRequested? call)
    {
        if (finished is { Tool: Investigating, Succeeded: true })
        {
            investigations.Add((finished.CallId, finished.Result));
            deeds.Add(new DeedFact(finished.At, $"Opsroom investigated: {Text(finished.Result, "verdict") ?? "no verdict"}."));
        }
        else if (call?.Effect is "change" or "destroy" && finished.Attempt > 0)
        {
            var message = finished.Succeeded ? null : Text(finished.Result, "message");
            changes.Add(new ChangeFact(finished.At, finished.Tool, call.Plan?.Resource ?? "", call.Plan?.Environment, finished.Succeeded, message));
            deeds.Add(new DeedFact(finished.At, $"{Named(finished.Tool, call.Plan?.Resource, call.Plan?.Environment)} {(finished.Succeeded ? "was carried out." : $"failed: {message}")}"));
        }
    }

    private static string Named(string tool, string? resource, string? environment) =>
        $"{tool}{(string.IsNullOrEmpty(resource) ? "" : $" on {resource}")}{(string.IsNullOrEmpty(environment) ? "" : $" ({environment})")}";

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
}
