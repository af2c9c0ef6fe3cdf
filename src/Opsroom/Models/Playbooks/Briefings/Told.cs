using System.Globalization;
using System.Text;
using System.Text.Json;
using Opsroom.Threads;

namespace Opsroom.Models.Playbooks.Briefings;

/// <summary>
/// What a person reads, in Markdown. Whatever comes from a system is shown as data: in a code span or block that it cannot leave, and no longer than a person reads.
/// </summary>
internal sealed class Told
{
    private const int LongestQuote = 300;
    private const int LongestLine = 240;
    private const int LongestSourceLine = 4_000;

    private readonly StringBuilder text = new();

    /// <summary>What kept the agent from its deliverable, if anything did.</summary>
    public Fault? Fault { get; private set; }

    public bool IsEmpty => text.Length == 0;

    public PlaybookTurn.Answer ToAnswer() => new(text.ToString().Trim(), Fault);

    public Told Line(string sentence)
    {
        if (text.Length > 1 && text[^2] != '\n')
        {
            text.Append('\n');
        }

        text.Append(sentence).Append("\n\n");
        return this;
    }

    public Told Bullet(string sentence)
    {
        text.Append("- ").Append(sentence).Append('\n');
        return this;
    }

    /// <summary>A labelled bullet; nothing where there is no value.</summary>
    public Told Bullet(string label, string? value) => value is null ? this : Bullet($"**{label}:** {value}");

    public Told Under(string sentence)
    {
        text.Append("  - ").Append(sentence).Append('\n');
        return this;
    }

    /// <summary>Lines of a log or a list, each no longer than a person reads.</summary>
    public Told Block(IEnumerable<string> lines) => Fenced("text", [.. lines.Select(Plain)]);

    /// <summary>Text that people copy: whole lines with their indentation, and a word about those that are left out.</summary>
    /// <param name="language">As Markdown names it: <c>sql</c>, <c>diff</c>.</param>
    public Told Source(string? source, string language, int most)
    {
        var lines = (source ?? "").TrimEnd().Split('\n').Select(line => Cut(Shown(line.TrimEnd(), '\t'), LongestSourceLine)).ToList();
        Fenced(language, [.. lines.Take(most)]);
        return lines.Count > most ? Line(string.Create(CultureInfo.InvariantCulture, $"({lines.Count - most} more lines: the whole is in the result of the call.)")) : this;
    }

    /// <summary>Says that something was not done, and makes that the answer's fault unless one stands already.</summary>
    public Told NotDone(string reason, string code = "tool_failed", string? setting = null)
    {
        Line($"**Not done:** {reason}");
        Fault ??= new Fault(code, reason, Setting: setting);
        return this;
    }

    /// <summary>Marks what was done as not having worked.</summary>
    public void Fail(string reason) => Fault ??= new Fault("tool_failed", reason);

    /// <summary>A value from outside as a code span.</summary>
    public static string Code(string? value) => $"`{Plain(value ?? "").Replace('`', '\'')}`";

    /// <summary>A sentence from outside, bounded and on one line, that cannot become Markdown of its own.</summary>
    public static string Quote(string? value)
    {
        var line = OneLine(value ?? "", LongestQuote);
        var escaped = new StringBuilder(line.Length);
        for (var index = 0; index < line.Length; index++)
        {
            // within a word an underscore is no mark, and names of settings stay readable
            var isMark = line[index] is '*' or '[' or ']' or '<' or '>' or '#' or '|' or '\\' or '`' or '!'
                || line[index] == '_' && !(index > 0 && char.IsAsciiLetterOrDigit(line[index - 1]) && index + 1 < line.Length && char.IsAsciiLetterOrDigit(line[index + 1]));
            escaped.Append(isMark ? "\\" : "").Append(line[index]);
        }

        return escaped.ToString();
    }

    /// <summary>A number or a text from outside; null for anything else.</summary>
    public static string? Shown(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        { ValueKind: JsonValueKind.String } text => Code(text.GetString()),
        _ => null,
    };

    public static string Count(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");

    /// <summary>Names as code spans in a row, not more than are read.</summary>
    public static string Names(IEnumerable<string> names, int most = 10)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(most).Select(Code)) + (all.Length > most ? string.Create(CultureInfo.InvariantCulture, $" and {all.Length - most} more") : "");
    }

    private static string Plain(string value) => OneLine(value, LongestLine);

    private static string OneLine(string value, int longest) => Cut(Shown(value.Trim()), longest);

    /// <summary>Without what a terminal or a reader would obey instead of showing it.</summary>
    private static string Shown(string value, char kept = '\0') =>
        string.Concat(value.Select(c => c != kept && (char.IsControl(c) || c is '\u2028' or '\u2029' || char.GetUnicodeCategory(c) == UnicodeCategory.Format) ? ' ' : c));

    private static string Cut(string line, int longest) => line.Length <= longest ? line : string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[longest - 1]) ? longest - 1 : longest), "…");

    private Told Fenced(string language, List<string> lines)
    {
        var fence = new string('`', Math.Max(3, 1 + lines.Select(LongestRun).DefaultIfEmpty(0).Max()));
        text.Append(text.Length > 1 && text[^2] == '\n' ? "" : "\n").Append(fence).Append(language).Append('\n');
        foreach (var line in lines)
        {
            text.Append(line).Append('\n');
        }

        text.Append(fence).Append("\n\n");
        return this;
    }

    private static int LongestRun(string line)
    {
        var (longest, run) = (0, 0);
        foreach (var c in line)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
