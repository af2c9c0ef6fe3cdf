namespace Opsroom.Tools.Monitoring.Series;

/// <summary>
/// Finds lasting changes of level. Candidates come from the seeded intervals of Kovács, Bühlmann, Li and Munk (Biometrika 2023), each split where the rank sums of its
/// two sides differ most (Wilcoxon 1945, Mann and Whitney 1947, ties counted); the clearest is taken, then the clearest of the intervals without it, and so on. A change
/// has to be unlikely by chance among all places it could be (Bonferroni) and larger than three robust deviations of the values around it. Ranks make it a matter of
/// order, not of sizes: a few outliers move nothing.
/// </summary>
internal static class ChangePointSearch
{
    private const int ShortestLevel = 5;
    private const double Significance = 0.05;
    private const double LeastDeviations = 3;
    private const int MostChanges = 20;

    private static readonly double Decay = 1 / Math.Sqrt(2);

    /// <summary>Where new levels begin, in order.</summary>
    public static List<int> Find(double[] values)
    {
        var found = new List<int>();
        if (values.Length < 2 * ShortestLevel)
        {
            return found;
        }

        var candidates = new List<Candidate>();
        foreach (var (start, end) in Intervals(values.Length))
        {
            if (Clearest(values, start, end) is { } candidate && Normal.Outside(candidate.Score) < Significance / values.Length && IsLarge(values, start, candidate.At, end))
            {
                candidates.Add(candidate);
            }
        }

        // of equally clear ones the narrower says better where it is
        foreach (var candidate in candidates.OrderByDescending(each => each.Score).ThenBy(each => each.End - each.Start))
        {
            if (found.Count < MostChanges && !found.Exists(at => at > candidate.Start - ShortestLevel && at < candidate.End))
            {
                found.Add(candidate.At);
            }
        }

        found.Sort();
        DropSmall(values, found);
        return found;
    }

    /// <summary>What is a change within an interval need not be one between the levels that were found in the end.</summary>
    private static void DropSmall(double[] values, List<int> found)
    {
        for (var index = 0; index < found.Count;)
        {
            var (start, end) = (index == 0 ? 0 : found[index - 1], index + 1 == found.Count ? values.Length : found[index + 1]);
            if (IsLarge(values, start, found[index], end))
            {
                index++;
                continue;
            }

            found.RemoveAt(index);
            index = Math.Max(0, index - 1);
        }
    }

    private static bool IsLarge(double[] values, int start, int at, int end)
    {
        var (low, high) = (RobustScale.Median(values.AsSpan(start..at)), RobustScale.Median(values.AsSpan(at..end)));
        // the spread around each side's own level
        var around = new double[end - start];
        for (var index = start; index < end; index++)
        {
            around[index - start] = values[index] - (index < at ? low : high);
        }

        return Math.Abs(high - low) > Math.Max(LeastDeviations * RobustScale.Deviation(around, 0), RobustScale.Grain(low, high));
    }

    private static Candidate? Clearest(double[] values, int start, int end)
    {
        var ranks = Ranks(values, start, end, out var ties);
        double count = end - start;
        var spread = (count + 1 - ties / (count * (count - 1))) / 12;
        if (spread <= 0)
        {
            return null;
        }

        Candidate? best = null;
        double sum = 0;
        for (var size = 1; size <= ranks.Length - ShortestLevel; size++)
        {
            sum += ranks[size - 1];
            if (size < ShortestLevel)
            {
                continue;
            }

            var score = Math.Abs(sum - size * (count + 1) / 2) / Math.Sqrt(size * (count - size) * spread);
            if (best is null || score > best.Score)
            {
                best = new Candidate(start, end, start + size, score);
            }
        }

        return best;
    }

    /// <summary>Ranks from 1; those of equal values are their mean.</summary>
    private static double[] Ranks(double[] values, int start, int end, out double ties)
    {
        var places = Enumerable.Range(start, end - start).ToArray();
        var sorted = values[start..end];
        Array.Sort(sorted, places);
        var ranks = new double[end - start];
        ties = 0;
        for (var from = 0; from < sorted.Length;)
        {
            var to = from + 1;
            while (to < sorted.Length && sorted[to].Equals(sorted[from]))
            {
                to++;
            }

            for (var each = from; each < to; each++)
            {
                ranks[places[each] - start] = (from + 1 + to) / 2.0;
            }

            double tied = to - from;
            ties += tied * (tied * tied - 1);
            from = to;
        }

        return ranks;
    }

    private static IEnumerable<(int Start, int End)> Intervals(int length)
    {
        for (double size = length, layer = 0; size >= 2 * ShortestLevel; size *= Decay, layer++)
        {
            var count = 2 * (int)Math.Ceiling(Math.Pow(1 / Decay, layer) - 1e-9) - 1;
            var shift = count == 1 ? 0 : (length - size) / (count - 1);
            for (var index = 0; index < count; index++)
            {
                yield return ((int)(index * shift), Math.Min(length, (int)Math.Ceiling(index * shift + size)));
            }
        }
    }

    /// <param name="Score">In standard deviations of a rank sum without a change.</param>
    private sealed record Candidate(int Start, int End, int At, double Score);
}
