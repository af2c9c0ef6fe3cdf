using System.Text.Json;
using Microsoft.Data.Sqlite;
using Opsroom.Threads.Outbox;

namespace Opsroom.Threads.Sqlite;

/// <summary>Notices that are still to be sent, as the writer sees them.</summary>
internal sealed class SqliteOutbox(SqliteConnection connection, NoticeRoutes routes) : IDisposable
{
    private const string TheOne = "webhook = ?1 AND thread = ?2 AND sequence = ?3 AND due_at = ?4";

    // a row may be left of a deleted thread that had the same key
    private readonly SqliteStatement _add = new(
        connection, "INSERT OR REPLACE INTO outbox (webhook, thread, sequence, at, attempts, due_at) VALUES (?1, ?2, ?3, ?4, 0, ?4)");

    private readonly SqliteStatement _lease = new(connection, $"UPDATE outbox SET due_at = ?5, attempts = attempts + 1 WHERE {TheOne} RETURNING attempts");
    private readonly SqliteStatement _postpone = new(connection, $"UPDATE outbox SET due_at = ?5 WHERE {TheOne}");
    private readonly SqliteStatement _remove = new(connection, $"DELETE FROM outbox WHERE {TheOne}");
    private readonly SqliteStatement _drop = new(connection, "DELETE FROM outbox WHERE webhook = ?1 RETURNING 1");
    private readonly SqliteStatement _dropStray = new(connection, "DELETE FROM outbox WHERE at < ?1 AND webhook NOT IN (SELECT value FROM json_each(?2))");
    private readonly SqliteStatement _dropThread = new(connection, "DELETE FROM outbox WHERE thread = ?1");

    public void Add(string tenant, long thread, List<NoticeEntry> notices)
    {
        foreach (var route in routes.All)
        {
            foreach (var notice in notices)
            {
                if (route.Takes(tenant, notice.Kind))
                {
                    _add.Bind(1, route.Webhook).Bind(2, thread).Bind(3, notice.Sequence).Bind(4, notice.At.UtcTicks).Run();
                }
            }
        }
    }

    /// <summary>Those of some notices that are still as they were read, now taken.</summary>
    public IReadOnlyList<Notice> Lease(IReadOnlyList<Notice> read, DateTimeOffset until)
    {
        var taken = new List<Notice>();
        foreach (var notice in read)
        {
            if (Bind(_lease, notice).Bind(5, until.UtcTicks).Read())
            {
                taken.Add(notice with { Attempts = (int)_lease.Int64(0), LeasedUntil = until });
            }

            _lease.Reset();
        }

        return taken;
    }

    public void Settle(SettledNotice settled)
    {
        if (settled.DueAgain is { } due)
        {
            Bind(_postpone, settled.Notice).Bind(5, due.UtcTicks).Run();
        }
        else
        {
            Bind(_remove, settled.Notice).Run();
        }
    }

    public long Drop(string webhook)
    {
        var dropped = 0L;
        for (_drop.Bind(1, webhook); _drop.Read();)
        {
            dropped++;
        }

        return dropped;
    }

    public void DropStray(IEnumerable<string> webhooks, DateTimeOffset before) =>
        _dropStray.Bind(1, before.UtcTicks).Bind(2, $"[{string.Join(',', webhooks.Select(webhook => $"\"{JsonEncodedText.Encode(webhook)}\""))}]").Run();

    public void DropThread(long thread) => _dropThread.Bind(1, thread).Run();

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[_add, _lease, _postpone, _remove, _drop, _dropStray, _dropThread])
        {
            statement.Dispose();
        }
    }

    private static SqliteStatement Bind(SqliteStatement statement, Notice notice) =>
        statement.Bind(1, notice.Webhook).Bind(2, notice.Thread).Bind(3, notice.Sequence).Bind(4, notice.LeasedUntil.UtcTicks);
}
