using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Opsroom.Tools.Logs.Patterns;

/// <summary>Counts over time, in order of time, with a bound on how many there are: where it is met, each becomes twice as long.</summary>
internal sealed class BucketCounts(long width, int most)
{
    private readonly List<(long Index, long Count)> buckets = [];

    /// <summary>How long a bucket is, in ticks.</summary>
    public long Width { get; private set; } = width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(long ticks, long count = 1)
    {
        var index = ticks / Width;
        var at = buckets.Count - 1;
        // logs are in order, nearly
        while (at >= 0 && buckets[at].Index > index && at > buckets.Count - 9)
        {
            at--;
        }

        if (at >= 0 && buckets[at].Index > index)
        {
            at = Search(index);
        }

        if (at >= 0 && buckets[at].Index == index)
        {
            buckets[at] = (index, buckets[at].Count + count);
            return;
        }

        buckets.Insert(at + 1, (index, count));
        if (buckets.Count > most)
        {
            Double();
        }
    }

    public void Merge(BucketCounts other)
    {
        while (Width < other.Width)
        {
            Double();
        }

        foreach (var (index, count) in other.buckets)
        {
            Add(index * other.Width, count);
        }
    }

    public ImmutableArray<PatternBucket> ToArray() => [.. buckets.Select(bucket => new PatternBucket(new DateTimeOffset(bucket.Index * Width, TimeSpan.Zero), bucket.Count))];

    /// <summary>The last bucket that does not begin later, or -1.</summary>
    private int Search(long index)
    {
        var (low, high) = (0, buckets.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            (low, high) = buckets[middle].Index <= index ? (middle + 1, high) : (low, middle - 1);
        }

        return high;
    }

    private void Double()
    {
        Width *= 2;
        var kept = 0;
        for (var at = 0; at < buckets.Count; at++)
        {
            var (index, count) = buckets[at];
            if (kept > 0 && buckets[kept - 1].Index == index / 2)
            {
                buckets[kept - 1] = (index / 2, buckets[kept - 1].Count + count);
            }
            else
            {
                buckets[kept++] = (index / 2, count);
            }
        }

        buckets.RemoveRange(kept, buckets.Count - kept);
    }
}
