using Npgsql;
using Opsroom.Threads.Outbox;
using static Opsroom.Threads.Postgres.PostgresQuery;

namespace Opsroom.Threads.Postgres;

/// <summary>
/// Notices that are still to be sent. All servers of a cluster take them from here; a row that one has locked is skipped by the others, and its lease keeps it from
/// them until it is settled. It works beside the writer, so that a receiver that is down, which lets many wait, holds up nobody.
/// </summary>
internal sealed class PostgresOutbox(PostgresReaders connections)
{
    /// <summary>Writes notices with the appends that they tell of. A row may be left of a deleted thread that had the same key.</summary>
    public static NpgsqlBatchCommand Add(IReadOnlyCollection<(string Webhook, long Thread, NoticeEntry Notice)> notices) => Command(
        """
        INSERT INTO outbox (webhook, thread, sequence, at, attempts, due_at) SELECT webhook, thread, sequence, at, 0, at
        FROM unnest($1, $2, $3, $4) AS new (webhook, thread, sequence, at)
        ON CONFLICT (webhook, thread, sequence) DO UPDATE SET at = excluded.at, attempts = 0, due_at = excluded.due_at
        """,
        notices.Select(one => one.Webhook).ToArray(), notices.Select(one => one.Thread).ToArray(), notices.Select(one => one.Notice.Sequence).ToArray(),
        notices.Select(one => one.Notice.At.UtcTicks).ToArray());

    public async Task<IReadOnlyList<Notice>> TakeAsync(string webhook, int limit, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken) =>
        await connections.RowsAsync(
            row => new Notice(
                webhook, row.GetInt64(0), new ThreadKey(row.GetString(3), ThreadId.Parse(row.GetString(4))), row.GetInt64(1), row.GetInt32(2), now + lease),
            Sql(
                """
                WITH due AS (
                    SELECT webhook, thread, sequence FROM outbox
                    WHERE webhook = $1 AND due_at <= $2
                        AND NOT EXISTS (SELECT FROM outbox AS earlier WHERE earlier.webhook = $1 AND earlier.thread = outbox.thread AND earlier.sequence < outbox.sequence)
                    ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED)
                UPDATE outbox SET due_at = $3, attempts = attempts + 1 FROM due, thread
                WHERE outbox.webhook = due.webhook AND outbox.thread = due.thread AND outbox.sequence = due.sequence AND thread.id = outbox.thread
                RETURNING outbox.thread, outbox.sequence, outbox.attempts, thread.tenant, thread.thread_id
                """,
                webhook, now.UtcTicks, (now + lease).UtcTicks, (long)limit),
            cancellationToken);

    public Task SettleAsync(IReadOnlyList<SettledNotice> settled, CancellationToken cancellationToken)
    {
        var (over, postponed) = (settled.Where(one => one.DueAgain is null).ToList(), settled.Where(one => one.DueAgain is not null).ToList());
        return connections.UseAsync(
            async (connection, cancelled) =>
            {
                await using var batch = new NpgsqlBatch(connection);
                batch.BatchCommands.Add(Command(
                    """
                    DELETE FROM outbox USING unnest($1, $2, $3, $4) AS over (webhook, thread, sequence, leased_until)
                    WHERE outbox.webhook = over.webhook AND outbox.thread = over.thread AND outbox.sequence = over.sequence AND outbox.due_at = over.leased_until
                    """,
                    Column(over, one => one.Notice.Webhook), Column(over, one => one.Notice.Thread), Column(over, one => one.Notice.Sequence),
                    Column(over, one => one.Notice.LeasedUntil.UtcTicks)));
                batch.BatchCommands.Add(Command(
                    """
                    UPDATE outbox SET due_at = again.due_at FROM unnest($1, $2, $3, $4, $5) AS again (webhook, thread, sequence, leased_until, due_at)
                    WHERE outbox.webhook = again.webhook AND outbox.thread = again.thread AND outbox.sequence = again.sequence AND outbox.due_at = again.leased_until
                    """,
                    Column(postponed, one => one.Notice.Webhook), Column(postponed, one => one.Notice.Thread), Column(postponed, one => one.Notice.Sequence),
                    Column(postponed, one => one.Notice.LeasedUntil.UtcTicks), Column(postponed, one => one.DueAgain!.Value.UtcTicks)));
                return await batch.ExecuteNonQueryAsync(cancelled);
            },
            cancellationToken);
    }

    public async Task<long> DropAsync(string webhook, CancellationToken cancellationToken) => await connections.UseAsync(
        (connection, cancelled) => connection.ExecuteAsync(Sql("DELETE FROM outbox WHERE webhook = $1", webhook), cancelled), cancellationToken);

    public Task DropStrayAsync(IReadOnlyCollection<string> webhooks, DateTimeOffset before, CancellationToken cancellationToken) => connections.UseAsync(
        (connection, cancelled) => connection.ExecuteAsync(Sql("DELETE FROM outbox WHERE at < $1 AND webhook <> ALL ($2)", before.UtcTicks, webhooks.ToArray()), cancelled),
        cancellationToken);

    private static T[] Column<T>(List<SettledNotice> rows, Func<SettledNotice, T> value) => [.. rows.Select(value)];
}
