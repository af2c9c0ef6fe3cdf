using System.Collections.Immutable;
using Opsroom.Tools.Commands.Programs;

namespace Opsroom.Tools.Commands.Sql;

/// <summary>Tells a line of SQL from a line of shell.</summary>
internal static class SqlLine
{
    private static readonly ImmutableHashSet<string> ClientCommands = ["\\!", "\\copy", "\\i", "\\ir", "\\include", "\\o", "\\gexec", "\\c", "\\connect", "\\x", "\\timing", "\\conninfo", "\\q", "\\e", "\\password", "\\watch", "\\set", "\\echo", "\\lo_unlink", "\\lo_import", "\\lo_export", "\\l", "\\l+", "\\z", "\\sf", "\\G", "\\w", "\\prompt"];

    private static readonly ILookup<string, string[]> Beginnings = ReadList();

    /// <summary>Whether a line means SQL: it begins with a statement, a comment of SQL, or a client's own command.</summary>
    public static bool Is(string line)
    {
        var trimmed = line.TrimStart();
        if (trimmed.StartsWith('\\'))
        {
            var end = trimmed.AsSpan().IndexOfAny(" \t\n;");
            var name = end < 0 ? trimmed : trimmed[..end];
            return ClientCommands.Contains(name) || name.StartsWith("\\!", StringComparison.Ordinal) || (name.StartsWith("\\d", StringComparison.Ordinal) && name[2..].TrimEnd('+') is "" or "t" or "i" or "u" or "v" or "n" or "f" or "p" or "s" or "S" or "x" or "g" or "b" or "tS" or "m");
        }

        if (trimmed.StartsWith('.') && trimmed.Length > 1 && char.IsAsciiLetter(trimmed[1]))
        {
            return trimmed.Split([' ', '\n'], 2)[0] is ".tables" or ".schema" or ".dump" or ".shell" or ".system" or ".read" or ".import" or ".output" or ".once" or ".open" or ".save" or ".backup" or ".restore" or ".mode" or ".headers" or ".databases" or ".indexes" or ".load" or ".quit";
        }

        var isCommented = trimmed.StartsWith("--", StringComparison.Ordinal) || trimmed.StartsWith("/*", StringComparison.Ordinal);
        if (isCommented && (trimmed.StartsWith("-- ", StringComparison.Ordinal) || trimmed.StartsWith("--\n", StringComparison.Ordinal) || trimmed.StartsWith("/*", StringComparison.Ordinal)))
        {
            return true;
        }

        var tokens = SqlTokenizer.Read(trimmed.Length > 4000 ? trimmed[..4000] : trimmed, SqlDialect.Any);
        var at = 0;
        while (at < tokens.Length && tokens[at].IsSymbol("("))
        {
            at++;
        }

        return at < tokens.Length && tokens[at].Kind == SqlTokenKind.Word && IsStatement(trimmed, tokens[at..]);
    }

    private static bool IsStatement(string line, ImmutableArray<SqlToken> tokens)
    {
        var first = tokens[0];
        var written = line.AsSpan(first.Start, Math.Min(first.Value.Length, line.Length - first.Start));
        var after = first.Start + first.Value.Length;
        if (after < line.Length && !char.IsWhiteSpace(line[after]) && line[after] is not ';' and not '(' and not '*' and not '\'' and not '/')
        {
            return false;
        }

        if (first.Is("SELECT") && tokens.Length > 2 && tokens[2].Is("IN") && tokens.Any(token => token.Is("DO")))
        {
            return false;
        }

        if (Beginnings["any " + first.Value].FirstOrDefault() is { } followers)
        {
            return Follows(followers, tokens) && (followers.Length > 0 || tokens.Length > 1);
        }

        return written.IndexOfAnyInRange('a', 'z') >= 0
            ? Beginnings["small " + first.Value].FirstOrDefault() is { } small && Follows(small, tokens)
            : Beginnings["capital"].Any(verbs => verbs.Contains(first.Value, StringComparer.Ordinal));
    }

    private static bool Follows(string[] followers, ImmutableArray<SqlToken> tokens)
    {
        var next = tokens.Length > 1 ? tokens[1] : default;
        return followers.Length == 0
            ? !next.IsSymbol("-")
            : followers.Any(follower => follower switch
            {
                "name" => tokens.Length > 1 && next.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName or SqlTokenKind.Text,
                "number" => next.Kind == SqlTokenKind.Number,
                "text" => next.Kind == SqlTokenKind.Text,
                "variable" => tokens.Length > 1 && next.Value.StartsWith('@'),
                ['=', .. var later] => tokens.Length > 2 && tokens[2].Value == later && next.Kind == SqlTokenKind.Word,
                ['.', '.', .. var anywhere] => tokens.Any(token => token.Is(anywhere)),
                _ => next.Value == follower,
            });
    }

    private static ILookup<string, string[]> ReadList()
    {
        using var stream = typeof(SqlLine).Assembly.GetManifestResourceStream("Opsroom.Tools.Commands.Sql.statements.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').Select(TableReader.Split).Where(words => words.Length > 1 && words[0] != "#")
            .ToLookup(words => words[0] == "capital" ? words[0] : $"{words[0]} {words[1]}", words => words[(words[0] == "capital" ? 1 : 2)..], StringComparer.Ordinal);
    }
}
