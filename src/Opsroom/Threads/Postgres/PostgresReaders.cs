using Npgsql;
using static Opsroom.Threads.Postgres.PostgresQuery;

namespace Opsroom.Threads.Postgres;

/// <summary>Reads, and writes that nobody depends on, each on a connection of the pool.</summary>
internal sealed class PostgresReaders(NpgsqlDataSource source, PostgresAddress address)
{
    private const string Listed =
        """
        SELECT id, thread_id, status, kind, agent, title, created_at, updated_at, sequence FROM thread
        WHERE sequence > 0 AND tenant = $1 AND ($9 OR (kind IS NOT DISTINCT FROM 'tool') = $2) AND ($3 IS NULL OR kind = $3) AND ($4 IS NULL OR status = $4)
            AND ($5 IS NULL OR agent = $5) AND (updated_at, id) < ($6, $7)
        """;

    private const string Unfinished = "status IN ('in_progress', 'pending_approval')";
    private const string Order = "ORDER BY updated_at DESC, id DESC LIMIT $8";

    /// <summary>Does something that may be done twice. What fails because a pooled connection was cut meanwhile is done again.</summary>
    public async Task<T> UseAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> use, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                return await use(connection, cancellationToken);
            }
            catch (Exception exception) when (isFirst && PostgresFault.IsLost(exception) && !PostgresFault.IsTimeout(exception))
            {
                source.Clear();
            }
            catch (Exception exception) when (PostgresFault.IsKnown(exception))
            {
                throw PostgresFault.Explain(exception, address);
            }
        }
    }

    public Task<List<T>> RowsAsync<T>(Func<NpgsqlDataReader, T> read, PostgresQuery query, CancellationToken cancellationToken) =>
        UseAsync((connection, cancelled) => connection.RowsAsync(read, query, cancelled), cancellationToken);

    public async Task<ThreadHead?> ReadHeadAsync(ThreadKey key, CancellationToken cancellationToken) => (await RowsAsync(
        static row => new ThreadHead(row.GetInt64(0), row.GetInt64(1)),
        Sql("SELECT sequence, epoch FROM thread WHERE tenant = $1 AND thread_id = $2 AND sequence > 0", key.Tenant, key.Id.Value), cancellationToken)).FirstOrDefault();

    public async Task<IReadOnlyList<StoredEvent>> ReadEventsAsync(ThreadKey key, long after, int limit, CancellationToken cancellationToken) => await RowsAsync(
        static row => new StoredEvent(row.GetInt64(0), row.GetString(1), row.Bytes(3), row.Bytes(2)), Sql("""
        SELECT event.sequence, event.kind, event.hash, event.bytes FROM thread JOIN event ON event.thread = thread.id
        WHERE thread.tenant = $1 AND thread.thread_id = $2 AND event.sequence > $3 ORDER BY event.sequence LIMIT $4
        """,
        key.Tenant, key.Id.Value, after, (long)limit), cancellationToken);

    public async Task<ThreadPage> ListAsync(ThreadQuery query, CancellationToken cancellationToken)
    {
        var from = ThreadCursor.Parse(query.Cursor);
        var limit = Math.Max(query.Limit, 1);

        // among many threads that have ended the few that have not are found by an index of their own
        var condition = query.Status is RunStatus.InProgress or RunStatus.PendingApproval ? $"{Listed} AND {Unfinished}" : Listed;
        var rows = await RowsAsync(
            static row => (Cursor: new ThreadCursor(row.GetInt64(7), row.GetInt64(0)), Item: new ThreadSummary(
                ThreadId.Parse(row.GetString(1)), RunNames.StatusOf(row.TextOrNull(2)), RunNames.KindOf(row.TextOrNull(3)), row.TextOrNull(4), row.TextOrNull(5),
                row.Time(6), row.Time(7), row.GetInt64(8))), Sql($"{condition} {Order}",
            query.Tenant, query.Kind == RunKind.Tool, RunNames.Of(query.Kind), RunNames.Of(query.Status),
            query.Agent, from.UpdatedAt, from.Id, limit + 1L, query.AnyKind), cancellationToken);
        var page = rows.Take(limit).ToList();
        return new ThreadPage([.. page.Select(row => row.Item)], rows.Count > limit ? page[^1].Cursor.ToString() : null);
    }

    public async Task<IReadOnlyList<ThreadKey>> ReadUnfinishedAsync(CancellationToken cancellationToken) => await RowsAsync(
        static row => new ThreadKey(row.GetString(0), ThreadId.Parse(row.GetString(1))),
        Sql($"SELECT tenant, thread_id FROM thread WHERE {Unfinished} ORDER BY id"), cancellationToken);

    public async Task<IdempotencyRecord?> FindClaimAsync(string tenant, string principal, string key, DateTimeOffset after, CancellationToken cancellationToken) => (await RowsAsync(
        static row => new IdempotencyRecord(row.GetString(0), ThreadId.Parse(row.GetString(1)), new RunId(row.GetString(2)), row.Time(3)), Sql("""
        SELECT idempotency.body_digest, thread.thread_id, idempotency.run_id, idempotency.at FROM idempotency JOIN thread ON thread.id = idempotency.thread
        WHERE idempotency.tenant = $1 AND idempotency.principal = $2 AND idempotency.key = $3 AND idempotency.at > $4
        """,
        tenant, principal, key, after.UtcTicks), cancellationToken)).FirstOrDefault();

    public async Task<IReadOnlyList<UsageRow>> ReadUsageAsync(string tenant, CancellationToken cancellationToken) => [..
        from usage in await RowsAsync(
            UsageSql.Read, Sql($"""
            SELECT {UsageSql.Columns}
            FROM usage WHERE tenant = $1 AND (calls > 0 OR tool_calls > 0 OR worked_seconds > 0) ORDER BY day DESC, agent, model
            """,
            tenant), cancellationToken)
        let entry = usage.Entry
        select new UsageRow(
            entry.Day, entry.Agent, entry.Model, entry.Calls, entry.InputTokens, entry.CachedInputTokens, entry.OutputTokens, UsageEntry.Dollars(entry.CostInPicoDollars))
        {
            ToolCalls = entry.ToolCalls,
            WorkedSeconds = entry.WorkedSeconds,
        }];

    public async Task<IReadOnlyList<RestingThread>> ReadRestingAsync(RestingThread? after, int limit, CancellationToken cancellationToken) => await RowsAsync(
        static row => new RestingThread(new ThreadKey(row.GetString(0), ThreadId.Parse(row.GetString(1))), row.Time(2), row.GetInt64(3), row.GetInt64(5), row.GetInt64(4)),
        Sql(
            $"""
            SELECT tenant, thread_id, updated_at, sequence, file_bytes,
                journal_bytes + (SELECT coalesce(sum(blob.size), 0) FROM thread_blob JOIN blob ON blob.id = thread_blob.blob WHERE thread_blob.thread = thread.id)::bigint
            FROM thread
            WHERE sequence > 0 AND (status IS NULL OR NOT {Unfinished}) AND (updated_at, tenant, thread_id) > ($1, $2, $3)
            ORDER BY updated_at, tenant, thread_id LIMIT $4
            """,
            after?.UpdatedAt.UtcTicks ?? long.MinValue, after?.Key.Tenant ?? "", after?.Key.Id.Value ?? "", (long)limit),
        cancellationToken);

    public async Task<StoreTotals> ReadTotalsAsync(CancellationToken cancellationToken) => (await RowsAsync(
        static row => new StoreTotals(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
        Sql(
            """
            SELECT count(*), (coalesce(sum(journal_bytes), 0) + (SELECT coalesce(sum(blob.size), 0) FROM thread_blob JOIN blob ON blob.id = thread_blob.blob))::bigint,
                coalesce(sum(file_bytes), 0)::bigint
            FROM thread WHERE sequence > 0
            """),
        cancellationToken))[0];

    public async Task<FreezeState> ReadFreezeAsync(string tenant, CancellationToken cancellationToken) => (await RowsAsync(
        static row => new FreezeState(row.GetBoolean(0), row.TextOrNull(1), row.GetString(2), row.Time(3)),
        Sql("SELECT is_on, reason, principal, at FROM tenant_freeze WHERE tenant = $1", tenant), cancellationToken)).FirstOrDefault() ?? FreezeState.Never;
}
