using Npgsql;
using Opsroom.Threads.Verification;
using static Opsroom.Threads.Postgres.PostgresQuery;

namespace Opsroom.Threads.Postgres;

/// <summary>Usage is added up in the database, several rows by one statement.</summary>
internal static class UsageSql
{
    public const string Columns =
        "tenant, day, agent, model, calls, input_tokens, cached_input_tokens, output_tokens, cost, charged_tokens, charged_cost, model_calls, tool_calls, "
        + "worked_seconds, raised_tokens, raised_cost, raised_tool_calls, raised_model_calls, raised_wall_seconds";

    /// <summary>All that counts on a day, as one row of <see cref="Columns"/> for each of some tenants' days.</summary>
    public static NpgsqlBatchCommand SumsOf(string[] tenants, DateOnly[] days) => Command(
        """
        SELECT tenant, day, '', '', 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, sum(charged_tokens)::bigint, sum(charged_cost)::bigint,
            sum(model_calls)::bigint, sum(tool_calls)::bigint, sum(worked_seconds)::bigint,
            max(raised_tokens), max(raised_cost), max(raised_tool_calls), max(raised_model_calls), max(raised_wall_seconds)
        FROM usage WHERE (tenant, day) IN (SELECT * FROM unnest($1, $2)) GROUP BY tenant, day
        """,
        tenants, days);

    /// <param name="table"><c>usage</c> or <c>usage_of_deleted</c>.</param>
    /// <param name="usage">One entry for each tenant, day, agent and model.</param>
    public static NpgsqlBatchCommand Add(string table, IEnumerable<TenantUsage> usage)
    {
        // in one order, so that two processes that add to the same rows never wait for each other
        var rows = usage.OrderBy(one => one.Key).ToList();
        return Command(
            $"""
            INSERT INTO {table} (
                {Columns})
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            ON CONFLICT (tenant, day, agent, model) DO UPDATE SET
                calls = {table}.calls + excluded.calls,
                input_tokens = {table}.input_tokens + excluded.input_tokens,
                cached_input_tokens = {table}.cached_input_tokens + excluded.cached_input_tokens,
                output_tokens = {table}.output_tokens + excluded.output_tokens,
                cost = {table}.cost + excluded.cost,
                charged_tokens = {table}.charged_tokens + excluded.charged_tokens,
                charged_cost = {table}.charged_cost + excluded.charged_cost,
                model_calls = {table}.model_calls + excluded.model_calls,
                tool_calls = {table}.tool_calls + excluded.tool_calls,
                worked_seconds = {table}.worked_seconds + excluded.worked_seconds,
                raised_tokens = greatest({table}.raised_tokens, excluded.raised_tokens),
                raised_cost = greatest({table}.raised_cost, excluded.raised_cost),
                raised_tool_calls = greatest({table}.raised_tool_calls, excluded.raised_tool_calls),
                raised_model_calls = greatest({table}.raised_model_calls, excluded.raised_model_calls),
                raised_wall_seconds = greatest({table}.raised_wall_seconds, excluded.raised_wall_seconds)
            """,
            Column(one => one.Tenant), Column(one => one.Entry.Day), Column(one => one.Entry.Agent), Column(one => one.Entry.Model), Column(one => one.Entry.Calls),
            Column(one => one.Entry.InputTokens), Column(one => one.Entry.CachedInputTokens), Column(one => one.Entry.OutputTokens),
            Column(one => one.Entry.CostInPicoDollars), Column(one => one.Entry.ChargedTokens), Column(one => one.Entry.ChargedCostInPicoDollars),
            Column(one => one.Entry.ModelCalls), Column(one => one.Entry.ToolCalls), Column(one => one.Entry.WorkedSeconds),
            Column(one => one.Entry.Raised.Tokens), Column(one => one.Entry.Raised.CostInPicoDollars), Column(one => one.Entry.Raised.ToolCalls),
            Column(one => one.Entry.Raised.ModelCalls), Column(one => one.Entry.Raised.WallSeconds));

        T[] Column<T>(Func<TenantUsage, T> value) => [.. rows.Select(value)];
    }

    /// <summary>A row of <see cref="Columns"/>.</summary>
    public static TenantUsage Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        new UsageEntry(
            row.GetFieldValue<DateOnly>(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8),
            row.GetInt64(9), row.GetInt64(10), row.GetInt64(11), row.GetInt64(12), row.GetInt64(13),
            new RaisedLimits(row.GetInt64(14), row.GetInt64(15), row.GetInt64(16), row.GetInt64(17), row.GetInt64(18))));
}
