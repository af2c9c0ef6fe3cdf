using System.Collections.Immutable;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Monitoring.Alerts;

/// <summary>What Prometheus recorded of its alerts within the last day, to the minute.</summary>
internal sealed class AlertPast(PrometheusAnswer? starts, PrometheusAnswer? ended, PrometheusAnswer? began)
{
    // what these series have beside the alert's own labels
    private static readonly string[] OwnLabels = ["__name__", "alertstate"];

    private readonly Dictionary<string, double> startsOf = ByAlert(starts);
    private readonly Dictionary<string, double> beganOf = ByAlert(began);

    public Sighting Complete(AlertRuleState rule, RuleAlert alert, DateTimeOffset now)
    {
        // since when a condition holds is known, and it fires when it held for long enough
        var since = alert.IsFiring ? alert.ActiveAt + rule.For : alert.ActiveAt;
        var sighting = new Sighting(alert.Labels, alert.IsFiring ? AlertStatus.Firing : AlertStatus.Pending);
        return sighting with
        {
            Annotations = alert.Annotations,
            StartsAt = since,
            Value = alert.Value,
            Query = rule.Query,
            // what began less than a minute ago is not among the minutes yet
            StartsLastDay = starts is null ? null : Math.Max((int)startsOf.GetValueOrDefault(sighting.Fingerprint), alert.IsFiring && now - since < TimeSpan.FromDays(1) ? 1 : 0),
            Sources = [AlertSources.Prometheus],
        };
    }

    /// <summary>Those that fired and do not any more.</summary>
    public IEnumerable<Sighting> Resolved() => (ended?.Series ?? []).Where(series => series.Samples is [_]).Select(series =>
    {
        var sighting = new Sighting(LabelsOf(series), AlertStatus.Resolved);
        return sighting with
        {
            StartsAt = beganOf.TryGetValue(sighting.Fingerprint, out var at) ? Time(at) : null,
            EndsAt = Time(series.Samples[0].Value),
            StartsLastDay = starts is null ? null : Math.Max(1, (int)startsOf.GetValueOrDefault(sighting.Fingerprint)),
            Sources = [AlertSources.Prometheus],
        };
    });

    private static Dictionary<string, double> ByAlert(PrometheusAnswer? answer) => (answer?.Series ?? []).Where(series => series.Samples is [_])
        .GroupBy(series => Sighting.FingerprintOf(LabelsOf(series)), StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Max(series => series.Samples[0].Value), StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, string> LabelsOf(PrometheusSeries series) => series.Labels.RemoveRange(OwnLabels);

    private static DateTimeOffset? Time(double seconds) => double.IsFinite(seconds) && seconds is > 0 and < 1e11 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
}
