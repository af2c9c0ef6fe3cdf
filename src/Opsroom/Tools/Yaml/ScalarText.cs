using System.Text.RegularExpressions;

namespace Opsroom.Tools.Yaml;

/// <summary>What unquoted text would mean to a YAML reader, of version 1.1 (Harness's own) or 1.2.</summary>
internal static partial class ScalarText
{
    /// <summary>The meaning under YAML 1.2's core schema, which is also what JSON Schema validators are given.</summary>
    public static ScalarKind KindOf(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
        _ when MayStartNumber(text[0]) && CoreNumber().IsMatch(text) => ScalarKind.Number,
        _ => ScalarKind.Text,
    };

    /// <summary>Whether a string may be written without quotes and still be read back as that string by readers of either version.</summary>
    public static bool IsSafePlain(string text)
    {
        if (text.Length == 0 || text[0] is not ((>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or '_' or '/' or '.' or '<' or '$' or (>= '0' and <= '9')))
        {
            return false;
        }

        foreach (var letter in text)
        {
            if (letter is < ' ' or > '~' or '#' or '"' or '\'' or '\\' or '`')
            {
                return false;
            }
        }

        // "<" alone starts Harness's expressions; "<<" is YAML's merge key
        return text[^1] is not (' ' or ':')
            && !text.Contains(": ", StringComparison.Ordinal)
            && !text.StartsWith("<<", StringComparison.Ordinal)
            && text is not "..."
            && !IsOtherThanText(text);
    }

    private static bool IsOtherThanText(string text) =>
        KindOf(text) != ScalarKind.Text
        || (text.Length <= 5 && OldWord().IsMatch(text))
        || (MayStartNumber(text[0]) && (OldNumber().IsMatch(text) || DateOrTime().IsMatch(text)));

    private static bool MayStartNumber(char letter) => letter is (>= '0' and <= '9') or '+' or '-' or '.';

    [GeneratedRegex(@"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CoreNumber();

    [GeneratedRegex("^(?:y|yes|n|no|on|off|true|false|null|nil|none)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OldWord();

    /// <summary>Underscored, binary, octal and base-60 numbers of YAML 1.1, and anything else made of a number's letters.</summary>
    [GeneratedRegex(@"^[-+]?(?:[0-9][0-9_,:.]*(?:[eE][-+]?[0-9]*)?|0[bBoOxX][0-9a-fA-F_]*|\.[0-9_]+(?:[eE][-+]?[0-9]+)?)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex OldNumber();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt\s].*)?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex DateOrTime();
}
