using Microsoft.Data.Sqlite;

namespace Opsroom.Threads.Sqlite;

/// <summary>A read-only connection with its prepared statements.</summary>
internal sealed class SqliteReadSession(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _thread = new(connection, "SELECT sequence, epoch FROM thread WHERE tenant = ?1 AND thread_id = ?2");
    private readonly SqliteStatement _events = new(
        connection,
        $"""
        SELECT event.id, event.kind, event.hash, event.bytes
        FROM thread CROSS JOIN event ON event.id > {SqliteJournal.EventIdSql("thread.id", "?3")} AND event.id <= {SqliteJournal.EventIdSql("thread.id", "thread.sequence")}
        WHERE thread.tenant = ?1 AND thread.thread_id = ?2
        ORDER BY event.id LIMIT ?4
        """);

    private readonly SqliteStatement _blob = new(connection, "SELECT id, size FROM blob WHERE sha256 = ?1 AND state = 1");
    private readonly SqliteStatement _part = new(connection, "SELECT bytes FROM blob_part WHERE id = ?1");
    private readonly SqliteStatement _unfinished = new(
        connection, "SELECT tenant, thread_id FROM thread WHERE status IN ('in_progress', 'pending_approval') ORDER BY id");

    private readonly SqliteStatement _claim = new(
        connection,
        """
        SELECT idempotency.body_digest, thread.thread_id, idempotency.run_id, idempotency.at
        FROM idempotency JOIN thread ON thread.id = idempotency.thread
        WHERE idempotency.tenant = ?1 AND idempotency.principal = ?2 AND idempotency.key = ?3 AND idempotency.at > ?4
        """);

    private readonly SqliteStatement _usage = new(
        connection,
        """
        SELECT day, agent, model, calls, input_tokens, cached_input_tokens, output_tokens, cost, tool_calls, worked_seconds
        FROM usage WHERE tenant = ?1 AND (calls > 0 OR tool_calls > 0 OR worked_seconds > 0) ORDER BY day DESC, agent, model
        """);

    private readonly SqliteStatement _freeze = new(connection, "SELECT is_on, reason, principal, at FROM freeze WHERE tenant = ?1");

    public SqliteConnection Connection { get; } = connection;

    public ThreadListing Listing { get; } = new(connection);

    public ThreadSizes Sizes { get; } = new(connection);

    public DueNotices Notices { get; } = new(connection);

    public SqliteDocumentReads Documents { get; } = new(connection);

    public ThreadHead? ReadHead(ThreadKey key)
    {
        var head = _thread.Bind(1, key.Tenant).Bind(2, key.Id.Value).Read() ? new ThreadHead(_thread.Int64(0), _thread.Int64(1)) : null;
        _thread.Reset();
        return head;
    }

    public IReadOnlyList<StoredEvent> ReadEvents(ThreadKey key, long after, int limit)
    {
        var events = new List<StoredEvent>();
        _events.Bind(1, key.Tenant).Bind(2, key.Id.Value).Bind(3, Math.Clamp(after, 0, ThreadRow.LastSequence)).Bind(4, limit);
        while (_events.Read())
        {
            events.Add(new StoredEvent(SqliteJournal.SequenceOf(_events.Int64(0)), _events.Text(1), _events.Blob(3).ToArray(), _events.Blob(2).ToArray()));
        }

        return events;
    }

    public (long Id, long Size)? FindBlob(string sha256)
    {
        (long, long)? found = _blob.Bind(1, sha256).Read() ? (_blob.Int64(0), _blob.Int64(1)) : null;
        _blob.Reset();
        return found;
    }

    /// <summary>Copies a part of a blob; −1 where it is gone.</summary>
    public int ReadPart(long blob, long ordinal, byte[] buffer)
    {
        var length = -1;
        if (_part.Bind(1, SqliteBlobs.PartId(blob, ordinal)).Read())
        {
            var bytes = _part.Blob(0);
            bytes.CopyTo(buffer);
            length = bytes.Length;
        }

        _part.Reset();
        return length;
    }

    public IReadOnlyList<ThreadKey> ReadUnfinished()
    {
        var keys = new List<ThreadKey>();
        while (_unfinished.Read())
        {
            keys.Add(new ThreadKey(_unfinished.Text(0), ThreadId.Parse(_unfinished.Text(1))));
        }

        return keys;
    }

    public IdempotencyRecord? FindClaim(string tenant, string principal, string key, DateTimeOffset after)
    {
        _claim.Bind(1, tenant).Bind(2, principal).Bind(3, key).Bind(4, after.UtcTicks);
        var record = _claim.Read()
            ? new IdempotencyRecord(_claim.Text(0), ThreadId.Parse(_claim.Text(1)), new RunId(_claim.Text(2)), new DateTimeOffset(_claim.Int64(3), TimeSpan.Zero))
            : null;
        _claim.Reset();
        return record;
    }

    public IReadOnlyList<UsageRow> ReadUsage(string tenant)
    {
        var rows = new List<UsageRow>();
        _usage.Bind(1, tenant);
        while (_usage.Read())
        {
            rows.Add(new UsageRow(
                SqliteTallies.DayOf(_usage.Text(0)), _usage.Text(1), _usage.Text(2),
                _usage.Int64(3), _usage.Int64(4), _usage.Int64(5), _usage.Int64(6), UsageEntry.Dollars(_usage.Int64(7)))
            {
                ToolCalls = _usage.Int64(8),
                WorkedSeconds = _usage.Int64(9),
            });
        }

        return rows;
    }

    public FreezeState ReadFreeze(string tenant)
    {
        var freeze = _freeze.Bind(1, tenant).Read()
            ? new FreezeState(_freeze.Int64(0) != 0, _freeze.TextOrNull(1), _freeze.Text(2), new DateTimeOffset(_freeze.Int64(3), TimeSpan.Zero))
            : FreezeState.Never;
        _freeze.Reset();
        return freeze;
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[_thread, _events, _blob, _part, _unfinished, _claim, _usage, _freeze])
        {
            statement.Dispose();
        }

        Listing.Dispose();
        Sizes.Dispose();
        Notices.Dispose();
        Documents.Dispose();
        Connection.Dispose();
    }
}
