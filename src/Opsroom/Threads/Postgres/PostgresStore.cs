using Npgsql;
using Opsroom.Threads.Blobs;
using Opsroom.Threads.Documents;
using Opsroom.Threads.Outbox;
using Opsroom.Threads.Verification;
using static Opsroom.Threads.Postgres.PostgresQuery;

namespace Opsroom.Threads.Postgres;

/// <summary>The server store: a PostgreSQL database, for one server or, where it is not exclusive, for all servers of a cluster.</summary>
public sealed class PostgresStore(PostgresStoreOptions options, TimeProvider time) : IStore
{
    /// <summary>An upload by another server of a cluster is over within this time.</summary>
    private static readonly TimeSpan LongestUpload = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _initializing = new(1, 1);
    private readonly string _origin = Guid.NewGuid().ToString("N")[..12];
    private volatile Opened? _opened;
    private bool _isDisposed;

    public string Description => options.Address.Description;

    private Opened Store => _opened ?? throw new InvalidOperationException("Call InitializeAsync first.");

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await _initializing.WaitAsync(cancellationToken);
        try
        {
            _opened ??= await OpenAsync(cancellationToken);
        }
        finally
        {
            _initializing.Release();
        }
    }

    /// <summary>Answers where the database can be written by this server, which it regains where its connection was lost.</summary>
    public Task ProbeAsync(CancellationToken cancellationToken) => Store.Writer.WriteAsync(
        (session, cancelled) => session.Connection.ExecuteAsync(Sql("UPDATE schema_version SET version = version WHERE version = 0"), cancelled), cancellationToken);

    public Task<ThreadHead?> ReadHeadAsync(ThreadKey key, CancellationToken cancellationToken) => Store.Readers.ReadHeadAsync(key, cancellationToken);

    // where the answer was lost the epoch is raised once more, which does no harm
    public Task<ThreadHead?> TakeOverAsync(ThreadKey key, CancellationToken cancellationToken) => Store.Writer.WriteAsync(
        async (session, cancelled) => (await session.Connection.RowsAsync(
            static row => new ThreadHead(row.GetInt64(0), row.GetInt64(1)),
            Sql("UPDATE thread SET epoch = epoch + 1 WHERE tenant = $1 AND thread_id = $2 AND sequence > 0 RETURNING sequence, epoch",
            key.Tenant, key.Id.Value), cancelled)).FirstOrDefault(),
        cancellationToken);

    public async Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        CheckAppend.Arguments(request);
        var outcome = request.Blobs.Count == 0
            ? (await AppendAsync(request, [], cancellationToken))!
            : await Store.Intake.AppendAsync(request, given => AppendAsync(request, given, cancellationToken), cancellationToken);
        options.Notices.Appended(request);
        return outcome;
    }

    public Task<IReadOnlyList<StoredEvent>> ReadAsync(ThreadKey key, long after, int limit, CancellationToken cancellationToken) =>
        Store.Readers.ReadEventsAsync(key, after, limit, cancellationToken);

    public Task FollowAsync(Action<ThreadKey?> appended, CancellationToken cancellationToken) =>
        new PostgresNotices(Store.Source, _origin).FollowAsync(appended, RegainAsync, cancellationToken);

    public async Task<Stream?> OpenBlobAsync(string sha256, CancellationToken cancellationToken) =>
        await Store.Parts.FindAsync(sha256, cancellationToken) is var (id, size) ? new BlobStream(Store.Parts, id, size) : null;

    public Task<ThreadPage> ListAsync(ThreadQuery query, CancellationToken cancellationToken) => Store.Readers.ListAsync(query, cancellationToken);

    public Task<IReadOnlyList<ThreadKey>> ListUnfinishedAsync(CancellationToken cancellationToken) => Store.Readers.ReadUnfinishedAsync(cancellationToken);

    public Task<IReadOnlyList<RestingThread>> ListRestingAsync(RestingThread? after, int limit, CancellationToken cancellationToken) =>
        Store.Readers.ReadRestingAsync(after, limit, cancellationToken);

    public Task<StoreTotals> ReadTotalsAsync(CancellationToken cancellationToken) => Store.Readers.ReadTotalsAsync(cancellationToken);

    public Task<bool> DeleteAsync(ThreadKey key, CancellationToken cancellationToken) => DeleteThreadAsync(key, null, cancellationToken);

    public Task<bool> DeleteAsync(ThreadKey key, long atSequence, CancellationToken cancellationToken) => DeleteThreadAsync(key, atSequence, cancellationToken);

    public Task<IdempotencyRecord?> FindIdempotentAsync(string tenant, string principal, string key, CancellationToken cancellationToken) =>
        Store.Readers.FindClaimAsync(tenant, principal, key, time.GetUtcNow() - ThreadProjection.IdempotencyWindow, cancellationToken);

    public Task<IReadOnlyList<UsageRow>> ReadUsageAsync(string tenant, CancellationToken cancellationToken) => Store.Readers.ReadUsageAsync(tenant, cancellationToken);

    public Task<string> RememberAsync(string name, string value, CancellationToken cancellationToken) => Store.Writer.WriteAsync(
        async (session, cancelled) => (await session.Connection.RowsAsync(
            row => row.GetString(0),
            // the assignment that changes nothing makes it answer with the row that was there
            Sql("INSERT INTO fact (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = fact.value RETURNING value", name, value), cancelled))[0],
        cancellationToken);

    public Task<FreezeState> ReadFreezeAsync(string tenant, CancellationToken cancellationToken) => Store.Readers.ReadFreezeAsync(tenant, cancellationToken);

    public Task SetFreezeAsync(string tenant, FreezeState freeze, CancellationToken cancellationToken) => freeze is { By: { } by, At: { } at }
        ? Store.Writer.WriteAsync(
            (session, cancelled) => session.Connection.ExecuteAsync(
                Sql(
                    """
                    INSERT INTO tenant_freeze (tenant, is_on, reason, principal, at) VALUES ($1, $2, $3, $4, $5)
                    ON CONFLICT (tenant) DO UPDATE SET is_on = excluded.is_on, reason = excluded.reason, principal = excluded.principal, at = excluded.at
                    """,
                    tenant, freeze.On, freeze.Reason, by, at.UtcTicks),
                cancelled),
            cancellationToken)
        : throw new ArgumentException("A freeze is set or lifted by somebody, at some time.", nameof(freeze));

    public Task<IReadOnlyList<Notice>> TakeNoticesAsync(string webhook, int limit, TimeSpan lease, CancellationToken cancellationToken) =>
        new PostgresOutbox(Store.Readers).TakeAsync(webhook, limit, time.GetUtcNow(), lease, cancellationToken);

    public Task SettleNoticesAsync(IReadOnlyList<SettledNotice> settled, CancellationToken cancellationToken) =>
        new PostgresOutbox(Store.Readers).SettleAsync(settled, cancellationToken);

    public Task<long> DropNoticesAsync(string webhook, CancellationToken cancellationToken) => new PostgresOutbox(Store.Readers).DropAsync(webhook, cancellationToken);

    public Task DropStrayNoticesAsync(IReadOnlyCollection<string> webhooks, DateTimeOffset before, CancellationToken cancellationToken) =>
        new PostgresOutbox(Store.Readers).DropStrayAsync(webhooks, before, cancellationToken);

    public Task SaveDocumentsAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken) => Store.Writer.WriteAsync(
        (session, cancelled) => PostgresDocuments.SaveAsync(session.Connection, documents, cancelled), cancellationToken);

    public Task<int> DeleteDocumentsAsync(string tenant, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        // one that is repeated because its answer was lost may find nothing left
        var removed = 0;
        return Store.Writer.WriteAsync(
            async (session, cancelled) => removed = Math.Max(removed, await PostgresDocuments.DeleteAsync(session.Connection, tenant, ids, cancelled)), cancellationToken);
    }

    public Task<StoredDocument?> FindDocumentAsync(string tenant, string id, CancellationToken cancellationToken) =>
        PostgresDocuments.FindAsync(Store.Readers, tenant, id, cancellationToken);

    public Task<IReadOnlyList<DocumentEntry>> ListDocumentsAsync(DocumentQuery query, CancellationToken cancellationToken) =>
        PostgresDocuments.ListAsync(Store.Readers, query, cancellationToken);

    public Task<IReadOnlyList<DocumentChange>> ReadDocumentChangesAsync(long after, int limit, CancellationToken cancellationToken) =>
        PostgresDocuments.ReadChangesAsync(Store.Readers, after, limit, cancellationToken);

    public Task<StoreVerification> VerifyAsync(bool rebuild, CancellationToken cancellationToken) => Store.Readers.UseAsync(
        (connection, cancelled) => Task.Run(() => Verify(connection, rebuild, cancelled), cancelled), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        if (_opened is { } opened)
        {
            await opened.Writer.DisposeAsync();
            await opened.Source.DisposeAsync();
        }

        _initializing.Dispose();
    }

    /// <summary>Reads all that the store holds, as it is at one moment. It blocks, as what it reads does.</summary>
    internal T ReadContents<T>(Func<IStoreContents, T> read, CancellationToken cancellationToken) => InTransaction(
        System.Data.IsolationLevel.RepeatableRead,
        (connection, _) =>
        {
            using var contents = new PostgresContents(connection);
            return read(contents);
        },
        cancellationToken);

    /// <summary>Writes into the tables, all or nothing.</summary>
    internal T Fill<T>(Func<NpgsqlConnection, CancellationToken, T> write, CancellationToken cancellationToken) =>
        InTransaction(System.Data.IsolationLevel.ReadCommitted, write, cancellationToken);

    private T InTransaction<T>(System.Data.IsolationLevel level, Func<NpgsqlConnection, CancellationToken, T> work, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = Store.Source.OpenConnection();
            using var transaction = connection.BeginTransaction(level);
            var result = work(connection, cancellationToken);
            transaction.Commit();
            return result;
        }
        catch (Exception exception) when (PostgresFault.IsKnown(exception))
        {
            throw PostgresFault.Explain(exception, options.Address);
        }
    }

    private StoreVerification Verify(NpgsqlConnection connection, bool rebuild, CancellationToken cancellationToken)
    {
        using var transaction = connection.BeginTransaction(rebuild ? System.Data.IsolationLevel.ReadCommitted : System.Data.IsolationLevel.RepeatableRead);
        if (rebuild)
        {
            using var alone = new NpgsqlCommand("LOCK TABLE thread, usage, usage_of_deleted, idempotency IN EXCLUSIVE MODE", connection) { CommandTimeout = 0 };
            alone.ExecuteNonQuery();
        }

        using var contents = new PostgresContents(connection);
        var verification = new StoreVerifier(contents, time.GetUtcNow()).Verify(rebuild, cancellationToken);
        transaction.Commit();
        return verification;
    }

    private Task<bool> DeleteThreadAsync(ThreadKey key, long? atSequence, CancellationToken cancellationToken)
    {
        // one that is repeated because its answer was lost may find nothing left
        var isDeleted = false;
        return Store.Writer.WriteAsync(
            async (session, cancelled) => isDeleted |= await new PostgresDeletion(session.Connection, this).DeleteAsync(key, atSequence, cancelled), cancellationToken);
    }

    private Task<AppendOutcome?> AppendAsync(AppendRequest request, IReadOnlyList<GivenBlob> given, CancellationToken cancellationToken) =>
        Store.Writer.AppendAsync(new AppendCall(request, given, cancellationToken), cancellationToken);

    /// <summary>A lock that was lost with its connection is taken again before somebody else does.</summary>
    private async Task RegainAsync()
    {
        try
        {
            await ProbeAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or ObjectDisposedException)
        {
            // whoever writes next tries again
        }
    }

    private async Task<Opened> OpenAsync(CancellationToken cancellationToken)
    {
        var source = CreateSource(options.Address);
        PostgresSession? session = null;
        try
        {
            session = await PostgresSession.OpenAsync(source, options, cancellationToken);
            await PostgresSchema.ApplyAsync(session.Connection, options.Address, cancellationToken);
            var readers = new PostgresReaders(source, options.Address);
            var parts = new PostgresBlobParts(readers);
            await parts.AbandonAllAsync(options.Exclusive ? TimeSpan.Zero : LongestUpload, cancellationToken);
            return new Opened(source, new PostgresWriter(source, options, session, _origin), readers, parts, new BlobIntake(parts));
        }
        catch (Exception exception)
        {
            await (session?.DisposeAsync() ?? ValueTask.CompletedTask);
            await source.DisposeAsync();
            throw PostgresFault.IsKnown(exception) ? PostgresFault.Explain(exception, options.Address, isStarting: true) : exception;
        }
    }

    private static NpgsqlDataSource CreateSource(PostgresAddress address)
    {
        var builder = new NpgsqlDataSourceBuilder(address.Connection.ConnectionString);
        return address.Connection.Host!.Contains(',', StringComparison.Ordinal) ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.ReadWrite) : builder.Build();
    }

    private sealed record Opened(NpgsqlDataSource Source, PostgresWriter Writer, PostgresReaders Readers, PostgresBlobParts Parts, BlobIntake Intake);
}
