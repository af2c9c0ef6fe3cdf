using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Monitoring.Series;

namespace Opsroom.Tools.Incidents.Analysis.Metrics;

/// <summary>When a series changed its level for longer. Of long series the medians of equal parts are looked at, which lose nothing that lasts.</summary>
internal static class LevelChanges
{
    private const int MostParts = 200;
    private const double LargestJudged = 1e150;

    /// <param name="points">By time.</param>
    public static ImmutableArray<SeriesChangePoint> Of(IEnumerable<MetricPoint> points)
    {
        MetricPoint[] judged = [.. points.Where(point => double.IsFinite(point.Value) && Math.Abs(point.Value) <= LargestJudged)];
        if (judged.Length == 0)
        {
            return [];
        }

        var size = 1 + ((judged.Length - 1) / MostParts);
        MetricPoint[][] parts = [.. judged.Chunk(size)];
        double[] values = size == 1 ? [.. judged.Select(point => point.Value)] : [.. parts.Select(part => RobustScale.Median([.. part.Select(point => point.Value)]))];
        var found = ChangePointSearch.Find(values);
        return
        [
            .. found.Select((at, index) => new SeriesChangePoint(
                parts[at][0].At,
                RobustScale.Median(values.AsSpan((index == 0 ? 0 : found[index - 1])..at)),
                RobustScale.Median(values.AsSpan(at..(index + 1 == found.Count ? values.Length : found[index + 1]))))),
        ];
    }
}
