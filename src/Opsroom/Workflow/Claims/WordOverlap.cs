using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Opsroom.Workflow.Claims;

/// <summary>How much of a sentence repeats what a claim said.</summary>
internal static partial class WordOverlap
{
    private const int ShortestWord = 3;
    private const int FewestWords = 2;

    private static readonly FrozenSet<string> Empty = new[]
    {
        "the", "and", "was", "were", "are", "has", "had", "have", "that", "this", "with", "from", "for", "its", "not", "all", "which", "because", "caused", "cause", "causes", "due", "root", "when", "then",
        "into", "after", "before", "since", "been", "der", "die", "das", "und", "ist", "war", "mit", "von", "ein", "eine", "nicht", "weil", "wegen", "ursache",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static HashSet<string> WordsOf(string text) =>
        Word().Matches(text).Select(match => match.Value.ToLowerInvariant()).Where(word => word.Length >= ShortestWord && !Empty.Contains(word)).ToHashSet(StringComparer.Ordinal);

    /// <summary>0 to 1: the share of the sentence's words that stand in the claim.</summary>
    public static double Of(string sentence, HashSet<string> claim)
    {
        var words = WordsOf(sentence);
        return words.Count < FewestWords ? 0 : (double)words.Count(claim.Contains) / words.Count;
    }

    [GeneratedRegex(@"[\p{L}\d][\p{L}\d_-]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
