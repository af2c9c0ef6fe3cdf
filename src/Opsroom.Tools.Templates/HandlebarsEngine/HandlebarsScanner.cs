using System.Text.RegularExpressions;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.HandlebarsEngine;

/// <param name="Kind"><c>#</c>, <c>^</c>, <c>/</c>, <c>&gt;</c>, <c>!</c>, <c>else</c>, or empty for a value.</param>
/// <param name="Text">What stands inside, without the sign.</param>
internal sealed record HandlebarsTag(string Kind, string Text, int Line, int Column)
{
    /// <summary>The first word.</summary>
    public string Name => Text.Split([' ', '\n', '\t', '\r'], 2, StringSplitOptions.RemoveEmptyEntries) is [var name, ..] ? name : "";
}

/// <summary>
/// Reads the tags of a Handlebars template ahead of the engine: for places of errors, for the variables used, and to refuse what would exhaust its compiler.
/// </summary>
internal static partial class HandlebarsScanner
{
    private const int MostTags = 5_000;
    private const int DeepestBlocks = 64;
    private const int DeepestParentheses = 16;
    private const int LongestTemplate = 256 << 10;

    /// <exception cref="TemplateFault">The text is no template, or more than is compiled.</exception>
    public static IReadOnlyList<HandlebarsTag> Scan(string? file, string text)
    {
        if (text.Length > LongestTemplate)
        {
            throw new TemplateFault(TemplateFault.Limit, $"The template has more than {LongestTemplate} characters, the most that a Handlebars template may have.").At(file);
        }

        var lines = new LineMap(text);
        var tags = new List<HandlebarsTag>();
        var open = new Stack<HandlebarsTag>();
        for (var at = text.IndexOf("{{", StringComparison.Ordinal); at >= 0;)
        {
            if (at > 0 && text[at - 1] == '\\' && !(at > 1 && text[at - 2] == '\\'))
            {
                at = text.IndexOf("{{", at + 2, StringComparison.Ordinal);
                continue;
            }

            var (line, column) = lines.PlaceOf(at);
            var (opening, closing) = Marks(text, at);
            var end = text.IndexOf(closing, at + opening, StringComparison.Ordinal);
            if (end < 0)
            {
                throw new TemplateFault(TemplateFault.Syntax, $"The tag is not closed; add '{closing}'.").At(file, line, column);
            }

            if (opening != 5)
            {
                var inside = text[(at + opening)..end].Trim().Trim('~').Trim();
                var tag = TagOf(inside, opening, line, column);
                tags.Add(tag);
                Check(tag, tags.Count, open, file);
            }

            at = text.IndexOf("{{", end + closing.Length, StringComparison.Ordinal);
        }

        return open.TryPeek(out var unclosed)
            ? throw new TemplateFault(TemplateFault.Syntax, $"The block '{unclosed.Name}' is not closed; add '{{{{/{unclosed.Name}}}}}'.").At(file, unclosed.Line, unclosed.Column)
            : tags;
    }

    /// <summary>The words of a tag that can be paths of variables, its first one included.</summary>
    public static IEnumerable<string> Words(HandlebarsTag tag)
    {
        var text = Literals().Replace(tag.Text, " ");
        var bar = text.IndexOf(" as |", StringComparison.Ordinal);
        return (bar < 0 ? text : text[..bar]).Split([' ', '\n', '\t', '\r', '(', ')'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Contains('=', StringComparison.Ordinal) ? word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..] : word)
            .Where(word => word.Length > 0);
    }

    /// <summary>The names between the bars of <c>as |item index|</c>.</summary>
    public static IEnumerable<string> Parameters(HandlebarsTag tag) =>
        tag.Text.IndexOf(" as |", StringComparison.Ordinal) is >= 0 and var bar ? tag.Text[(bar + 5)..].Trim('|', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];

    private static (int Opening, string Closing) Marks(string text, int at)
    {
        var rest = text.AsSpan(at);
        // the four braces of a raw block are left to the engine, up to the end of the block
        return rest.StartsWith("{{{{", StringComparison.Ordinal) ? (4, "}}}}")
            : rest.StartsWith("{{!--", StringComparison.Ordinal) || rest.StartsWith("{{~!--", StringComparison.Ordinal) ? (5, "--")
            : rest.StartsWith("{{{", StringComparison.Ordinal) ? (3, "}}}")
            : (2, "}}");
    }

    private static HandlebarsTag TagOf(string inside, int opening, int line, int column) => inside switch
    {
        ['#' or '^', ..] when inside.Length > 1 && opening == 2 => new(inside[..1], inside[1..].TrimStart('*', '>', ' '), line, column),
        ['/', ..] when opening == 2 => new("/", inside[1..].Trim(), line, column),
        ['>', ..] => new(">", inside[1..].Trim(), line, column),
        ['!', ..] => new("!", inside, line, column),
        "else" or "^" => new("else", "", line, column),
        _ when inside.StartsWith("else ", StringComparison.Ordinal) => new("else", inside[5..], line, column),
        _ => new("", inside.TrimStart('&').Trim(), line, column),
    };

    private static void Check(HandlebarsTag tag, int count, Stack<HandlebarsTag> open, string? file)
    {
        TemplateFault? wrong = null;
        if (count > MostTags)
        {
            wrong = new TemplateFault(TemplateFault.Limit, $"The template has more than {MostTags} tags.");
        }
        else if (tag.Text.Count(letter => letter == '(') > DeepestParentheses)
        {
            wrong = new TemplateFault(TemplateFault.Limit, $"A tag has more than {DeepestParentheses} parentheses.");
        }
        else if (tag.Kind is "#" or "^")
        {
            open.Push(tag);
            wrong = open.Count > DeepestBlocks ? new TemplateFault(TemplateFault.Limit, $"Blocks are nested deeper than {DeepestBlocks} levels.") : null;
        }
        else if (tag.Kind == "/" && (!open.TryPop(out var opened) || opened.Name != tag.Name))
        {
            wrong = new TemplateFault(TemplateFault.Syntax, opened is null ? $"'{{{{/{tag.Name}}}}}' closes nothing." : $"'{{{{/{tag.Name}}}}}' closes the block '{opened.Name}' of line {opened.Line}.");
        }

        if (wrong is not null)
        {
            throw wrong.At(file, tag.Line, tag.Column);
        }
    }

    [GeneratedRegex("\"[^\"]*\"|'[^']*'", RegexOptions.NonBacktracking)]
    private static partial Regex Literals();
}
