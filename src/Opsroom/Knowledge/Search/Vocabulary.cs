using System.Numerics;
using System.Runtime.InteropServices;

namespace Opsroom.Knowledge.Search;

/// <summary>The words of the documents, to find the one that a mistyped word may have meant. It holds so many at most; of rare words beyond that, typing errors are not mended.</summary>
internal sealed class Vocabulary
{
    /// <summary>How many words are held at most.</summary>
    public const int MostWords = 200_000;

    private const int Shortest = 4;
    private const int LongEnoughForTwo = 8;
    private const int Longest = 64;
    private const int Most = 2;

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<(char First, int Length), List<(string Word, uint Letters)>> byShape = [];

    /// <summary>Whether typing errors of a word are looked for: codes and numbers are what they are.</summary>
    public static bool MayBeMistyped(string word) => word.Length is >= Shortest and <= Longest && !word.AsSpan().ContainsAnyInRange('0', '9');

    /// <param name="count">How often it stands in more texts than before.</param>
    public void Add(string word, int count)
    {
        if (!MayBeMistyped(word))
        {
            return;
        }

        lock (gate)
        {
            if (counts.Count >= MostWords && !counts.ContainsKey(word))
            {
                return;
            }

            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out var exists);
            known += count;
            if (!exists)
            {
                ref var shape = ref CollectionsMarshal.GetValueRefOrAddDefault(byShape, (word[0], word.Length), out _);
                (shape ??= []).Add((word, Letters(word)));
            }
        }
    }

    /// <summary>The nearest words, the most frequent first: one slip of the hand apart, two for long words; none where the word is too short to tell.</summary>
    public IReadOnlyList<string> Nearest(string word)
    {
        if (!MayBeMistyped(word))
        {
            return [];
        }

        var most = word.Length >= LongEnoughForTwo ? 2 : 1;
        lock (gate)
        {
            return
            [
                .. Similar(word, most)
                    .Select(known => (Known: known, Distance: Distance(word, known)))
                    .Where(candidate => candidate.Distance <= most)
                    .GroupBy(candidate => candidate.Distance, candidate => candidate.Known)
                    .MinBy(nearest => nearest.Key)?
                    .OrderByDescending(known => counts[known])
                    .ThenBy(known => known, StringComparer.Ordinal)
                    .Take(Most) ?? [],
            ];
        }
    }

    /// <summary>Words that are present, of about the same length and letters; each slip changes two of the letters at most.</summary>
    private IEnumerable<string> Similar(string word, int most)
    {
        var letters = Letters(word);
        for (var length = word.Length - most; length <= word.Length + most; length++)
        {
            if (byShape.TryGetValue((word[0], length), out var shape))
            {
                foreach (var (known, knownLetters) in shape)
                {
                    if (BitOperations.PopCount(letters ^ knownLetters) <= 2 * most && counts[known] > 0)
                    {
                        yield return known;
                    }
                }
            }
        }
    }

    private static uint Letters(string word)
    {
        var letters = 0u;
        foreach (var letter in word)
        {
            letters |= 1u << (letter & 31);
        }

        return letters;
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
