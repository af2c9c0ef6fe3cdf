using Opsroom.Agents;
using Opsroom.Threads;
using Opsroom.Workflow.Budgets;

namespace Opsroom.Workflow;

/// <summary>The workflow as a pure function: from the state of a thread to every step that may start now. No step means rest.</summary>
public static class Decider
{
    /// <summary>A run whose steps meet this many faults of the server's own ends where it is: what winds it up could meet them for ever.</summary>
    private const int MostFaults = 3;

    /// <summary>The steps that may start now, in a fixed order.</summary>
    public static IReadOnlyList<Step> Decide(ThreadState thread)
    {
        if (thread.UnknownKind is not null || thread.Run is not { Ended: false } run)
        {
            return [];
        }

        if (Stop(run) is { } stop)
        {
            return stop;
        }

        if (run.Phase != PlanPhase.Decided)
        {
            return DecideRoot(run) is var root && IsHeld(run, root) ? WaitForPeople(run) : [root];
        }

        if (Compaction.NextFor(thread) is { } compacted && run.Branches.Values.Any(branch => branch.Phase == BranchPhase.Working))
        {
            return [Emit(run, null, null, compacted)];
        }

        var steps = new List<Step>();
        foreach (var branch in run.Branches.Values)
        {
            if (branch.After.All(earlier => !run.Branches.TryGetValue(earlier, out var before) || before.Phase == BranchPhase.Done))
            {
                DecideBranch(run, branch, steps);
            }
        }

        steps.RemoveAll(step => IsHeld(run, step));
        return steps.Count > 0 ? steps
            : run.Branches.Values.All(branch => branch.Phase == BranchPhase.Done) ? [Finish(run)]
            : WaitForPeople(run);
    }

    /// <summary>Nothing can go on by itself: what waits for people is one request, and while it is pending the run pauses.</summary>
    private static IReadOnlyList<Step> WaitForPeople(RunState run) => run switch
    {
        { Pending: { } pending, Status: RunStatus.InProgress } => [Emit(run, null, null, new RunPaused(pending.Asked.ApprovalId))],
        { Pending: null, Held.IsEmpty: false } => [new Step.AskApproval(run)],
        { Pending: null } when run.Calls.Any(call => call is { Finished: null, Gate: CallGate.Asked, ItemId: null }) => [new Step.AskApproval(run)],
        _ => [],
    };

    /// <summary>Whether a call of the step did not fit into a budget.</summary>
    private static bool IsHeld(RunState run, Step step) => step is not Step.Emit && run.Held.ContainsKey(step.Id);

    /// <summary>The end of a run that has to stop. A call that is changing something is seen to its end first, and a procedure may take back what it did.</summary>
    private static List<Step>? Stop(RunState run)
    {
        if (EndOf(run) is not { } end)
        {
            return null;
        }

        var left = run.Faults >= MostFaults ? [] : run.Branches.Values.SelectMany(WindUp).ToList();
        return left.Count > 0 ? left : [end];
    }

    /// <summary>What a branch still does before its run stops.</summary>
    private static IEnumerable<Step> WindUp(BranchState branch)
    {
        var open = branch.OpenCalls.ToList();
        foreach (var call in open)
        {
            if (call is { IsProcedure: true, Running: true })
            {
                if (!open.Exists(child => child.Parent == call.Id))
                {
                    yield return new Step.MoveProcedure(branch, call);
                }
            }
            else if (call.Acting || call.Parent is not null)
            {
                yield return new Step.RunTool(branch, call);
            }
        }
    }

    /// <summary>Whether the run has to stop: it begins nothing more that changes something, but for what takes back what its procedures did.</summary>
    internal static bool Stops(RunState run) => EndOf(run) is not null;

    /// <summary>Whether a call may begin although its run has to stop.</summary>
    internal static bool MayBegin(RunState run, CallState call) => call.Rollback || !Stops(run);

    /// <summary>Why a run has to stop, in one word; null where it goes on.</summary>
    internal static string? StopOf(RunState run) => run.StopReason ?? (EndOf(run)?.Event as RunEnded)?.Error?.Code;

    private static Step.Emit? EndOf(RunState run)
    {
        if (run.StopReason is { } reason)
        {
            var kept = run.Calls.Any(call => call is { Rollback: true, Finished.Succeeded: true })
                ? "What was done until then is kept, but for what its procedure took back" : "What was done until then is kept";
            return reason switch
            {
                "timeout" => End(run, RunStatus.Failed, new Fault("timeout", $"The run was stopped after {run.Limits.TimeoutSeconds} seconds. {kept}; raise Runs:TimeoutSeconds or split the task.", true)),
                "internal" => End(run, RunStatus.Failed, new Fault("internal", $"The server met a fault of its own; its log has it under this run's id. {kept}.", true)),
                _ => End(run, RunStatus.Cancelled, new Fault("cancelled", $"The run was cancelled. {kept}.")),
            };
        }

        if (!run.Held.IsEmpty && (run.BudgetRefused || run.Budgets?.AtLimit == AtLimit.End))
        {
            return End(run, RunStatus.Failed, BudgetItem.FaultOf(run));
        }

        // a procedure that has begun is bounded by its plan, and half of one is the worst place to stop
        return run.Steps >= run.Limits.Steps && run.Branches.Values.Any(branch => branch.Phase == BranchPhase.Working)
            && !run.Branches.Values.Any(branch => branch.OpenCalls.Any(call => call is { IsProcedure: true, Running: true }))
            ? End(run, RunStatus.Failed, new Fault("step_limit", $"The run made {run.Steps} model and tool calls, as many as it may, without coming to an end. Raise Runs:Steps or split the task."))
            : null;
    }

    private static Step DecideRoot(RunState run) => run.Phase == PlanPhase.NotStarted
        ? Emit(run, null, Step.RootId, new SupervisorStarted(AgentRoster.RootName))
        : new Step.Plan();

    private static void DecideBranch(RunState run, BranchState branch, List<Step> steps)
    {
        switch (branch.Phase)
        {
            case BranchPhase.Waiting:
                steps.Add(Emit(run, branch, branch.NextStep, new SupervisorStarted(branch.Team!)));
                break;
            case BranchPhase.Choosing:
                steps.Add(new Step.ChooseAgent(branch));
                break;
            case BranchPhase.Chosen:
                steps.Add(Emit(run, branch, branch.NextStep, StartOfRound(branch)));
                break;
            case BranchPhase.Working:
                DecideWork(run, branch, steps);
                break;
            case BranchPhase.Answered:
                steps.Add(Emit(run, branch, branch.NextStep, new ReflectionStarted(branch.Agent!)));
                break;
            case BranchPhase.Reflecting:
                steps.Add(new Step.Reflect(branch));
                break;
            case BranchPhase.Done:
                break;
            default:
                throw new InvalidOperationException($"No rule for phase {branch.Phase}.");
        }
    }

    private static AgentStarted StartOfRound(BranchState branch) => branch.Reflection is { Remediation: { } remediation }
        ? new AgentStarted(branch.Agent!, remediation, branch.Round + 1)
        : new AgentStarted(branch.Agent!, branch.Task, 0);

    private static void DecideWork(RunState run, BranchState branch, List<Step> steps)
    {
        var open = branch.OpenCalls.ToList();
        if (open.Count > 0)
        {
            steps.AddRange(open.Select(call => StepOf(run, branch, call, open)).OfType<Step>());
            return;
        }

        if (run.Kind == RunKind.Tool)
        {
            steps.Add(EndOfDirectCall(run, branch.Turns[0].Calls[0]));
            return;
        }

        var turn = branch.Turns.Count > 0 && branch.Turns[^1].Round == branch.Round ? branch.Turns[^1] : null;
        steps.Add((branch, turn) switch
        {
            ({ Error: { } error }, _) => EndOfRound(run, branch, "", error),
            ({ InvalidTurns: var tries }, { }) when tries >= run.Limits.ModelTries => EndOfRound(run, branch, "", Unusable(branch, turn!)),
            (_, { Invalid: null, Calls.Length: 0 }) => EndOfRound(run, branch, turn!.Content, turn.Error),
            _ => new Step.AskModel(branch),
        });
    }

    /// <summary>What an open call needs next; null where it waits for people or for its own calls.</summary>
    private static Step? StepOf(RunState run, BranchState branch, CallState call, List<CallState> open) => call switch
    {
        { IsProcedure: true, Running: true } => open.Exists(child => child.Parent == call.Id) ? null : new Step.MoveProcedure(branch, call),
        { Gate: CallGate.Asked } => null,
        { Gate: CallGate.Rejected or CallGate.Expired } => Emit(run, branch, call.Step, Refused(branch, call)),
        _ => new Step.RunTool(branch, call),
    };

    private static ToolFinished Refused(BranchState branch, CallState call)
    {
        var comment = call.Rejection?.Comment is { Length: > 0 } words ? $" They say: {words}" : "";
        var message = call switch
        {
            { Unknown: { } unknown } => $"Whether {call.Tool} was made is not known ({unknown.Known.TrimEnd('.')}), and it is not made again.{comment}",
            { Gate: CallGate.Expired } => $"Nobody decided about {call.Tool} in time, so it is not made.",
            _ => $"{call.Rejection?.Principal ?? "Somebody"} rejected {call.Tool}, so it is not made.{comment}",
        };
        return new ToolFinished(call.Id, branch.Agent!, call.Tool, call.Attempt, false, FaultJson.Of(new Fault("denied", message)), false);
    }

    private static Step.Emit EndOfDirectCall(RunState run, CallState call) => call switch
    {
        { Finished.Succeeded: true } => End(run, RunStatus.Complete, null),
        { Gate: CallGate.Rejected or CallGate.Expired } => End(run, RunStatus.Rejected, new Fault("rejected", MessageOf(call))),
        _ => End(run, RunStatus.Failed, new Fault("tool_failed", "The tool could not do it; its answer says why.")),
    };

    private static string MessageOf(CallState call) => call.Finished!.Result.GetProperty("message").GetString()!;

    private static Fault Unusable(BranchState branch, Turn turn) => new(
        "model_invalid",
        $"{branch.Model} gave {branch.InvalidTurns} unusable answers in a row; the last one: {turn.Invalid ?? MessageOf(turn.Calls.First(call => call.Finished is not null))}",
        true);

    private static Step.Emit EndOfRound(RunState run, BranchState branch, string message, Fault? error) => Emit(
        run, branch, branch.NextStep, new AgentFinished(branch.Agent!, message.Length == 0 && error is not null ? error.Message : message, branch.Model ?? "none", error));

    private static Step.Emit Finish(RunState run)
    {
        // nothing that was asked came to be: the run as a whole was refused
        if (run.Calls.FirstOrDefault(call => call.Gate is CallGate.Rejected or CallGate.Expired) is { } refused
            && !run.Calls.Any(call => call is { Gate: CallGate.Approved, Finished.Succeeded: true }))
        {
            return End(run, RunStatus.Rejected, new Fault("rejected", MessageOf(refused)));
        }

        var error = run.Branches.Values.Select(branch => branch.Error).FirstOrDefault(fault => fault is not null);
        return End(run, error is null ? RunStatus.Complete : RunStatus.Failed, error);
    }

    private static Step.Emit End(RunState run, RunStatus status, Fault? error) => Emit(run, null, null, new RunEnded(status, error));

    private static Step.Emit Emit(RunState run, BranchState? branch, string? step, ThreadEvent @event) =>
        new(@event with { RunId = run.RunId, Branch = branch?.Id, Step = step });
}
