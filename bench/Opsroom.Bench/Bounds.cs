namespace Opsroom.Bench;

/// <summary>What the figures have to hold on two cores with nobody else on them.</summary>
internal sealed class Bounds
{
    private const double Mebi = 1024 * 1024;

    public required StartFigures Start { get; init; }

    public required StreamsFigures Streams { get; init; }

    /// <summary>With 32 connections.</summary>
    public required RunFigures Many { get; init; }

    /// <summary>With one connection.</summary>
    public required RunFigures One { get; init; }

    /// <summary>Says of each bound whether it holds.</summary>
    public bool Hold(Report report) => Hold(
        report,
        [
            ("start to first answered /health under 1500 ms", Start.Median.TotalMilliseconds, "ms", Start.Median.TotalMilliseconds < 1500),
            ("idle memory under 120 MB", Start.Idle.Rss / Mebi, "MB", Start.Idle.Rss < 120 * Mebi),
            ($"{Streams.Streams} idle streams under 250 MB", Streams.Idle.Rss / Mebi, "MB", Streams.Idle.Rss < 250 * Mebi),
            ("at least 1500 runs/s with 32 connections", Many.RunsPerSecond, "runs/s", Many.RunsPerSecond >= 1500),
            ("p50 under 3 ms with one connection", One.Latencies.Percentile(0.5).TotalMilliseconds, "ms", One.Latencies.Percentile(0.5).TotalMilliseconds < 3),
        ]);

    /// <summary>Says of the search's bounds whether they hold.</summary>
    public static bool Hold(SearchFigures search, Report report) => Hold(
        report,
        [
            ("indexed in under 3 minutes", search.Indexed.TotalSeconds, "s", search.Indexed < TimeSpan.FromMinutes(3)),
            ("p95 of a search under 50 ms", search.Queries.Percentile(0.95).TotalMilliseconds, "ms", search.Queries.Percentile(0.95).TotalMilliseconds < 50),
        ]);

    private static bool Hold(Report report, (string What, double Figure, string Unit, bool Holds)[] bounds)
    {
        foreach (var (what, figure, unit, holds) in bounds)
        {
            report.Bound(what, $"{figure:0.##} {unit}", holds);
        }

        return bounds.All(bound => bound.Holds);
    }
}
