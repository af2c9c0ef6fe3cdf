using System.Text.Json;
using Opsroom.Threads;

namespace Opsroom.Workflow;

/// <summary>
/// Who may advance runs. Every change to a thread is a command to its owner, which alone appends to the journal.
/// In one process the owner is a loop per thread; in a cluster it is a grain that runs the same loop.
/// </summary>
/// <exception cref="StoreUnavailableException">Any member, where the command could not be made durable; it had no effect.</exception>
public interface IRunOwner
{
    /// <summary>Starts a run and answers once that is durable.</summary>
    Task<StartOutcome> StartAsync(StartRun command, CancellationToken cancellationToken);

    /// <summary>Completes when the run is at rest (ended, or waiting for a person) and answers its state then; when the server stops before, the state is still in progress. Cancelling ends the waiting, not the run.</summary>
    Task<RunState> WaitForRestAsync(ThreadKey key, RunId runId, CancellationToken requestAborted);

    /// <summary>Asks the run in progress to stop at its next safe point.</summary>
    Task<CancelOutcome> CancelAsync(ThreadKey key, Principal principal, IdempotencyClaim? idempotency, CancellationToken cancellationToken);

    /// <summary>Takes a person's decision about what waits for approval, and answers once it is durable. What it allows is carried out afterwards.</summary>
    Task<DecideOutcome> DecideAsync(DecideApproval command, CancellationToken cancellationToken);

    /// <summary>The run that asked for an approval; without an id, the last one that asked for any. Null where none did.</summary>
    Task<RunState?> FindApprovalAsync(ThreadKey key, string? approvalId, CancellationToken cancellationToken);

    /// <summary>Gives up every item of a thread that nobody decided in time, and lets its run go on where that waited for the budget of a day which is over. Answers when the next one is due; null where nothing waits.</summary>
    Task<DateTimeOffset?> ExpireAsync(ThreadKey key, CancellationToken cancellationToken);

    /// <summary>Takes files in; creates the thread where there is none.</summary>
    Task<FilesOutcome> ReceiveFilesAsync(ThreadKey key, IReadOnlyList<IncomingFile> files, Principal principal, CancellationToken cancellationToken);

    /// <summary>Copies a thread up to its last point of rest at or before an event (null: the last one) into a new one.</summary>
    Task<ForkOutcome> ForkAsync(ThreadKey key, long? atEvent, Principal principal, IdempotencyClaim? idempotency, CancellationToken cancellationToken);

    /// <summary>Removes a thread that is at rest.</summary>
    Task<DeleteOutcome> DeleteAsync(ThreadKey key, CancellationToken cancellationToken);

    /// <summary>Removes a thread that is at rest and whose journal still ends with that event; false where that is not so.</summary>
    Task<bool> DeleteUnchangedAsync(ThreadKey key, long atSequence, CancellationToken cancellationToken);

    /// <summary>Removes the content of a thread's files, where it is at rest and its journal still ends with that event; false where that is not so.</summary>
    Task<bool> RemoveFilesAsync(ThreadKey key, long atSequence, FilesRemoved removed, CancellationToken cancellationToken);

    /// <summary>The state of a thread, or null where there is none. In-progress runs as their owner sees them.</summary>
    Task<ThreadState?> ReadAsync(ThreadKey key, CancellationToken cancellationToken);
}

/// <summary>A request to start a run.</summary>
/// <param name="Key">The thread; a new one where <paramref name="IsNewThread"/>.</param>
/// <param name="IsNewThread">Whether the id was made for this request, so that nobody can have used it.</param>
/// <param name="AgentName">A direct run by this agent; null routes.</param>
/// <param name="Tool">Set on a direct tool call, with <paramref name="Arguments"/> that passed the tool's schema.</param>
public sealed record StartRun(
    ThreadKey Key, bool IsNewThread, string Task, string? AgentName, JsonElement? Context, string? Tool, JsonElement? Arguments,
    Principal Principal, IdempotencyClaim? Idempotency)
{
    /// <summary>The call that this one takes back.</summary>
    public string? UndoOf { get; init; }

    /// <summary>The last event that the request was judged by: where the thread has gone on since, it is not started.</summary>
    public long? AtSequence { get; init; }
}

public abstract record StartOutcome
{
    private StartOutcome()
    {
    }

    /// <param name="StartSequence">Sequence of <c>run_started</c>.</param>
    public sealed record Started(ThreadKey Key, RunId RunId, long StartSequence) : StartOutcome;

    /// <summary>A run is in progress on that thread.</summary>
    public sealed record Busy(RunId RunId) : StartOutcome;

    /// <summary>The thread holds an event of a newer version and cannot be advanced here.</summary>
    public sealed record NewerThread(string Kind) : StartOutcome;

    /// <summary>Another run holds the idempotency key; the store says which.</summary>
    public sealed record KeyTaken : StartOutcome;

    /// <summary>The server is stopping and takes no new runs.</summary>
    public sealed record Stopping : StartOutcome;
}

/// <summary>A file handed in. <paramref name="Content"/> has been hashed already.</summary>
public sealed record IncomingFile(string Path, string MediaType, BlobContent Content);

public enum FilesOutcome
{
    Received,
    NewerThread,
    Stopping,
}

/// <param name="RunId">The run that was asked; null where none is in progress.</param>
/// <param name="KeyTaken">Whether something else holds the idempotency key, and nothing was asked.</param>
public sealed record CancelOutcome(RunId? RunId, bool KeyTaken = false);

/// <param name="Key">The new thread; null where the original does not exist or is not at rest and was never.</param>
/// <param name="KeyTaken">Whether something else holds the idempotency key, and nothing was copied.</param>
public sealed record ForkOutcome(ThreadKey? Key, long AtEvent, bool KeyTaken = false);

public enum DeleteOutcome
{
    Deleted,
    NotFound,
    InProgress,
}
