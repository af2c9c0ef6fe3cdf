using System.Collections.Immutable;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Schemas.Catalogs;
using Opsroom.Tools.Databases.Schemas.Issues;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Explaining;

/// <summary>Asks an engine for the plan of one query, as often as need be.</summary>
internal sealed class PlanSource(OpenDatabase first, ReadQuery query, bool isAnalyzed)
{
    private ImmutableDictionary<string, long> rows = ImmutableDictionary<string, long>.Empty;

    public bool IsAnalyzed { get; } = isAnalyzed;

    public DatabaseSchema Schema { get; private set; } = new(SqlDialect.PostgreSql);

    public QueryConditions Conditions { get; private set; } = new(ImmutableDictionary<string, string>.Empty, [], [], [], false, false, null);

    public LiveStatistics Statistics { get; private set; } = new([], [], []);

    /// <summary>Reads the schema and what is known of the tables' sizes.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var path = first.Kind == DatabaseKind.Postgresql ? (await first.QueryAsync("SELECT current_setting('search_path') AS path", cancellationToken))[0].Text("path") : null;
        Schema = (await SchemaCatalog.ReadAsync(first, cancellationToken)).Schema;
        if (path is not null)
        {
            // names in the query mean what they mean to the database's own users
            await first.QueryAsync("SELECT set_config('search_path', @path, false)", cancellationToken, [("path", path)]);
        }

        Statistics = await LiveStatistics.ReadAsync(first, cancellationToken);
        Conditions = QueryReader.Read(query.Sql, Schema);
        if (first.Kind == DatabaseKind.Sqlite)
        {
            var counted = ImmutableDictionary.CreateBuilder<string, long>(StringComparer.OrdinalIgnoreCase);
            foreach (var table in Conditions.Tables.Values.Distinct(StringComparer.Ordinal))
            {
                var isNumbered = Schema.Tables.FirstOrDefault(each => each.Name.ToString() == table)?.Options.ContainsKey("WITHOUT ROWID") != true;
                counted[table] = isNumbered ? (await first.QueryAsync($"SELECT max(rowid) AS n FROM {SqlName.Quote(table, SqlDialect.Sqlite)}", cancellationToken))[0].Number("n") ?? 0 : 0;
            }

            rows = counted.ToImmutable();
        }
    }

    /// <param name="database">The session to ask; another one than the first where something is tried.</param>
    public async Task<PlanReading> ReadAsync(OpenDatabase database, CancellationToken cancellationToken, bool isTrial = false)
    {
        switch (database.Kind)
        {
            case DatabaseKind.Postgresql:
                var isRun = IsAnalyzed && !isTrial;
                if (isRun)
                {
                    await database.ExecuteAsync("BEGIN READ ONLY", cancellationToken);
                }

                try
                {
                    var answer = await database.QueryAsync($"EXPLAIN (FORMAT JSON, VERBOSE{(isRun ? ", ANALYZE, BUFFERS" : "")}) {query.Sql}", cancellationToken);
                    return PostgresPlan.Read(answer[0].Text("QUERY PLAN")!, StatisticsOf, isRun);
                }
                finally
                {
                    if (isRun)
                    {
                        await database.ExecuteAsync("ROLLBACK", CancellationToken.None);
                    }
                }

            case DatabaseKind.Sqlite:
                return SqlitePlan.Read(await database.QueryAsync($"EXPLAIN QUERY PLAN {query.Sql}", cancellationToken), Conditions, table => rows.TryGetValue(table, out var count) ? count : null);
            default:
                var json = await database.QueryAsync($"EXPLAIN FORMAT=JSON {query.Sql}", cancellationToken);
                return MySqlPlan.Read(json[0].Text("EXPLAIN")!, Conditions.Tables, table => StatisticsOf(table)?.Rows);
        }
    }

    private TableStatistics? StatisticsOf(string name) => Statistics.Tables.FirstOrDefault(table => table.Table.ToString() == name);
}
