using Microsoft.Data.Sqlite;
using Opsroom.Threads.Outbox;

namespace Opsroom.Threads.Sqlite;

/// <summary>Notices that are due. A receiver that is down lets many wait, and looking through them must not hold up the writer.</summary>
internal sealed class DueNotices(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _due = new(
        connection,
        """
        SELECT outbox.thread, outbox.sequence, outbox.attempts, outbox.due_at, thread.tenant, thread.thread_id
        FROM outbox JOIN thread ON thread.id = outbox.thread
        WHERE outbox.webhook = ?1 AND outbox.due_at <= ?2
            AND NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE earlier.webhook = ?1 AND earlier.thread = outbox.thread AND earlier.sequence < outbox.sequence)
        ORDER BY outbox.due_at LIMIT ?3
        """);

    public IReadOnlyList<Notice> Read(string webhook, DateTimeOffset now, int limit)
    {
        var due = new List<Notice>();
        _due.Bind(1, webhook).Bind(2, now.UtcTicks).Bind(3, limit);
        while (_due.Read())
        {
            due.Add(new Notice(
                webhook, _due.Int64(0), new ThreadKey(_due.Text(4), ThreadId.Parse(_due.Text(5))), _due.Int64(1), (int)_due.Int64(2),
                new DateTimeOffset(_due.Int64(3), TimeSpan.Zero)));
        }

        return due;
    }

    public void Dispose() => _due.Dispose();
}
