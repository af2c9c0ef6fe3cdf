using Microsoft.Data.Sqlite;

namespace Opsroom.Threads.Sqlite;

/// <summary>How much threads hold, those that have not changed for longest first.</summary>
internal sealed class ThreadSizes(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _resting = new(
        connection,
        """
        SELECT tenant, thread_id, updated_at, sequence, file_bytes,
            journal_bytes + (SELECT coalesce(sum(blob.size), 0) FROM thread_blob JOIN blob ON blob.id = thread_blob.blob WHERE thread_blob.thread = thread.id)
        FROM thread
        WHERE (status IS NULL OR status NOT IN ('in_progress', 'pending_approval')) AND (updated_at, tenant, thread_id) > (?1, ?2, ?3)
        ORDER BY updated_at, tenant, thread_id LIMIT ?4
        """);

    private readonly SqliteStatement _totals = new(
        connection,
        """
        SELECT count(*), coalesce(sum(journal_bytes), 0) + (SELECT coalesce(sum(blob.size), 0) FROM thread_blob JOIN blob ON blob.id = thread_blob.blob),
            coalesce(sum(file_bytes), 0)
        FROM thread
        """);

    public IReadOnlyList<RestingThread> ReadResting(RestingThread? after, int limit)
    {
        var threads = new List<RestingThread>();
        _resting.Bind(1, after?.UpdatedAt.UtcTicks ?? long.MinValue).Bind(2, after?.Key.Tenant ?? "").Bind(3, after?.Key.Id.Value ?? "").Bind(4, limit);
        while (_resting.Read())
        {
            threads.Add(new RestingThread(
                new ThreadKey(_resting.Text(0), ThreadId.Parse(_resting.Text(1))), new DateTimeOffset(_resting.Int64(2), TimeSpan.Zero),
                _resting.Int64(3), _resting.Int64(5), _resting.Int64(4)));
        }

        return threads;
    }

    public StoreTotals ReadTotals()
    {
        _totals.Read();
        var totals = new StoreTotals(_totals.Int64(0), _totals.Int64(1), _totals.Int64(2));
        _totals.Reset();
        return totals;
    }

    public void Dispose()
    {
        _resting.Dispose();
        _totals.Dispose();
    }
}
