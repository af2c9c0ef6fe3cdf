using System.Text.RegularExpressions;

namespace Opsroom.Tools.Databases.Schemas.Reading;

/// <summary>What the options of a sequence say beyond what holds anyway.</summary>
internal static partial class SequenceOptions
{
    /// <summary>What holds of a sequence where nothing is said, by the word with which something is.</summary>
    private static readonly (string Word, string Otherwise)[] Defaults =
        [("INCREMENT", "INCREMENT BY 1"), ("MINVALUE", "NO MINVALUE"), ("MAXVALUE", "NO MAXVALUE"), ("START", "START WITH 1"), ("CACHE", "CACHE 1"), ("CYCLE", "NO CYCLE"), ("OWNED", "OWNED BY NONE")];

    /// <summary>The options that make one sequence the other: what is not said any more is set back.</summary>
    public static string Between(string before, string now)
    {
        var (old, kept) = (before.Split(' ').ToHashSet(StringComparer.OrdinalIgnoreCase), now.Split(' ').ToHashSet(StringComparer.OrdinalIgnoreCase));
        return string.Join(' ', Defaults.Where(each => old.Contains(each.Word) && !kept.Contains(each.Word)).Select(each => each.Otherwise).Append(now).Where(option => option.Length > 0));
    }

    /// <summary>Null where nothing is left.</summary>
    public static string? Own(string? options)
    {
        var own = string.Join(' ', Usual().Replace(options ?? "", " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return own.Length == 0 ? null : own;
    }

    [GeneratedRegex(@"SEQUENCE\s+NAME\s+\S+|START\s+(WITH\s+)?1\b|INCREMENT\s+(BY\s+)?1\b|NO\s+MINVALUE|NO\s+MAXVALUE|CACHE\s+1\b|NO\s+CYCLE|OWNED\s+BY\s+NONE", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Usual();
}
