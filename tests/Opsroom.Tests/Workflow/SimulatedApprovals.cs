using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.TestKit.Outside;
using Opsroom.Threads;
using Opsroom.Workflow;
using Opsroom.Workflow.Running;

namespace Opsroom.Tests.Workflow;

/// <summary>
/// Plays a run with calls that change something against the decider: people, crashes, stops, drift and targets that cannot be asked are choices from a seed.
/// Every change that is made is held against what allowed it.
/// </summary>
internal sealed class SimulatedApprovals(int seed)
{
    private static readonly JsonElement NoArguments = JsonElement.Parse("{}");
    private static readonly JsonElement Answer = JsonElement.Parse("""{"message":"as it went"}""");

    private readonly Random random = new(seed);
    private readonly ShiftedClock clock = new();
    private int turns;

    public ThreadState State { get; private set; } = new(new ThreadKey("default", ThreadId.Parse("t")));

    public List<ThreadEvent> Journal { get; } = [];

    /// <summary>What <see cref="Decider.Decide"/> named at each sequence.</summary>
    public List<ImmutableArray<string>> Named { get; } = [];

    public SimulatedApprovals Play()
    {
        Append(new RunStarted(RunKind.Agent, "task", "agent", null, null, null, "local", new RunLimits(random.Next(4, 40), 60, 1, 3), null, ["admin"]));
        while (!State.AtRest)
        {
            Assert.True(Journal.Count < 2_000, "the run does not come to an end");
            var steps = Decider.Decide(State);
            if (steps.Count == 0)
            {
                Assert.True(State.Run is { Status: RunStatus.PendingApproval, Pending: not null }, $"nothing happens, and nobody is asked: {Journal[^1].Kind}");
                Decide();
                continue;
            }

            switch (random.Next(60))
            {
                case 0:
                    AppendAll(Commands.Stop("cancelled", "local").Decide(State).Events, null);
                    break;
                case 1:
                    Crash();
                    break;
                default:
                    var step = steps[random.Next(steps.Count)];
                    AppendAll(step is Step.Emit emit ? [emit.Event] : Perform(step), step);
                    break;
            }
        }

        return this;
    }

    /// <summary>Somebody says something, nobody does in time, or the server is started again.</summary>
    private void Decide()
    {
        var pending = State.Run!.Pending!;
        switch (random.Next(8))
        {
            case 0:
                clock.Ahead += TimeSpan.FromHours(2);
                AppendAll(ApprovalCommands.Expire(clock).Decide(State).Events, null);
                break;
            case 1:
                AppendAll(Commands.Stop("cancelled", "local").Decide(State).Events, null);
                break;
            case 2:
                Crash();
                break;
            default:
                var items = pending.PendingItems.Where(_ => random.Next(3) > 0).ToImmutableSortedDictionary(item => item.ItemId, _ => random.Next(3) > 0);
                var edits = random.Next(6) > 0 ? ImmutableSortedDictionary<string, JsonElement>.Empty
                    : items.Keys.Take(1).ToImmutableSortedDictionary(id => id, _ => JsonSerializer.SerializeToElement(new { edited = Journal.Count }));
                var decision = new DecideApproval(
                    State.Key, State.Run.RunId, pending.Asked.ApprovalId, random.Next(2) == 0 ? null : true, null, items, edits, null, new Principal($"person-{random.Next(3)}", "default", ["admin"]), null);
                AppendAll(ApprovalCommands.Decide(decision, clock).Decide(State).Events, null);
                break;
        }
    }

    private void Crash() => AppendAll(Commands.Resume(Journal.Count).Decide(State).Events, null);

    private IEnumerable<ThreadEvent> Perform(Step step) => step switch
    {
        Step.AskModel ask => AskModel(ask.Branch),
        Step.RunTool run => Run(run.Branch, run.Call),
        Step.MoveProcedure move => Move(move.Branch, move.Call),
        Step.AskApproval => AskPeople(),
        Step.Reflect reflect => [new ReflectionMade(reflect.Branch.Agent!, 1, 1, [], null, "playbook")],
        _ => throw new InvalidOperationException(step.Id),
    };

    private IEnumerable<ThreadEvent> AskModel(BranchState branch)
    {
        var calls = turns++ > 4 ? 0 : random.Next(0, 4);
        var first = branch.Ordinal + 1;
        yield return new ModelRequested(branch.Agent!, "model", (branch.Open?.Number ?? 0) + 1);
        yield return new ModelAnswered(
            branch.Agent!, "model", 1, calls == 0 ? "done" : "",
            [.. Enumerable.Range(first, calls).Select(number => new ToolCallRequest($"call-{number}", random.Next(4) == 0 ? "procedure" : "change", NoArguments))],
            ModelUsage.None, null, null);
    }

    private IEnumerable<ThreadEvent> Run(BranchState branch, CallState call)
    {
        var stopping = Decider.Stops(State.Run!);
        if (call.Interrupted && (call.Gate != CallGate.Approved || call.Unknown is null || stopping))
        {
            return Verify(branch, call, stopping);
        }

        if (stopping && (!call.Rollback || call.Gate is CallGate.Asked or CallGate.Rejected or CallGate.Expired))
        {
            Assert.NotNull(call.Parent);
            return [Finished(branch, call, call.Attempt, false)];
        }

        var covered = call.Parent is not null && branch.OpenCalls.First(other => other.Id == call.Parent).Gate == CallGate.Approved;
        return (call.Gate, random.Next(8)) switch
        {
            (_, 0) => [Requested(branch, call, "deny"), Finished(branch, call, call.Attempt, false)],
            (CallGate.Approved, 1) =>
            [
                new ApprovalVoided(State.Run!.Approvals.Last(approval => approval.Verdicts.ContainsKey(call.ItemId!)).Asked.ApprovalId, call.ItemId!, call.Id, "It moved."),
                Requested(branch, call, "ask"),
            ],
            (CallGate.Approved, _) => Make(branch, call),
            (CallGate.Allowed, _) => Make(branch, call),
            (_, < 4) => [Requested(branch, call, "allow"), .. Make(branch, call)],
            _ when covered => [Requested(branch, call, "allow"), .. Make(branch, call)],
            _ when stopping => [Requested(branch, call, "ask"), Finished(branch, call, call.Attempt, false)],
            _ => [Requested(branch, call, "ask")],
        };
    }

    private IEnumerable<ThreadEvent> Make(BranchState branch, CallState call)
    {
        var attempt = call.Attempt + 1;
        yield return new ToolStarted(call.Id, branch.Agent!, call.Tool, attempt, null, call.Tool == "procedure", "v");
        switch (random.Next(5))
        {
            case var _ when call.Tool == "procedure":
                break;
            case 0:
                // the process dies before it says more
                foreach (var @event in Commands.Resume(Journal.Count).Decide(State).Events)
                {
                    yield return @event;
                }

                break;
            case 1:
                yield return new OutcomeUnknown(call.Id, branch.Agent!, call.Tool, attempt, "Nobody knows.");
                break;
            case 2 when attempt < 3:
                yield return new AttemptAbandoned(attempt, "The target has not made it.", null);
                break;
            default:
                yield return Finished(branch, call, attempt, random.Next(4) > 0);
                break;
        }
    }

    private IEnumerable<ThreadEvent> Verify(BranchState branch, CallState call, bool stopping) => (random.Next(3), stopping) switch
    {
        (0, _) => [Finished(branch, call, call.Attempt, true)],
        (1, true) when call.Rollback => [new AttemptAbandoned(call.Attempt, "The target has not made it.", null)],
        (_, true) => [Finished(branch, call, call.Attempt, false)],
        (1, _) => [new AttemptAbandoned(call.Attempt, "The target has not made it.", null)],
        _ => [new OutcomeUnknown(call.Id, branch.Agent!, call.Tool, call.Attempt, "Nobody knows.")],
    };

    private IEnumerable<ThreadEvent> Move(BranchState branch, CallState call)
    {
        var children = branch.Turns[^1].Calls.Where(child => child.Parent == call.Id).ToList();
        var made = children.Count;
        if (Decider.StopOf(State.Run!) is { } stopping)
        {
            return children.Exists(child => child.Rollback) ? [Finished(branch, call, call.Attempt, true)]
                : [new ProcedureMoved(call.Id, branch.Agent!, call.Tool, [new CoveredCall("back", "change", NoArguments, null, Rollback: true)], stopping)];
        }

        return made >= 2 ? [Finished(branch, call, call.Attempt, true)]
            : [new ProcedureMoved(call.Id, branch.Agent!, call.Tool, [new CoveredCall($"child-{made}", "change", NoArguments, null)])];
    }

    private IEnumerable<ThreadEvent> AskPeople()
    {
        var run = State.Run!;
        var id = $"approval-{run.Approvals.Count + 1}";
        var waiting = run.Branches.Values.SelectMany(branch => branch.OpenCalls).Where(call => call is { Gate: CallGate.Asked, ItemId: null });
        yield return new ApprovalAsked(id, "digest", [.. waiting.Select((call, index) => new ApprovalItem(
            $"{id}.{index}", call.Unknown is null ? ApprovalKind.Call : ApprovalKind.UnknownOutcome, call.Id, "agent", call.Tool, null, null, "change",
            call.Arguments, null, null, call.Requested!.Terms ?? ApprovalTerms.Default, clock.GetUtcNow() + TimeSpan.FromHours(1)))]);
    }

    private ToolRequested Requested(BranchState branch, CallState call, string decision) => new(
        call.Id, branch.Agent!, call.Tool, call.Arguments, "change", decision, "rule", null, new CallPlan("t", null, "r", "v", "b", NoArguments, null, null),
        decision == "ask" ? ApprovalTerms.Default with { Approvers = random.Next(1, 3) } : null);

    private static ToolFinished Finished(BranchState branch, CallState call, int attempt, bool succeeded) =>
        new(call.Id, branch.Agent!, call.Tool, attempt, succeeded, Answer, false);

    private void AppendAll(IEnumerable<ThreadEvent> events, Step? step)
    {
        foreach (var @event in events)
        {
            Append(@event is RunResumed or StopRequested or ApprovalAsked or ApprovalDecided or ApprovalExpired || step is null or Step.Emit
                ? @event : @event with { Branch = @event.Branch ?? RunState.FirstBranch, Step = @event.Step ?? step.Id });
        }
    }

    private void Append(ThreadEvent @event)
    {
        if (@event is ToolStarted started)
        {
            var call = State.Run!.Calls.Single(one => one.Id == started.CallId);
            Assert.True(call.Gate is CallGate.Allowed or CallGate.Approved, $"{call.Id} is made while it is {call.Gate}");
            Assert.Null(call.Finished);
            Assert.False(call.Running, "an attempt begins while another one is being made");
            Assert.True(Decider.MayBegin(State.Run!, call), "a change begins although the run is to stop");
        }

        var stamped = @event with { At = clock.GetUtcNow(), RunId = new RunId("run-000000000001") };
        Journal.Add(stamped);
        State = State.Apply(stamped);
        Named.Add([.. Decider.Decide(State).Select(step => step.Id)]);
    }
}
