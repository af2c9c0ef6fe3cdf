using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Verdicts;

/// <summary>
/// Demand that fell at one place and is missed by nobody: its share went to another copy of the same, so that the sum is what it was, or it was turned off on purpose and
/// whatever else is measured goes on as ever.
/// </summary>
internal static class DisplacedDemand
{
    private const double LeastKept = 0.8;
    private const int FewestPoints = 4;

    /// <summary>Labels that tell copies of one thing apart.</summary>
    private static readonly HashSet<string> Copies = new(StringComparer.OrdinalIgnoreCase)
    {
        "version", "destination_version", "app_version", "revision", "track", "color", "colour", "variant", "canary", "subset", "pod", "instance", "replica", "host", "node", "zone", "az",
        "availability_zone", "region", "shard", "target_group", "backend", "id", "container_id", "image", "slot",
    };

    public static bool Is(Observation fall, Scenery scenery) =>
        fall is { Kind: EvidenceKind.Metric, Bearing: Bearing.Effect } && fall.Theme.StartsWith("metric:Traffic", StringComparison.Ordinal) && (IsTaken(fall, scenery) || IsMissedByNobody(fall, scenery));

    private static bool IsTaken(Observation fall, Scenery scenery)
    {
        if ((fall.At ?? scenery.Onset) is not { } at || PastHarm.SeriesOf(fall, scenery.Recording) is not { } own)
        {
            return false;
        }

        var copies = scenery.Recording.Metrics.Where(metric => metric.Series.Contains(own)).SelectMany(metric => metric.Series).Where(each => AreCopies(each, own)).ToList();
        return copies.Count > 1 && Sum(copies, point => point.At < at) is { } before && Sum(copies, point => point.At >= at) is { } since && since >= LeastKept * before;
    }

    /// <summary>The sum of the mean heights; series without a point in the time count as nothing.</summary>
    private static double? Sum(List<RecordedSeries> series, Func<MetricPoint, bool> isMeant)
    {
        var heights = series.Select(each => each.Points.Where(point => isMeant(point) && double.IsFinite(point.Value)).Select(point => point.Value).ToList()).ToList();
        return heights.Max(each => each.Count) < FewestPoints ? null : heights.Sum(each => each.Count == 0 ? 0 : each.Average());
    }

    private static bool AreCopies(RecordedSeries one, RecordedSeries other) =>
        one.Labels.Count == other.Labels.Count && one.Labels.All(label => Copies.Contains(label.Key) || (other.Labels.TryGetValue(label.Key, out var value) && value == label.Value));

    private static bool IsMissedByNobody(Observation fall, Scenery scenery) =>
        PlannedWork.IsTurnedOff(fall.At ?? scenery.Onset, scenery)
        && scenery.Of(Bearing.Well).Any(each => each.Kind == EvidenceKind.Metric && each.Theme.StartsWith("metric:Traffic", StringComparison.Ordinal))
        && !scenery.Of(Bearing.Effect).Any(each => each is { IsNew: true, IsCurrent: true, Harm: >= 0.3, Kind: not EvidenceKind.Alert } && each.Citation != fall.Citation);
}
