using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Alertmanager;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Monitoring.Alerts;

/// <summary>Asks Alertmanager and Prometheus side by side; what one of them does not answer is said and costs nothing of the other.</summary>
internal sealed class AlertSources(AlertmanagerClient alertmanager, PrometheusClient prometheus)
{
    public const string Alertmanager = "alertmanager";
    public const string Prometheus = "prometheus";

    private const string Firing = "ALERTS{alertstate=\"firing\"}";

    // what fires at a minute and did not at the one before has begun
    private const string Starts = $"sum_over_time(({Firing} unless {Firing} offset 1m)[1d:1m])";
    private const string Ended = $"max_over_time(timestamp({Firing})[1d:1m]) unless {Firing}";
    private const string Began = "last_over_time(ALERTS_FOR_STATE[1d])";

    public bool AnyConfigured => alertmanager.IsConfigured || prometheus.IsConfigured;

    public async Task<SeenAlerts> SeeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var managed = ManagedAsync(cancellationToken);
        var ruled = RuledAsync(now, cancellationToken);
        var seen = (Managed: await managed, Ruled: await ruled);
        var alerts = SightingMerge.Merge(seen.Managed.Alerts, seen.Ruled.Alerts);
        return new SeenAlerts(
            alerts, seen.Managed.Groups, seen.Managed.Silences, [.. Present(seen.Managed.Source, seen.Ruled.Source)], [.. Present(seen.Managed.Missing, seen.Ruled.Missing)],
            [.. seen.Managed.Notes, .. seen.Ruled.Notes, .. Unsent(alerts, seen.Managed.Source, now)]);
    }

    private async Task<Managed> ManagedAsync(CancellationToken cancellationToken)
    {
        if (!alertmanager.IsConfigured)
        {
            return Managed.Without(AlertmanagerFaults.NotConfigured);
        }

        var (alerts, groups, silences, status) = (
            alertmanager.AlertsAsync(cancellationToken), alertmanager.GroupsAsync(cancellationToken), alertmanager.SilencesAsync(cancellationToken), alertmanager.StatusAsync(cancellationToken));
        await Task.WhenAll(alerts, groups, silences, status);
        if ((await alerts).Value is not { } there)
        {
            return Managed.Without((await alerts).Failure!);
        }

        var about = (await status).Value;
        var notes = new List<string>();
        if (there.IsTruncated || (await groups).Value is { IsTruncated: true })
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"Alertmanager has more alerts than are read; the first {there.Alerts.Length} are."));
        }

        if (about is { Cluster: "settling" })
        {
            notes.Add("Alertmanager's cluster is still settling: silences and alerts may be missing.");
        }

        notes.AddRange(new[] { ("groups", (await groups).Failure), ("silences", (await silences).Failure) }.Where(each => each.Item2 is not null)
            .Select(each => $"Alertmanager's {each.Item1} could not be read: {each.Item2!.Message}"));
        return new Managed(
            [.. there.Alerts.Select(alert => new Sighting(alert.Labels, AlertStatus.Firing)
            {
                Fingerprint = alert.Fingerprint,
                Annotations = alert.Annotations,
                StartsAt = alert.StartsAt,
                Sources = [Alertmanager],
                SilencedBy = alert.SilencedBy,
                InhibitedBy = alert.InhibitedBy,
            })],
            (await groups).Value?.Groups ?? [], (await silences).Value?.All ?? [], new AlertSource(Alertmanager, about?.Version, there.Alerts.Length), null, [.. notes]);
    }

    private async Task<Ruled> RuledAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!prometheus.IsConfigured)
        {
            return Ruled.Without(PrometheusFaults.NotConfigured);
        }

        var (rules, starts, ended, began) = (
            prometheus.AlertRulesAsync(cancellationToken), prometheus.QueryAsync(Starts, now, cancellationToken), prometheus.QueryAsync(Ended, now, cancellationToken),
            prometheus.QueryAsync(Began, now, cancellationToken));
        await Task.WhenAll(rules, starts, ended, began);
        if ((await rules).Value is not { } there)
        {
            return Ruled.Without((await rules).Failure!);
        }

        var past = new AlertPast((await starts).Value, (await ended).Value, (await began).Value);
        Sighting[] alerts = [.. there.Rules.SelectMany(rule => rule.Alerts.Select(alert => past.Complete(rule, alert, now)))];
        var notes = there.Rules.Where(rule => rule.Error is not null).Take(5)
            .Select(rule => $"The rule {OutsideText.OneLine(rule.Name, 100)} could not be evaluated and cannot fire: {OutsideText.OneLine(rule.Error!, 300)}.").ToList();
        if (there.IsTruncated)
        {
            notes.Add("Prometheus has more rules or alerts than are read.");
        }

        if (((await starts).Failure ?? (await ended).Failure) is { } failure)
        {
            notes.Add($"How often alerts fired could not be read: {failure.Message}");
        }

        return new Ruled([.. alerts, .. past.Resolved()], new AlertSource(Prometheus, null, alerts.Length), null, [.. notes]);
    }

    /// <summary>Alerts that fire for some time, and Alertmanager has not got.</summary>
    private static IEnumerable<string> Unsent(ImmutableArray<Sighting> alerts, AlertSource? managed, DateTimeOffset now)
    {
        var unsent = managed is null ? []
            : alerts.Where(alert => alert is { State: AlertStatus.Firing, Sources: [Prometheus] } && now - alert.StartsAt > TimeSpan.FromMinutes(5)).Select(alert => alert.Name).Distinct(StringComparer.Ordinal).ToList();
        if (unsent.Count > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{unsent.Count} alerts fire in Prometheus and are not in this Alertmanager ({string.Join(", ", unsent.Take(5).Select(name => OutsideText.OneLine(name, 100)))}): see whether it is named under alerting in Prometheus's configuration, or whether relabelling drops them.");
        }
    }

    private static IEnumerable<T> Present<T>(params T?[] values)
        where T : class => values.OfType<T>();

    private sealed record Managed(
        ImmutableArray<Sighting> Alerts, ImmutableArray<ManagedGroup> Groups, ImmutableArray<Silence> Silences, AlertSource? Source, MissingSource? Missing, ImmutableArray<string> Notes)
    {
        public static Managed Without(ToolFailure failure) => new([], [], [], null, new MissingSource(Alertmanager, failure.Code, failure.Message, failure.Setting), []);
    }

    private sealed record Ruled(ImmutableArray<Sighting> Alerts, AlertSource? Source, MissingSource? Missing, ImmutableArray<string> Notes)
    {
        public static Ruled Without(ToolFailure failure) => new([], null, new MissingSource(Prometheus, failure.Code, failure.Message, failure.Setting), []);
    }
}

/// <summary>What the sources have, each alert once.</summary>
internal sealed record SeenAlerts(
    ImmutableArray<Sighting> Alerts, ImmutableArray<ManagedGroup> Groups, ImmutableArray<Silence> Silences, ImmutableArray<AlertSource> Sources, ImmutableArray<MissingSource> Missing,
    ImmutableArray<string> Notes);
