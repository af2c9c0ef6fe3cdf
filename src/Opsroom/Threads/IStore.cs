using Opsroom.Threads.Documents;
using Opsroom.Threads.Outbox;

namespace Opsroom.Threads;

/// <summary>
/// The one database. It keeps journals as the exact bytes that were appended, chained by hash, with their projections and blobs.
/// Every implementation passes <c>StoreContract</c> in the test kit.
/// </summary>
/// <exception cref="StoreUnavailableException">Any member, where the database cannot be reached or written (full disk, read-only folder). Nothing acknowledged is lost.</exception>
public interface IStore : INoticeOutbox, IDocumentStore, IAsyncDisposable
{
    /// <summary>Where the data lives, for messages and <c>/health</c>; never a secret.</summary>
    string Description { get; }

    /// <summary>Creates or upgrades the schema. Refuses a database whose <c>oldest_compatible</c> is newer than this program.</summary>
    /// <exception cref="StoreInUseException">Another server uses it; the call may be repeated until that one has left.</exception>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>Answers where the database answers; throws otherwise.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);

    /// <summary>The head of a thread's journal, or null where there is no such thread.</summary>
    Task<ThreadHead?> ReadHeadAsync(ThreadKey key, CancellationToken cancellationToken);

    /// <summary>Makes the caller the owner: raises the epoch of an existing thread, for good. Null where there is no such thread.</summary>
    Task<ThreadHead?> TakeOverAsync(ThreadKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Appends events, their blobs and their projections in one transaction. Appends that arrive together share a transaction; each is accepted or refused on its own.
    /// </summary>
    /// <remarks>
    /// The first append of a thread has epoch 1 and expects sequence 0, and its answer's head carries the epoch that the caller then owns: above 1 where
    /// a deleted thread had the same name, so that no owner of the deleted one can append to the new one. Two callers that create the same thread: one is answered
    /// <see cref="AppendStatus.Appended"/>, the other <see cref="AppendStatus.WrongSequence"/> or <see cref="AppendStatus.StaleEpoch"/>, and has to take the thread over before it goes on.
    /// What a fork copies is appended in one request with its <see cref="ThreadForked"/>, which stands last: usage and idempotency keys of what stands before it are not counted again.
    /// The same holds for an import and its <see cref="ThreadImported"/>. A <see cref="FilesRemoved"/> ends the thread's references to the blobs that it names.
    /// </remarks>
    /// <exception cref="InvalidDataException">A blob's content is not what its SHA-256 and size say, or an event refers to a blob that is neither given nor stored. Nothing was appended.</exception>
    /// <exception cref="ArgumentException">There are no events, or a blob that no event refers to.</exception>
    Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken);

    /// <summary>Events after a sequence, in order, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<StoredEvent>> ReadAsync(ThreadKey key, long after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Tells of threads that other processes appended to, as that happens, until it is cancelled; null where some may have been missed. A store that only one
    /// process can use has nothing to tell.
    /// </summary>
    Task FollowAsync(Action<ThreadKey?> appended, CancellationToken cancellationToken);

    /// <summary>A blob as a seekable stream that reads as it goes, or null where no thread of any tenant refers to it.</summary>
    Task<Stream?> OpenBlobAsync(string sha256, CancellationToken cancellationToken);

    /// <summary>Threads of a tenant, last changed first.</summary>
    /// <exception cref="FormatException">The cursor is not one that a page before gave.</exception>
    Task<ThreadPage> ListAsync(ThreadQuery query, CancellationToken cancellationToken);

    /// <summary>Threads whose last run has not ended, of every tenant.</summary>
    Task<IReadOnlyList<ThreadKey>> ListUnfinishedAsync(CancellationToken cancellationToken);

    /// <summary>Removes a thread's journal and the blobs that nobody else refers to. Usage stays. False where there was none.</summary>
    Task<bool> DeleteAsync(ThreadKey key, CancellationToken cancellationToken);

    /// <summary>The same, and only where the journal still ends with that event; false where it does not.</summary>
    Task<bool> DeleteAsync(ThreadKey key, long atSequence, CancellationToken cancellationToken);

    /// <summary>Threads of every tenant on which nothing is in progress, those that have not changed for longest first.</summary>
    /// <param name="after">The last one of the page before.</param>
    Task<IReadOnlyList<RestingThread>> ListRestingAsync(RestingThread? after, int limit, CancellationToken cancellationToken);

    /// <summary>How much the store holds, of every tenant.</summary>
    Task<StoreTotals> ReadTotalsAsync(CancellationToken cancellationToken);

    /// <summary>What an idempotency key of a principal was first used for, while it is remembered (24 h).</summary>
    Task<IdempotencyRecord?> FindIdempotentAsync(string tenant, string principal, string key, CancellationToken cancellationToken);

    /// <summary>Usage by day, agent and model, newest day first.</summary>
    Task<IReadOnlyList<UsageRow>> ReadUsageAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Remembers a value under a name for good, and gives the one that was remembered first, whoever of this store's servers did.</summary>
    Task<string> RememberAsync(string name, string value, CancellationToken cancellationToken);

    /// <summary>The operator's stop as it is now, whoever of this store's servers set it.</summary>
    Task<FreezeState> ReadFreezeAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Sets or lifts the operator's stop. It outlives restarts, and every server on this store sees it from then on.</summary>
    /// <exception cref="ArgumentException">It does not say who set it, or when.</exception>
    Task SetFreezeAsync(string tenant, FreezeState freeze, CancellationToken cancellationToken);

    /// <summary>Reads every journal and compares hashes and projections with what they should be; with <paramref name="rebuild"/> writes the projections anew.</summary>
    Task<StoreVerification> VerifyAsync(bool rebuild, CancellationToken cancellationToken);
}

/// <param name="Sequence">Of the last event; 0 where there is none.</param>
/// <param name="Epoch">Of the present owner.</param>
public sealed record ThreadHead(long Sequence, long Epoch);

/// <param name="Hash">SHA-256 over the hash before it, the sequence (8 bytes, big-endian) and the bytes.</param>
public sealed record StoredEvent(long Sequence, string Kind, ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Hash);

/// <summary>An event as it will be stored: typed for the projections, and its exact bytes.</summary>
public sealed record EncodedEvent(ThreadEvent Event, ReadOnlyMemory<byte> Bytes);

/// <summary>Content stored once by its SHA-256 (lower-case hex). <paramref name="OpenAsync"/> may be called more than once.</summary>
public sealed record BlobContent(string Sha256, long Size, Func<CancellationToken, ValueTask<Stream>> OpenAsync);

/// <param name="Flush">Whether the answer waits until the data would survive a power cut. Without it the data survives the death of this process, and the next flush takes it along.</param>
public sealed record AppendRequest(
    ThreadKey Key, long Epoch, long ExpectedSequence, IReadOnlyList<EncodedEvent> Events, IReadOnlyList<BlobContent> Blobs, bool Flush = true)
{
    /// <summary>What all threads of the tenant may use on a day, this append included, unless people raised it; null where it takes nothing or nothing is limited.</summary>
    public DayLimit? DayLimit { get; init; }
}

public enum AppendStatus
{
    Appended,

    /// <summary>The journal is elsewhere under the same epoch: read, fold, decide again.</summary>
    WrongSequence,

    /// <summary>Somebody else owns the thread now: step back for good.</summary>
    StaleEpoch,

    /// <summary>There is no such thread: it was deleted.</summary>
    Gone,

    /// <summary>Another run holds an idempotency key that a run in this append claims; <see cref="IStore.FindIdempotentAsync"/> says which.</summary>
    KeyTaken,

    /// <summary>What it takes does not fit into <see cref="AppendRequest.DayLimit"/>; <see cref="AppendOutcome.Day"/> says what is used.</summary>
    DaySpent,
}

/// <param name="Head">Where the journal is now; sequence 0 where there is none.</param>
public sealed record AppendOutcome(AppendStatus Status, ThreadHead Head)
{
    /// <summary>Of <see cref="AppendStatus.DaySpent"/>: how the budget of the day stands without this append.</summary>
    public DayStanding? Day { get; init; }
}

/// <param name="Kind">Which runs: null means agents' only, direct tool calls hidden.</param>
/// <param name="Cursor">From the page before.</param>
public sealed record ThreadQuery(string Tenant, RunStatus? Status, string? Agent, RunKind? Kind, int Limit, string? Cursor)
{
    /// <summary>Whether direct tool calls are listed beside agents' runs.</summary>
    public bool AnyKind { get; init; }
}

public sealed record ThreadPage(IReadOnlyList<ThreadSummary> Items, string? NextCursor);

/// <summary>A thread as lists show it.</summary>
/// <param name="Status">Of its last run; null where it has only files.</param>
/// <param name="Agent">Who worked last.</param>
public sealed record ThreadSummary(
    ThreadId ThreadId, RunStatus? Status, RunKind? Kind, string? Agent, string? Title, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Sequence);

/// <summary>A thread on which nothing is in progress, with its size.</summary>
/// <param name="Bytes">Its journal and every blob it refers to, also where another thread refers to it too.</param>
/// <param name="FileBytes">Its files, every version counted.</param>
public sealed record RestingThread(ThreadKey Key, DateTimeOffset UpdatedAt, long Sequence, long Bytes, long FileBytes);

/// <param name="Bytes">The sum over <see cref="RestingThread.Bytes"/>, threads in progress included.</param>
/// <param name="FileBytes">The same of <see cref="RestingThread.FileBytes"/>.</param>
public sealed record StoreTotals(long Threads, long Bytes, long FileBytes);

public sealed record IdempotencyRecord(string BodyDigest, ThreadId ThreadId, RunId RunId, DateTimeOffset At);

/// <summary>What an agent used of a model on a day.</summary>
/// <param name="Agent">Empty on the row of the day as a whole.</param>
/// <param name="Model">Empty on rows of what is no model's.</param>
public sealed record UsageRow(DateOnly Day, string Agent, string Model, long Calls, long InputTokens, long CachedInputTokens, long OutputTokens, decimal Cost)
{
    public long ToolCalls { get; init; }

    /// <summary>How long runs worked; on rows without an agent only.</summary>
    public long WorkedSeconds { get; init; }
}

/// <summary>Whether an operator has stopped everything that changes anything outside.</summary>
/// <param name="Reason">Why, in the operator's words; null where none was given or nothing is stopped.</param>
/// <param name="By">The principal who set or lifted it last; null where nobody ever did.</param>
/// <param name="At">When that was.</param>
public sealed record FreezeState(bool On, string? Reason, string? By, DateTimeOffset? At)
{
    /// <summary>Of a tenant that was never frozen.</summary>
    public static FreezeState Never { get; } = new(false, null, null, null);
}

/// <param name="Problems">One sentence each; empty where all holds.</param>
public sealed record StoreVerification(long Threads, long Events, IReadOnlyList<string> Problems, bool Rebuilt);

/// <summary>The database cannot be reached or written. The message says what and how to mend it.</summary>
public class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another server uses the database, and it is meant for one.</summary>
public sealed class StoreInUseException(string message, Exception? inner = null) : StoreUnavailableException(message, inner);
