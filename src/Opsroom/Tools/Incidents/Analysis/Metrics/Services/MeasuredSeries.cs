using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Monitoring.Series;

namespace Opsroom.Tools.Incidents.Analysis.Metrics.Services;

/// <summary>A series of which it is known whose it is and what it measures.</summary>
/// <param name="Floor">What is little among all series of its kind: a share of their height.</param>
internal sealed record MeasuredSeries(string Service, string? Caller, RecordedMetric Metric, RecordedSeries Series, MetricMeaning Meaning, double Floor)
{
    private const int MostSeries = 4000;
    private const int FewestPoints = 8;
    private const int FewestServices = 3;
    private const double Little = 0.1;

    /// <summary>Series of moments, of things that are no service and of places where nobody is served are left out; none where no three services were measured in the same way.</summary>
    public static ImmutableArray<MeasuredSeries> Of(Recording recording)
    {
        var found = new List<MeasuredSeries>();
        var isMeant = Rehearsal.IsMeant(recording.Header);
        foreach (var metric in recording.Metrics.Where(metric => metric.Series.Any(series => series.Points.Length >= FewestPoints)))
        {
            var whose = ServiceLabels.Of(metric);
            foreach (var series in metric.Series.Where(series => series.Points.Length >= FewestPoints && (isMeant || !Rehearsal.Is(series))))
            {
                if (found.Count < MostSeries && whose(series) is { } of)
                {
                    found.Add(new(of.Service, of.Caller, metric, series, MetricObserver.MeaningOf(metric, series), 0));
                }
            }
        }

        if (!found.GroupBy(each => each.Meaning.Signal).Any(group => group.Select(each => each.Service).Distinct(StringComparer.Ordinal).Count() >= FewestServices))
        {
            return [];
        }

        var floors = found.GroupBy(Kind).ToDictionary(group => group.Key, group => Little * RobustScale.Median([.. group.Select(High).Where(high => high > 0)]));
        return [.. found.Select(each => each with { Floor = floors[Kind(each)] })];
    }

    private static (MetricSignal, MetricResource, string?, bool) Kind(MeasuredSeries each) => (each.Meaning.Signal, each.Meaning.Resource, each.Metric.Unit, each.Meaning.IsShare);

    /// <summary>What nine of ten points do not pass: disks are idle most of the time.</summary>
    private static double High(MeasuredSeries each)
    {
        double[] values = [.. each.Series.Points.Select(point => Math.Abs(point.Value)).Where(double.IsFinite).Order()];
        return values.Length == 0 ? 0 : values[(int)(0.9 * (values.Length - 1))];
    }
}
