using System.Collections.Immutable;

namespace Opsroom.Tools.Monitoring.Series;

/// <summary>Sums a series up by robust statistics: what its values are, where they go, when their level changed, and which points stand out.</summary>
internal static class SeriesStatistics
{
    private const int MostAnomalies = 10;

    /// <summary>Beyond this, differences and sums of numbers may be none any more.</summary>
    private const double LargestJudged = 1e150;

    private const double LongestStep = 1.5;

    /// <param name="points">In any order, at any distance.</param>
    public static SeriesSummary Of(IEnumerable<SeriesPoint> points)
    {
        SeriesPoint[] all = [.. points.OrderBy(point => point.At)];
        SeriesPoint[] finite = [.. all.Where(point => double.IsFinite(point.Value))];
        if (finite.Length == 0)
        {
            return new SeriesSummary(0, all.Length, 0, null, null, null, null, null, null, null, [], [], 0);
        }

        SeriesPoint[] judged = [.. finite.Where(point => Math.Abs(point.Value) <= LargestJudged)];
        double[] values = [.. judged.Select(point => point.Value)];
        var trend = TrendTest.Of(judged);
        var changes = ChangePointSearch.Find(values);
        var anomalies = Anomalies(judged, values, changes, trend);
        return new SeriesSummary(
            finite.Length, all.Length - finite.Length, Gaps(all), finite[0].At, finite[^1].At, finite.Min(point => point.Value), finite.Max(point => point.Value),
            RobustScale.Median([.. finite.Select(point => point.Value)]), finite[^1].Value, trend, Changes(judged, values, changes),
            [.. anomalies.OrderByDescending(anomaly => anomaly.Score).Take(MostAnomalies).OrderBy(anomaly => anomaly.At)], anomalies.Count);
    }

    private static ImmutableArray<SeriesChangePoint> Changes(SeriesPoint[] points, double[] values, List<int> changes) =>
    [
        .. changes.Select((at, index) => new SeriesChangePoint(
            points[at].At,
            RobustScale.Median(values.AsSpan((index == 0 ? 0 : changes[index - 1])..at)),
            RobustScale.Median(values.AsSpan(at..(index + 1 == changes.Count ? values.Length : changes[index + 1]))))),
    ];

    /// <summary>Each level by itself. A trend is taken off first, unless the series moves in steps.</summary>
    private static List<SeriesAnomaly> Anomalies(SeriesPoint[] points, double[] values, List<int> changes, SeriesTrend? trend)
    {
        var residuals = values;
        if (changes.Count == 0 && trend is { Direction: not TrendDirection.Flat })
        {
            residuals = [.. points.Select(point => point.Value - trend.PerHour * (point.At - points[0].At).TotalHours)];
        }

        var found = new List<SeriesAnomaly>();
        var start = 0;
        foreach (var end in changes.Append(values.Length))
        {
            found.AddRange(AnomalySearch.Find(points.AsSpan(start..end), residuals.AsSpan(start..end)));
            start = end;
        }

        return found;
    }

    private static int Gaps(SeriesPoint[] points)
    {
        if (points.Length < 3)
        {
            return 0;
        }

        double[] steps = [.. points.Skip(1).Zip(points, (later, earlier) => (later.At - earlier.At).TotalSeconds)];
        var usual = RobustScale.Median(steps);
        return steps.Count(step => step > LongestStep * usual);
    }
}
