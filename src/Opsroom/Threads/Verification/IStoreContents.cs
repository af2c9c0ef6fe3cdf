namespace Opsroom.Threads.Verification;

/// <summary>
/// All that a store holds, seen at one moment: what proves journals and projections equal, and what copies a store, reads it, and a rebuild writes it.
/// It blocks, since it serves work that takes a thread of its own for a long time.
/// </summary>
internal interface IStoreContents : IDisposable
{
    /// <summary>The keys of all threads, in order.</summary>
    IReadOnlyList<long> ReadThreadIds();

    ThreadContents ReadThread(long thread);

    /// <summary>The journal of a thread, in order.</summary>
    IEnumerable<StoredEvent> ReadEvents(long thread);

    /// <summary>Events of all threads, and of none.</summary>
    long CountEvents();

    /// <summary>The blobs that a thread refers to.</summary>
    IReadOnlyList<long> ReadLinks(long thread);

    /// <summary>All complete blobs, in order.</summary>
    IReadOnlyList<BlobContents> ReadBlobs();

    /// <summary>The parts of a blob, in order.</summary>
    IEnumerable<byte[]> ReadParts(long blob);

    /// <summary>The key of a complete blob; null where there is none.</summary>
    long? FindBlob(string sha256);

    IReadOnlyList<TenantUsage> ReadUsage();

    /// <summary>The part of usage whose journals were deleted.</summary>
    IReadOnlyList<TenantUsage> ReadUsageOfDeleted();

    /// <summary>Idempotency keys that were claimed after a time, in UTC ticks.</summary>
    IReadOnlyList<ThreadClaim> ReadClaims(long after);

    /// <summary>The last epochs of deleted threads.</summary>
    IReadOnlyList<(ThreadKey Key, long Epoch)> ReadDeleted();

    /// <summary>The stops that operators set or lifted.</summary>
    IReadOnlyList<(string Tenant, FreezeState Freeze)> ReadFreezes();

    /// <summary>What the servers of the store agreed on.</summary>
    IReadOnlyList<(string Name, string Value)> ReadFacts();

    /// <summary>Notices that are still to be sent.</summary>
    IReadOnlyList<WaitingNotice> ReadOutbox();

    /// <summary>Documents, and of removed ones what indexes are told; one after the other, since they may be long.</summary>
    IEnumerable<DocumentRow> ReadDocuments();

    /// <summary>Writes the projections of one thread anew.</summary>
    void Rewrite(ThreadRow row, IEnumerable<long> blobs);

    /// <summary>Writes what spans threads anew, and gives up blobs that no thread refers to.</summary>
    /// <param name="usage">What journals account for.</param>
    void Rewrite(IEnumerable<TenantUsage> usage, IEnumerable<ThreadClaim> claims);
}

/// <summary>A thread's row.</summary>
/// <param name="CreatedAt">In UTC ticks, as <paramref name="UpdatedAt"/>.</param>
internal sealed record ThreadContents(
    long Id, ThreadKey Key, long Epoch, long Sequence, byte[] Hash, string? Status, string? Kind, string? Agent, string? Title, long CreatedAt, long UpdatedAt, long JournalBytes,
    long FileBytes);

/// <param name="IsReferredTo">Whether any thread refers to it.</param>
internal sealed record BlobContents(long Id, string Sha256, long Size, bool IsReferredTo);

/// <param name="At">In UTC ticks, as <paramref name="DueAt"/>.</param>
internal readonly record struct WaitingNotice(string Webhook, long Thread, long Sequence, long At, int Attempts, long DueAt);

internal readonly record struct TenantUsage(string Tenant, UsageEntry Entry)
{
    public (string Tenant, DateOnly Day, string Agent, string Model) Key => (Tenant, Entry.Day, Entry.Agent, Entry.Model);
}

/// <param name="Thread">The key of the thread whose run claimed it.</param>
internal readonly record struct ThreadClaim(string Tenant, long Thread, ClaimEntry Claim)
{
    public (string Tenant, string Principal, string Key) Key => (Tenant, Claim.Principal, Claim.Key);
}

/// <param name="Tags">As they are stored, JSON.</param>
/// <param name="Text">Null where the document was removed.</param>
/// <param name="ChangedAt">In UTC ticks.</param>
internal sealed record DocumentRow(
    string Tenant, string Id, long Revision, string Source, string Title, string Tags, string Format, string Origin, string Sha256, long ChangedAt, string? Text);
