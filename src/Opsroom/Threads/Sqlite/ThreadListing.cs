using Microsoft.Data.Sqlite;

namespace Opsroom.Threads.Sqlite;

/// <summary>Pages of threads, last changed first.</summary>
internal sealed class ThreadListing(SqliteConnection connection) : IDisposable
{
    private const string Condition =
        """
        SELECT id, thread_id, status, kind, agent, title, created_at, updated_at, sequence
        FROM thread
        WHERE tenant = ?1 AND (?9 OR (kind IS 'tool') = ?2) AND (?3 IS NULL OR kind = ?3) AND (?4 IS NULL OR status = ?4) AND (?5 IS NULL OR agent = ?5)
            AND (updated_at, id) < (?6, ?7)
        """;

    private const string Order = "ORDER BY updated_at DESC, id DESC LIMIT ?8";

    private readonly SqliteStatement _all = new(connection, $"{Condition} {Order}");

    // among many threads that have ended the few that have not are found by an index of their own
    private readonly SqliteStatement _unfinished = new(connection, $"{Condition} AND status IN ('in_progress', 'pending_approval') {Order}");

    /// <param name="query">What to list.</param>
    /// <param name="from">Where the page before ended.</param>
    public ThreadPage Read(ThreadQuery query, ThreadCursor from)
    {
        var limit = Math.Max(query.Limit, 1);
        var statement = query.Status is RunStatus.InProgress or RunStatus.PendingApproval ? _unfinished : _all;
        statement
            .Bind(1, query.Tenant).Bind(2, query.Kind == RunKind.Tool ? 1 : 0).Bind(3, RunNames.Of(query.Kind)).Bind(4, RunNames.Of(query.Status))
            .Bind(5, query.Agent).Bind(6, from.UpdatedAt).Bind(7, from.Id).Bind(8, limit + 1L).Bind(9, query.AnyKind ? 1 : 0);

        var items = new List<ThreadSummary>();
        var more = false;
        while (statement.Read())
        {
            if (items.Count == limit)
            {
                more = true;
                continue;
            }

            from = new ThreadCursor(statement.Int64(7), statement.Int64(0));
            items.Add(new ThreadSummary(
                ThreadId.Parse(statement.Text(1)), RunNames.StatusOf(statement.TextOrNull(2)), RunNames.KindOf(statement.TextOrNull(3)),
                statement.TextOrNull(4), statement.TextOrNull(5), At(statement.Int64(6)), At(from.UpdatedAt), statement.Int64(8)));
        }

        return new ThreadPage(items, more ? from.ToString() : null);
    }

    public void Dispose()
    {
        _all.Dispose();
        _unfinished.Dispose();
    }

    private static DateTimeOffset At(long utcTicks) => new(utcTicks, TimeSpan.Zero);
}
