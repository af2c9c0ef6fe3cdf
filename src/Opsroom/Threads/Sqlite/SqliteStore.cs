using Microsoft.Data.Sqlite;
using Opsroom.Threads.Blobs;
using Opsroom.Threads.Documents;
using Opsroom.Threads.Outbox;
using Opsroom.Threads.Verification;

namespace Opsroom.Threads.Sqlite;

/// <summary>
/// The embedded store: one SQLite file in write-ahead mode, written by one thread and read beside it. A lock in the data folder keeps a second server out.
/// </summary>
public sealed class SqliteStore(SqliteStoreOptions options, TimeProvider time) : IStore
{
    private readonly SqliteConnections _connections = new(options);
    private readonly SemaphoreSlim _initializing = new(1, 1);
    private DataFolderLock? _folderLock;
    private volatile Opened? _opened;
    private bool _isDisposed;

    public string Description => $"SQLite at {_connections.Path}";

    private Opened Store => _opened ?? throw new InvalidOperationException("Call InitializeAsync first.");

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await _initializing.WaitAsync(cancellationToken);
        try
        {
            if (_opened is null)
            {
                await OpenAsync(cancellationToken);
            }
        }
        finally
        {
            _initializing.Release();
        }
    }

    /// <summary>Answers where the database can be written: a server that cannot do that cannot do its job.</summary>
    public Task ProbeAsync(CancellationToken cancellationToken) => Store.Writer.WriteAsync(session => session.Touch(), flush: false, cancellationToken);

    public async Task<ThreadHead?> ReadHeadAsync(ThreadKey key, CancellationToken cancellationToken) =>
        await Store.Readers.ReadAsync(session => session.ReadHead(key), cancellationToken);

    public Task<ThreadHead?> TakeOverAsync(ThreadKey key, CancellationToken cancellationToken) =>
        Store.Writer.WriteAsync(session => session.Journal.TakeOver(key), flush: true, cancellationToken);

    public async Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        CheckAppend.Arguments(request);
        var outcome = request.Blobs.Count == 0
            ? (await AppendAsync(request, [], cancellationToken))!
            : await Store.Intake.AppendAsync(request, given => AppendAsync(request, given, cancellationToken), cancellationToken);
        options.Notices.Appended(request);
        return outcome;
    }

    public async Task<IReadOnlyList<StoredEvent>> ReadAsync(ThreadKey key, long after, int limit, CancellationToken cancellationToken) =>
        await Store.Readers.ReadAsync(session => session.ReadEvents(key, after, limit), cancellationToken);

    public Task FollowAsync(Action<ThreadKey?> appended, CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    public async Task<Stream?> OpenBlobAsync(string sha256, CancellationToken cancellationToken) =>
        await Store.Parts.FindAsync(sha256, cancellationToken) is var (id, size) ? new BlobStream(Store.Parts, id, size) : null;

    public async Task<ThreadPage> ListAsync(ThreadQuery query, CancellationToken cancellationToken)
    {
        var from = ThreadCursor.Parse(query.Cursor);
        return await Store.Readers.ReadAsync(session => session.Listing.Read(query, from), cancellationToken);
    }

    public async Task<IReadOnlyList<ThreadKey>> ListUnfinishedAsync(CancellationToken cancellationToken) =>
        await Store.Readers.ReadAsync(session => session.ReadUnfinished(), cancellationToken);

    public async Task<IReadOnlyList<RestingThread>> ListRestingAsync(RestingThread? after, int limit, CancellationToken cancellationToken) =>
        await Store.Readers.ReadAsync(session => session.Sizes.ReadResting(after, limit), cancellationToken);

    public async Task<StoreTotals> ReadTotalsAsync(CancellationToken cancellationToken) =>
        await Store.Readers.ReadAsync(session => session.Sizes.ReadTotals(), cancellationToken);

    public Task<bool> DeleteAsync(ThreadKey key, CancellationToken cancellationToken) => DeleteThreadAsync(key, null, cancellationToken);

    public Task<bool> DeleteAsync(ThreadKey key, long atSequence, CancellationToken cancellationToken) => DeleteThreadAsync(key, atSequence, cancellationToken);

    public async Task<IdempotencyRecord?> FindIdempotentAsync(string tenant, string principal, string key, CancellationToken cancellationToken)
    {
        var after = time.GetUtcNow() - ThreadProjection.IdempotencyWindow;
        return await Store.Readers.ReadAsync(session => session.FindClaim(tenant, principal, key, after), cancellationToken);
    }

    public async Task<IReadOnlyList<UsageRow>> ReadUsageAsync(string tenant, CancellationToken cancellationToken) =>
        await Store.Readers.ReadAsync(session => session.ReadUsage(tenant), cancellationToken);

    public async Task<string> RememberAsync(string name, string value, CancellationToken cancellationToken) =>
        await Store.Writer.WriteAsync(session => session.Remember(name, value), flush: true, cancellationToken);

    public async Task<FreezeState> ReadFreezeAsync(string tenant, CancellationToken cancellationToken) =>
        await Store.Readers.ReadAsync(session => session.ReadFreeze(tenant), cancellationToken);

    public Task SetFreezeAsync(string tenant, FreezeState freeze, CancellationToken cancellationToken) => freeze is { By: { } by, At: { } at }
        ? Store.Writer.WriteAsync(session => session.SetFreeze(tenant, freeze.On, freeze.Reason, by, at), flush: true, cancellationToken)
        : throw new ArgumentException("A freeze is set or lifted by somebody, at some time.", nameof(freeze));

    public async Task<IReadOnlyList<Notice>> TakeNoticesAsync(string webhook, int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        var due = await Store.Readers.ReadAsync(session => session.Notices.Read(webhook, time.GetUtcNow(), limit), cancellationToken);
        return due.Count == 0
            ? due
            : await Store.Writer.WriteAsync(session => session.Journal.Outbox.Lease(due, time.GetUtcNow() + lease), flush: false, cancellationToken);
    }

    public Task SettleNoticesAsync(IReadOnlyList<SettledNotice> settled, CancellationToken cancellationToken) => Store.Writer.WriteAsync(
        session =>
        {
            foreach (var notice in settled)
            {
                session.Journal.Outbox.Settle(notice);
            }
        },
        flush: false,
        cancellationToken);

    public Task<long> DropNoticesAsync(string webhook, CancellationToken cancellationToken) =>
        Store.Writer.WriteAsync(session => session.Journal.Outbox.Drop(webhook), flush: false, cancellationToken);

    public Task DropStrayNoticesAsync(IReadOnlyCollection<string> webhooks, DateTimeOffset before, CancellationToken cancellationToken) =>
        Store.Writer.WriteAsync(session => session.Journal.Outbox.DropStray(webhooks, before), flush: false, cancellationToken);

    public Task SaveDocumentsAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken) => Store.Writer.WriteAsync(
        session =>
        {
            foreach (var document in documents)
            {
                session.Documents.Save(document);
            }
        },
        flush: true,
        cancellationToken);

    public Task<int> DeleteDocumentsAsync(string tenant, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        Store.Writer.WriteAsync(session => ids.Count(id => session.Documents.Remove(tenant, id)), flush: true, cancellationToken);

    public async Task<StoredDocument?> FindDocumentAsync(string tenant, string id, CancellationToken cancellationToken) =>
        await Store.Readers.ReadAsync(session => session.Documents.Find(tenant, id), cancellationToken);

    public async Task<IReadOnlyList<DocumentEntry>> ListDocumentsAsync(DocumentQuery query, CancellationToken cancellationToken) =>
        await Store.Readers.ReadAsync(session => session.Documents.List(query), cancellationToken);

    public async Task<IReadOnlyList<DocumentChange>> ReadDocumentChangesAsync(long after, int limit, CancellationToken cancellationToken) =>
        await Store.Readers.ReadAsync(session => session.Documents.Changes(after, limit), cancellationToken);

    public Task<StoreVerification> VerifyAsync(bool rebuild, CancellationToken cancellationToken)
    {
        var (writer, readers, _, _) = Store;
        var now = time.GetUtcNow();
        return rebuild
            ? writer.WriteAsync(
                session =>
                {
                    writer.SweepSoon();
                    return Verify(session.Connection, now, rebuild, cancellationToken);
                },
                flush: true,
                cancellationToken)
            : Task.Run(async () => await readers.ReadAsync(session => VerifySnapshot(session.Connection, now, cancellationToken), cancellationToken), cancellationToken);
    }

    /// <summary>Reads all that the store holds, as it is at one moment.</summary>
    internal Task<T> ReadContentsAsync<T>(Func<IStoreContents, T> read, CancellationToken cancellationToken) => Task.Run(
        async () => await Store.Readers.ReadAsync(
            session =>
            {
                using var transaction = session.Connection.BeginTransaction(deferred: true);
                using var contents = new SqliteContents(session.Connection);
                return read(contents);
            },
            cancellationToken),
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        if (_opened is { } opened)
        {
            // the last connection to close leaves one file that holds everything
            await opened.Readers.DisposeAsync();
            await opened.Writer.DisposeAsync();
        }

        _folderLock?.Dispose();
        _initializing.Dispose();
    }

    private static StoreVerification VerifySnapshot(SqliteConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        return Verify(connection, now, rebuild: false, cancellationToken);
    }

    private static StoreVerification Verify(SqliteConnection connection, DateTimeOffset now, bool rebuild, CancellationToken cancellationToken)
    {
        using var contents = new SqliteContents(connection);
        return new StoreVerifier(contents, now).Verify(rebuild, cancellationToken);
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var folderLock = DataFolderLock.Take(options.DataDirectory);
        SqliteWriter? writer = null;
        try
        {
            writer = new SqliteWriter(_connections, options.Notices);
            await GiveUpAbandonedBlobsAsync(writer, cancellationToken);
        }
        catch
        {
            await (writer?.DisposeAsync() ?? ValueTask.CompletedTask);
            folderLock.Dispose();
            throw;
        }

        var readers = new SqliteReaders(_connections, options.Readers);
        _folderLock = folderLock;
        var parts = new SqliteBlobParts(writer, readers);
        _opened = new Opened(writer, readers, parts, new BlobIntake(parts));
    }

    private static Task GiveUpAbandonedBlobsAsync(SqliteWriter writer, CancellationToken cancellationToken) => writer.WriteAsync(
        session =>
        {
            writer.SweepSoon();
            session.Journal.Blobs.ReleaseAbandoned();
        },
        flush: false,
        cancellationToken);

    private async Task<AppendOutcome?> AppendAsync(AppendRequest request, IReadOnlyList<GivenBlob> given, CancellationToken cancellationToken)
    {
        var writer = Store.Writer;
        return await writer.WriteAsync(
            session =>
            {
                var outcome = session.Journal.Append(request, given);
                if (session.Journal.ReleasedBlobs)
                {
                    writer.SweepSoon();
                }

                return outcome;
            },
            request.Flush,
            cancellationToken);
    }

    private Task<bool> DeleteThreadAsync(ThreadKey key, long? atSequence, CancellationToken cancellationToken)
    {
        var writer = Store.Writer;
        return writer.WriteAsync(
            session =>
            {
                writer.SweepSoon();
                return session.Journal.Delete(key, atSequence);
            },
            flush: true,
            cancellationToken);
    }

    private sealed record Opened(SqliteWriter Writer, SqliteReaders Readers, SqliteBlobParts Parts, BlobIntake Intake);
}
