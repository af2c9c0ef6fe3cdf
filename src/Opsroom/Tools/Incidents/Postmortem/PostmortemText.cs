using System.Globalization;
using System.Text;

namespace Opsroom.Tools.Incidents.Postmortem;

/// <summary>Texts from outside as parts of a Markdown document: they are shown, and mean nothing to whatever renders it.</summary>
internal static class PostmortemText
{
    private const string Special = "\\`*_{}[]#|~$!@";
    private const int LongestText = 600;
    private const int LongestQuote = 1_000;

    /// <summary>One line of running text.</summary>
    public static string Plain(string? text, int longest = LongestText)
    {
        var plain = new StringBuilder();
        foreach (var letter in OneLine(text ?? "", longest))
        {
            if (Special.Contains(letter, StringComparison.Ordinal))
            {
                plain.Append('\\');
            }

            plain = letter switch
            {
                '<' => plain.Append("&lt;"),
                '>' => plain.Append("&gt;"),
                '&' => plain.Append("&amp;"),
                _ => plain.Append(letter),
            };
        }

        // an address is not to become a link
        return plain.Replace("://", ":\\//").Replace("www.", "www\\.").ToString();
    }

    /// <summary>The very words, as code: a fence longer than any within.</summary>
    public static string Quote(string text)
    {
        var line = OneLine(text, LongestQuote);
        var run = 0;
        var longest = 0;
        foreach (var letter in line)
        {
            run = letter == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        var fence = new string('`', longest + 1);
        return line.Length == 0 ? "" : longest == 0 && line[0] != ' ' ? $"`{line}`" : $"{fence} {line} {fence}";
    }

    /// <summary>The same within a table, where a bar would end the cell even in code.</summary>
    public static string Cell(string? text) => Plain(text);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(time.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A length of time as people say it.</summary>
    public static string Length(TimeSpan span) => span switch
    {
        { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, span.TotalSeconds):0} s"),
        { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.#} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0.#} d"),
    };

    private static string OneLine(string text, int longest)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= longest)
            {
                line.Append('…');
                break;
            }

            var category = Rune.GetUnicodeCategory(rune);
            var isBlank = category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format || Rune.IsWhiteSpace(rune);
            line.Append(isBlank ? " " : rune.ToString());
        }

        return line.ToString().Trim();
    }
}
