using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Monitoring.Series;

namespace Opsroom.Tools.Incidents.Analysis.Verdicts;

/// <summary>What users felt for a while and do not any more.</summary>
internal static class PastHarm
{
    private const double LeastRise = 0.7;
    private const double LeastFall = 0.05;
    private const double Habitual = 0.7;
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(40);
    private static readonly ImmutableArray<string> UserFacing = ["Latency", "Errors", "Success", "Availability"];

    /// <param name="isBlind">Whether not all could be looked at: then what an alert claimed of a time that is over counts as well.</param>
    public static IEnumerable<Observation> Of(Scenery scenery, bool isBlind) => scenery.Of(Bearing.Recovery)
        .Where(past => past.IsNew && IsUserFacing(past) && (past.Kind == EvidenceKind.Metric ? IsAskedAbout(past, scenery) : past.Kind == EvidenceKind.Alert && isBlind));

    private static bool IsUserFacing(Observation past) =>
        UserFacing.Contains(past.Theme.Split(':') is [_, var signal, not nameof(Metrics.MetricResource.InputOutput), ..] ? signal : "", StringComparer.Ordinal);

    /// <summary>
    /// Whether it left its usual level at the time that is asked about, and by more than it does on other days: the peak of another day is another story, and one that comes
    /// every hour is a habit.
    /// </summary>
    private static bool IsAskedAbout(Observation past, Scenery scenery)
    {
        if (scenery.Onset is not { } onset || SeriesOf(past, scenery.Recording) is not { } series)
        {
            return true;
        }

        var usual = RobustScale.Median([.. series.Points.Select(point => point.Value).Where(double.IsFinite)]);
        var isFall = past.Theme.StartsWith("metric:Success", StringComparison.Ordinal) || past.Theme.StartsWith("metric:Availability", StringComparison.Ordinal);
        double Furthest(Func<DateTimeOffset, bool> isMeant) =>
            series.Points.Where(point => isMeant(point.At) && double.IsFinite(point.Value)).Select(point => isFall ? usual - point.Value : point.Value - usual).DefaultIfEmpty(0).Max();
        var since = Furthest(at => at >= onset - Before);
        return since > (isFall ? LeastFall : LeastRise) * usual && since > 0 && Furthest(at => at < onset - Before) < Habitual * since;
    }

    /// <summary>The series of which an observation of metrics tells.</summary>
    public static RecordedSeries? SeriesOf(Observation seen, Recording recording) => recording.Metrics.Where(metric => metric.Place.Source == seen.Citation.Place.Source)
        .SelectMany(metric => metric.Series).FirstOrDefault(series => seen.Citation.Place.Location.StartsWith(series.Place.Location + "/", StringComparison.Ordinal));
}
