using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Threads;

/// <summary>How far the root supervisor is.</summary>
public enum PlanPhase
{
    NotStarted,
    Routing,
    Decided,
}

/// <summary>One run, folded.</summary>
public sealed record RunState(RunId RunId, RunKind Kind, string Task, string? AgentName, JsonElement? Context, string Principal, RunLimits Limits)
{
    /// <summary>The branch of a direct run, and the first job of a plan.</summary>
    public const string FirstBranch = "b1";

    /// <summary>The agent's name in the journal of a direct tool call.</summary>
    public const string DirectAgent = "direct";

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Sequence of its <c>run_started</c>.</summary>
    public long FirstSequence { get; init; }

    public RunStatus Status { get; init; } = RunStatus.InProgress;

    public Fault? Error { get; init; }

    /// <summary><c>cancelled</c>, <c>timeout</c> or <c>internal</c> once it was asked to stop.</summary>
    public string? StopReason { get; init; }

    /// <summary>How often a step met a fault of the server's own.</summary>
    public int Faults { get; init; }

    public PlanPhase Phase { get; init; }

    public PlanDecided? Plan { get; init; }

    /// <summary>The jobs of the plan, in order.</summary>
    public ImmutableSortedDictionary<string, BranchState> Branches { get; init; } = ImmutableSortedDictionary.Create<string, BranchState>(StringComparer.Ordinal);

    /// <summary>Supervisors that were asked, in order, each once.</summary>
    public ImmutableArray<string> SupervisorPath { get; init; } = [];

    /// <summary>Model calls and tool calls finished so far.</summary>
    public int Steps { get; init; }

    /// <summary>Whether an attempt of the root supervisor's model call is open.</summary>
    public OpenAttempt? Open { get; init; }

    public bool Ended => EndedAt is not null;

    /// <summary>Roles of who asked for it.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>The call that this direct call takes back.</summary>
    public string? UndoOf { get; init; }

    /// <summary>Every request for approval that it made, in order.</summary>
    public ImmutableList<ApprovalState> Approvals { get; init; } = [];

    /// <summary>The request that waits for people; at most one does.</summary>
    public ApprovalState? Pending => Ended || StopReason is not null ? null : Approvals.Find(approval => approval.Pending);

    /// <summary>When it began to wait for people; null while it works.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>Sequence of its last <c>run_paused</c>; 0 before the first.</summary>
    public long PausedAt { get; init; }

    /// <summary>When its present owner began to work on it.</summary>
    public DateTimeOffset ActiveSince { get; init; }

    /// <summary>How long it has waited for people since then.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>How long it has waited for people in all.</summary>
    public TimeSpan WaitedInAll { get; init; }

    /// <summary>What it has used and reserved.</summary>
    public Spending Spending { get; init; } = Spending.None;

    /// <summary>The budgets that it keeps to, as raised by people; null where nothing is limited.</summary>
    public RunBudgets? Budgets { get; init; } = Limits.Budgets;

    /// <summary>Steps that wait because a call of theirs did not fit into a budget, by their ids.</summary>
    public ImmutableSortedDictionary<string, BudgetReached> Held { get; init; } = ImmutableSortedDictionary.Create<string, BudgetReached>(StringComparer.Ordinal);

    /// <summary>Whether somebody refused to raise a budget, or nobody did in time.</summary>
    public bool BudgetRefused { get; init; }

    /// <summary>All that counts against its budget at a time.</summary>
    public Spent SpentAt(DateTimeOffset now)
    {
        var worked = (EndedAt ?? WaitingSince ?? now) - StartedAt - WaitedInAll;
        return Spending.Total with { WallSeconds = Math.Max(0, (long)worked.TotalSeconds) };
    }

    /// <summary>Every call of every branch.</summary>
    public IEnumerable<CallState> Calls => Branches.Values.SelectMany(branch => branch.Turns).SelectMany(turn => turn.Calls);

    /// <summary>The request that an id names.</summary>
    public ApprovalState? FindApproval(string approvalId) => Approvals.Find(approval => approval.Asked.ApprovalId == approvalId);

    /// <summary>Whether it went through the supervisors.</summary>
    public bool Routed => Kind == RunKind.Agent && AgentName is null;

    /// <summary>The last agent of the plan.</summary>
    public string? AgentUsed => Branches.Values.LastOrDefault(branch => branch.Agent is not null)?.Agent ?? AgentName;

    /// <summary>What a person reads: each agent's message, in the order of the plan.</summary>
    public string Message => Branches.Count == 1
        ? Branches.Values.First().Message ?? Error?.Message ?? ""
        : string.Join("\n\n", Branches.Values.Where(branch => branch.Message is not null).Select(branch => $"## {branch.Agent}\n\n{branch.Message}"));

    /// <summary>The day (UTC) whose budget it waits for; null where it waits for none.</summary>
    public DateOnly? WaitsForDay =>
        Held.Values.Where(held => held.Scope == BudgetScope.Day).Max(held => (DateOnly?)DateOnly.FromDateTime(held.At.UtcDateTime));

    internal static RunState Start(RunStarted started, long sequence)
    {
        var run = new RunState(
            started.RunId!.Value, started.RunKind, started.Task, started.AgentName, started.Context, started.Principal, started.Limits)
        {
            StartedAt = started.At,
            ActiveSince = started.At,
            FirstSequence = sequence,
            Roles = started.Roles ?? [],
            UndoOf = started.UndoOf,
        };
        var first = started switch
        {
            { RunKind: RunKind.Tool } => BranchState.OfDirectCall(started),
            { AgentName: { } agent } => new BranchState(FirstBranch, started.Task, null, []) { Agent = agent, Phase = BranchPhase.Chosen },
            _ => null,
        };
        return first is null ? run : run with { Branches = run.Branches.Add(FirstBranch, first), Phase = PlanPhase.Decided };
    }

    internal RunState Apply(ThreadEvent @event)
    {
        var next = this with { Spending = Spending.Apply(@event), Steps = @event is ModelAnswered or ToolFinished ? Steps + 1 : Steps };
        return @event switch
        {
            RunEnded ended => next with { Status = ended.Status, Error = ended.Error, EndedAt = ended.At },
            RunResumed => next with
            {
                ActiveSince = @event.At,
                Waited = TimeSpan.Zero,
                Branches = Branches.SetItems(Branches.Values.Select(branch => KeyValuePair.Create(branch.Id, branch.Interrupt()))),
            },
            StopRequested stop => next.GoOn(stop.At) with { StopReason = StopReason ?? stop.Reason, Faults = stop.Reason == "internal" ? Faults + 1 : Faults },
            ApprovalAsked asked => next.Ask(asked),
            RunPaused => next with { Status = RunStatus.PendingApproval, WaitingSince = @event.At },
            ApprovalDecided decided => next.Settle(decided.ApprovalId, approval => approval.Apply(decided), @event.At),
            ApprovalExpired expired => next.Settle(expired.ApprovalId, approval => approval.Apply(expired), @event.At),
            BudgetReached { Step: { } held } reached => next with { Held = Held.SetItem(held, reached) },
            PlanDecided plan => next with { Phase = PlanPhase.Decided, Plan = plan, Branches = BranchesOf(plan), Open = null },
            { Branch: { } branch } => next.ApplyToBranch(branch, @event),
            SupervisorStarted supervisor => next.Enter(supervisor.Supervisor) with { Phase = PlanPhase.Routing },
            ModelRequested asked => next with { Open = new OpenAttempt(asked.Step!, asked.Attempt) },
            AttemptAbandoned => next with { Open = next.Open is { } open ? open with { Closed = true } : null },
            ModelAnswered or ModelFailed => next with { Open = null },
            _ => next,
        };
    }

    private RunState ApplyToBranch(string branch, ThreadEvent @event)
    {
        if (!Branches.TryGetValue(branch, out var state))
        {
            return this;
        }

        var next = this with { Branches = Branches.SetItem(branch, state.Apply(@event)) };
        return @event is SupervisorStarted supervisor ? next.Enter(supervisor.Supervisor) : next;
    }

    private RunState Ask(ApprovalAsked asked)
    {
        var next = this with { Approvals = Approvals.Add(new ApprovalState(asked)) };
        return asked.Items.Aggregate(next, (run, item) => run.WithCall(item, call => call with { ItemId = item.ItemId }));
    }

    /// <summary>Takes a decision in. Where it settles an item the run goes on.</summary>
    private RunState Settle(string approvalId, Func<ApprovalState, ApprovalState> decide, DateTimeOffset at)
    {
        var index = Approvals.FindIndex(approval => approval.Asked.ApprovalId == approvalId);
        if (index < 0)
        {
            return this;
        }

        var (before, after) = (Approvals[index], decide(Approvals[index]));
        var settled = after.Asked.Items.Where(item => before.Verdicts[item.ItemId] != after.Verdicts[item.ItemId]).ToList();
        var next = this with { Approvals = Approvals.SetItem(index, after) };
        if (settled.Count == 0)
        {
            return next;
        }

        next = settled.Aggregate(next, (run, item) => item.Kind == ApprovalKind.Budget
            ? run.SettleBudget(item, after) : run.WithCall(item, call => after.Settle(item, call)));
        return next.GoOn(at);
    }

    /// <summary>It waits for nobody any more.</summary>
    private RunState GoOn(DateTimeOffset at)
    {
        if (Ended)
        {
            return this;
        }

        var waited = WaitingSince is { } since ? at - since : TimeSpan.Zero;
        return this with
        {
            Status = RunStatus.InProgress,
            Waited = Waited + waited,
            WaitedInAll = WaitedInAll + waited,
            WaitingSince = null,
        };
    }

    /// <summary>Steps that waited for a budget that was raised try again; a budget that is not raised ends the run.</summary>
    private RunState SettleBudget(ApprovalItem item, ApprovalState after)
    {
        var scope = Enum.Parse<BudgetScope>(item.Resource!, ignoreCase: true);
        return after.Verdicts[item.ItemId] switch
        {
            ItemVerdict.Approved => this with
            {
                // what a day's budget was raised to holds for all threads, so that the store has it
                Budgets = scope != BudgetScope.Day && after.LimitsOf(item) is { } limits ? Budgets?.Raise(scope, limits) : Budgets,
                Held = Held.RemoveRange(Held.Where(held => held.Value.Scope == scope).Select(held => held.Key)),
            },
            _ => this with { BudgetRefused = true },
        };
    }

    private RunState WithCall(ApprovalItem item, Func<CallState, CallState> change) =>
        item.CallId is { } callId && Branches.Values.FirstOrDefault(branch => branch.OpenCalls.Any(call => call.Id == callId)) is { } branch
            ? this with { Branches = Branches.SetItem(branch.Id, branch.Settle(callId, change)) }
            : this;

    private RunState Enter(string supervisor) =>
        SupervisorPath.Contains(supervisor, StringComparer.Ordinal) ? this : this with { SupervisorPath = SupervisorPath.Add(supervisor) };

    private static ImmutableSortedDictionary<string, BranchState> BranchesOf(PlanDecided plan) => plan.Jobs.ToImmutableSortedDictionary(
        job => job.Id, job => new BranchState(job.Id, job.Task, job.Team, job.After), StringComparer.Ordinal);
}

/// <summary>An attempt of a step that has started.</summary>
/// <param name="Closed">Whether it was abandoned; the next attempt has the next number.</param>
public sealed record OpenAttempt(string Step, int Number, bool Closed = false);
