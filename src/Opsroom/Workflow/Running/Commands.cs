using Opsroom.Threads;

namespace Opsroom.Workflow.Running;

/// <summary>The commands that an owner takes, as decisions on the state they meet.</summary>
internal static class Commands
{
    public static Command<StartOutcome> Start(StartRun start, RunId runId, RunLimits limits) => Command.Of<StartOutcome>(state =>
    {
        if (state.UnknownKind is { } kind)
        {
            return (CommandYield.None, _ => new StartOutcome.NewerThread(kind));
        }

        if (!state.AtRest || (start.AtSequence is { } judged && judged != state.Sequence && state.Run is not null))
        {
            return (CommandYield.None, _ => new StartOutcome.Busy(state.Run!.RunId));
        }

        var started = new RunStarted(
            start.Tool is null ? RunKind.Agent : RunKind.Tool, start.Task, start.AgentName, start.Context, start.Tool, start.Arguments,
            start.Principal.Id, limits, start.Idempotency, [.. start.Principal.Roles], start.UndoOf)
        {
            RunId = runId,
        };
        return (new CommandYield([started], [], Flush: false), _ => new StartOutcome.Started(start.Key, runId, state.Sequence + 1));
    });

    /// <summary>Asks a run to stop; without an id, whichever is in progress.</summary>
    public static Command<RunId?> Stop(string reason, string principal, RunId? only = null, IdempotencyClaim? idempotency = null) => Command.Of<RunId?>(state =>
        state.Run is { Ended: false } run && state.UnknownKind is null && (only is null || only == run.RunId)
            ? (new CommandYield(run.StopReason is null || idempotency is not null ? [new StopRequested(reason, principal, idempotency) { RunId = run.RunId }] : [], []), _ => run.RunId)
            : (CommandYield.None, _ => null));

    public static Command<FilesOutcome> Receive(IReadOnlyList<IncomingFile> files, Principal principal) => Command.Of(state =>
        state.UnknownKind is not null
            ? (CommandYield.None, _ => FilesOutcome.NewerThread)
            : (new CommandYield(
                [.. files.Select(file => new FileReceived(file.Path, file.MediaType, file.Content.Size, file.Content.Sha256, principal.Id))],
                [.. files.Select(file => file.Content)]), (Func<ThreadState, FilesOutcome>)(_ => FilesOutcome.Received)));

    public static Command<bool> RemoveFiles(long atSequence, FilesRemoved removed) => Command.Of(state =>
        state is { AtRest: true, UnknownKind: null } && state.Sequence == atSequence
            ? (new CommandYield([removed], []), (Func<ThreadState, bool>)(_ => true))
            : (CommandYield.None, _ => false));

    /// <summary>A new owner goes on with what an earlier one left unfinished.</summary>
    public static Command<bool> Resume(long epoch) => Command.Of(state =>
    {
        if (state.Run is not { Ended: false } run || state.Quiet || state.UnknownKind is not null)
        {
            return (CommandYield.None, _ => false);
        }

        var events = new List<ThreadEvent> { new RunResumed(epoch) { RunId = run.RunId } };
        if (run.Open is { Closed: false } rootAttempt)
        {
            events.Add(Abandoned(run, null, rootAttempt.Step, rootAttempt.Number));
        }

        foreach (var branch in run.Branches.Values)
        {
            if (branch.Open is { Closed: false } attempt)
            {
                events.Add(Abandoned(run, branch.Id, attempt.Step, attempt.Number));
            }

            events.AddRange(branch.OpenCalls.Where(call => call is { Running: true, IsProcedure: false, Changes: false }).Select(call => Abandoned(run, branch.Id, call.Step, call.Attempt)));
        }

        // a supervisor may have asked more than once before its answers were journaled; what it reserved is charged
        var abandoned = events.OfType<AttemptAbandoned>().Select(attempt => (attempt.Branch, attempt.Step, attempt.Attempt)).ToHashSet();
        events.AddRange(run.Spending.Open.Values.Where(open => !abandoned.Contains((open.Branch, open.Step, open.Attempt)))
            .Select(open => Abandoned(run, open.Branch, open.Step, open.Attempt)));
        return (new CommandYield(events, []), (Func<ThreadState, bool>)(_ => true));
    });

    private static AttemptAbandoned Abandoned(RunState run, string? branch, string step, int attempt) =>
        new(attempt, "The process that made it ended.", null) { RunId = run.RunId, Branch = branch, Step = step };
}
