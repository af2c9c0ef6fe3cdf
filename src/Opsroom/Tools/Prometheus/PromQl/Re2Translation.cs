using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Prometheus.PromQl;

/// <summary>Writes a pattern of RE2 as .NET reads it, and finds what .NET would take and RE2 does not.</summary>
internal ref struct Re2Translation
{
    private const int MostRepeats = 1_000;
    private const string Escapes = "dDsSwWbBAaftnrv0xp";

    private static readonly (string Name, string Set)[] Classes =
    [
        ("alnum", "0-9A-Za-z"), ("alpha", "A-Za-z"), ("ascii", @"\x00-\x7F"), ("blank", @"\t "), ("cntrl", @"\x00-\x1F\x7F"), ("digit", "0-9"), ("graph", "!-~"), ("lower", "a-z"),
        ("print", " -~"), ("punct", @"!-/:-@\[-`{-~"), ("space", @"\t\n\v\f\r "), ("upper", "A-Z"), ("word", "0-9A-Za-z_"), ("xdigit", "0-9A-Fa-f"),
    ];

    private readonly string text;
    private readonly StringBuilder translated = new();
    private int at;
    private bool isInSet;
    private bool isJudged = true;

    private Re2Translation(string text) => this.text = text;

    /// <summary>The pattern, or null with the fault; null without a fault where .NET has no words for it.</summary>
    public static (string? Pattern, string? Fault) Of(string text)
    {
        var translation = new Re2Translation(text);
        return translation.Translate() is { } fault ? (null, fault) : (translation.isJudged ? translation.translated.ToString() : null, null);
    }

    private string? Translate()
    {
        while (at < text.Length)
        {
            var fault = text[at] switch
            {
                '\\' => Escape(),
                '(' when !isInSet => Group(),
                '[' => Set(),
                '{' when !isInSet => Repetition(),
                _ => Plain(),
            };
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private string? Plain()
    {
        isInSet = isInSet && text[at] != ']';
        translated.Append(text[at++]);
        return null;
    }

    private string? Escape()
    {
        if (at + 1 >= text.Length)
        {
            return "trailing backslash at end of expression: ``";
        }

        var letter = text[at + 1];
        if (letter == 'Q' && !isInSet)
        {
            var end = text.IndexOf(@"\E", at, StringComparison.Ordinal);
            translated.Append(Regex.Escape(end < 0 ? text[(at + 2)..] : text[(at + 2)..end]));
            at = end < 0 ? text.Length : end + 2;
            return null;
        }

        if (letter == 'z')
        {
            translated.Append(@"\z");
        }
        else if (letter is 'p' or 'P')
        {
            return Category(letter);
        }
        else if (letter == 'x' && at + 2 < text.Length && text[at + 2] == '{')
        {
            return Code();
        }
        else if (char.IsAsciiLetterOrDigit(letter) && !Escapes.Contains(letter, StringComparison.Ordinal))
        {
            return $"invalid escape sequence: `\\{letter}`";
        }
        else
        {
            translated.Append('\\').Append(letter);
        }

        at += 2;
        return null;
    }

    private string? Category(char letter)
    {
        var isNamed = at + 2 < text.Length && text[at + 2] == '{';
        var end = isNamed ? text.IndexOf('}', at) : at + 2;
        if (end < 0 || end >= text.Length)
        {
            return $"invalid character class range: `{text[at..]}`";
        }

        var name = isNamed ? text[(at + 3)..end] : text[end].ToString();
        // scripts have other names there
        isJudged &= name.Length <= 2;
        translated.Append($@"\{letter}{{{name}}}");
        at = end + 1;
        return null;
    }

    private string? Code()
    {
        var end = text.IndexOf('}', at);
        if (end < 0 || !int.TryParse(text.AsSpan(at + 3, end - at - 3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code is > 0x10FFFF or (>= 0xD800 and < 0xE000) or < 0)
        {
            return @"invalid escape sequence: `\x{`";
        }

        translated.Append(Regex.Escape(char.ConvertFromUtf32(code)));
        at = end + 1;
        return null;
    }

    private string? Group()
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith("(?P<", StringComparison.Ordinal))
        {
            translated.Append("(?<");
            at += 4;
            return null;
        }

        if (rest.StartsWith("(?", StringComparison.Ordinal) && !rest.StartsWith("(?:", StringComparison.Ordinal))
        {
            var flags = rest[2..].IndexOfAnyExcept("imsU-");
            var isNamed = rest.Length > 3 && rest[2] == '<' && rest[3] is not ('=' or '!');
            if (!isNamed && (flags <= 0 || rest[2 + flags] is not (')' or ':')))
            {
                return $"invalid or unsupported Perl syntax: `{rest[..Math.Min(rest.Length, 3)]}`";
            }

            if (!isNamed)
            {
                // greed does not matter to whether the whole value fits
                translated.Append(rest[..(2 + flags)].ToString().Replace("U", "", StringComparison.Ordinal));
                at += 2 + flags;
                return null;
            }
        }

        return Plain();
    }

    private string? Set()
    {
        if (isInSet)
        {
            foreach (var (name, set) in Classes)
            {
                if (text.AsSpan(at).StartsWith($"[:{name}:]", StringComparison.Ordinal))
                {
                    translated.Append(set);
                    at += name.Length + 4;
                    return null;
                }
            }

            translated.Append(@"\[");
            at++;
            return null;
        }

        isInSet = true;
        translated.Append('[');
        at++;
        if (at < text.Length && text[at] == '^')
        {
            translated.Append('^');
            at++;
        }

        // a bracket that stands first is one of the set
        if (at < text.Length && text[at] == ']')
        {
            translated.Append(@"\]");
            at++;
        }

        return null;
    }

    private string? Repetition()
    {
        var end = text.IndexOf('}', at);
        var inside = end < 0 ? "" : text[(at + 1)..end];
        var counts = inside.Split(',');
        if (counts[0].Length > 0 && counts.Length <= 2 && counts.All(count => count.All(char.IsAsciiDigit)))
        {
            if (counts.Any(count => count.Length > 4 || (count.Length > 0 && int.Parse(count, CultureInfo.InvariantCulture) > MostRepeats)))
            {
                return $"invalid repeat count: `{{{inside}}}`";
            }

            translated.Append('{').Append(inside).Append('}');
            at = end + 1;
            return null;
        }

        translated.Append(@"\{");
        at++;
        return null;
    }
}
