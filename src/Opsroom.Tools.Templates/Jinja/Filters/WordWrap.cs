using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Jinja.Filters;

/// <summary>Breaks lines as Python's textwrap does, as far as Jinja2 uses it.</summary>
internal static class WordWrap
{
    public static object? Apply(JinjaRun run, object? value, BoundArguments given)
    {
        var width = (int)Math.Clamp(given.Integer(0, 79), 1, 100_000);
        var breaksWords = given.Truth(1, true);
        var end = given.Text(2, "\n");
        var lines = TextEdits.Lines(PythonText.Str(value), withEnds: false);
        return TextEdits.Join(run, end, lines.Select(line => TextEdits.Join(run, end, Wrapped(run, line, width, breaksWords, given.Truth(3, true)))));
    }

    private static List<string> Wrapped(JinjaRun run, string line, int width, bool breaksWords, bool breaksHyphens)
    {
        var lines = new List<string>();
        var current = "";
        foreach (var chunk in Chunks(line, breaksHyphens))
        {
            run.Budget.Step();
            var rest = chunk;
            while (true)
            {
                if (current.Length + rest.Length <= width)
                {
                    current += current.Length == 0 && lines.Count > 0 && string.IsNullOrWhiteSpace(rest) ? "" : rest;
                    break;
                }

                if (rest.Length > width && !string.IsNullOrWhiteSpace(rest) && breaksWords)
                {
                    var room = width - current.Length;
                    current += rest[..room];
                    rest = rest[room..];
                }
                else if (current.Length == 0)
                {
                    current = rest;
                    break;
                }

                lines.Add(current.TrimEnd());
                current = "";
                if (string.IsNullOrWhiteSpace(rest))
                {
                    break;
                }
            }
        }

        if (current.Trim().Length > 0)
        {
            lines.Add(current.TrimEnd());
        }

        return lines;
    }

    private static IEnumerable<string> Chunks(string line, bool breaksHyphens)
    {
        for (var start = 0; start < line.Length;)
        {
            var isSpace = char.IsWhiteSpace(line[start]);
            var end = start + 1;
            while (end < line.Length && char.IsWhiteSpace(line[end]) == isSpace
                && !(breaksHyphens && line[end - 1] == '-' && end - 1 > start && char.IsLetter(line[end - 2]) && char.IsLetter(line[end])))
            {
                end++;
            }

            yield return line[start..end];
            start = end;
        }
    }
}
