using System.Collections.Frozen;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>A set of folded words, written as one text.</summary>
internal static class WordSet
{
    private static readonly char[] Blanks = [' ', '\n', '\r'];

    public static FrozenSet<string> Of(string words) =>
        words.Split(Blanks, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Pairs such as <c>stg=staging prd=prod</c>; the first of a word counts.</summary>
    public static FrozenDictionary<string, string> Pairs(string pairs) => pairs
        .Split(Blanks, StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .DistinctBy(pair => pair[0], StringComparer.Ordinal)
        .ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
