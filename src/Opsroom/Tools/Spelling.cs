namespace Opsroom.Tools;

/// <summary>Finds the word that a misspelt one was meant to be.</summary>
public static class Spelling
{
    private const int LongestCompared = 64;

    /// <summary>The nearest known word, or null where none is near: at most a third of the letters, and three, may differ.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length > LongestCompared)
        {
            return null;
        }

        string? nearest = null;
        var least = Math.Min(3, Math.Max(1, word.Length / 3)) + 1;
        foreach (var candidate in known)
        {
            if (Math.Abs(candidate.Length - word.Length) >= least || candidate.Length > LongestCompared)
            {
                continue;
            }

            var distance = string.Equals(candidate, word, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(word, candidate);
            if (distance < least)
            {
                (nearest, least) = (candidate, distance);
            }
        }

        return nearest;
    }

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment); gives up above <paramref name="most"/>.</summary>
    internal static int Distance(string left, string right, int most = int.MaxValue)
    {
        Span<int> before = stackalloc int[right.Length + 1];
        Span<int> last = stackalloc int[right.Length + 1];
        Span<int> row = stackalloc int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }

                least = Math.Min(least, row[j]);
            }

            if (least > most)
            {
                return least;
            }

            last.CopyTo(before);
            row.CopyTo(last);
        }

        return last[right.Length];
    }
}
