using System.Buffers.Binary;
using System.Buffers.Text;
using Microsoft.Data.Sqlite;

namespace Opsroom.Threads.Sqlite;

/// <summary>Pages of threads, last changed first. A cursor names the last thread of a page by when it changed and by its key.</summary>
internal sealed class ThreadListing(SqliteConnection connection) : IDisposable
{
    private const string Condition =
        """
        SELECT id, thread_id, status, kind, agent, title, created_at, updated_at, sequence
        FROM thread
        WHERE tenant = ?1 AND (kind IS 'tool') = ?2 AND (?3 IS NULL OR kind = ?3) AND (?4 IS NULL OR status = ?4) AND (?5 IS NULL OR agent = ?5)
            AND (updated_at, id) < (?6, ?7)
        """;

    private const string Order = "ORDER BY updated_at DESC, id DESC LIMIT ?8";

    private readonly SqliteStatement _all = new(connection, $"{Condition} {Order}");

    // among many threads that have ended the few that have not are found by an index of their own
    private readonly SqliteStatement _unfinished = new(connection, $"{Condition} AND status IN ('in_progress', 'pending_approval') {Order}");

    public ThreadPage Read(ThreadQuery query)
    {
        var limit = Math.Max(query.Limit, 1);
        var (updatedAt, id) = ReadCursor(query.Cursor);
        var statement = query.Status is RunStatus.InProgress or RunStatus.PendingApproval ? _unfinished : _all;
        statement
            .Bind(1, query.Tenant).Bind(2, query.Kind == RunKind.Tool ? 1 : 0).Bind(3, RunNames.Of(query.Kind)).Bind(4, RunNames.Of(query.Status))
            .Bind(5, query.Agent).Bind(6, updatedAt).Bind(7, id).Bind(8, limit + 1L);

        var items = new List<ThreadSummary>();
        var more = false;
        while (statement.Read())
        {
            if (items.Count == limit)
            {
                more = true;
                continue;
            }

            (id, updatedAt) = (statement.Int64(0), statement.Int64(7));
            items.Add(new ThreadSummary(
                ThreadId.Parse(statement.Text(1)), RunNames.StatusOf(statement.TextOrNull(2)), RunNames.KindOf(statement.TextOrNull(3)),
                statement.TextOrNull(4), statement.TextOrNull(5), At(statement.Int64(6)), At(updatedAt), statement.Int64(8)));
        }

        return new ThreadPage(items, more ? WriteCursor(updatedAt, id) : null);
    }

    public void Dispose()
    {
        _all.Dispose();
        _unfinished.Dispose();
    }

    private static DateTimeOffset At(long utcTicks) => new(utcTicks, TimeSpan.Zero);

    private static string WriteCursor(long updatedAt, long id)
    {
        Span<byte> bytes = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, updatedAt);
        BinaryPrimitives.WriteInt64BigEndian(bytes[sizeof(long)..], id);
        return Base64Url.EncodeToString(bytes);
    }

    private static (long UpdatedAt, long Id) ReadCursor(string? cursor)
    {
        if (cursor is null)
        {
            return (long.MaxValue, long.MaxValue);
        }

        Span<byte> bytes = stackalloc byte[2 * sizeof(long)];
        if (!Base64Url.TryDecodeFromChars(cursor, bytes, out var length) || length != bytes.Length)
        {
            throw new FormatException($"'{cursor}' is not a cursor: pass next_cursor of the page before as it is.");
        }

        return (BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[sizeof(long)..]));
    }
}
