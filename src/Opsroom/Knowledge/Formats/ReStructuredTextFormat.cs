using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Opsroom.Knowledge.Chunking;

namespace Opsroom.Knowledge.Formats;

/// <summary>
/// Cuts reStructuredText at its section titles, whose levels follow from the order in which their adornments first appear. Comments and directives that show nothing are
/// left out, roles and references are read as their texts.
/// </summary>
internal static partial class ReStructuredTextFormat
{
    private const string Adornments = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private static readonly string[] ShowNothing =
        ["image", "figure", "toctree", "contents", "include", "raw", "meta", "index", "highlight", "default-role", "role", "_", "|", "[", "sectnum", "currentmodule"];

    public static ImmutableArray<Passage> Passages(string title, string text)
    {
        var cutter = new PassageCutter(title);
        Read(text, cutter.Heading, (number, line, together) => cutter.Line(number, line, together));
        return cutter.End();
    }

    public static string? FirstTitle(string text)
    {
        string? first = null;
        Read(text, (_, title) => first ??= title, (_, _, _) => { });
        return first;
    }

    private static void Read(string text, Action<int, string> heading, Action<int, string, bool> line)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var levels = new List<string>();
        int? hidden = null;
        for (var at = 0; at < lines.Length; at++)
        {
            var current = lines[at];
            var indent = current.Length - current.TrimStart().Length;
            if (hidden is { } outer)
            {
                if (string.IsNullOrWhiteSpace(current) || indent > outer)
                {
                    continue;
                }

                hidden = null;
            }

            if (TitleAt(lines, at) is var (style, title, length))
            {
                var level = levels.IndexOf(style);
                if (level < 0)
                {
                    level = levels.Count;
                    levels.Add(style);
                }

                heading(level + 1, Plain(title));
                at += length - 1;
            }
            else if (current.AsSpan(indent).StartsWith("..", StringComparison.Ordinal) && (current.Length == indent + 2 || current[indent + 2] == ' '))
            {
                // the content of a directive that shows something follows as text
                hidden = IsShown(current[(indent + 2)..].Trim(), out var argument) ? null : indent;
                if (hidden is null && argument.Length > 0)
                {
                    line(at + 1, Plain(argument), false);
                }
            }
            else if (!DirectiveOption().IsMatch(current))
            {
                line(at + 1, Plain(current.Trim() == "::" ? "" : current.TrimEnd()), indent > 0);
            }
        }
    }

    /// <summary>A title with its adornment under it, or over and under it.</summary>
    private static (string Style, string Title, int Length)? TitleAt(string[] lines, int at)
    {
        if (at + 2 < lines.Length && Adornment(lines[at]) is { } over && lines[at + 2].TrimEnd() == lines[at].TrimEnd() && lines[at + 1].Trim() is { Length: > 0 } between
            && between.Length <= lines[at].TrimEnd().Length)
        {
            return (new string(over, 2), between, 3);
        }

        return at + 1 < lines.Length && lines[at] is { Length: > 0 } title && !char.IsWhiteSpace(title[0]) && Adornment(title) is null && Adornment(lines[at + 1]) is { } under
            && lines[at + 1].TrimEnd().Length >= title.TrimEnd().Length
            ? (new string(under, 1), title.Trim(), 2)
            : null;
    }

    private static char? Adornment(string line)
    {
        var text = line.TrimEnd();
        return text.Length >= 2 && Adornments.Contains(text[0], StringComparison.Ordinal) && text.AsSpan().IndexOfAnyExcept(text[0]) < 0 ? text[0] : null;
    }

    /// <summary>Whether a directive's content is text for people; a comment's is not.</summary>
    private static bool IsShown(string markup, out string argument)
    {
        var mark = markup.IndexOf("::", StringComparison.Ordinal);
        argument = mark < 0 ? "" : markup[(mark + 2)..].Trim();
        var name = mark < 0 ? "" : markup[..mark].Trim();
        if (name is "code" or "code-block" or "sourcecode" or "literalinclude")
        {
            argument = "";
        }

        return name.Length > 0 && !name.Contains(' ', StringComparison.Ordinal) && !Array.Exists(ShowNothing, nothing => name == nothing || (nothing.Length == 1 && name.StartsWith(nothing, StringComparison.Ordinal)));
    }

    private static string Plain(string line) => Reference().Replace(Role().Replace(line, "${text}"), "${text}").Replace("``", "", StringComparison.Ordinal);

    [GeneratedRegex(@":[\w.+-]+:`~?(?<text>[^`<]*[^`<\s])\s*(<[^`>]*>)?`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Role();

    [GeneratedRegex(@"`(?<text>[^`<]+?)\s*<[^`>]*>`__?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"^\s+:[\w-]+:(\s|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DirectiveOption();
}
