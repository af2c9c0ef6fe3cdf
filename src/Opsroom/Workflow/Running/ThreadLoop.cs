using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Opsroom.Threads;
using Opsroom.Workflow.Streaming;

namespace Opsroom.Workflow.Running;

/// <summary>
/// Owns one thread: the only one that appends to its journal. It takes what commands and steps yield, a batch at a time, appends it, folds it, decides again,
/// and starts what may start now. What is in flight is memory only; after a crash the same steps are decided again.
/// </summary>
internal sealed partial class ThreadLoop : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenReminders = TimeSpan.FromSeconds(10);

    private readonly ThreadLoopServices services;
    private readonly Func<ThreadLoop, bool> retire;
    private readonly HotLog log;
    private readonly Channel<LoopMessage> mailbox = Channel.CreateUnbounded<LoopMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<string, FlyingStep> inFlight = new(StringComparer.Ordinal);
    private readonly List<(RunId RunId, TaskCompletionSource<RunState> Done)> waiting = [];
    private readonly List<LoopMessage> batch = [];
    private readonly List<LoopMessage.Yield> unsaved = [];
    /// <summary>Never disposed: it has no timer, and the owner may end a loop that is just ending by itself.</summary>
    private readonly CancellationTokenSource stopping = new();
    private ITimer? deadline;
    private volatile ThreadState state;
    private volatile bool forgotten;
    private long epoch;

    public ThreadLoop(ThreadState state, long epoch, HotLog log, ThreadLoopServices services, Func<ThreadLoop, bool> retire)
    {
        (this.state, this.epoch, this.log, this.services, this.retire) = (state, epoch, log, services, retire);
    }

    /// <summary>The thread as last appended.</summary>
    public ThreadState State => state;

    public long Epoch => epoch;

    /// <summary>Whether the thread was deleted, so that what this loop knows of it counts no more.</summary>
    public bool Forgotten => forgotten;

    /// <summary>Whether nothing waits to be taken in or is being worked on.</summary>
    public bool Idle => !mailbox.Reader.TryPeek(out _) && inFlight.Count == 0 && waiting.Count == 0 && state.Quiet;

    /// <summary>Completes when the loop has ended.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public void Start() => Completion = Task.Run(RunAsync, CancellationToken.None);

    /// <summary>Hands a command to the loop. Completes when what it yields is durable; false where the loop has retired and another one is to be asked.</summary>
    public bool TryPost(LoopMessage message) => mailbox.Writer.TryWrite(message);

    public void Forget() => forgotten = true;

    /// <summary>No further message is taken; only for the owner, under its lock.</summary>
    public void Close() => mailbox.Writer.TryComplete();

    /// <summary>Ends the loop where it is; what is in flight is cancelled and decided again by the next owner.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        Close();
        await Completion;
    }

    private async Task RunAsync()
    {
        try
        {
            while (await mailbox.Reader.WaitToReadAsync(stopping.Token))
            {
                while (mailbox.Reader.TryRead(out var message))
                {
                    batch.Add(message);
                }

                if (!await TakeInAsync())
                {
                    break;
                }

                batch.Clear();
                if (Idle && retire(this))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // the next owner goes on where the journal ends
        }
        catch (Exception fault)
        {
            LogLoopFailed(services.Logger, state.Key.Id, fault);
        }
        finally
        {
            await ShutDownAsync();
        }
    }

    /// <summary>Appends what a batch of messages yields, until nothing more follows at once. False where the thread belongs to somebody else now.</summary>
    private async Task<bool> TakeInAsync()
    {
        foreach (var message in batch)
        {
            switch (message)
            {
                case LoopMessage.Landed landed:
                    inFlight.Remove(landed.Step, out var flown);
                    flown?.Dispose();
                    break;
                case LoopMessage.WaitForRest wait:
                    waiting.Add((wait.RunId, wait.Done));
                    break;
                default:
                    break;
            }
        }

        var earlier = unsaved.ToList();
        unsaved.Clear();
        DayStanding? day = null;
        PendingAppend append;
        do
        {
            // where the budget of the day has no room for all of it, it is decided again with what the store says is used
            append = Gather(earlier, day);
            day = null;
            if (append.Events.Count > 0 && !await AppendAsync(append, standing => day = standing))
            {
                return false;
            }
        }
        while (day is not null);

        append.Acknowledge();
        WakeWaiting();
        if (unsaved.Count == 0)
        {
            // what was performed and is not durable yet must not be performed again
            StartSteps();
        }

        return true;
    }

    private PendingAppend Gather(IEnumerable<LoopMessage.Yield> earlier, DayStanding? day)
    {
        var append = new PendingAppend(state, services.Clock.GetUtcNow(), day);
        // what ends a call before what begins one, so that a call that begins meets all that is settled
        foreach (var message in earlier.Concat(batch).OrderBy(message => message is LoopMessage.Begin))
        {
            switch (message)
            {
                case LoopMessage.Yield yield:
                    append.Take(yield);
                    break;
                case LoopMessage.Command command:
                    append.Take(command);
                    break;
                case LoopMessage.Begin call:
                    append.Take(call);
                    break;
                default:
                    break;
            }
        }

        append.FollowDecisions();
        return append;
    }

    private async Task<bool> AppendAsync(PendingAppend append, Action<DayStanding> daySpent)
    {
        var prepared = services.Journal.Prepare(state, append.Events);
        AppendOutcome outcome;
        try
        {
            outcome = await services.Store.AppendAsync(
                new AppendRequest(state.Key, epoch, state.Sequence, prepared.Encoded, [.. append.Blobs, .. prepared.Blobs], append.MustFlush) { DayLimit = append.DayLimit }, stopping.Token);
        }
        catch (StoreUnavailableException unavailable)
        {
            // commands had no effect and say so; what steps yielded is kept and appended when the store is back
            LogStoreUnavailable(services.Logger, state.Key.Id, unavailable.Message);
            unsaved.AddRange(append.Refuse(unavailable));
            if (unsaved.Count > 0)
            {
                await Task.Delay(RetryDelay, services.Clock, stopping.Token);
                mailbox.Writer.TryWrite(LoopMessage.Landed.Nothing);
            }

            return true;
        }

        if (outcome.Status == AppendStatus.KeyTaken)
        {
            unsaved.AddRange(append.Refuse(new KeyTakenException()));
            mailbox.Writer.TryWrite(LoopMessage.Landed.Nothing);
            return true;
        }

        if (outcome.Status == AppendStatus.DaySpent)
        {
            daySpent(outcome.Day!);
            return true;
        }

        if (outcome.Status != AppendStatus.Appended)
        {
            LogOwnershipLost(services.Logger, state.Key.Id, outcome.Status);
            append.Refuse(new OwnershipLostException());
            return false;
        }

        epoch = outcome.Head.Epoch;
        Fold(prepared);
        return true;
    }

    private void Fold(PreparedEvents prepared)
    {
        var before = state;
        var next = before;
        foreach (var @event in prepared.Events)
        {
            next = next.Apply(@event);
        }

        state = next;
        log.Append(prepared.ToStored(before.Sequence));
        services.Signals.Appended(before, next, prepared.Events);
        ManageDeadline(before.Run, next.Run);
    }

    private void StartSteps()
    {
        var thread = state;
        foreach (var step in Decider.Decide(thread))
        {
            if (step is Step.Emit || inFlight.ContainsKey(step.Id))
            {
                continue;
            }

            var flying = new FlyingStep(step, CancellationTokenSource.CreateLinkedTokenSource(stopping.Token));
            inFlight[step.Id] = flying;
            // off the loop from the first instruction on: a tool or a playbook may compute for long before it awaits anything
            flying.Work = Task.Run(() => PerformAsync(step, thread, flying.Cancellation.Token), CancellationToken.None);
        }

        foreach (var flying in inFlight.Values.Where(flying => IsInVain(flying.Step)))
        {
            flying.Cancellation.Cancel();
        }
    }

    /// <summary>Whether nothing that may come of a step counts any more. A call that changes nothing is not waited for where its procedure has to end.</summary>
    private bool IsInVain(Step step) => state.Run is not { Ended: false } run
        || (step is Step.RunTool { Call: { Parent: not null } } running && run.Calls.FirstOrDefault(call => call.Id == running.Call.Id) is { Changes: false } call
            && !Decider.MayBegin(run, call));

    private async Task PerformAsync(Step step, ThreadState thread, CancellationToken runCancelled)
    {
        try
        {
            await services.Performer.PerformAsync(step, thread, new StepSink(step, thread.Run!, mailbox.Writer, log, services.Clock, runCancelled), runCancelled);
        }
        catch (OperationCanceledException) when (runCancelled.IsCancellationRequested)
        {
            // the run ended or the owner stops; nothing of this attempt counts
        }
        finally
        {
            mailbox.Writer.TryWrite(new LoopMessage.Landed(step.Id));
        }
    }

    /// <summary>The deadline counts while the run works; waiting for people is free.</summary>
    private void ManageDeadline(RunState? before, RunState? after)
    {
        if (after is { Ended: false, WaitingSince: null })
        {
            if (before?.RunId != after.RunId || deadline is null)
            {
                var left = after.ActiveSince + after.Waited + TimeSpan.FromSeconds(after.Limits.TimeoutSeconds) - services.Clock.GetUtcNow();
                deadline?.Dispose();
                // a reminder that the store did not take is lost, so that others follow; a run that stops already is not stopped again
                deadline = services.Clock.CreateTimer(
                    _ => mailbox.Writer.TryWrite(Commands.Stop("timeout", "server", after.RunId)), null,
                    left > TimeSpan.Zero ? left : TimeSpan.Zero, BetweenReminders);
            }
        }
        else
        {
            deadline?.Dispose();
            deadline = null;
        }
    }

    private void WakeWaiting()
    {
        if (waiting.Count == 0 || state.Run is not { } run || run is { Ended: false, Status: not RunStatus.PendingApproval })
        {
            return;
        }

        // a run that has been followed by another one is at rest too, but only its journal knows how it ended
        waiting.ForEach(waiter => waiter.Done.TrySetResult(run));
        waiting.Clear();
    }

    private async Task ShutDownAsync()
    {
        Close();
        deadline?.Dispose();
        await stopping.CancelAsync();
        while (mailbox.Reader.TryRead(out var message))
        {
            batch.Add(message);
        }

        // whoever waits is told before the steps in flight are waited for: they may be the ones who wait
        batch.ForEach(message => message.Fail(new OwnershipLostException()));
        unsaved.ForEach(yield => yield.Fail(new OwnershipLostException()));
        await Task.WhenAll(inFlight.Values.Select(flying => flying.Work));
        waiting.ForEach(waiter => waiter.Done.TrySetException(new OwnershipLostException()));
        foreach (var flying in inFlight.Values)
        {
            flying.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The loop of thread {ThreadId} failed; the next request or restart goes on where its journal ends")]
    private static partial void LogLoopFailed(ILogger logger, ThreadId threadId, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store did not take events of thread {ThreadId}: {Reason}")]
    private static partial void LogStoreUnavailable(ILogger logger, ThreadId threadId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Thread {ThreadId} has another owner now ({Status}); this one steps back")]
    private static partial void LogOwnershipLost(ILogger logger, ThreadId threadId, AppendStatus status);
}

/// <summary>A step that is being performed.</summary>
internal sealed record FlyingStep(Step Step, CancellationTokenSource Cancellation) : IDisposable
{
    public Task Work { get; set; } = Task.CompletedTask;

    public void Dispose() => Cancellation.Dispose();
}

/// <summary>The thread belongs to another owner, or its loop has ended: whoever asked should ask again.</summary>
internal sealed class OwnershipLostException() : Exception("The thread has another owner now.");

/// <summary>Another run holds the idempotency key of a run that was about to start.</summary>
internal sealed class KeyTakenException() : Exception("The idempotency key belongs to another run.");

/// <summary>The run had to stop before a change began.</summary>
internal sealed class RunStoppingException() : Exception("The run is stopping.");
