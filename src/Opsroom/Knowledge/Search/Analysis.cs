using System.Collections.Immutable;

namespace Opsroom.Knowledge.Search;

/// <summary>What of a text is indexed or searched.</summary>
/// <param name="Words">The words in their order, without those that say nothing.</param>
/// <param name="Compounds">What was written as one word, such as <c>crashloopbackoff</c>.</param>
/// <param name="Meanings">The terms that words and phrases of the text stand for.</param>
/// <param name="Replaced">Words that a meaning says as well, with the first such.</param>
internal sealed record Analysis(ImmutableArray<string> Words, ImmutableArray<string> Compounds, ImmutableArray<string> Meanings, ImmutableDictionary<string, string> Replaced)
{
    /// <summary>All of them, in the order in which they are indexed.</summary>
    public IEnumerable<string> All => [.. Words, .. Compounds, .. Meanings];

    public static Analysis Of(string text)
    {
        var cut = Search.Words.Of(text);
        var keys = cut.Parts.Select(WordTables.Key).ToArray();
        var meanings = new List<string>();
        var replaced = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < keys.Length; at++)
        {
            var longest = WordTables.LongestMeaning(keys[at]);
            for (var length = 1; length <= longest && at + length <= keys.Length; length++)
            {
                if (WordTables.Meanings.TryGetValue(length == 1 ? keys[at] : string.Join(' ', keys, at, length), out var meant))
                {
                    meanings.AddRange(meant);
                    if (length == 1)
                    {
                        replaced[cut.Parts[at]] = meant[0];
                    }
                }
            }
        }

        foreach (var compound in cut.Compounds)
        {
            if (WordTables.Meanings.TryGetValue(WordTables.Key(compound), out var meant))
            {
                meanings.AddRange(meant);
            }
        }

        return new([.. cut.Parts.Where(word => !WordTables.StopWords.Contains(word))], [.. cut.Compounds], [.. meanings], replaced.ToImmutable());
    }
}
