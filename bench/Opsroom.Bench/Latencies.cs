using System.Diagnostics;

namespace Opsroom.Bench;

/// <summary>How long each of many requests took.</summary>
internal sealed class Latencies(IEnumerable<long> ticks)
{
    private readonly long[] sorted = [.. ticks.Order()];

    public int Count => sorted.Length;

    /// <summary>The time that the given share of the requests did not exceed.</summary>
    public TimeSpan Percentile(double share) =>
        sorted.Length == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(0, sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))]);
}
