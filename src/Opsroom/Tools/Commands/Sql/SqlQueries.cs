using System.Collections.Immutable;
using Opsroom.Tools.Commands.Programs;

namespace Opsroom.Tools.Commands.Sql;

/// <summary>What a query does beside reading.</summary>
internal static class SqlQueries
{
    private static readonly ImmutableHashSet<string> SecretTables = ["PG_SHADOW", "PG_AUTHID", "PG_USER_MAPPING", "PG_USER_MAPPINGS", "PG_LARGEOBJECT", "SQL_LOGINS", "PG_SUBSCRIPTION"];

    private static readonly ImmutableHashSet<string> SecretColumns =
        ["PASSWORD", "PASSWD", "PASSWORD_HASH", "PASSWORDHASH", "AUTHENTICATION_STRING", "ROLPASSWORD", "SECRET", "SECRET_KEY", "API_KEY", "APIKEY", "ACCESS_TOKEN", "REFRESH_TOKEN", "PRIVATE_KEY", "CLIENT_SECRET"];

    public static Outcome Judge(ImmutableArray<SqlToken> tokens, int depth)
    {
        var outcome = Outcome.Read("only queries");
        var inList = false;
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            var next = i + 1 < tokens.Length ? tokens[i + 1] : default;
            var previous = i > 0 ? tokens[i - 1] : default;
            if (token.Is("SELECT") || token.Is("FROM"))
            {
                inList = token.Is("SELECT");
            }

            if (token.Is("INTO") && !previous.Is("INSERT") && !previous.IsSymbol("."))
            {
                outcome = outcome.AtLeast(CommandEffect.Change, "`INTO` writes the rows to a table, a file or a variable");
            }
            else if ((token.Is("FOR") && next.Value is "UPDATE" or "SHARE" or "NO" or "KEY") || (token.Is("LOCK") && next.Is("IN")))
            {
                outcome = outcome.AtLeast(CommandEffect.Change, "locks the rows that it reads");
            }
            else if (token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName && (SecretTables.Contains(token.Value.ToUpperInvariant()) || (token.Value.Equals("USER", StringComparison.OrdinalIgnoreCase) && i > 1 && previous.IsSymbol(".") && tokens[i - 2].Value.Equals("mysql", StringComparison.OrdinalIgnoreCase))))
            {
                outcome = outcome.AtLeast(CommandEffect.Change, $"`{token.Value.ToLowerInvariant()}` holds passwords");
            }
            else if (inList && token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName && !next.IsSymbol("(") && SecretColumns.Contains(token.Value.ToUpperInvariant()))
            {
                outcome = outcome.AtLeast(CommandEffect.Change, $"shows `{token.Value.ToLowerInvariant()}`, which by its name is a secret");
            }
        }

        return depth > 4 ? outcome.AtLeast(CommandEffect.Change, "is nested too deeply to be followed") : outcome.AtLeast(SqlNested.Written(tokens), "changes or deletes rows inside of the query");
    }
}
