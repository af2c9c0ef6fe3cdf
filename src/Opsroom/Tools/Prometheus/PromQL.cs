using System.Text;

namespace Opsroom.Tools.Prometheus;

/// <summary>Writes parts of PromQL from values, so that no value can be anything but a value.</summary>
internal static class PromQL
{
    private const string RegexCharacters = @"\.+*?()|[]{}^$";

    /// <summary>A string literal, as the language's rules for double quotes have it.</summary>
    public static string Quote(string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '\\' => quoted.Append(@"\\"),
                '"' => quoted.Append("\\\""),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary><c>label="value"</c>.</summary>
    public static string Is(string label, string value) => $"{label}={Quote(value)}";

    /// <summary>A matcher for any of some values.</summary>
    public static string IsOneOf(string label, IEnumerable<string> values) => Fits(label, string.Join('|', values.Select(Literal)));

    /// <summary>A matcher for a regular expression (RE2), which always is about the whole value.</summary>
    public static string Fits(string label, string pattern) => $"{label}=~{Quote(pattern)}";

    /// <summary>A regular expression (RE2) for exactly this text.</summary>
    public static string Literal(string text)
    {
        var pattern = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (RegexCharacters.Contains(letter, StringComparison.Ordinal))
            {
                pattern.Append('\\');
            }

            pattern.Append(letter);
        }

        return pattern.ToString();
    }

    /// <summary>A span of time in whole seconds: <c>90s</c>.</summary>
    public static string Span(TimeSpan span) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Math.Max(1, (long)span.TotalSeconds)}s");
}
