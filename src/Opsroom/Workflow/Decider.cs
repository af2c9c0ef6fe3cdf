using Opsroom.Agents;
using Opsroom.Threads;

namespace Opsroom.Workflow;

/// <summary>The workflow as a pure function: from the state of a thread to every step that may start now. No step means rest.</summary>
public static class Decider
{
    /// <summary>The steps that may start now, in a fixed order.</summary>
    public static IReadOnlyList<Step> Decide(ThreadState thread)
    {
        if (thread.UnknownKind is not null || thread.Run is not { Ended: false } run)
        {
            return [];
        }

        if (Stop(run) is { } stop)
        {
            return [stop];
        }

        if (run.Phase != PlanPhase.Decided)
        {
            return [DecideRoot(run)];
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

        return steps.Count == 0 && run.Branches.Values.All(branch => branch.Phase == BranchPhase.Done) ? [Finish(run)] : steps;
    }

    private static Step.Emit? Stop(RunState run)
    {
        if (run.StopReason is { } reason)
        {
            return reason switch
            {
                "timeout" => End(run, RunStatus.Failed, new Fault("timeout", $"The run was stopped after {run.Limits.TimeoutSeconds} seconds. What was done until then is kept; raise Runs:TimeoutSeconds or split the task.", true)),
                "internal" => End(run, RunStatus.Failed, new Fault("internal", "The server met a fault of its own; its log has it under this run's id. What was done until then is kept.", true)),
                _ => End(run, RunStatus.Cancelled, new Fault("cancelled", "The run was cancelled. What was done until then is kept.")),
            };
        }

        return run.Steps >= run.Limits.Steps && run.Branches.Values.Any(branch => branch.Phase == BranchPhase.Working)
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
            steps.AddRange(open.Select(call => new Step.RunTool(branch, call)));
            return;
        }

        if (run.Kind == RunKind.Tool)
        {
            var failed = branch.Turns[0].Calls[0].Finished is { Succeeded: false };
            steps.Add(failed ? End(run, RunStatus.Failed, new Fault("tool_failed", "The tool could not do it; its answer says why.")) : End(run, RunStatus.Complete, null));
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

    private static Fault Unusable(BranchState branch, Turn turn) => new(
        "model_invalid",
        $"{branch.Model} gave {branch.InvalidTurns} unusable answers in a row; the last one: {turn.Invalid ?? turn.Calls.First(call => call.Finished is not null).Finished!.Result.GetProperty("message").GetString()}",
        true);

    private static Step.Emit EndOfRound(RunState run, BranchState branch, string message, Fault? error) => Emit(
        run, branch, branch.NextStep, new AgentFinished(branch.Agent!, message.Length == 0 && error is not null ? error.Message : message, branch.Model ?? "none", error));

    private static Step.Emit Finish(RunState run)
    {
        var error = run.Branches.Values.Select(branch => branch.Error).FirstOrDefault(fault => fault is not null);
        return End(run, error is null ? RunStatus.Complete : RunStatus.Failed, error);
    }

    private static Step.Emit End(RunState run, RunStatus status, Fault? error) => Emit(run, null, null, new RunEnded(status, error));

    private static Step.Emit Emit(RunState run, BranchState? branch, string? step, ThreadEvent @event) =>
        new(@event with { RunId = run.RunId, Branch = branch?.Id, Step = step });
}
