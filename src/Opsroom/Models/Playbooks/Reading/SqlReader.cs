using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Finds SQL statements that stand in prose, and tells SQL from other text.</summary>
internal static class SqlReader
{
    private static readonly FrozenSet<string> Objects = WordSet.Of(
        "table index view schema column database type sequence trigger function extension constraint");

    private static readonly FrozenSet<string> Modifiers = WordSet.Of("unique materialized temp temporary or replace unlogged concurrently");

    /// <summary>Whether a line begins with a statement.</summary>
    public static bool StartsStatement(ReadOnlySpan<char> line) => line.Length > 0 && StartsAt(TaskText.Of(line[..Math.Min(line.Length, 400)].ToString()), 0);

    /// <summary>Each statement runs to its semicolon, a blank line, or the end.</summary>
    public static ImmutableArray<string> Read(string prose, TaskText text)
    {
        var statements = ImmutableArray.CreateBuilder<string>();
        var end = 0;
        for (var i = 0; i < text.Count; i++)
        {
            var token = text[i];
            if (token.Kind == TokenKind.Quoted)
            {
                if (token.Key.Contains(' ') && StartsStatement(token.Text))
                {
                    statements.Add(token.Text);
                }
            }
            else if (token.Start >= end && StartsAt(text, i))
            {
                end = EndOf(prose, token.Start);
                statements.Add(prose[token.Start..end].Trim());
            }
        }

        return statements.ToImmutable();
    }

    private static int EndOf(string prose, int start)
    {
        var rest = prose.AsSpan(start);
        if (rest.IndexOf("\n\n") is var blank and >= 0)
        {
            rest = rest[..blank];
        }

        return start + (rest.IndexOf(';') is var semicolon and >= 0 ? semicolon + 1 : rest.Length);
    }

    private static bool StartsAt(TaskText text, int i) => text.At(i)?.Key switch
    {
        "select" => HasFrom(text, i),
        "with" => text.At(i + 2)?.Key == "as" && text.IsSymbol(i + 3, '('),
        "insert" => text.At(i + 1)?.Key == "into",
        "delete" => text.At(i + 1)?.Key == "from" && IsName(text, i + 2) && (text.IsEnd(i + 3) || text.At(i + 3)?.Key is "where" or "using"),
        "update" => IsName(text, i + 1) && text.At(i + 2)?.Key == "set",
        "truncate" => text.At(i + 1)?.Key == "table" || text[i].Text == "TRUNCATE",
        "alter" => text.At(i + 1)?.Key is { } altered && Objects.Contains(altered) && IsName(text, i + 2),
        "create" or "drop" => NamesObject(text, i + 1),
        _ => false,
    };

    private static bool NamesObject(TaskText text, int i)
    {
        while (text.At(i)?.Key is { } key && Modifiers.Contains(key))
        {
            i++;
        }

        if (text.At(i)?.Key is not { } kind || !Objects.Contains(kind))
        {
            return false;
        }

        return text.At(i + 1)?.Key is "if" or "concurrently" || IsName(text, i + 1);
    }

    private static bool IsName(TaskText text, int i) => text.At(i) is { Kind: TokenKind.Word or TokenKind.Quoted } token
        && !token.Is(Term.For | Term.To | Term.Preposition | Term.Connector | Term.Called | Term.Negation | Term.Stop);

    /// <summary>A list of columns and a table; "select the best option from the list" has articles.</summary>
    private static bool HasFrom(TaskText text, int i)
    {
        for (var j = i + 1; j < text.Count && j < i + 80; j++)
        {
            if (text[j].Key == "from")
            {
                return j > i + 1 && IsName(text, j + 1);
            }

            if (text[j].Kind == TokenKind.Word && text[j].Key is "the" or "a" or "one" or "best" || text.IsSymbol(j, ';'))
            {
                return false;
            }
        }

        return false;
    }
}
