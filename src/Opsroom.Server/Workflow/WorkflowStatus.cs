using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Workflow;

/// <summary>How far a thread is.</summary>
/// <param name="Status"><c>in_progress</c>, <c>pending_approval</c>, <c>complete</c>, <c>rejected</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="CurrentPhase">What is being done now, or how it ended.</param>
/// <param name="NextAction">The agent that works or comes next, <c>human_approval</c>, or null at rest.</param>
/// <param name="SupervisorPath">The supervisors that were asked, the root first; empty on a direct run.</param>
/// <param name="ApprovalRequired">What waits for a person; null when nothing does.</param>
/// <param name="RunId">The thread's last run.</param>
/// <param name="Result">What came of it, at rest.</param>
public sealed record WorkflowStatus(
    string ThreadId, string Status, string CurrentPhase, string? NextAction, ImmutableArray<string> SupervisorPath, IReadOnlyList<JsonObject>? ApprovalRequired,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RunId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonObject? Result = null)
{
    private const string HumanApproval = "human_approval";

    /// <summary>The status of a thread: a pure view of its state.</summary>
    /// <param name="result">The result of a run at rest.</param>
    internal static WorkflowStatus Of(ThreadState thread, Func<RunState, JsonObject> result)
    {
        if (thread.Run is not { } run)
        {
            return new WorkflowStatus(thread.Key.Id.Value, RunNames.Of(RunStatus.Complete)!, "initialization", null, [], null, null, null);
        }

        var resting = run.Status != RunStatus.InProgress;
        return new WorkflowStatus(
            thread.Key.Id.Value, RunNames.Of(run.Status)!, PhaseOf(run), NextOf(run), run.SupervisorPath,
            ApprovalItems.Of(run) is { Count: > 0 } items ? items : null, run.RunId.Value, resting ? result(run) : null);
    }

    private static string PhaseOf(RunState run) => run.Status switch
    {
        RunStatus.PendingApproval => "awaiting_approval",
        RunStatus.Complete => "complete",
        RunStatus.Rejected => "rejected",
        RunStatus.Failed => "failed",
        RunStatus.Cancelled => "cancelled",
        RunStatus.InProgress => PhaseOfWork(run),
        _ => throw new InvalidOperationException($"No phase for {run.Status}."),
    };

    private static string PhaseOfWork(RunState run) => (run.Phase, Front(run)) switch
    {
        _ when run.Approvals.Exists(approval => approval.Status == ApprovalStatus.Approved) && run.Calls.Any(call => call is { Gate: CallGate.Approved, Finished: null }) => "approved",
        (PlanPhase.NotStarted, _) => "initialization",
        (PlanPhase.Routing, _) => "routing",
        (_, null) => "executing",
        (_, { Phase: BranchPhase.Waiting or BranchPhase.Choosing, Team: { } team }) => RoutingPhaseOf(team),
        (_, { Phase: BranchPhase.Chosen, Round: 0, Turns.Count: 0 }) when !run.Routed => "initialization",
        (_, { Phase: BranchPhase.Answered or BranchPhase.Reflecting }) => "reflection",
        _ => "executing",
    };

    /// <summary><c>infrastructure_supervisor</c> routes in <c>infrastructure_routing</c>.</summary>
    private static string RoutingPhaseOf(string team) => team.Replace("_supervisor", "_routing", StringComparison.Ordinal);

    private static string? NextOf(RunState run) => run.Status switch
    {
        RunStatus.PendingApproval => HumanApproval,
        RunStatus.InProgress => Front(run)?.Agent ?? run.AgentName,
        _ => null,
    };

    /// <summary>The job that is furthest behind among those that are worked on; where none is, the first that waits.</summary>
    private static BranchState? Front(RunState run)
    {
        var open = run.Branches.Values.Where(branch => branch.Phase != BranchPhase.Done).ToList();
        return open.Find(branch => branch.Phase != BranchPhase.Waiting) ?? open.FirstOrDefault();
    }
}
