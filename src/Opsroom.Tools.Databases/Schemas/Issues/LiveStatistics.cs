using System.Collections.Immutable;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas.Issues;

/// <summary>What a server knows of one table.</summary>
/// <param name="Rows">As the server estimates it.</param>
/// <param name="DeadRows">Versions of rows that nobody sees any more.</param>
/// <param name="Free">Bytes that are allotted and unused.</param>
/// <param name="IsAnalyzed">Whether its statistics were ever gathered.</param>
internal sealed record TableStatistics(ObjectName Table, long? Rows, long? Bytes, long? DeadRows, long? Free, bool? IsAnalyzed);

/// <param name="Scans">How often it was read since statistics began.</param>
internal sealed record IndexStatistics(ObjectName Table, string Index, long Scans, long Bytes, bool IsUnique, bool IsValid);

/// <param name="Last">The number given last.</param>
/// <param name="Most">The highest that the column can hold.</param>
internal sealed record CounterStatistics(ObjectName Table, string Column, decimal Last, decimal Most);

/// <summary>What a server knows of its tables.</summary>
internal sealed record LiveStatistics(ImmutableArray<TableStatistics> Tables, ImmutableArray<IndexStatistics> Indexes, ImmutableArray<CounterStatistics> Counters)
{
    private const string PostgresTables =
        """
        SELECT n.nspname AS schema, c.relname AS name, greatest(c.reltuples, s.n_live_tup)::bigint AS rows, pg_total_relation_size(c.oid) AS bytes, s.n_dead_tup AS dead,
          s.last_analyze IS NOT NULL OR s.last_autoanalyze IS NOT NULL AS analyzed
        FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid JOIN pg_namespace n ON n.oid = c.relnamespace
        """;

    private const string PostgresIndexes =
        """
        SELECT s.schemaname AS schema, s.relname AS tab, s.indexrelname AS name, s.idx_scan AS scans, pg_relation_size(s.indexrelid) AS bytes, i.indisunique AS uniq, i.indisvalid AS valid
        FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid
        """;

    private const string PostgresCounters =
        """
        SELECT n.nspname AS schema, c.relname AS tab, a.attname AS col, q.last_value AS last, CASE a.atttypid WHEN 21 THEN 32767 WHEN 23 THEN 2147483647 ELSE 9223372036854775807 END AS most
        FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' JOIN pg_namespace sn ON sn.oid = s.relnamespace JOIN pg_sequences q ON q.schemaname = sn.nspname AND q.sequencename = s.relname
        JOIN pg_class c ON c.oid = d.refobjid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND a.atttypid IN (20, 21, 23) AND q.last_value IS NOT NULL
        """;

    private const string MySqlTables =
        """
        SELECT table_name AS name, table_rows AS `rows`, data_length + index_length AS bytes, data_free AS free, auto_increment AS next FROM information_schema.tables
        WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'
        """;

    private const string MySqlCounters =
        """
        SELECT c.table_name AS tab, c.column_name AS col, c.column_type AS type, t.auto_increment AS next FROM information_schema.columns c
        JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name WHERE c.table_schema = DATABASE() AND c.extra LIKE '%auto_increment%' AND t.auto_increment IS NOT NULL
        """;

    public static async Task<LiveStatistics> ReadAsync(OpenDatabase database, CancellationToken cancellationToken)
    {
        switch (database.Kind)
        {
            case DatabaseKind.Postgresql:
                var tables = await database.QueryAsync(PostgresTables, cancellationToken);
                var indexes = await database.QueryAsync(PostgresIndexes, cancellationToken);
                var counters = await database.QueryAsync(PostgresCounters, cancellationToken);
                return new LiveStatistics(
                    [.. tables.Select(row => new TableStatistics(NameIn(row, "name"), row.Number("rows"), row.Number("bytes"), row.Number("dead"), null, row.Truth("analyzed")))],
                    [.. indexes.Select(row => new IndexStatistics(NameIn(row, "tab"), row.Text("name")!, row.Number("scans") ?? 0, row.Number("bytes") ?? 0, row.Truth("uniq"), row.Truth("valid")))],
                    [.. counters.Select(row => new CounterStatistics(NameIn(row, "tab"), row.Text("col")!, row.Number("last") ?? 0, row.Number("most") ?? long.MaxValue))]);
            case DatabaseKind.Mysql or DatabaseKind.Mariadb:
                var all = await database.QueryAsync(MySqlTables, cancellationToken);
                var numbered = await database.QueryAsync(MySqlCounters, cancellationToken);
                return new LiveStatistics(
                    [.. all.Select(row => new TableStatistics(new ObjectName(null, row.Text("name")!), row.Number("rows"), row.Number("bytes"), null, row.Number("free"), null))],
                    [],
                    [.. numbered.Select(row => new CounterStatistics(new ObjectName(null, row.Text("tab")!), row.Text("col")!, (row.Number("next") ?? 1) - 1, MostOf(row.Text("type")!)))]);
            default:
                return new LiveStatistics([], [], []);
        }
    }

    public TableStatistics? Table(ObjectName name) => Tables.FirstOrDefault(table => table.Table == name);

    private static ObjectName NameIn(DatabaseRow row, string column) => new(row.Text("schema") is "public" ? null : row.Text("schema"), row.Text(column)!);

    private static decimal MostOf(string type)
    {
        var isUnsigned = type.Contains("unsigned", StringComparison.OrdinalIgnoreCase);
        var bits = type.Split('(', ' ')[0] switch { "tinyint" => 8, "smallint" => 16, "mediumint" => 24, "int" => 32, _ => 64 };
        return bits == 64 ? isUnsigned ? ulong.MaxValue : long.MaxValue : (1L << (isUnsigned ? bits : bits - 1)) - 1;
    }
}
