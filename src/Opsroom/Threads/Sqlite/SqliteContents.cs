using Microsoft.Data.Sqlite;
using Opsroom.Threads.Verification;

namespace Opsroom.Threads.Sqlite;

/// <summary>All that the database holds, within a transaction that the caller opened.</summary>
internal sealed class SqliteContents : IStoreContents
{
    private readonly SqliteConnection _connection;
    private readonly SqliteThreads _threads;
    private readonly SqliteTallies _tallies;
    private readonly SqliteBlobs _blobs;
    private readonly SqliteStatement _ids;
    private readonly SqliteStatement _thread;
    private readonly SqliteStatement _events;
    private readonly SqliteStatement _links;
    private readonly SqliteStatement _parts;
    private readonly SqliteStatement _claims;

    public SqliteContents(SqliteConnection connection)
    {
        _connection = connection;
        _threads = new SqliteThreads(connection);
        _tallies = new SqliteTallies(connection);
        _blobs = new SqliteBlobs(connection);
        _ids = new SqliteStatement(connection, "SELECT id FROM thread ORDER BY id");
        _thread = new SqliteStatement(
            connection, "SELECT tenant, thread_id, epoch, sequence, hash, status, kind, agent, title, created_at, updated_at, journal_bytes, file_bytes FROM thread WHERE id = ?1");
        _events = new SqliteStatement(connection, "SELECT id, kind, hash, bytes FROM event WHERE id BETWEEN ?1 AND ?2 ORDER BY id");
        _links = new SqliteStatement(connection, "SELECT blob FROM thread_blob WHERE thread = ?1");
        _parts = new SqliteStatement(connection, "SELECT bytes FROM blob_part WHERE id >= ?1 AND id < ?2 ORDER BY id");
        _claims = new SqliteStatement(connection, "SELECT tenant, principal, key, body_digest, thread, run_id, at FROM idempotency WHERE at > ?1");
    }

    public IReadOnlyList<long> ReadThreadIds() => Rows(_ids, static row => row.Int64(0));

    public ThreadContents ReadThread(long thread)
    {
        _thread.Bind(1, thread).Read();
        var contents = new ThreadContents(
            thread, new ThreadKey(_thread.Text(0), ThreadId.Parse(_thread.Text(1))), _thread.Int64(2), _thread.Int64(3), _thread.Blob(4).ToArray(),
            _thread.TextOrNull(5), _thread.TextOrNull(6), _thread.TextOrNull(7), _thread.TextOrNull(8), _thread.Int64(9), _thread.Int64(10),
            _thread.Int64(11), _thread.Int64(12));
        _thread.Reset();
        return contents;
    }

    public IEnumerable<StoredEvent> ReadEvents(long thread)
    {
        _events.Bind(1, SqliteJournal.EventId(thread, 0)).Bind(2, SqliteJournal.EventId(thread, ThreadRow.LastSequence));
        while (_events.Read())
        {
            yield return new StoredEvent(SqliteJournal.SequenceOf(_events.Int64(0)), _events.Text(1), _events.Blob(3).ToArray(), _events.Blob(2).ToArray());
        }
    }

    public long CountEvents() => (long)SqliteConnections.Execute(_connection, "SELECT count(*) FROM event")!;

    public IReadOnlyList<long> ReadLinks(long thread) => Rows(_links.Bind(1, thread), static row => row.Int64(0));

    public IReadOnlyList<BlobContents> ReadBlobs()
    {
        using var blobs = new SqliteStatement(
            _connection,
            "SELECT id, sha256, size, EXISTS (SELECT 1 FROM thread_blob WHERE thread_blob.blob = blob.id) FROM blob WHERE state = 1 ORDER BY id");
        return Rows(blobs, static row => new BlobContents(row.Int64(0), row.Text(1), row.Int64(2), row.Int64(3) != 0));
    }

    public IEnumerable<byte[]> ReadParts(long blob)
    {
        _parts.Bind(1, SqliteBlobs.PartId(blob, 0)).Bind(2, SqliteBlobs.PartId(blob + 1, 0));
        while (_parts.Read())
        {
            yield return _parts.Blob(0).ToArray();
        }
    }

    public long? FindBlob(string sha256) => _blobs.FindComplete(sha256);

    public IReadOnlyList<TenantUsage> ReadUsage() => ReadUsage("usage");

    public IReadOnlyList<TenantUsage> ReadUsageOfDeleted() => ReadUsage("usage_of_deleted");

    public IReadOnlyList<ThreadClaim> ReadClaims(long after) => Rows(_claims.Bind(1, after), static row => new ThreadClaim(
        row.Text(0), row.Int64(4), new ClaimEntry(row.Text(1), row.Text(2), row.Text(3), new RunId(row.Text(5)), new DateTimeOffset(row.Int64(6), TimeSpan.Zero))));

    public IReadOnlyList<(ThreadKey Key, long Epoch)> ReadDeleted()
    {
        using var deleted = new SqliteStatement(_connection, "SELECT tenant, thread_id, epoch FROM thread_deleted");
        return Rows(deleted, static row => (new ThreadKey(row.Text(0), ThreadId.Parse(row.Text(1))), row.Int64(2)));
    }

    public IReadOnlyList<(string Name, string Value)> ReadFacts()
    {
        using var facts = new SqliteStatement(_connection, "SELECT name, value FROM fact");
        return Rows(facts, static row => (row.Text(0), row.Text(1)));
    }

    public IReadOnlyList<WaitingNotice> ReadOutbox()
    {
        using var outbox = new SqliteStatement(_connection, "SELECT webhook, thread, sequence, at, attempts, due_at FROM outbox");
        return Rows(outbox, static row => new WaitingNotice(row.Text(0), row.Int64(1), row.Int64(2), row.Int64(3), (int)row.Int64(4), row.Int64(5)));
    }

    public IEnumerable<DocumentRow> ReadDocuments()
    {
        using var documents = new SqliteStatement(_connection, "SELECT tenant, id, revision, source, title, tags, format, origin, sha256, changed_at, text FROM document ORDER BY revision");
        while (documents.Read())
        {
            yield return new(
                documents.Text(0), documents.Text(1), documents.Int64(2), documents.Text(3), documents.Text(4), documents.Text(5), documents.Text(6), documents.Text(7), documents.Text(8),
                documents.Int64(9), documents.TextOrNull(10));
        }
    }

    public IReadOnlyList<(string Tenant, FreezeState Freeze)> ReadFreezes()
    {
        using var freezes = new SqliteStatement(_connection, "SELECT tenant, is_on, reason, principal, at FROM freeze");
        return Rows(freezes, static row => (
            row.Text(0), new FreezeState(row.Int64(1) != 0, row.TextOrNull(2), row.Text(3), new DateTimeOffset(row.Int64(4), TimeSpan.Zero))));
    }

    public void Rewrite(ThreadRow row, IEnumerable<long> blobs)
    {
        _threads.Update(row);
        _tallies.Unlink(row.Id);
        foreach (var blob in blobs)
        {
            _tallies.Link(row.Id, blob);
        }
    }

    public void Rewrite(IEnumerable<TenantUsage> usage, IEnumerable<ThreadClaim> claims)
    {
        SqliteConnections.Execute(_connection, "DELETE FROM usage");
        SqliteConnections.Execute(_connection, "INSERT INTO usage SELECT * FROM usage_of_deleted");
        foreach (var (tenant, entry) in usage)
        {
            _tallies.AddUsage(tenant, entry);
        }

        SqliteConnections.Execute(_connection, "DELETE FROM idempotency");
        foreach (var (tenant, thread, claim) in claims)
        {
            _tallies.AddClaim(tenant, thread, claim);
        }

        _blobs.ReleaseUnlinked();
    }

    public void Dispose()
    {
        _threads.Dispose();
        _tallies.Dispose();
        _blobs.Dispose();
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[_ids, _thread, _events, _links, _parts, _claims])
        {
            statement.Dispose();
        }
    }

    private List<TenantUsage> ReadUsage(string table)
    {
        using var usage = new SqliteStatement(
            _connection,
            $"""
            SELECT tenant, day, agent, model, calls, input_tokens, cached_input_tokens, output_tokens, cost, charged_tokens, charged_cost, model_calls, tool_calls,
                worked_seconds, raised_tokens, raised_cost, raised_tool_calls, raised_model_calls, raised_wall_seconds
            FROM {table}
            """);
        return Rows(usage, static row => new TenantUsage(row.Text(0), SqliteTallies.WithCharges(
            new UsageEntry(
                SqliteTallies.DayOf(row.Text(1)), row.Text(2), row.Text(3), row.Int64(4), row.Int64(5), row.Int64(6), row.Int64(7), row.Int64(8)),
            row, 9)));
    }

    private static List<T> Rows<T>(SqliteStatement statement, Func<SqliteStatement, T> read)
    {
        var rows = new List<T>();
        while (statement.Read())
        {
            rows.Add(read(statement));
        }

        return rows;
    }
}
