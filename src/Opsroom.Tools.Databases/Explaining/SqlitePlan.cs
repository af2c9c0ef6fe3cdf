using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Opsroom.Tools.Databases.Connections;

namespace Opsroom.Tools.Databases.Explaining;

/// <summary>Reads SQLite's EXPLAIN QUERY PLAN.</summary>
internal static partial class SqlitePlan
{
    private const long ManyRows = 10_000;

    /// <param name="rowsOf">How many rows a table has, where that is known.</param>
    public static PlanReading Read(IReadOnlyList<DatabaseRow> rows, QueryConditions query, Func<string, long?> rowsOf)
    {
        var (steps, findings) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<Finding>());
        var (scans, uses, sorts) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), new HashSet<string>(StringComparer.OrdinalIgnoreCase), false);
        var depths = new Dictionary<long, int>();
        foreach (var row in rows)
        {
            var detail = row.Text("detail") ?? "";
            var depth = depths.GetValueOrDefault(row.Number("parent") ?? 0, -1) + 1;
            depths[row.Number("id") ?? 0] = depth;
            steps.Add(new string(' ', depth * 2) + OutsideText.OneLine(detail));
            if (Used().Match(detail) is { Success: true } index)
            {
                uses.Add(index.Groups["name"].Value);
            }

            // a scan through an index goes from end to end as well
            if (Scan().Match(detail) is { Success: true } scan)
            {
                var alias = scan.Groups["name"].Value;
                var table = query.Tables.GetValueOrDefault(alias, alias);
                var isCompared = query.Comparisons.Any(comparison => comparison.Table.Equals(table, StringComparison.OrdinalIgnoreCase)) || query.Joins.Any(join => join.One.Table == table || join.Other.Table == table);
                if (isCompared && query.Tables.ContainsKey(alias))
                {
                    scans.Add(table);
                    var known = rowsOf(table);
                    findings.Add(new Finding(
                        "full-scan", known < ManyRows ? Severity.Info : Severity.Warning,
                        string.Create(CultureInfo.InvariantCulture, $"All of {table}{(known is null ? "" : $" ({known:N0} rows)")} is read: {detail}. An index on what is compared would find the rows."), Object: $"table/{table}"));
                }
            }

            if (detail.Contains("AUTOMATIC", StringComparison.Ordinal))
            {
                findings.Add(new Finding("automatic-index", Severity.Warning, $"SQLite builds an index for this query alone, each time it runs: {OutsideText.OneLine(detail)}. Make it once."));
            }

            if (detail.Contains("USE TEMP B-TREE", StringComparison.Ordinal))
            {
                sorts |= detail.Contains("ORDER BY", StringComparison.Ordinal);
                findings.Add(new Finding("temporary-b-tree", Severity.Info, $"Rows are put in order while the query runs: {OutsideText.OneLine(detail)}. An index in that order avoids it."));
            }

            if (detail.Contains("CORRELATED", StringComparison.Ordinal))
            {
                findings.Add(new Finding("correlated-subquery", Severity.Warning, $"{OutsideText.OneLine(detail)} is run for each row. Write it as a join."));
            }
        }

        var plan = JsonSerializer.SerializeToElement(new { query_plan = rows.Select(row => new { id = row.Number("id"), parent = row.Number("parent"), detail = row.Text("detail") }) });
        return new PlanReading(plan, null, null, steps.ToImmutable(), findings.ToImmutable(), [.. scans], [.. uses], sorts);
    }

    [GeneratedRegex(@"^SCAN (TABLE )?(?<name>\S+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Scan();

    [GeneratedRegex(@"USING (COVERING )?INDEX (?<name>\S+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Used();
}
