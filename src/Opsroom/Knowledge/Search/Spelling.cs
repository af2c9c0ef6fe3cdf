namespace Opsroom.Knowledge.Search;

/// <summary>Finds the words of the documents that a mistyped one may have meant.</summary>
internal sealed class Spelling
{
    private const int Shortest = 4;
    private const int LongEnoughForTwo = 8;
    private const int Longest = 64;
    private const int Most = 2;

    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    public void Add(IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }
    }

    public bool Knows(string word) => counts.ContainsKey(word);

    /// <summary>The nearest words, the most frequent first: one slip of the hand apart, two for long words; none where the word is too short to tell.</summary>
    public IReadOnlyList<string> Nearest(string word)
    {
        if (word.Length is < Shortest or > Longest || word.Any(char.IsAsciiDigit))
        {
            return [];
        }

        var most = word.Length >= LongEnoughForTwo ? 2 : 1;
        return
        [
            .. counts.Keys
                .Where(known => known[0] == word[0] && Math.Abs(known.Length - word.Length) <= most)
                .Select(known => (Known: known, Distance: Distance(word, known)))
                .Where(candidate => candidate.Distance <= most)
                .GroupBy(candidate => candidate.Distance, candidate => candidate.Known)
                .MinBy(nearest => nearest.Key)?
                .OrderByDescending(known => counts[known])
                .ThenBy(known => known, StringComparer.Ordinal)
                .Take(Most) ?? [],
        ];
    }

    /// <summary>Letters to add, drop, replace or swap with their neighbour (Damerau, restricted).</summary>
    private static int Distance(string left, string right)
    {
        Span<int> two = stackalloc int[right.Length + 1];
        Span<int> one = stackalloc int[right.Length + 1];
        Span<int> row = stackalloc int[right.Length + 1];
        for (var column = 0; column <= right.Length; column++)
        {
            one[column] = column;
        }

        for (var at = 1; at <= left.Length; at++)
        {
            row[0] = at;
            for (var column = 1; column <= right.Length; column++)
            {
                var same = left[at - 1] == right[column - 1] ? 0 : 1;
                row[column] = Math.Min(Math.Min(one[column] + 1, row[column - 1] + 1), one[column - 1] + same);
                if (at > 1 && column > 1 && left[at - 1] == right[column - 2] && left[at - 2] == right[column - 1])
                {
                    row[column] = Math.Min(row[column], two[column - 2] + 1);
                }
            }

            one.CopyTo(two);
            row.CopyTo(one);
        }

        return one[right.Length];
    }
}
