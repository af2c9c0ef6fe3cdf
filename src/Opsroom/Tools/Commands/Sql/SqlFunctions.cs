using System.Collections.Frozen;
using System.Collections.Immutable;
using Opsroom.Tools.Commands.Programs;

namespace Opsroom.Tools.Commands.Sql;

/// <summary>What the functions do that a statement calls; the list is <c>functions.txt</c>.</summary>
internal static class SqlFunctions
{
    private static readonly FrozenDictionary<string, (string Kind, string Why)> Known = ReadList();

    /// <summary>Words that stand before a parenthesis without being functions.</summary>
    private static readonly FrozenSet<string> Syntax = FrozenSet.Create(
        StringComparer.Ordinal,
        "IN", "VALUES", "AND", "OR", "NOT", "EXISTS", "ANY", "ALL", "SOME", "AS", "ON", "USING", "OVER", "FILTER", "WITHIN", "FROM", "WHERE", "SELECT", "JOIN", "BY", "HAVING", "LIMIT", "OFFSET", "UNION", "EXCEPT", "INTERSECT", "THEN", "ELSE", "WHEN",
        "CASE", "BETWEEN", "LIKE", "IS", "INTERVAL", "SET", "WITH", "MATERIALIZED", "RETURNING", "LATERAL", "DISTINCT", "KEY", "CHECK", "REFERENCES", "UNIQUE", "PRIMARY", "PARTITION", "EXPLAIN", "ANALYZE", "VARCHAR", "CHAR", "CHARACTER",
        "NUMERIC", "DECIMAL", "TIMESTAMP", "TIME", "INT", "BIGINT", "INTO", "TABLE", "INDEX", "COPY", "ROLLUP", "CUBE", "SETS", "ORDER", "GROUP", "WINDOW", "ROWS", "RANGE", "TO", "PREWHERE", "FINAL", "SAMPLE", "TABLESAMPLE", "PRAGMA", "EXCLUDE", "INCLUDE", "ESCAPE", "BIT", "FLOAT", "VARBINARY", "BINARY", "NVARCHAR");

    public static Outcome Judge(ImmutableArray<SqlToken> tokens, int depth, Outcome outcome)
    {
        for (var i = 0; i + 1 < tokens.Length; i++)
        {
            var name = tokens[i];
            if (!tokens[i + 1].IsSymbol("(") || name.Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedName) || Syntax.Contains(name.Value) || IsColumnList(tokens, i))
            {
                continue;
            }

            outcome = Judge(name, tokens, depth, outcome);
        }

        return outcome;
    }

    private static Outcome Judge(SqlToken name, ImmutableArray<SqlToken> tokens, int depth, Outcome outcome)
    {
        var shown = name.Value.ToLowerInvariant();
        if (shown.StartsWith("pragma_", StringComparison.Ordinal))
        {
            return outcome;
        }

        if (!Known.TryGetValue(shown, out var known))
        {
            return outcome.Effect == CommandEffect.Read && tokens[0].Value is "EXPLAIN" or "DESCRIBE" or "DESC" ? outcome : outcome.AtLeast(CommandEffect.Change, $"calls `{shown}`, a function that nobody here knows");
        }

        if (tokens[0].Value is "EXPLAIN" or "DESC" or "DESCRIBE" && outcome.Effect == CommandEffect.Read && !tokens.Any(token => token.Is("ANALYZE")))
        {
            return outcome;
        }

        return known.Kind switch
        {
            "read" => outcome,
            "change" => outcome.AtLeast(CommandEffect.Change, $"calls `{shown}`, {known.Why}"),
            "destroy" => outcome.AtLeast(CommandEffect.Destroy, $"calls `{shown}`, {known.Why}"),
            _ => SqlNested.Inside(tokens, depth, outcome.AtLeast(CommandEffect.Change, $"calls `{shown}`, which runs the text that it is given")),
        };
    }

    /// <summary>Whether the parenthesis holds columns: of a table that is created, filled or indexed, or of a CTE.</summary>
    private static bool IsColumnList(ImmutableArray<SqlToken> tokens, int at)
    {
        var previous = at > 0 ? tokens[at - 1] : default;
        if (previous.Is("ON") && tokens[0].Value is "SELECT" or "WITH" or "EXPLAIN" or "VALUES" or "TABLE")
        {
            return false;
        }

        if (previous.Value is "INTO" or "TABLE" or "WITH" or "RECURSIVE" or "REFERENCES" or "ON" or "INDEX" or "EXISTS" or "COPY" or "PRAGMA" or "TRIGGER" || (previous.IsSymbol(".") && at > 2 && tokens[at - 3].Value is "INTO" or "TABLE" or "REFERENCES" or "ON" or "COPY"))
        {
            return true;
        }

        if (tokens[0].Value is "CREATE" or "ALTER" or "GRANT" or "PRAGMA" or "COPY" or "VACUUM" or "ANALYZE")
        {
            return true;
        }

        // name (a, b) AS ( … of a CTE
        if (tokens[0].Is("WITH") && previous.IsSymbol(","))
        {
            var close = at + 1;
            while (close < tokens.Length && !tokens[close].IsSymbol(")"))
            {
                close++;
            }

            return close + 2 < tokens.Length && tokens[close + 1].Is("AS") && (tokens[close + 2].IsSymbol("(") || tokens[close + 2].Value is "MATERIALIZED" or "NOT");
        }

        return previous.Is("AS");
    }

    private static FrozenDictionary<string, (string Kind, string Why)> ReadList()
    {
        using var stream = typeof(SqlFunctions).Assembly.GetManifestResourceStream("Opsroom.Tools.Commands.Sql.functions.txt")!;
        using var reader = new StreamReader(stream);
        var known = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var colon = line.IndexOf(" : ", StringComparison.Ordinal);
            var words = TableReader.Split(colon < 0 ? line : line[..colon]);
            foreach (var name in words.Skip(1).Where(_ => words[0] != "#"))
            {
                known[name] = (words[0], colon < 0 ? "" : line[(colon + 3)..]);
            }
        }

        return known.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
