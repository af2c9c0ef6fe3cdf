using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Opsroom.Threads;
using Opsroom.Workflow.Streaming;

namespace Opsroom.Workflow.Running;

/// <summary>Owns every thread of a single process: a loop per thread that has something to do, and the states of those that lately had.</summary>
public sealed partial class LocalRunOwner : IRunOwner, IAsyncDisposable
{
    private readonly Lock access = new();
    private readonly Dictionary<ThreadKey, Task<ThreadLoop>> loops = [];
    private readonly RestingStates resting = new();
    private readonly ThreadLoopServices services;
    private readonly ThreadFeeds feeds;
    private readonly Func<RunOptions> options;
    private volatile bool stopping;

    /// <param name="parts">What runs are made with.</param>
    /// <param name="options">The bounds that a new run is given, as they are configured when it starts.</param>
    public LocalRunOwner(WorkflowParts parts, ThreadFeeds feeds, Func<RunOptions> options) =>
        (services, this.feeds, this.options) = (ThreadLoopServices.Of(parts), feeds, options);

    /// <summary>Takes over every run that an earlier process left unfinished. Returns how many.</summary>
    public async Task<int> ResumeAsync(CancellationToken cancellationToken)
    {
        var unfinished = await services.Store.ListUnfinishedAsync(cancellationToken);
        foreach (var key in unfinished)
        {
            // a loop that opens on an unfinished run goes on with it
            var loop = await OpenAsync(key, isNew: false);
            if (loop.State.UnknownKind is { } kind)
            {
                LogNotResumed(services.Logger, key.Id, kind);
            }
        }

        return unfinished.Count;
    }

    /// <summary>Takes no new runs, waits a while for those in progress, and leaves the rest to the next start.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        stopping = true;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(options().ShutdownSeconds));
        foreach (var loop in await OpenLoopsAsync())
        {
            if (loop.State.Run is { Ended: false } run)
            {
                try
                {
                    await WaitForRestAsync(loop.State.Key, run.RunId, patience.Token);
                }
                catch (OperationCanceledException)
                {
                    LogLeftUnfinished(services.Logger, run.RunId, loop.State.Key.Id);
                }
            }
        }

        await Task.WhenAll((await OpenLoopsAsync()).Select(loop => loop.DisposeAsync().AsTask()));
    }

    public async Task<StartOutcome> StartAsync(StartRun command, CancellationToken cancellationToken)
    {
        if (stopping)
        {
            return new StartOutcome.Stopping();
        }

        var runId = RunId.New();
        services.Signals.Expect(command.Key, runId, Activity.Current?.Context ?? default);
        var outcome = await StartOrKeyTakenAsync(command, runId);
        if (outcome is not StartOutcome.Started)
        {
            services.Signals.Forget(command.Key, runId);
        }

        return outcome;
    }

    private async Task<StartOutcome> StartOrKeyTakenAsync(StartRun command, RunId runId)
    {
        try
        {
            return await AskAsync(command.Key, () => Commands.Start(command, runId, options().Limits), command.IsNewThread, command.Idempotency is not null);
        }
        catch (KeyTakenException)
        {
            return new StartOutcome.KeyTaken();
        }
    }

    public async Task<RunState> WaitForRestAsync(ThreadKey key, RunId runId, CancellationToken requestAborted)
    {
        while (true)
        {
            if (await LoopOfAsync(key) is { } loop)
            {
                var wait = new LoopMessage.WaitForRest(runId, new TaskCompletionSource<RunState>(TaskCreationOptions.RunContinuationsAsynchronously));
                if (loop.TryPost(wait))
                {
                    try
                    {
                        if (await wait.Done.Task.WaitAsync(requestAborted) is { } rested && rested.RunId == runId)
                        {
                            return rested;
                        }
                    }
                    catch (OwnershipLostException)
                    {
                        // its loop has ended; whether the run has too is in the journal
                    }
                }
            }

            // no loop: the run rests, and a later one may have followed
            if (await ReadRunAsync(key, runId, requestAborted) is { } run && (run.Ended || run.Status == RunStatus.PendingApproval || stopping))
            {
                return run;
            }

            if (await LoopOfAsync(key) is null)
            {
                throw new InvalidOperationException($"Run {runId} of thread {key} is not known.");
            }
        }
    }

    public async Task<CancelOutcome> CancelAsync(ThreadKey key, Principal principal, IdempotencyClaim? idempotency, CancellationToken cancellationToken)
    {
        try
        {
            return new CancelOutcome(await ReadAsync(key, cancellationToken) is null
                ? null
                : await AskAsync(key, () => Commands.Stop("cancelled", principal.Id, idempotency: idempotency), mayClaim: idempotency is not null));
        }
        catch (KeyTakenException)
        {
            return new CancelOutcome(null, KeyTaken: true);
        }
    }

    public async Task<DecideOutcome> DecideAsync(DecideApproval command, CancellationToken cancellationToken)
    {
        try
        {
            return (await ReadAsync(command.Key, cancellationToken))?.Run?.RunId == command.RunId
                ? await AskAsync(command.Key, () => ApprovalCommands.Decide(command, services.Clock), mayClaim: command.Idempotency is not null)
                : ApprovalCommands.Repeat(await ReadRunAsync(command.Key, command.RunId, cancellationToken), command);
        }
        catch (KeyTakenException)
        {
            return new DecideOutcome.KeyTaken();
        }
    }

    public async Task<RunState?> FindApprovalAsync(ThreadKey key, string? approvalId, CancellationToken cancellationToken)
    {
        var run = (await ReadAsync(key, cancellationToken))?.Run;
        return run is null || JournalReader.Asked(run, approvalId) ? run : await JournalReader.FindAskedAsync(services.Store, key, approvalId, cancellationToken);
    }

    public async Task<DateTimeOffset?> ExpireAsync(ThreadKey key, CancellationToken cancellationToken) =>
        await ReadAsync(key, cancellationToken) is { Run.Pending: not null }
            ? await AskAsync(key, () => ApprovalCommands.Expire(services.Clock))
            : null;

    public async Task<FilesOutcome> ReceiveFilesAsync(
        ThreadKey key, IReadOnlyList<IncomingFile> files, Principal principal, CancellationToken cancellationToken) =>
        stopping ? FilesOutcome.Stopping : await AskAsync(key, () => Commands.Receive(files, principal));

    public Task<ForkOutcome> ForkAsync(
        ThreadKey key, long? atEvent, Principal principal, IdempotencyClaim? idempotency, CancellationToken cancellationToken) =>
        new ThreadForks(services).ForkAsync(key, atEvent, principal, idempotency, cancellationToken);

    public async Task<DeleteOutcome> DeleteAsync(ThreadKey key, CancellationToken cancellationToken)
    {
        if (await ReadAsync(key, cancellationToken) is not { } state)
        {
            return DeleteOutcome.NotFound;
        }

        if (!state.AtRest)
        {
            return DeleteOutcome.InProgress;
        }

        return await DeleteUnchangedAsync(key, state.Sequence, cancellationToken) ? DeleteOutcome.Deleted
            : await services.Store.ReadHeadAsync(key, cancellationToken) is null ? DeleteOutcome.NotFound
            // a run has started since
            : DeleteOutcome.InProgress;
    }

    public async Task<bool> DeleteUnchangedAsync(ThreadKey key, long atSequence, CancellationToken cancellationToken)
    {
        var open = await LoopOfAsync(key);
        if (await ReadAsync(key, cancellationToken) is not { AtRest: true } state || state.Sequence != atSequence)
        {
            return false;
        }

        resting.Take(key);
        if (!await services.Store.DeleteAsync(key, atSequence, cancellationToken))
        {
            return false;
        }

        // a loop that has not let go yet must not keep what it knew of the thread
        lock (access)
        {
            open?.Forget();
            resting.Take(key);
        }

        return true;
    }

    public Task<bool> RemoveFilesAsync(ThreadKey key, long atSequence, FilesRemoved removed, CancellationToken cancellationToken) =>
        AskAsync(key, () => Commands.RemoveFiles(atSequence, removed));

    public async Task<ThreadState?> ReadAsync(ThreadKey key, CancellationToken cancellationToken)
    {
        if (await LoopOfAsync(key) is { Forgotten: false } loop)
        {
            return loop.State.Sequence == 0 ? null : loop.State;
        }

        return resting.Find(key)?.State ?? await JournalReader.ReadStateAsync(services.Store, key, null, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        stopping = true;
        await Task.WhenAll((await OpenLoopsAsync()).Select(loop => loop.DisposeAsync().AsTask()));
    }

    /// <summary>Sends a command to the thread's loop, opening one where there is none.</summary>
    private async Task<TAnswer> AskAsync<TAnswer>(ThreadKey key, Func<Command<TAnswer>> command, bool isNew = false, bool mayClaim = false)
    {
        while (true)
        {
            var loop = await OpenAsync(key, isNew);
            var message = command();
            try
            {
                if (loop.TryPost(message))
                {
                    return await message.Answered.Task;
                }
            }
            catch (KeyTakenException) when (!mayClaim)
            {
                // it came together with a command that was refused
            }
            catch (OwnershipLostException) when (!stopping)
            {
                // the loop retired, or somebody took the thread over: ask whoever owns it now
                isNew = false;
            }
        }
    }

    private Task<ThreadLoop> OpenAsync(ThreadKey key, bool isNew)
    {
        lock (access)
        {
            if (!loops.TryGetValue(key, out var loop))
            {
                loops[key] = loop = isNew ? Task.FromResult(Launch(new ThreadState(key), 1)) : LoadAsync(key);
            }

            return loop;
        }
    }

    private async Task<ThreadLoop> LoadAsync(ThreadKey key)
    {
        // the caller holds the lock until the first await
        await Task.Yield();
        try
        {
            if (resting.Take(key) is { } rested)
            {
                return Launch(rested.State, rested.Epoch);
            }

            var head = await services.Store.TakeOverAsync(key, CancellationToken.None);
            var state = head is null ? null : await JournalReader.ReadStateAsync(services.Store, key, null, CancellationToken.None);
            return Launch(state ?? new ThreadState(key), head?.Epoch ?? 1);
        }
        catch
        {
            lock (access)
            {
                loops.Remove(key);
            }

            throw;
        }
    }

    private ThreadLoop Launch(ThreadState state, long epoch)
    {
        var log = feeds.Hold(state.Key);
        var loop = new ThreadLoop(state, epoch, log, services, Retire);
        if (!state.Quiet)
        {
            loop.TryPost(Commands.Resume(epoch));
        }

        loop.Start();
        _ = loop.Completion.ContinueWith(
            _ =>
            {
                feeds.Release(state.Key, log);
                Remove(loop);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return loop;
    }

    /// <summary>Lets an idle loop go and keeps its state for a while.</summary>
    private bool Retire(ThreadLoop loop)
    {
        lock (access)
        {
            if (!loop.Idle)
            {
                return false;
            }

            loop.Close();
            loops.Remove(loop.State.Key);
            if (loop.State.Sequence > 0 && !loop.Forgotten)
            {
                resting.Keep(loop.State, loop.Epoch);
            }

            return true;
        }
    }

    private void Remove(ThreadLoop loop)
    {
        lock (access)
        {
            if (loops.TryGetValue(loop.State.Key, out var present) && present is { IsCompletedSuccessfully: true } && ReferenceEquals(present.GetAwaiter().GetResult(), loop))
            {
                loops.Remove(loop.State.Key);
            }
        }
    }

    private async Task<ThreadLoop?> LoopOfAsync(ThreadKey key)
    {
        Task<ThreadLoop>? loop;
        lock (access)
        {
            loops.TryGetValue(key, out loop);
        }

        return loop is null ? null : await loop;
    }

    private async Task<ImmutableArray<ThreadLoop>> OpenLoopsAsync()
    {
        List<Task<ThreadLoop>> open;
        lock (access)
        {
            open = [.. loops.Values];
        }

        return [.. await Task.WhenAll(open)];
    }

    private async Task<RunState?> ReadRunAsync(ThreadKey key, RunId runId, CancellationToken cancellationToken)
    {
        var state = await ReadAsync(key, cancellationToken);
        return state?.Run is { } last && last.RunId == runId
            ? last
            : (await JournalReader.ReadStateAsync(services.Store, key, runId, cancellationToken))?.Run;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The unfinished run of thread {ThreadId} was not taken up: its journal holds an event of a newer version, {Kind}")]
    private static partial void LogNotResumed(ILogger logger, ThreadId threadId, string kind);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {RunId} of thread {ThreadId} is not done; it goes on at the next start")]
    private static partial void LogLeftUnfinished(ILogger logger, RunId runId, ThreadId threadId);
}
