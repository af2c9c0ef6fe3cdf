using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Parsing;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Linting;

/// <summary>The statements of SQL in a block of PL/pgSQL. Positions are those in the block.</summary>
internal static class BlockStatements
{
    private static readonly ImmutableArray<string> Openers = ["BEGIN", "THEN", "ELSE", "LOOP"];
    private static readonly ImmutableArray<string> Judged = ["ALTER", "DROP", "CREATE", "TRUNCATE", "UPDATE", "DELETE", "LOCK", "REFRESH", "CLUSTER", "REINDEX"];

    public static IEnumerable<SqlStatement> Of(string body)
    {
        var text = SqlTokenizer.Read(body, SqlDialect.PostgreSql);
        for (var index = 0; index < text.Tokens.Length; index++)
        {
            var isStart = index == 0 || text.Tokens[index - 1].Kind == SqlTokenKind.Terminator || Openers.Any(text.Tokens[index - 1].Is);
            if (!isStart || !Judged.Any(text.Tokens[index].Is))
            {
                continue;
            }

            var end = index;
            while (end < text.Tokens.Length && text.Tokens[end].Kind != SqlTokenKind.Terminator)
            {
                end++;
            }

            if (StatementParser.Parse(text with { Tokens = [.. text.Tokens[index..end]], Fault = null }).Statements is [var statement] and [not BrokenStatement])
            {
                yield return statement;
            }

            index = end;
        }
    }

    /// <summary>Whether the block runs text that it puts together.</summary>
    public static int? Executes(string body)
    {
        var tokens = SqlTokenizer.Read(body, SqlDialect.PostgreSql).Tokens;
        for (var index = 0; index < tokens.Length; index++)
        {
            if (tokens[index].Is("EXECUTE") && !(index > 0 && tokens[index - 1].Is("GRANT")))
            {
                return tokens[index].Start;
            }
        }

        return null;
    }
}
