using Opsroom.Tools.Commands.Shell;

namespace Opsroom.Tools.Commands.Sql;

/// <summary>What the statements of a script, and the client's commands among them, would do.</summary>
internal sealed class SqlScript(string program, SqlDialect dialect, ShellWalk walk, Scope scope)
{
    private const int MostStatements = 2000;

    public void Note(string sql)
    {
        if (Unknown.IsIn(sql) && sql.Trim().Trim(Unknown.Char).Length == 0)
        {
            walk.Findings.Add(CommandEffect.Change, program, sql, "sends SQL that cannot be seen");
            return;
        }

        Read(sql, dialect == SqlDialect.Any ? SqlDialect.Any : dialect);
        if (dialect == SqlDialect.Any && !sql.Contains("$$", StringComparison.Ordinal) && (sql.AsSpan().IndexOfAny("\\#`") >= 0 || sql.Contains("--", StringComparison.Ordinal)))
        {
            Read(sql, SqlDialect.MySql);
        }
    }

    private void Read(string sql, SqlDialect read)
    {
        var statement = new List<SqlToken>();
        var count = 0;
        foreach (var token in SqlTokenizer.Read(sql, read))
        {
            if (token.Kind == SqlTokenKind.ClientCommand)
            {
                Judge(statement, sql);
                new ClientCommands(program, walk, scope).Note(token.Value);
            }
            else if (token.IsSymbol(";") || (token.Is("GO") && IsLine(sql, token)))
            {
                Judge(statement, sql);
            }
            else
            {
                statement.Add(token);
                continue;
            }

            statement.Clear();
            if (++count > MostStatements)
            {
                walk.GiveUp("these are more statements than can be followed");
                return;
            }
        }

        Judge(statement, sql);
    }

    /// <summary>Whether a word stands alone on its line, as the separator of SQL Server's clients does.</summary>
    private static bool IsLine(string sql, SqlToken token)
    {
        var (before, after) = (sql[..token.Start], sql[Math.Min(sql.Length, token.Start + token.Value.Length)..]);
        return before[(before.LastIndexOf('\n') + 1)..].Trim().Length == 0 && after.Split('\n', 2)[0].Trim().Length == 0;
    }

    private void Judge(List<SqlToken> statement, string sql)
    {
        if (statement.Count == 0)
        {
            return;
        }

        var first = statement[0];
        var part = sql[first.Start..Math.Min(sql.Length, statement[^1].Start + statement[^1].Value.Length + 2)].TrimEnd(' ', '\n', ';');
        if (first.Is("SYSTEM"))
        {
            walk.Follow(part["system".Length..], scope, null);
        }

        var outcome = SqlStatement.Judge([.. statement]);
        walk.Findings.Add(outcome.Effect, program, part, outcome.Why);
        foreach (var script in SqlStatement.ScriptsRun(statement))
        {
            walk.Follow(script, scope, null);
        }
    }
}
