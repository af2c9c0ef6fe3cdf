using Opsroom.Tools.Databases.Diffing;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Schemas.Issues;

/// <summary>Indexes that cost more than they give.</summary>
internal static class IndexIssues
{
    private const int ManyIndexes = 10;

    public static void Find(IssueList issues, SchemaTable table)
    {
        var all = table.Indexes.Length + table.Uniques.Length;
        if (all > ManyIndexes)
        {
            issues.Add("many-indexes", Severity.Info, $"{table.Name} has {all} indexes beside its primary key: each insert writes them all. Drop those that no query uses.", $"table/{table.Name}", table.Line);
        }

        foreach (var index in table.Indexes)
        {
            Redundant(issues, table, index);
            if (index.Elements is [{ Column: { } only }] && index.Where is null && !index.IsUnique && table.Column(only)?.Type is "boolean" or "tinyint(1)")
            {
                issues.Add("boolean-index", Severity.Info, $"{index.Name} has only {only}, which has two values: it is rarely worth reading. {(issues.Dialect.IsMySql ? "Put another column before it." : "Make it partial, or put another column before it.")}", $"index/{index.Name}", index.Line);
            }
        }
    }

    private static void Redundant(IssueList issues, SchemaTable table, TableIndex index)
    {
        var definition = Definitions.Of(index, issues.Dialect);
        if (table.Indexes.FirstOrDefault(other => other != index && Definitions.Of(other, issues.Dialect) == definition) is { } twin)
        {
            if (string.CompareOrdinal(twin.Name, index.Name) < 0)
            {
                issues.Add("duplicate-index", Severity.Warning, $"{index.Name} is the same as {twin.Name}. Drop one of the two.", $"index/{index.Name}", index.Line);
            }

            return;
        }

        var columns = index.LeadingColumns.ToList();
        var isPlain = index is { Where: null, Method: null, Special: null, Include: [] } && columns.Count == index.Elements.Length && index.Elements.All(element => element is { OperatorClass: null, PrefixLength: null, Collation: null });
        if (!isPlain)
        {
            return;
        }

        var keys = table.Uniques.Select(unique => (Name: unique.Name ?? "a unique constraint", Columns: (IReadOnlyList<string>)unique.Columns, IsUnique: true))
            .Concat(table.PrimaryKey is { } key ? [("the primary key", key.Columns, true)] : [])
            .Concat(table.Indexes.Where(other => other != index && other is { Where: null, Method: null, Special: null }).Select(other => (other.Name, (IReadOnlyList<string>)[.. other.LeadingColumns], other.IsUnique)));
        var order = index.Elements.Select(element => element.IsDescending).ToList();
        foreach (var (name, others, isUnique) in keys)
        {
            if (issues.Same(others, columns) && isUnique && !order.Contains(true))
            {
                issues.Add("duplicate-index", Severity.Warning, $"{index.Name} has the columns of {name}, which has an index of its own. Drop {index.Name}.", $"index/{index.Name}", index.Line);
                return;
            }

            if (!index.IsUnique && others.Count > columns.Count && issues.Same(others.Take(columns.Count), columns) && !order.Contains(true))
            {
                issues.Add("prefix-index", Severity.Info, $"{index.Name} ({string.Join(", ", columns)}) is the beginning of {name} ({string.Join(", ", others)}), which serves the same queries. Drop {index.Name} unless it is much smaller.", $"index/{index.Name}", index.Line);
                return;
            }
        }
    }
}
