using System.Collections.Immutable;
using Opsroom.Tools.Commands.Shell;

namespace Opsroom.Tools.Commands.Sql;

/// <summary>The commands of the clients themselves: psql's and mysql's with a backslash, sqlite3's with a dot.</summary>
internal sealed class ClientCommands(string program, ShellWalk walk, Scope scope)
{
    private static readonly ImmutableHashSet<string> Reads =
    [
        "\\conninfo", "\\x", "\\timing", "\\pset", "\\a", "\\t", "\\H", "\\f", "\\C", "\\T", "\\echo", "\\qecho", "\\warn", "\\q", "\\?", "\\h", "\\help", "\\encoding", "\\errverbose", "\\set", "\\unset", "\\if", "\\elif", "\\else",
        "\\endif", "\\p", "\\print", "\\r", "\\reset", "\\sf", "\\sv", "\\sf+", "\\sv+", "\\z", "\\l", "\\l+", "\\list", "\\g", "\\gx", "\\G", "\\gset", "\\gdesc", "\\crosstabview", "\\watch", "\\copyright", "\\prompt", "\\s", "\\c", "\\bind", "\\;",
        ".tables", ".schema", ".dump", ".help", ".quit", ".exit", ".mode", ".headers", ".header", ".databases", ".indexes", ".indices", ".show", ".width", ".timer", ".stats", ".print", ".nullvalue", ".separator", ".echo", ".bail",
        ".changes", ".eqp", ".explain", ".fullschema", ".lint", ".limit", ".prompt", ".sha3sum", ".timeout", ".trace", ".version", ".dbinfo", ".vfsinfo", ".vfslist",
    ];

    private static readonly ImmutableHashSet<string> Shells = ["\\!", ".shell", ".system", "\\system"];

    private static readonly ImmutableHashSet<string> Writers = ["\\o", "\\out", "\\g", "\\gx", "\\w", "\\write", ".output", ".once", "\\s", "\\T", "\\tee"];

    private static readonly ImmutableHashSet<string> Destroyers = ["\\lo_unlink", ".restore"];

    /// <param name="line">From the backslash or dot to the end of the line.</param>
    public void Note(string line)
    {
        line = line.Trim();
        var end = line.IndexOfAny([' ', '\t']);
        var name = end < 0 ? line : line[..end];
        var rest = end < 0 ? "" : line[end..].Trim();
        if (name.StartsWith("\\!", StringComparison.Ordinal) && name.Length > 2)
        {
            (name, rest) = ("\\!", line[2..].Trim());
        }

        if (line[0] == '\\' && name is not "\\!" and not "\\copy" and not "\\h" and not "\\help" && NextCommand(rest) is >= 0 and var next)
        {
            Note(rest[next..]);
            rest = rest[..next].TrimEnd();
        }

        foreach (var script in Backticks(rest))
        {
            walk.Findings.Add(CommandEffect.Change, program, line, "runs what stands in the backticks");
            walk.Follow(script, scope, null);
        }

        if (Shells.Contains(name))
        {
            walk.Findings.Add(CommandEffect.Change, program, line, "leaves the client for a shell");
            walk.Follow(rest, scope, null);
        }
        else if (rest.StartsWith('|'))
        {
            walk.Findings.Add(CommandEffect.Change, program, line, "hands its output to a command");
            walk.Follow(rest[1..], scope, Unknown.Text);
        }
        else if (name is "\\copy")
        {
            new SqlScript(program, SqlDialect.Postgres, walk, scope).Note("COPY " + rest);
        }
        else if (Destroyers.Contains(name))
        {
            walk.Findings.Add(CommandEffect.Destroy, program, line, $"`{name}` deletes or replaces what is there");
        }
        else if (Writers.Contains(name) && rest.Length > 0 && rest is not "stdout" and not ";")
        {
            walk.Findings.Add(CommandEffect.Change, program, line, $"`{name}` writes to a file");
        }
        else if (Reads.Contains(name.TrimEnd('+', ';')) || Reads.Contains(name) || IsDescription(name))
        {
            var isConnection = name is "\\c" && rest.Length > 0;
            walk.Findings.Add(isConnection ? CommandEffect.Change : CommandEffect.Read, program, line, isConnection ? "later statements go to another database" : $"`{name}` only shows");
        }
        else
        {
            walk.Findings.Add(CommandEffect.Change, program, line, $"`{name}` changes something, or nobody can tell");
        }
    }

    private static bool IsDescription(string name) => name.StartsWith("\\d", StringComparison.Ordinal) && name[2..].All(c => char.IsAsciiLetter(c) || c is 'S' or '+' or ';');

    /// <summary>Where the next command begins on the same line, or a negative number.</summary>
    private static int NextCommand(string rest)
    {
        var quote = '\0';
        for (var i = 0; i < rest.Length; i++)
        {
            if (quote != '\0')
            {
                quote = rest[i] == quote ? '\0' : quote;
            }
            else if (rest[i] is '\'' or '"' or '`')
            {
                quote = rest[i];
            }
            else if (rest[i] == '\\' && (i == 0 || char.IsWhiteSpace(rest[i - 1])) && i + 1 < rest.Length && (char.IsAsciiLetter(rest[i + 1]) || rest[i + 1] == '!'))
            {
                return i;
            }
        }

        return -1;
    }

    private static IEnumerable<string> Backticks(string rest)
    {
        var parts = rest.Split('`');
        for (var i = 1; i < parts.Length; i += 2)
        {
            yield return parts[i];
        }
    }
}
