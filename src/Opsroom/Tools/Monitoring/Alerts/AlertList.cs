using System.Collections.Immutable;

namespace Opsroom.Tools.Monitoring.Alerts;

/// <summary>Which alerts are asked for.</summary>
internal enum AlertStatus
{
    Firing,
    Pending,

    /// <summary>Fired within the last day and does not any more.</summary>
    Resolved,
    All,
}

/// <summary>How much an alert matters now.</summary>
internal enum AlertPriority
{
    /// <summary>Somebody has to look at once.</summary>
    Now,
    Soon,
    Later,

    /// <summary>Silenced, or inhibited by another alert.</summary>
    Muted,

    /// <summary>Nothing to be done: resolved, or an alert that is to fire always.</summary>
    None,
}

/// <param name="Alerts">Those that are muted come after the others, then firing before pending before resolved ones, then the oldest first, then the noisiest.</param>
/// <param name="Groups">Alertmanager's own where it knows the alert, else by name.</param>
/// <param name="Counts">Of all alerts, whatever status was asked for.</param>
/// <param name="Silences">Those that are active or will be.</param>
/// <param name="Noisiest">The alerts that began to fire most often within the last day.</param>
/// <param name="Sources">Who was asked and answered.</param>
/// <param name="Missing">Who was not asked or did not answer, and why.</param>
/// <param name="Notes">What was left out, and what does not fit together.</param>
internal sealed record AlertList(
    ImmutableArray<ListedAlert> Alerts, ImmutableArray<ListedGroup> Groups, AlertCounts Counts, ImmutableArray<ListedSilence> Silences, ImmutableArray<NoisyAlert> Noisiest,
    ImmutableArray<AlertSource> Sources, ImmutableArray<MissingSource> Missing, ImmutableArray<string> Notes, bool IsCut);

/// <param name="State"><c>firing</c>, <c>pending</c> or <c>resolved</c>.</param>
/// <param name="Fingerprint">As Alertmanager makes it of the labels.</param>
/// <param name="StartsAt">Since when it fires; of a pending one since when its condition holds.</param>
/// <param name="Age">How long that is.</param>
/// <param name="Value">Of its expression at the last evaluation.</param>
/// <param name="StartsLastDay">How often it began to fire within a day; absent where Prometheus does not know.</param>
/// <param name="Group">The key of its group.</param>
/// <param name="SilencedBy">Ids of silences.</param>
/// <param name="InhibitedBy">The alerts that mute it, by name or else by fingerprint.</param>
/// <param name="Why">Why it has that priority.</param>
internal sealed record ListedAlert(
    string Name, AlertStatus State, string? Severity, AlertPriority Priority, string Why, string? Summary, string? Description, string? RunbookUrl,
    ImmutableSortedDictionary<string, string> Labels, string Fingerprint, DateTimeOffset? StartsAt, string? Age, DateTimeOffset? EndsAt, double? Value, string? Query,
    int? StartsLastDay, string Group, ImmutableArray<string> Sources, ImmutableArray<string> SilencedBy, ImmutableArray<string> InhibitedBy);

/// <param name="By"><c>alertmanager</c> or <c>alertname</c>.</param>
/// <param name="Receiver">Who is told, as Alertmanager calls it.</param>
/// <param name="Alerts">Fingerprints.</param>
internal sealed record ListedGroup(
    string Key, string By, ImmutableSortedDictionary<string, string> Labels, string? Receiver, int Count, int Firing, int Muted, ImmutableArray<string> Names, ImmutableArray<string> Alerts);

/// <param name="Muted">How many of those that fire are silenced or inhibited.</param>
internal sealed record AlertCounts(int Firing, int Pending, int Resolved, int Silenced, int Inhibited, int Muted, int Groups, ImmutableSortedDictionary<string, int> FiringBySeverity);

/// <param name="State"><c>active</c> or <c>pending</c>.</param>
/// <param name="Alerts">How many alerts it mutes now.</param>
internal sealed record ListedSilence(
    string Id, string State, string CreatedBy, string Comment, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, ImmutableArray<string> Matchers, int Alerts);

internal sealed record NoisyAlert(string Name, int StartsLastDay);

/// <param name="Name"><c>alertmanager</c> or <c>prometheus</c>.</param>
/// <param name="Alerts">How many it has that are not resolved.</param>
internal sealed record AlertSource(string Name, string? Version, int Alerts);

/// <param name="Code">As of a tool's failure.</param>
internal sealed record MissingSource(string Name, string Code, string Message, string? Setting);
