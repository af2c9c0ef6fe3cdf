using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Monitoring.Series;
using Opsroom.Tools.Prometheus;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tools.Monitoring.Metrics;

/// <summary>Makes what Prometheus answered short enough to be read.</summary>
internal static class MetricSummary
{
    private const int MostRead = 200;
    private const int MostShown = 20;
    private const int MostSamples = 600;
    private const int MostSamplesOfOne = 120;
    private const int LongestLabel = 300;

    /// <param name="range">Null where one moment was asked for.</param>
    public static MetricAnswer Of(PrometheusAnswer answer, string promql, DateTimeOffset at, MetricRange? range)
    {
        MetricSeries[] read = [.. answer.Series.Take(MostRead).Select(Series)];
        // the order of one moment is the query's own, as of topk and sort
        IEnumerable<MetricSeries> ordered = range is not null && read.Length > MostShown ? read.OrderByDescending(Interest) : read;
        MetricSeries[] shown = [.. ordered.Take(MostShown)];
        var samples = Math.Min(MostSamplesOfOne, MostSamples / Math.Max(1, shown.Length));
        return new MetricAnswer(
            answer.ResultType, [.. shown.Select(series => series with { Samples = Thin(series.Samples, samples) })], Totals(answer, read), shown.Length < answer.Series.Length || answer.IsTruncated,
            promql, range is null ? null : at - range.Length, at, range is null ? null : PromQlDuration.Format(range.Step), [.. Notes(answer, read.Length, shown, samples)]);
    }

    private static MetricSeries Series(PrometheusSeries series) => new(
        series.Labels.ToImmutableSortedDictionary(label => label.Key, label => OutsideText.OneLine(label.Value, LongestLabel), StringComparer.Ordinal),
        [.. series.Samples.Select(sample => MetricSample.Of(sample.At, sample.Value))],
        SeriesStatistics.Of(series.Samples.Select(sample => new SeriesPoint(sample.At, sample.Value))));

    private static int Interest(MetricSeries series) =>
        (series.Stats.ChangePoints.IsEmpty ? 0 : 4) + (series.Stats.AnomalyCount > 0 ? 2 : 0) + (series.Stats.Trend is null or { Direction: TrendDirection.Flat } ? 0 : 1);

    private static ImmutableArray<MetricSample> Thin(ImmutableArray<MetricSample> samples, int most) => samples.Length <= most ? samples
        : [.. Enumerable.Range(1, most).Select(place => samples[(int)((long)place * samples.Length / most) - 1])];

    private static MetricTotals Totals(PrometheusAnswer answer, MetricSeries[] read) => new(
        answer.Series.Length, read.Sum(series => series.Samples.Length), read.Sum(series => series.Stats.NotNumbers), read.Min(series => series.Stats.Min), read.Max(series => series.Stats.Max),
        read.Count(series => series.Stats.Trend is { Direction: TrendDirection.Rising }), read.Count(series => series.Stats.Trend is { Direction: TrendDirection.Falling }),
        read.Count(series => !series.Stats.ChangePoints.IsEmpty), read.Count(series => series.Stats.AnomalyCount > 0));

    private static IEnumerable<string> Notes(PrometheusAnswer answer, int read, MetricSeries[] shown, int samples)
    {
        if (answer.ResultType == "string")
        {
            yield return "The query is a text and has no series.";
        }
        else if (answer.Series.IsEmpty)
        {
            yield return "No series fits the query in this time. That is no value of 0: check the names of metric and labels, and whether the target is scraped.";
        }

        if (answer.IsTruncated)
        {
            yield return Count($"Prometheus had more than {answer.Series.Length} series; the rest was not read. Aggregate, or name more labels.");
        }

        if (read < answer.Series.Length)
        {
            yield return Count($"Statistics are of the first {read} of {answer.Series.Length} series.");
        }

        if (shown.Length < read)
        {
            yield return Count($"{shown.Length} of {answer.Series.Length} series are shown. Aggregate (sum by), choose (topk) or name more labels to see others.");
        }

        if (shown.Any(series => series.Samples.Length > samples))
        {
            yield return Count($"At most {samples} samples of a series are shown, evenly chosen; its stats are of all.");
        }

        foreach (var warning in answer.Warnings)
        {
            yield return $"Prometheus says: {warning}.";
        }
    }

    private static string Count(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
