using System.Globalization;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tools.Monitoring.Metrics;

/// <summary>How far back a query looks, and at which steps.</summary>
internal sealed record MetricRange(TimeSpan Length, TimeSpan Step)
{
    /// <summary>About how many points a range has where no step is given.</summary>
    private const int UsualPoints = 250;

    private const int MostPoints = 2_000;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private static readonly int[] RoundSeconds =
        [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800];

    /// <param name="scrapeInterval">Closer points than that say nothing new.</param>
    public static ToolResult<MetricRange> Read(string range, string? step, TimeSpan scrapeInterval)
    {
        if (PromQlDuration.Parse(range) is not { } length || length < TimeSpan.FromSeconds(1) || length > Longest)
        {
            return ToolFailure.InvalidArgument($"time_range is '{OutsideText.OneLine(range, 50)}': give a span of time up to a year, as 90s, 5m, 1h, 7d or 1h30m.");
        }

        if (step is null)
        {
            return new MetricRange(length, UsualStep(length, scrapeInterval));
        }

        if (PromQlDuration.Parse(step) is not { } chosen || chosen < TimeSpan.FromMilliseconds(100))
        {
            return ToolFailure.InvalidArgument($"step is '{OutsideText.OneLine(step, 50)}': give a span of time, as 15s, 1m or 1h.");
        }

        return length / chosen <= MostPoints ? new MetricRange(length, chosen) : ToolFailure.InvalidArgument(string.Create(
            CultureInfo.InvariantCulture, $"A step of {step} over {range} makes more than {MostPoints} points a series. Give a longer step, or leave it out: {PromQlDuration.Format(UsualStep(length, scrapeInterval))} would be chosen."));
    }

    private static TimeSpan UsualStep(TimeSpan length, TimeSpan scrapeInterval)
    {
        var least = Math.Max((length / UsualPoints).TotalSeconds, scrapeInterval.TotalSeconds);
        return TimeSpan.FromSeconds(RoundSeconds.First(seconds => seconds >= least || seconds == RoundSeconds[^1]));
    }
}
