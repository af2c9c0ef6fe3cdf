using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Databases.Explaining;

/// <summary>Reads EXPLAIN FORMAT=JSON of MySQL and MariaDB, which nest their tables differently and call them the same.</summary>
/// <param name="rowsOf">How many rows a table has; null where it is not known.</param>
internal sealed partial class MySqlPlan(Func<string, long?> rowsOf)
{
    private const double ManyRows = 10_000;

    private readonly ImmutableArray<string>.Builder steps = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<Finding>.Builder findings = ImmutableArray.CreateBuilder<Finding>();
    private readonly HashSet<string> scans = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> uses = new(StringComparer.OrdinalIgnoreCase);
    private double largest;
    private bool sorts;

    /// <param name="names">From the names that the query gives tables to their own.</param>
    public static PlanReading Read(string json, IReadOnlyDictionary<string, string> names, Func<string, long?> rowsOf)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement.Clone();
        var reader = new MySqlPlan(rowsOf);
        reader.Visit(root, 0, names);
        reader.Sorting(root);
        var block = root.TryGetProperty("query_block", out var query) ? query : root;
        var cost = Number(block, "cost") ?? (block.TryGetProperty("cost_info", out var info) ? Number(info, "query_cost") : null);
        return new PlanReading(root, cost, null, reader.steps.ToImmutable(), reader.findings.ToImmutable(), [.. reader.scans], [.. reader.uses], reader.sorts);
    }

    private void Visit(JsonElement node, int depth, IReadOnlyDictionary<string, string> names)
    {
        if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (var each in node.EnumerateArray())
            {
                Visit(each, depth, names);
            }

            return;
        }

        if (node.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (Text(node, "table_name") is { } alias && Text(node, "access_type") is { } access)
        {
            Table(node, names.GetValueOrDefault(alias, alias), access, depth);
        }

        foreach (var property in node.EnumerateObject())
        {
            var isJoinBuffer = property.Name == "block-nl-join";
            if (isJoinBuffer && property.Value.TryGetProperty("table", out var joined) && (Number(joined, "rows") ?? 0) > 1)
            {
                Add("join-without-index", Severity.Warning, $"{names.GetValueOrDefault(Text(joined, "table_name") ?? "", "A table")} is joined through a buffer, because no index serves the join. Add one on the joined column", Text(joined, "table_name"));
            }

            Visit(property.Value, depth + 1, names);
        }
    }

    private void Table(JsonElement node, string table, string access, int depth)
    {
        var rows = Number(node, "rows") ?? Number(node, "rows_examined_per_scan") ?? 0;
        var filtered = Number(node, "filtered") ?? 100;
        var condition = Text(node, "attached_condition");
        largest = Math.Max(largest, rows);
        steps.Add(string.Create(CultureInfo.InvariantCulture, $"{new string(' ', Math.Min(depth, 20))}{access} on {table}{(Text(node, "key") is { } key ? $" using {key}" : "")} (rows {rows:0}, {filtered:0.##} % kept)"));
        if (Text(node, "key") is { } used)
        {
            uses.Add(used);
        }

        if (access is "ALL" && rows >= ManyRows)
        {
            scans.Add(table);
            if (condition is not null)
            {
                Add("full-scan", Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"All of {table} ({rows:N0} rows) is read: {condition}. An index on what is compared would find them"), table);
            }
        }
        else if (access == "index" && (rows >= ManyRows || rowsOf(table) >= ManyRows))
        {
            // with a LIMIT fewer rows are estimated, as if the ones that meet the condition lay evenly
            if (condition is not null)
            {
                scans.Add(table);
            }

            Add("full-index-scan", Severity.Info, string.Create(CultureInfo.InvariantCulture, $"All of the index {Text(node, "key")} of {table} ({Math.Max(rows, rowsOf(table) ?? 0):N0} rows) is read, or until a LIMIT is reached"), table);
        }

        if (node.TryGetProperty("using_join_buffer", out _) && rows > 1)
        {
            Add("join-without-index", Severity.Warning, $"{table} is joined through a buffer, because no index serves the join. Add one on the joined column", table);
        }

        if (condition is null)
        {
            return;
        }

        if (Wildcard().IsMatch(condition))
        {
            Add("leading-wildcard", Severity.Warning, $"A pattern begins with a wildcard, so that no ordinary index helps: {condition}. A FULLTEXT index may", table);
        }

        if (FunctionOfColumn().Match(condition) is { Success: true } function)
        {
            Add("function-on-column", Severity.Warning, $"{function.Groups["name"].Value}() of a column is compared, which an index on the column cannot answer: {condition}. Compare the column itself, or index a generated column", table);
        }
    }

    private void Sorting(JsonElement root)
    {
        var text = root.GetRawText();
        sorts = text.Contains("\"filesort\"", StringComparison.Ordinal) || text.Contains("\"using_filesort\": true", StringComparison.Ordinal);
        if (sorts && largest >= ManyRows)
        {
            Add("filesort", Severity.Info, string.Create(CultureInfo.InvariantCulture, $"Up to {largest:N0} rows are sorted. An index in the order of ORDER BY avoids it"), null);
        }

        if (largest >= ManyRows && (text.Contains("\"temporary_table\"", StringComparison.Ordinal) || text.Contains("\"using_temporary_table\": true", StringComparison.Ordinal)))
        {
            Add("temporary-table", Severity.Info, "The rows go through a temporary table. An index in the order of GROUP BY or DISTINCT may avoid it", null);
        }
    }

    private void Add(string rule, Severity severity, string message, string? table)
    {
        var finding = new Finding(rule, severity, OutsideText.OneLine(message, 600) + ".", Object: table is null ? null : $"table/{table}");
        if (!findings.Contains(finding))
        {
            findings.Add(finding);
        }
    }

    private static string? Text(JsonElement node, string name) => node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement node, string name) => !node.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : value.ValueKind == JsonValueKind.String && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"like '[%_]", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Wildcard();

    [GeneratedRegex(@"\b(?<name>lcase|ucase|lower|upper|date|year|month|date_format|cast|convert|coalesce|ifnull|substr|substring|trim|abs|length|concat)\((?!')", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex FunctionOfColumn();
}
