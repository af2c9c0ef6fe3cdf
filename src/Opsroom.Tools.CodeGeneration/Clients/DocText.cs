using System.Globalization;
using System.Text;

namespace Opsroom.Tools.CodeGeneration.Clients;

/// <summary>Descriptions of a contract as comments: whatever stands in them, the comment does not end early.</summary>
internal static class DocText
{
    private const int MostLines = 40;
    private const int LongestLine = 500;

    /// <summary>The lines of a description, without characters that no editor shows. Every character that ends a line in any language does.</summary>
    public static IReadOnlyList<string> Lines(params IEnumerable<string?> texts)
    {
        var lines = new List<string>();
        foreach (var text in texts)
        {
            foreach (var line in (text ?? "").Trim().Split(['\n', '\r', '\u0085', '\u2028', '\u2029', '\f', '\v']))
            {
                var plain = Plain(line.TrimEnd());
                if (plain.Length > 0 || (lines.Count > 0 && lines[^1].Length > 0))
                {
                    lines.Add(plain);
                }
            }
        }

        while (lines.Count > 0 && lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines.Count <= MostLines ? lines : [.. lines.Take(MostLines), "…"];
    }

    /// <summary>The first line, for a place that has room for one.</summary>
    public static string? FirstLine(params IEnumerable<string?> texts) => Lines(texts) is [var first, ..] ? first : null;

    /// <summary>A comment of C's kind for tools that read it: <c>/** … */</c>.</summary>
    public static IEnumerable<string> Block(IReadOnlyList<string> lines)
    {
        string[] safe = [.. lines.Select(line => line.Replace("*/", "*\\/", StringComparison.Ordinal))];
        return safe switch
        {
            [] => [],
            [var only] => [$"/** {only} */"],
            _ => ["/**", .. safe.Select(line => line.Length == 0 ? " *" : " * " + line), " */"],
        };
    }

    /// <summary>A comment in XML, for .NET.</summary>
    public static IEnumerable<string> Xml(IReadOnlyList<string> lines, string element = "summary")
    {
        string[] safe = [.. lines.Select(XmlText)];
        return safe switch
        {
            [] => [],
            [var only] => [$"/// <{element}>{only}</{element.Split(' ')[0]}>"],
            _ => [$"/// <{element}>", .. safe.Select(line => line.Length == 0 ? "///" : "/// " + line), $"/// </{element.Split(' ')[0]}>"],
        };
    }

    public static string XmlText(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>A Python docstring.</summary>
    public static IEnumerable<string> Docstring(IReadOnlyList<string> lines)
    {
        string[] safe = [.. lines.Select(line => line.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"\"\"", "\\\"\\\"\\\"", StringComparison.Ordinal))];
        return safe switch
        {
            [] => [],
            [var only] => [$"\"\"\"{(only.EndsWith('"') ? only + ' ' : only)}\"\"\""],
            _ => [$"\"\"\"{safe[0]}", .. safe.Skip(1), "\"\"\""],
        };
    }

    private static string Plain(string line)
    {
        var plain = new StringBuilder(line.Length);
        foreach (var letter in line.Length > LongestLine ? line[..LongestLine] + "…" : line)
        {
            plain.Append(char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                ? letter == '\t' ? " " : ""
                : letter);
        }

        return plain.ToString();
    }
}
