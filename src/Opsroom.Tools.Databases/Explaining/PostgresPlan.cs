using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Opsroom.Tools.Databases.Schemas.Issues;

namespace Opsroom.Tools.Databases.Explaining;

/// <summary>Reads PostgreSQL's EXPLAIN (FORMAT JSON).</summary>
internal sealed partial class PostgresPlan(Func<string, TableStatistics?> statisticsOf, bool isAnalyzed)
{
    private const double ManyRows = 10_000;
    private const double Selective = 0.1;
    private const double Misjudged = 10;
    private const double WorthTelling = 1_000;

    private readonly ImmutableArray<string>.Builder steps = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<Finding>.Builder findings = ImmutableArray.CreateBuilder<Finding>();
    private readonly HashSet<string> scans = new(StringComparer.Ordinal);
    private readonly HashSet<string> uses = new(StringComparer.Ordinal);
    private bool sorts;

    public static PlanReading Read(string json, Func<string, TableStatistics?> statisticsOf, bool isAnalyzed)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement[0].Clone();
        var reader = new PostgresPlan(statisticsOf, isAnalyzed);
        reader.Visit(root.GetProperty("Plan"), 0, null);
        return new PlanReading(
            root, Number(root.GetProperty("Plan"), "Total Cost"), Number(root, "Execution Time"), reader.steps.ToImmutable(), reader.findings.ToImmutable(), [.. reader.scans], [.. reader.uses], reader.sorts);
    }

    private void Visit(JsonElement node, int depth, JsonElement? parent)
    {
        var kind = Text(node, "Node Type") ?? "";
        var table = TableOf(node);
        var estimated = Number(node, "Plan Rows") ?? 0;
        var loops = Math.Max(1, Number(node, "Actual Loops") ?? 1);
        var actual = Number(node, "Actual Rows") is { } rows ? rows * loops : (double?)null;
        steps.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{new string(' ', depth * 2)}{kind}{(table is null ? "" : $" on {table}")}{(Text(node, "Index Name") is { } index ? $" using {index}" : "")} (cost {Number(node, "Total Cost"):0.##}, rows {estimated:0}{(actual is null ? "" : $", really {actual:0}")})"));
        if (Text(node, "Index Name") is { } used)
        {
            uses.Add(used);
        }

        Scan(node, kind, table, estimated, actual);
        Estimates(kind, table, estimated * loops, actual);
        Spills(node, kind, estimated);
        Loops(node, kind, estimated);
        Conditions(node, table);
        if (Text(node, "Subplan Name") is { } subplan && Text(node, "Parent Relationship") == "SubPlan" && (parent is { } outer && (Number(outer, "Plan Rows") ?? 0) >= WorthTelling))
        {
            Add("correlated-subquery", Severity.Warning, $"{subplan} is run for each row of {Text(outer, "Node Type")}. Write it as a join, or with LATERAL.", table);
        }

        foreach (var child in node.TryGetProperty("Plans", out var children) ? children.EnumerateArray() : default)
        {
            Visit(child, depth + 1, node);
        }
    }

    private void Scan(JsonElement node, string kind, string? table, double estimated, double? actual)
    {
        var filter = Text(node, "Filter");
        var removed = (Number(node, "Rows Removed by Filter") ?? 0) * Math.Max(1, Number(node, "Actual Loops") ?? 1);
        if (kind == "Seq Scan" && table is not null)
        {
            var all = Math.Max(statisticsOf(table)?.Rows ?? 0, removed + (actual ?? 0));
            if (all >= ManyRows)
            {
                scans.Add(table);
            }

            var kept = actual ?? estimated;
            if (filter is not null && all >= ManyRows && kept < all * Selective)
            {
                Add("seq-scan", Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"All of {table} ({all:N0} rows) is read for {kept:N0}: {filter}. An index on what is compared would find them."), table);
            }
        }
        else if (removed >= ManyRows && removed > (actual ?? 0) * Misjudged)
        {
            Add("filter-after-index", Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"{kind} on {table} reads {removed:N0} rows that {filter} then throws away. Put what is compared there into the index."), table);
        }
    }

    private void Estimates(string kind, string? table, double estimated, double? actual)
    {
        if (!isAnalyzed || actual is not { } really || Math.Max(estimated, really) < WorthTelling)
        {
            return;
        }

        var ratio = Math.Max(1, really) / Math.Max(1, estimated);
        if (ratio is >= Misjudged or <= 1 / Misjudged)
        {
            Add(
                "misestimate", Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"{kind}{(table is null ? "" : $" on {table}")} was expected to give {estimated:N0} rows and gave {really:N0}. Run ANALYZE; where columns depend on each other, CREATE STATISTICS."), table);
        }
    }

    private void Spills(JsonElement node, string kind, double estimated)
    {
        sorts |= kind is "Sort" or "Incremental Sort";
        if (Text(node, "Sort Space Type") == "Disk")
        {
            Add("sort-spills", Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"The sort by {List(node, "Sort Key")} went to disk ({Number(node, "Sort Space Used"):N0} kB). An index in that order avoids it; more work_mem keeps it in memory."), null);
        }

        if (Number(node, "Hash Batches") is > 1 and var batches)
        {
            Add("hash-spills", Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"The hash table went to disk in {batches:0} parts. More work_mem keeps it in memory."), null);
        }

        if (Number(node, "Disk Usage") is > 0 and var disk)
        {
            Add("hash-spills", Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"{kind} wrote {disk:N0} kB to disk. More work_mem keeps it in memory."), null);
        }

        if (!isAnalyzed && kind == "Sort" && estimated * (Number(node, "Plan Width") ?? 0) > 64 * 1024 * 1024)
        {
            Add("large-sort", Severity.Info, string.Create(CultureInfo.InvariantCulture, $"{estimated:N0} rows are sorted by {List(node, "Sort Key")}, which will hardly fit into memory. An index in that order avoids it."), null);
        }
    }

    private void Loops(JsonElement node, string kind, double estimated)
    {
        if (kind != "Nested Loop" || !node.TryGetProperty("Plans", out var plans) || plans.GetArrayLength() < 2)
        {
            return;
        }

        var (outer, inner) = (plans[0], plans[1]);
        var times = (Number(outer, "Actual Rows") ?? Number(outer, "Plan Rows") ?? 0) * Math.Max(1, Number(outer, "Actual Loops") ?? 1);
        var innerRows = Number(inner, "Plan Rows") ?? 0;
        var innerKind = Text(inner, "Node Type") ?? "";
        if (times >= ManyRows && !innerKind.Contains("Index", StringComparison.Ordinal) && innerKind != "Memoize" && innerRows > 1)
        {
            Add("nested-loop", Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"A nested loop goes {times:N0} times through {innerKind}{(TableOf(inner) is { } table ? $" on {table}" : "")} ({innerRows:N0} rows each). An index on the joined column, or better estimates, would avoid it."), TableOf(inner));
        }

        if (Text(node, "Join Filter") is null && !innerKind.Contains("Index", StringComparison.Ordinal) && Text(inner, "Filter") is null && times > 1 && innerRows > 1 && estimated >= WorthTelling && innerKind is "Seq Scan" or "Materialize"
            && Text(Inside(inner), "Index Cond") is null)
        {
            Add("cartesian-join", Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"Every row meets every row of {TableOf(Inside(inner)) ?? innerKind}: {estimated:N0} rows. A condition of the join is missing, unless that is meant."), TableOf(Inside(inner)));
        }
    }

    private void Conditions(JsonElement node, string? table)
    {
        foreach (var text in ((string[])["Filter", "Join Filter", "Hash Cond", "Index Cond"]).Select(name => Text(node, name)).OfType<string>())
        {
            if (Wildcard().IsMatch(text))
            {
                Add("leading-wildcard", Severity.Warning, $"A pattern begins with a wildcard, so that no ordinary index helps: {text}. A trigram index (pg_trgm, USING gin) does.", table);
            }

            if (FunctionOfColumn().Match(text) is { Success: true } function && Text(node, "Node Type") is "Seq Scan" or "Bitmap Heap Scan" or "Parallel Seq Scan")
            {
                Add("function-on-column", Severity.Warning, $"{function.Groups["name"].Value}() of a column is compared, which an index on the column cannot answer: {text}. Compare the column itself, or index the expression.", table);
            }

            if (Cast().Match(text) is { Success: true } cast)
            {
                Add("implicit-cast", Severity.Warning, $"{cast.Groups["column"].Value} is converted to {cast.Groups["type"].Value} for each row, which an index on it cannot answer: {text}. Give the value in the column's own type.", table);
            }
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

    private static JsonElement Inside(JsonElement node) => Text(node, "Node Type") == "Materialize" && node.TryGetProperty("Plans", out var plans) && plans.GetArrayLength() > 0 ? plans[0] : node;

    private static string? TableOf(JsonElement node) => Text(node, "Relation Name") is { } name ? Text(node, "Schema") is { } schema and not "public" ? $"{schema}.{name}" : name : null;

    private static string? Text(JsonElement node, string name) => node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement node, string name) => node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static string List(JsonElement node, string name) => node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? string.Join(", ", value.EnumerateArray().Select(each => each.ToString())) : "its key";

    [GeneratedRegex(@"~~\*? '[%_]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Wildcard();

    [GeneratedRegex(@"\b(?<name>lower|upper|date|date_trunc|date_part|to_char|coalesce|substr|substring|btrim|ltrim|rtrim|abs|length|md5|concat|replace|timezone)\((?!')", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex FunctionOfColumn();

    // text and varchar are the same to an index
    [GeneratedRegex(@"\((?<column>[a-z_][\w.]*)\)::(?<type>numeric|double precision|real|bigint|integer|date|timestamp with(out)? time zone|uuid) (=|<|>|<=|>=) ", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Cast();
}
