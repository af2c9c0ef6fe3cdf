using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tools.Monitoring.Alerts;

/// <summary>Says which alerts matter: by severity, by whether users feel it, by age and noise.</summary>
internal static class AlertJudge
{
    private const int Flapping = 5;
    private const int LongestWord = 60;

    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(7);

    // these fire always; that they do not is the alarm
    private static readonly string[] Heartbeats = ["Watchdog", "DeadMansSwitch", "DeadMansSnitch", "InfoInhibitor"];
    private static readonly string[] Grave = ["critical", "page", "pager", "error", "emergency", "fatal", "disaster", "high", "urgent", "sev1", "sev2", "p1", "p2", "1", "2"];
    private static readonly string[] Slight = ["ticket", "info", "information", "low", "minor", "notice", "none", "debug", "sev4", "sev5", "p4", "p5", "4", "5"];
    private static readonly string[] SeverityLabels = ["severity", "priority", "level"];
    private static readonly string[] ObjectiveLabels = ["slo", "sli", "sloth_slo", "burn_window"];

    /// <summary>Parts of the names of alerts about what users feel.</summary>
    private static readonly string[] Felt = ["latency", "errorrate", "errorratio", "httperror", "5xx", "availability", "unavailable", "outage", "slo", "budget", "burn", "probe", "slow", "endpointdown", "sitedown"];

    public static string? SeverityOf(Sighting alert) => SeverityLabels.Select(label => alert.Labels.GetValueOrDefault(label)).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))?.Trim().ToLowerInvariant();

    public static (AlertPriority Priority, string Why) Judge(Sighting alert, DateTimeOffset now)
    {
        if (alert.State == AlertStatus.Resolved)
        {
            return (AlertPriority.None, "it is over");
        }

        if (Heartbeats.Contains(alert.Name, StringComparer.OrdinalIgnoreCase))
        {
            return (AlertPriority.None, "it is to fire always; that it does not would be the alarm");
        }

        if (alert.IsMuted)
        {
            return (AlertPriority.Muted, alert.SilencedBy.IsEmpty ? "another alert inhibits it" : "it is silenced");
        }

        var severity = SeverityOf(alert);
        var weight = severity is null ? 1 : Grave.Contains(severity) ? 2 : Slight.Contains(severity) ? 0 : 1;
        List<string> reasons = [severity is null ? "no severity is set" : $"severity {OutsideText.OneLine(severity, LongestWord)}"];
        if (IsFelt(alert))
        {
            weight++;
            reasons.Add("it is about what users feel");
        }

        if (alert.State == AlertStatus.Pending)
        {
            weight--;
            reasons.Add("its condition holds, not yet for long enough");
        }

        if (alert.StartsLastDay >= Flapping)
        {
            reasons.Add($"it began {alert.StartsLastDay} times within a day: it flaps");
        }

        if (alert.StartsAt is { } start && now - start > Forgotten && alert.State == AlertStatus.Firing)
        {
            weight--;
            reasons.Add($"it fires for {PromQlDuration.Format(TimeSpan.FromDays((int)(now - start).TotalDays))} and nobody acted: mend it, silence it or change the rule");
        }

        return (weight >= 2 ? AlertPriority.Now : weight == 1 ? AlertPriority.Soon : AlertPriority.Later, string.Join("; ", reasons));
    }

    private static bool IsFelt(Sighting alert) =>
        ObjectiveLabels.Any(alert.Labels.ContainsKey) || Felt.Any(part => alert.Name.Replace("_", "", StringComparison.Ordinal).Contains(part, StringComparison.OrdinalIgnoreCase));
}
