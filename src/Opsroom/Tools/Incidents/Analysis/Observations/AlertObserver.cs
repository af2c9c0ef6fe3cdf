using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Signs;

namespace Opsroom.Tools.Incidents.Analysis.Observations;

/// <summary>What alerts say. That one fires is a claim of its rule: whether anybody is hurt is for the verdict to decide.</summary>
internal static class AlertObserver
{
    private const int MostNames = 9;
    private static readonly TimeSpan OverLong = TimeSpan.FromHours(12);

    private static readonly ImmutableArray<string> Always = ["Watchdog", "DeadMansSwitch", "DeadMansSnitch", "InfoInhibitor", "AlwaysFiring", "Heartbeat"];

    /// <summary>Labels that say who is told and how, not what it is about.</summary>
    private static readonly ImmutableArray<string> Spoken = ["alertname", "severity", "priority", "team", "owner", "prometheus", "monitor", "receiver", "category", "type", "source", "state", "metrics_path"];

    public static IEnumerable<Observation> Look(Recording recording, DateTimeOffset? onset)
    {
        foreach (var alert in recording.Alerts)
        {
            if (Always.Contains(alert.Name, StringComparer.OrdinalIgnoreCase))
            {
                yield return new(EvidenceKind.Alert, Bearing.Noise, new(alert.Place.At("labels", "alertname"), alert.Name), $"Alert {alert.Name} always fires: it shows that alerts arrive.") { Theme = "alert-always", At = alert.StartsAt };
                continue;
            }

            var text = Text(alert);
            var subject = MetricNames(alert).FirstOrDefault();
            var isActive = IsActive(alert, recording.Now);
            var isOverSince = alert.EndsAt is { } ended && recording.Now - ended > TimeSpan.Zero && (onset is null ? recording.Now - ended > OverLong : ended < onset);
            // an alert that has fired for days says what is usual, not what began
            var isNew = alert.StartsAt is not { } started || onset is not { } began ? alert.StartsAt is not { } at || recording.Now - at < TimeSpan.FromHours(24) : started >= began - TimeSpan.FromHours(2);
            var signal = Metrics.MetricWords.Read(alert.Name, recording.Rules.FirstOrDefault(rule => rule.Name == alert.Name)?.Query ?? "", null, null).Signal;
            var citation = alert.Annotations.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key switch { "summary" => 0, "description" => 1, "message" => 2, _ => 3 }).FirstOrDefault(pair => pair.Value.Length > 0) is { Key: not null } said
                ? new Citation(alert.Place.At("annotations", said.Key), Cut(said.Value))
                : new Citation(alert.Place.At("labels", "alertname"), alert.Name);
            var also = alert.Labels.ContainsKey("alertname") ? (ImmutableArray<Citation>)[new(alert.Place.At("labels", "alertname"), alert.Name)] : [];
            yield return new(EvidenceKind.Alert, isActive ? Bearing.Effect : Bearing.Recovery, citation, $"Alert {alert.Name}{(subject is null ? "" : $" of {subject}")} {(isActive ? "fires" : alert.State == AlertState.Suppressed ? "is silenced or inhibited" : "is resolved")}.")
            {
                Theme = $"alert:{signal}:{alert.Name}",
                Strength = 0.5,
                // that much is asked or used hurts nobody by itself
                Harm = isActive ? HarmOf(alert) * (signal is Metrics.MetricSignal.Traffic or Metrics.MetricSignal.Usage or Metrics.MetricSignal.Used ? 0.55 : 1) : 0,
                At = alert.StartsAt,
                Last = alert.EndsAt,
                IsCurrent = isActive,
                IsNew = isNew && !isOverSince,
                Subject = subject,
                Names = [.. MetricNames(alert).Take(6).Concat(Others(alert)).Take(MostNames)],
                Also = also,
            };
            foreach (var match in SignCatalogue.Match(text, SignOrigin.AlertText).Where(match => match.Sign.Role == SignRole.Cause).Take(3))
            {
                var seen = SignObservations.Of(EvidenceKind.Alert, match, citation, $"Alert {alert.Name}", alert.StartsAt);
                yield return seen with { Strength = 0.7 * seen.Strength, IsCurrent = isActive, IsNew = isNew && !isOverSince, Subject = subject ?? seen.Subject, Harm = 0, Also = also };
            }
        }
    }

    /// <summary>Alertmanager writes an end in the future for what still fires.</summary>
    public static bool IsActive(RecordedAlert alert, DateTimeOffset now) =>
        alert.State is AlertState.Active or AlertState.Pending && (alert.EndsAt is not { } ends || ends >= now || ends.Year < 1971);

    public static IEnumerable<string> MetricNames(RecordedAlert alert)
    {
        foreach (var key in (string[])["service", "deployment", "statefulset", "daemonset", "job_name", "app", "workload", "pool", "queue", "topic", "pod", "container", "database", "node", "host", "instance", "job", "cluster", "namespace", "env", "environment", "stage", "tier"])
        {
            if (alert.Labels.TryGetValue(key, out var value) && value.Length > 0)
            {
                yield return value;
            }
        }
    }

    /// <summary>What its other labels name: a volume claim, a group of consumers, a route, whatever its rule goes by.</summary>
    private static IEnumerable<string> Others(RecordedAlert alert) =>
        alert.Labels.Where(label => !Spoken.Contains(label.Key, StringComparer.OrdinalIgnoreCase) && label.Value is { Length: > 3 and < 120 } && !label.Value.All(char.IsDigit)).Select(label => label.Value).Except(MetricNames(alert), StringComparer.Ordinal);

    public static string Text(RecordedAlert alert) => string.Join("; ", alert.Annotations.Where(pair => pair.Key is not ("runbook_url" or "dashboard_url" or "runbook" or "dashboard" or "__dashboardUid__")).Select(pair => pair.Value).Prepend(alert.Name));

    private static double HarmOf(RecordedAlert alert) => alert.Labels.GetValueOrDefault("severity")?.ToLowerInvariant() switch
    {
        "critical" or "page" or "high" or "p1" or "sev1" or "error" or "emergency" => 0.6,
        "info" or "none" or "notice" or "low" => 0.15,
        _ => 0.4,
    };

    private static string Cut(string text) => text.Length <= 400 ? text : text[..400];
}
