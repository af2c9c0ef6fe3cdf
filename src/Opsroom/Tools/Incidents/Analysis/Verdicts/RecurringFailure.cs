using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Monitoring.Series;

namespace Opsroom.Tools.Incidents.Analysis.Verdicts;

/// <summary>
/// Failures that come, go and come again since the beginning, and never came before. One short rise among many series is noise, and between two of them all looks well; three
/// at the same service are neither.
/// </summary>
internal static class RecurringFailure
{
    private const double LeastShare = 0.02;
    private const double Harm = 0.5;
    private const int FewestBursts = 3;
    private static readonly TimeSpan ShortestPast = TimeSpan.FromMinutes(20);

    /// <summary>Observations of shares of failures that recur, as the harm that they are.</summary>
    public static IEnumerable<Observation> Of(Scenery scenery) => scenery.Onset is not { } onset ? [] : scenery.All
        .Where(each => each is { Kind: EvidenceKind.Metric } and ({ Bearing: Bearing.Effect, IsNew: false } or { Bearing: Bearing.Recovery or Bearing.Well }) && each.Theme.StartsWith("metric:Errors", StringComparison.Ordinal)
            && PastHarm.SeriesOf(each, scenery.Recording) is { } series && Recurs(series, onset))
        .Select(each => each with { Bearing = Bearing.Effect, Harm = Harm, IsNew = true, IsCurrent = true });

    private static bool Recurs(RecordedSeries series, DateTimeOffset onset)
    {
        var points = series.Points.Where(point => double.IsFinite(point.Value)).ToList();
        var past = points.Where(point => point.At < onset).Select(point => point.Value).ToArray();
        if (points.Count == 0 || past.Length < FewestBursts || onset - points[0].At < ShortestPast || points.Exists(point => point.Value > 1))
        {
            return false;
        }

        var usual = RobustScale.Median(past);
        var bound = Math.Max(LeastShare, usual + Math.Max(2 * usual, 6 * RobustScale.Deviation(past, usual)));
        var since = points.Where(point => point.At >= onset).Select(point => point.Value > bound).ToList();
        return !past.Any(value => value > bound) && since.Where((isHigh, index) => isHigh && (index == 0 || !since[index - 1])).Count() >= FewestBursts;
    }
}
