using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Prometheus;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tools.Monitoring.Alerts;

/// <summary>Makes what the sources have short enough to be read, in the order in which it matters.</summary>
internal static class AlertReport
{
    private const int MostAlerts = 200;
    private const int MostGroups = 100;
    private const int MostSilences = 100;
    private const int MostNoisy = 5;
    private const int LongestText = 500;
    private const int LongestLabel = 200;
    private const int LongestQuery = 1_000;

    public static AlertList Of(SeenAlerts seen, AlertStatus status, DateTimeOffset now)
    {
        var names = seen.Alerts.GroupBy(alert => alert.Fingerprint, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First().Name, StringComparer.Ordinal);
        ListedGroup[] groups = [.. Groups(seen)];
        var groupOf = groups.SelectMany(group => group.Alerts.Select(alert => (alert, group.Key))).DistinctBy(pair => pair.alert, StringComparer.Ordinal).ToDictionary(pair => pair.alert, pair => pair.Key, StringComparer.Ordinal);
        ListedAlert[] asked =
        [
            .. seen.Alerts.Where(alert => status == AlertStatus.All || alert.State == status)
                .OrderBy(alert => alert.IsMuted).ThenBy(alert => alert.State).ThenBy(alert => alert.StartsAt ?? DateTimeOffset.MaxValue).ThenByDescending(alert => alert.StartsLastDay ?? 0)
                .ThenBy(alert => alert.Fingerprint, StringComparer.Ordinal)
                .Select(alert => Listed(alert, groupOf[alert.Fingerprint], names, now)),
        ];
        var shown = asked.Take(MostAlerts).Select(alert => alert.Fingerprint).ToHashSet(StringComparer.Ordinal);
        ListedGroup[] shownGroups = [.. groups.Where(group => group.Alerts.Any(shown.Contains)).Take(MostGroups)];
        return new AlertList(
            [.. asked.Take(MostAlerts)], [.. shownGroups], Counts(seen, groups.Length), [.. seen.Silences.OrderBy(silence => silence.EndsAt).Take(MostSilences).Select(silence => Listed(silence, seen.Alerts))],
            Noisiest(seen), seen.Sources, seen.Missing, [.. seen.Notes, .. Cut(asked.Length)], asked.Length > MostAlerts || shownGroups.Length == MostGroups);
    }

    private static ListedAlert Listed(Sighting alert, string group, Dictionary<string, string> names, DateTimeOffset now)
    {
        var (priority, why) = AlertJudge.Judge(alert, now);
        return new ListedAlert(
            OutsideText.OneLine(alert.Name, LongestLabel), alert.State, AlertJudge.SeverityOf(alert) is { } severity ? OutsideText.OneLine(severity, LongestLabel) : null, priority, why,
            Annotation(alert, "summary", "message", "title"), Annotation(alert, "description"), Annotation(alert, "runbook_url", "runbook"), Labels(alert.Labels), alert.Fingerprint,
            alert.StartsAt, alert.StartsAt is { } start && start <= now ? Age((alert.EndsAt ?? now) - start) : null, alert.EndsAt, alert.Value,
            alert.Query is { } query ? OutsideText.OneLine(query, LongestQuery) : null, alert.StartsLastDay, group, alert.Sources,
            alert.SilencedBy, [.. alert.InhibitedBy.Select(other => OutsideText.OneLine(names.GetValueOrDefault(other) ?? other, LongestLabel))]);
    }

    private static ListedSilence Listed(Alertmanager.Silence silence, ImmutableArray<Sighting> alerts) => new(
        silence.Id, silence.State, OutsideText.OneLine(silence.CreatedBy, LongestLabel), OutsideText.OneLine(silence.Comment, LongestText), silence.StartsAt, silence.EndsAt,
        [.. silence.Matchers.Take(20).Select(matcher => OutsideText.OneLine(matcher, LongestLabel))], alerts.Count(alert => alert.SilencedBy.Contains(silence.Id, StringComparer.Ordinal)));

    /// <summary>Alertmanager's groups first, then by name what it has none for.</summary>
    private static IEnumerable<ListedGroup> Groups(SeenAlerts seen)
    {
        var byFingerprint = seen.Alerts.GroupBy(alert => alert.Fingerprint, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.ToArray(), StringComparer.Ordinal);
        var grouped = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in seen.Groups)
        {
            Sighting[] alerts = [.. group.Fingerprints.Distinct(StringComparer.Ordinal).SelectMany(fingerprint => byFingerprint.GetValueOrDefault(fingerprint) ?? [])];
            if (alerts.Length > 0)
            {
                grouped.UnionWith(alerts.Select(alert => alert.Fingerprint));
                yield return Group(KeyOf(group.Labels), AlertSources.Alertmanager, group.Labels, OutsideText.OneLine(group.Receiver, LongestLabel), alerts);
            }
        }

        foreach (var group in seen.Alerts.Where(alert => !grouped.Contains(alert.Fingerprint)).GroupBy(alert => alert.Name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var labels = ImmutableSortedDictionary<string, string>.Empty.Add("alertname", group.Key);
            yield return Group(KeyOf(labels), "alertname", labels, null, [.. group]);
        }
    }

    private static ListedGroup Group(string key, string by, ImmutableSortedDictionary<string, string> labels, string? receiver, Sighting[] alerts) => new(
        key, by, Labels(labels), receiver, alerts.Length, alerts.Count(alert => alert.State == AlertStatus.Firing), alerts.Count(alert => alert.IsMuted),
        [.. alerts.Select(alert => OutsideText.OneLine(alert.Name, LongestLabel)).Distinct(StringComparer.Ordinal)], [.. alerts.Select(alert => alert.Fingerprint).Distinct(StringComparer.Ordinal)]);

    private static string KeyOf(ImmutableSortedDictionary<string, string> labels) =>
        labels.IsEmpty ? "all" : string.Join(',', labels.Select(label => PromQL.Is(label.Key, OutsideText.OneLine(label.Value, LongestLabel))));

    private static AlertCounts Counts(SeenAlerts seen, int groups)
    {
        Sighting[] firing = [.. seen.Alerts.Where(alert => alert.State == AlertStatus.Firing)];
        return new AlertCounts(
            firing.Length, seen.Alerts.Count(alert => alert.State == AlertStatus.Pending), seen.Alerts.Count(alert => alert.State == AlertStatus.Resolved),
            firing.Count(alert => !alert.SilencedBy.IsEmpty), firing.Count(alert => !alert.InhibitedBy.IsEmpty), firing.Count(alert => alert.IsMuted), groups,
            firing.GroupBy(alert => OutsideText.OneLine(AlertJudge.SeverityOf(alert) ?? "none", LongestLabel), StringComparer.Ordinal).Take(20).ToImmutableSortedDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal));
    }

    private static ImmutableArray<NoisyAlert> Noisiest(SeenAlerts seen) =>
    [
        .. seen.Alerts.GroupBy(alert => alert.Name, StringComparer.Ordinal).Select(group => new NoisyAlert(OutsideText.OneLine(group.Key, LongestLabel), group.Sum(alert => alert.StartsLastDay ?? 0)))
            .Where(noisy => noisy.StartsLastDay > 1).OrderByDescending(noisy => noisy.StartsLastDay).ThenBy(noisy => noisy.Name, StringComparer.Ordinal).Take(MostNoisy),
    ];

    private static IEnumerable<string> Cut(int asked)
    {
        if (asked > MostAlerts)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{MostAlerts} of {asked} alerts are shown; the counts are of all.");
        }
    }

    private static ImmutableSortedDictionary<string, string> Labels(ImmutableSortedDictionary<string, string> labels) =>
        labels.Take(50).ToImmutableSortedDictionary(label => label.Key, label => OutsideText.OneLine(label.Value, LongestLabel), StringComparer.Ordinal);

    private static string? Annotation(Sighting alert, params string[] names) =>
        names.Select(name => alert.Annotations.GetValueOrDefault(name)).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text)) is { } text ? OutsideText.OneLine(text, LongestText) : null;

    private static string Age(TimeSpan age) => PromQlDuration.Format(
        age >= TimeSpan.FromDays(1) ? TimeSpan.FromHours((long)age.TotalHours) : age >= TimeSpan.FromHours(1) ? TimeSpan.FromMinutes((long)age.TotalMinutes) : TimeSpan.FromSeconds((long)age.TotalSeconds));
}
