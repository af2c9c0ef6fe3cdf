using System.Text.RegularExpressions;

namespace Opsroom.Tools.Databases.Schemas.Reading;

/// <summary>What the options of a sequence say beyond what holds anyway.</summary>
internal static partial class SequenceOptions
{
    /// <summary>Null where nothing is left.</summary>
    public static string? Own(string? options)
    {
        var own = string.Join(' ', Usual().Replace(options ?? "", " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return own.Length == 0 ? null : own;
    }

    [GeneratedRegex(@"SEQUENCE\s+NAME\s+\S+|START\s+(WITH\s+)?1\b|INCREMENT\s+(BY\s+)?1\b|NO\s+MINVALUE|NO\s+MAXVALUE|CACHE\s+1\b|NO\s+CYCLE|OWNED\s+BY\s+NONE", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Usual();
}
