using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Locks;

/// <summary>The tables that a query names behind FROM and JOIN, or another clause behind ON.</summary>
internal static class Sources
{
    public static IReadOnlyList<ObjectName> Of(string query)
    {
        var tokens = SqlTokenizer.Read(query, SqlDialect.PostgreSql).Tokens;
        var (found, own) = (new List<ObjectName>(), CommonTables(tokens));
        for (var index = 0; index + 1 < tokens.Length; index++)
        {
            if (!tokens[index].Is("FROM") && !tokens[index].Is("JOIN") && !(index == 0 && tokens[index].Is("ON")))
            {
                continue;
            }

            var at = index + (tokens[index + 1].Is("ONLY") || tokens[index + 1].Is("LATERAL") ? 2 : 1);
            if (NameAt(tokens, at) is { } name && !own.Contains(name.Name) && !found.Contains(name))
            {
                found.Add(name);
            }
        }

        return found;
    }

    private static HashSet<string> CommonTables(IReadOnlyList<SqlToken> tokens) =>
        [.. Enumerable.Range(1, Math.Max(0, tokens.Count - 2)).Where(index => tokens[index].Is("AS") && tokens[index + 1].IsSymbol("(")).Select(index => Fold(tokens[index - 1]))];

    private static ObjectName? NameAt(IReadOnlyList<SqlToken> tokens, int at)
    {
        if (at >= tokens.Count || tokens[at].Kind is not (SqlTokenKind.Word or SqlTokenKind.Quoted) || tokens[at].Is("SELECT"))
        {
            return null;
        }

        var name = at + 2 < tokens.Count && tokens[at + 1].IsSymbol(".") ? new ObjectName(Fold(tokens[at]), Fold(tokens[at + 2])) : new ObjectName(null, Fold(tokens[at]));
        var behind = at + (name.Schema is null ? 1 : 3);
        return behind < tokens.Count && tokens[behind].IsSymbol("(") ? null : name;
    }

    private static string Fold(SqlToken token) => token.Kind == SqlTokenKind.Word ? token.Value.ToLowerInvariant() : token.Value;
}
