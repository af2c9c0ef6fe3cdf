using System.Collections.Immutable;
using System.Text;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Explaining;

/// <param name="Reason">What it serves.</param>
internal sealed record IndexCandidate(SchemaTable Table, TableIndex Index, string Reason);

/// <summary>Thinks of indexes for tables that a plan reads from end to end: what is compared for equality first, then one range, then the order.</summary>
internal static class IndexCandidates
{
    private const int MostColumns = 4;
    private const int MostCandidates = 5;
    private const int LongestName = 60;

    public static ImmutableArray<IndexCandidate> Of(PlanReading plan, QueryConditions query, DatabaseSchema schema)
    {
        var candidates = new List<IndexCandidate>();
        foreach (var table in schema.Tables.Where(table => plan.FullScans.Contains(table.Name.ToString())))
        {
            var name = table.Name.ToString();
            var own = query.HasOr ? [] : query.Comparisons.Where(comparison => comparison.Table == name && comparison.Kind != ComparisonKind.Wildcard).ToList();
            var elements = own.Where(comparison => comparison.Kind == ComparisonKind.Equality).Select(comparison => ElementOf(comparison, schema.Dialect)).OfType<IndexElement>().ToList();
            var ranges = own.Where(comparison => comparison.Kind is ComparisonKind.Range or ComparisonKind.Prefix).Select(comparison => ElementOf(comparison, schema.Dialect)).OfType<IndexElement>().Distinct().ToList();
            var order = query.Order.Where(sorted => sorted.Table == name).ToList();
            var isSorted = plan.Sorts && order.Count > 0 && order.Count == query.Order.Length;
            if (ranges.Count > 0 && !isSorted)
            {
                elements.Add(ranges[0]);
            }
            else if (isSorted && ranges.Count == 0)
            {
                elements.AddRange(order.Select(sorted => new IndexElement(sorted.Column, null) { IsDescending = sorted.IsDescending }));
            }
            else if (ranges.Count > 0)
            {
                Add(candidates, schema, table, [.. elements, .. order.Select(sorted => new IndexElement(sorted.Column, null) { IsDescending = sorted.IsDescending })], "finds the rows in the order that is asked for");
                elements.Add(ranges[0]);
            }

            Add(candidates, schema, table, elements, "finds the rows that are compared");
            foreach (var join in query.Joins.Select(join => join.One.Table == name ? join.One : join.Other.Table == name ? join.Other : null).OfType<Comparison>())
            {
                Add(candidates, schema, table, [new IndexElement(join.Column, null)], "finds the rows that are joined");
            }
        }

        return [.. candidates.Take(MostCandidates)];
    }

    private static IndexElement? ElementOf(Comparison comparison, SqlDialect dialect) => comparison.Function is null ? new IndexElement(comparison.Column, null)
        : dialect.IsMySql || comparison.Function is not ("lower" or "upper" or "date" or "abs" or "length" or "md5") || comparison.Function == "date" && dialect.IsPostgreSql ? null
        : new IndexElement(null, $"{comparison.Function}({SqlName.Quote(comparison.Column, dialect)})");

    private static void Add(List<IndexCandidate> candidates, DatabaseSchema schema, SchemaTable table, IEnumerable<IndexElement> wanted, string reason)
    {
        var elements = wanted.DistinctBy(element => element.Column ?? element.Expression, StringComparer.OrdinalIgnoreCase).Take(MostColumns).ToImmutableArray();
        var columns = elements.TakeWhile(element => element.Column is not null).Select(element => element.Column!).ToList();
        var isThere = table.Indexes.Any(index => index.Where is null && index.LeadingColumns.Take(elements.Length).SequenceEqual(columns, schema.Dialect.Names) && columns.Count == elements.Length)
            || table.PrimaryKey is { } key && columns.Count == elements.Length && key.Columns.Take(columns.Count).SequenceEqual(columns, schema.Dialect.Names);
        if (elements.IsEmpty || isThere || elements.Any(element => element.Column is { } name && table.Column(name)?.Type is null or "json" or "xml"))
        {
            return;
        }

        var candidate = new IndexCandidate(table, new TableIndex(NameOf(table, elements), elements), reason);
        if (!candidates.Any(other => other.Table == table && other.Index.Name == candidate.Index.Name))
        {
            candidates.Add(candidate);
        }
    }

    private static string NameOf(SchemaTable table, ImmutableArray<IndexElement> elements)
    {
        var words = elements.Select(element => element.Column ?? string.Concat(element.Expression!.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')).Trim('_'));
        var name = new StringBuilder(table.Name.Name).Append('_').AppendJoin('_', words).Append("_idx").ToString();
        return name.Length <= LongestName ? name : name[..LongestName];
    }
}
