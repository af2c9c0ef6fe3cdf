using Opsroom.Threads;
using Opsroom.Threads.Documents;
using Opsroom.Threads.Outbox;

namespace Opsroom.Tests.Tools.Workspace;

/// <summary>A store that holds nothing but blobs.</summary>
internal sealed class BlobStore(Dictionary<string, byte[]> blobs) : IStore
{
    public string Description => "blobs in memory";

    public Task<Stream?> OpenBlobAsync(string sha256, CancellationToken cancellationToken) =>
        Task.FromResult<Stream?>(blobs.TryGetValue(sha256, out var bytes) ? new MemoryStream(bytes) : null);

    public Task<IReadOnlyList<Notice>> TakeNoticesAsync(string webhook, int limit, TimeSpan lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SettleNoticesAsync(IReadOnlyList<SettledNotice> settled, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long> DropNoticesAsync(string webhook, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DropStrayNoticesAsync(IReadOnlyCollection<string> webhooks, DateTimeOffset before, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SaveDocumentsAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> DeleteDocumentsAsync(string tenant, IReadOnlyList<string> ids, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredDocument?> FindDocumentAsync(string tenant, string id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<DocumentEntry>> ListDocumentsAsync(DocumentQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<DocumentChange>> ReadDocumentChangesAsync(long after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task InitializeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ProbeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ThreadHead?> ReadHeadAsync(ThreadKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ThreadHead?> TakeOverAsync(ThreadKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<StoredEvent>> ReadAsync(ThreadKey key, long after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task FollowAsync(Action<ThreadKey?> appended, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ThreadPage> ListAsync(ThreadQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ThreadKey>> ListUnfinishedAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> DeleteAsync(ThreadKey key, long atSequence, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<RestingThread>> ListRestingAsync(RestingThread? after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoreTotals> ReadTotalsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> DeleteAsync(ThreadKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdempotencyRecord?> FindIdempotentAsync(string tenant, string principal, string key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<UsageRow>> ReadUsageAsync(string tenant, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> RememberAsync(string name, string value, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<FreezeState> ReadFreezeAsync(string tenant, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SetFreezeAsync(string tenant, FreezeState freeze, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoreVerification> VerifyAsync(bool rebuild, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
