using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Explaining;

/// <summary>Finds in the words of a query which columns it compares, joins and sorts by.</summary>
internal sealed class QueryReader
{
    private static readonly string[] AfterTable = ["ON", "USING", "WHERE", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "GROUP", "ORDER", "LIMIT", "HAVING", "UNION", "OFFSET", "SET", "WINDOW", "FOR", "FETCH", "INTERSECT", "EXCEPT", "TABLESAMPLE", "LATERAL", "FORCE", "USE", "IGNORE"];

    private readonly SqlText text;
    private readonly DatabaseSchema schema;
    private readonly ImmutableDictionary<string, string>.Builder tables;
    private readonly ImmutableArray<Comparison>.Builder comparisons = ImmutableArray.CreateBuilder<Comparison>();
    private readonly ImmutableArray<(Comparison, Comparison)>.Builder joins = ImmutableArray.CreateBuilder<(Comparison, Comparison)>();

    private QueryReader(SqlText text, DatabaseSchema schema)
    {
        (this.text, this.schema) = (text, schema);
        tables = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
    }

    public static QueryConditions Read(string sql, DatabaseSchema schema)
    {
        var reader = new QueryReader(SqlTokenizer.Read(sql, schema.Dialect), schema);
        reader.Sources();
        for (var index = 0; index < reader.text.Tokens.Length; index++)
        {
            reader.Compare(index);
        }

        return new QueryConditions(
            reader.tables.ToImmutable(), [.. reader.comparisons.Distinct()], reader.joins.ToImmutable(), reader.Order(), reader.text.Tokens.Any(token => token.Is("OR")), reader.text.Tokens.Any(token => token.Is("LIMIT") || token.Is("FETCH")), reader.Offset());
    }

    private void Sources()
    {
        for (var index = 0; index < text.Tokens.Length; index++)
        {
            if (!At(index).Is("FROM") && !At(index).Is("JOIN"))
            {
                continue;
            }

            var next = index + 1;
            do
            {
                next = Source(At(next).IsSymbol(",") ? next + 1 : next);
            }
            while (At(next).IsSymbol(","));
        }
    }

    private int Source(int index)
    {
        if (At(index).Is("ONLY"))
        {
            index++;
        }

        if (!IsName(At(index)))
        {
            return index;
        }

        var name = At(index).Value;
        while (At(index + 1).IsSymbol(".") && IsName(At(index + 2)))
        {
            index += 2;
            name = At(index).Value;
        }

        index++;
        if (schema.Tables.FirstOrDefault(table => table.Name.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            tables[name] = found.Name.ToString();
            if (At(index).Is("AS"))
            {
                index++;
            }

            if (IsName(At(index)) && !AfterTable.Any(At(index).Is))
            {
                tables[At(index).Value] = found.Name.ToString();
                index++;
            }
        }

        return index;
    }

    private void Compare(int index)
    {
        if (Operator(index) is not { } kind)
        {
            return;
        }

        var (left, right) = (Before(index), After(index + Width(index)));
        if (kind == ComparisonKind.Equality && left is { Function: null } one && right is { Function: null } other && one.Table != other.Table)
        {
            joins.Add((one, other));
            return;
        }

        if (kind == ComparisonKind.Prefix && At(index + Width(index)) is { Kind: SqlTokenKind.Text } pattern)
        {
            kind = pattern.Value.StartsWith('%') || pattern.Value.StartsWith('_') ? ComparisonKind.Wildcard : ComparisonKind.Prefix;
        }

        if (left is not null && right is null)
        {
            comparisons.Add(left with { Kind = kind });
        }
        else if (right is not null && left is null && kind is not ComparisonKind.Prefix)
        {
            comparisons.Add(right with { Kind = kind });
        }
    }

    private ComparisonKind? Operator(int index) => At(index) switch
    {
        { Kind: SqlTokenKind.Symbol, Value: "=" or "<=>" } => ComparisonKind.Equality,
        { Kind: SqlTokenKind.Symbol, Value: "<" or ">" or "<=" or ">=" } => ComparisonKind.Range,
        var word when word.Is("BETWEEN") => ComparisonKind.Range,
        var word when word.Is("IN") => ComparisonKind.Equality,
        var word when word.Is("LIKE") || word.Is("ILIKE") => ComparisonKind.Prefix,
        var word when word.Is("IS") && At(index + 1).Is("NULL") => ComparisonKind.Equality,
        _ => null,
    };

    private int Width(int index) => At(index).Is("IS") ? 2 : 1;

    private Comparison? Before(int index)
    {
        var last = At(index - 1);
        if (last.Is("NOT"))
        {
            return null;
        }

        if (last.IsSymbol(")"))
        {
            // a function of one column
            var open = index - 2;
            while (open > 0 && !At(open).IsSymbol("("))
            {
                open--;
            }

            var inner = index - 2;
            if (At(open - 1) is { Kind: SqlTokenKind.Word } function && !function.Is("IN") && !function.Is("VALUES"))
            {
                for (var at = open + 1; at <= inner; at++)
                {
                    if (Column(at) is { } column && !At(at + 1).IsSymbol("."))
                    {
                        return column with { Function = function.Value.ToLowerInvariant() };
                    }
                }
            }

            return null;
        }

        return Column(index - 1);
    }

    private Comparison? After(int index)
    {
        if (!IsName(At(index)))
        {
            return null;
        }

        while (At(index + 1).IsSymbol(".") && IsName(At(index + 2)))
        {
            index += 2;
        }

        return At(index + 1).IsSymbol("(") ? null : Column(index);
    }

    /// <summary>The column whose name ends at a token.</summary>
    private Comparison? Column(int index)
    {
        if (!IsName(At(index)))
        {
            return null;
        }

        var name = At(index).Value;
        if (At(index - 1).IsSymbol(".") && IsName(At(index - 2)))
        {
            return tables.TryGetValue(At(index - 2).Value, out var table) && Has(table, name) ? new Comparison(table, name, ComparisonKind.Equality) : null;
        }

        var owners = tables.Values.Distinct(StringComparer.Ordinal).Where(table => Has(table, name)).ToList();
        return owners is [var only] ? new Comparison(only, name, ComparisonKind.Equality) : null;
    }

    private bool Has(string table, string column) => schema.Tables.FirstOrDefault(each => each.Name.ToString() == table)?.Column(column) is not null;

    private ImmutableArray<SortedBy> Order()
    {
        var order = ImmutableArray.CreateBuilder<SortedBy>();
        for (var index = text.Tokens.Length - 2; index >= 0; index--)
        {
            if (!At(index).Is("ORDER") || !At(index + 1).Is("BY"))
            {
                continue;
            }

            var next = index + 2;
            while (IsName(At(next)))
            {
                while (At(next + 1).IsSymbol(".") && IsName(At(next + 2)))
                {
                    next += 2;
                }

                if (Column(next) is not { } column)
                {
                    return [];
                }

                next++;
                order.Add(new SortedBy(column.Table, column.Column, At(next).Is("DESC")));
                next += At(next).Is("DESC") || At(next).Is("ASC") ? 1 : 0;
                if (!At(next).IsSymbol(","))
                {
                    break;
                }

                next++;
            }

            break;
        }

        return order.ToImmutable();
    }

    private long? Offset()
    {
        for (var index = 0; index < text.Tokens.Length; index++)
        {
            // MySQL also has LIMIT offset, count
            var at = At(index).Is("OFFSET") ? index + 1 : At(index).Is("LIMIT") && At(index + 2).IsSymbol(",") ? index + 1 : -1;
            if (at > 0 && long.TryParse(At(at).Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }
        }

        return null;
    }

    private SqlToken At(int index) => index >= 0 && index < text.Tokens.Length ? text.Tokens[index] : default;

    private static bool IsName(SqlToken token) => token.Kind is SqlTokenKind.Word or SqlTokenKind.Quoted;
}
