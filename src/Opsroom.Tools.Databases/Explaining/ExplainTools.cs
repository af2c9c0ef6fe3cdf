using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using System.Globalization;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Schemas.Catalogs;
using Opsroom.Tools.Databases.Schemas.Issues;

namespace Opsroom.Tools.Databases.Explaining;

/// <summary>Says how a database would answer a query, and what would make it faster.</summary>
internal sealed class ExplainTools(DatabaseDirectory databases)
{
    private const long DeepPage = 1_000;

    [Tool("explain_query", Effect.Read, Tainted = true)]
    [Description("The plan of one query on a configured database, what makes it slow with the evidence, and indexes that would help, each tried where that can be done without changing anything. The query is run only with analyze, in a read-only transaction that is rolled back.")]
    [ToolExample("""{"connection": "orders", "sql": "SELECT * FROM orders WHERE customer_id = 42 ORDER BY created_at DESC LIMIT 20"}""")]
    public async Task<ToolResult<ExplainedQuery>> ExplainAsync(
        [Description("A configured database."), StringLength(63)] string connection,
        [Description("One query, without EXPLAIN."), StringLength(100_000)] string sql,
        ToolContext context,
        CancellationToken cancellationToken,
        [Description("Run the query to measure rows and times (PostgreSQL).")] bool analyze = false)
    {
        var found = databases.Find(connection);
        if (found.Value is not { } options)
        {
            return found.Failure!;
        }

        var checkedQuery = QueryGuard.Check(sql, SchemaCatalog.DialectOf(options.Kind));
        if (checkedQuery.Value is not { } query)
        {
            return checkedQuery.Failure!;
        }

        if (analyze && QueryGuard.ReasonNotToRun(query) is { } reason)
        {
            return ToolFailure.InvalidArgument($"The query is not run: {reason}. Explain it without analyze.");
        }

        var opened = await databases.OpenAsync(connection, DatabaseAccess.Read, cancellationToken);
        if (opened.Value is not { } database)
        {
            return opened.Failure!;
        }

        await using (database)
        {
            try
            {
                if (analyze && await VolatileAsync(database, query, cancellationToken) is { } function)
                {
                    return ToolFailure.InvalidArgument($"The query is not run: it calls {function}, which may do more than read. Explain it without analyze.");
                }

                context.Report(new ToolProgress($"Asking {database.Name} for its plan."));
                return await ExplainAsync(database, query, analyze, cancellationToken);
            }
            catch (Exception failed) when (failed is DbException or TimeoutException)
            {
                return database.Explain(failed);
            }
        }
    }

    private async Task<ExplainedQuery> ExplainAsync(OpenDatabase database, ReadQuery query, bool analyze, CancellationToken cancellationToken)
    {
        // what names mean is the session's own: the plan comes before the catalogs are read
        var source = new PlanSource(database, query, analyze && database.Kind == DatabaseKind.Postgresql);
        await source.PrepareAsync(cancellationToken);
        var plan = await source.ReadAsync(database, cancellationToken);
        var findings = plan.Findings.ToBuilder();
        Paging(findings, source.Conditions);
        Statistics(findings, source.Conditions, source.Statistics);
        if (analyze && database.Kind != DatabaseKind.Postgresql)
        {
            findings.Add(new Finding("not-analyzed", Severity.Info, "The query was not run: only PostgreSQL is measured."));
        }

        var candidates = IndexCandidates.Of(plan, source.Conditions, source.Schema);
        var suggestions = await new IndexTrial(databases, source).TryAsync(database, plan, candidates, cancellationToken);
        return new ExplainedQuery(
            database.Name, database.Kind.ToString().ToLowerInvariant(), source.IsAnalyzed, plan.Cost, plan.Milliseconds, plan.Plan, plan.Steps,
            [.. findings.OrderBy(finding => finding.Severity)], suggestions);
    }

    private static void Paging(ImmutableArray<Finding>.Builder findings, QueryConditions query)
    {
        if (query.Offset >= DeepPage)
        {
            findings.Add(new Finding("offset-paging", Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"OFFSET {query.Offset:N0} reads all of those rows to throw them away. Remember the last row's key and go on behind it: WHERE (key) > (last) ORDER BY key LIMIT n.")));
        }
    }

    private static void Statistics(ImmutableArray<Finding>.Builder findings, QueryConditions query, LiveStatistics statistics)
    {
        foreach (var table in statistics.Tables.Where(table => table is { IsAnalyzed: false, Rows: > 0 } && query.Tables.ContainsValue(table.Table.ToString())))
        {
            findings.Add(new Finding("stale-statistics", Severity.Warning, $"{table.Table} was never analyzed: the plan is a guess. Run ANALYZE {table.Table}.", Object: $"table/{table.Table}"));
        }
    }

    /// <summary>A function that is neither computed from its arguments alone nor one of the server's harmless ones; null where there is none.</summary>
    private static async Task<string?> VolatileAsync(OpenDatabase database, ReadQuery query, CancellationToken cancellationToken)
    {
        if (database.Kind != DatabaseKind.Postgresql || query.Functions.IsEmpty)
        {
            return null;
        }

        const string Volatile =
            """
            SELECT p.proname AS name FROM pg_proc p WHERE lower(p.proname) = ANY (@names) AND p.provolatile = 'v'
              AND NOT (p.pronamespace = 'pg_catalog'::regnamespace AND p.proname IN ('random', 'clock_timestamp', 'timeofday', 'gen_random_uuid')) LIMIT 1
            """;
        var rows = await database.QueryAsync(Volatile, cancellationToken, [("names", query.Functions.Select(name => name.ToLowerInvariant()).ToArray())]);
        return rows is [var first] ? first.Text("name") : null;
    }
}
