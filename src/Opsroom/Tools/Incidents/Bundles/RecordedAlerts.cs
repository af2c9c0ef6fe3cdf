using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Incidents.Bundles;

internal enum AlertState
{
    Active,

    /// <summary>Silenced or inhibited.</summary>
    Suppressed,

    /// <summary>It has ended by the time of the last look.</summary>
    Resolved,

    /// <summary>Its condition holds, not yet for long enough.</summary>
    Pending,
}

/// <param name="Name">Its <c>alertname</c>; empty where it has none.</param>
/// <param name="SilencedBy">Identifiers of silences.</param>
/// <param name="InhibitedBy">Fingerprints of the alerts that inhibit it.</param>
internal sealed record RecordedAlert(
    string Name, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt,
    AlertState State, ImmutableArray<string> SilencedBy, ImmutableArray<string> InhibitedBy, Place Place);

internal enum RuleState
{
    Inactive,
    Pending,
    Firing,
    Unknown,
}

/// <param name="IsRecording">Whether it writes a series instead of alerting.</param>
/// <param name="For">How long its condition has to hold.</param>
/// <param name="Health"><c>ok</c>, <c>err</c>, <c>unknown</c>; null where it is not said.</param>
/// <param name="LastError">Why it could not be evaluated.</param>
/// <param name="Alerts">What it alerts of at the moment.</param>
internal sealed record RecordedRule(
    string Group, string Name, string Query, RuleState State, bool IsRecording, TimeSpan? For, IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations, string? Health, string? LastError, ImmutableArray<RecordedAlert> Alerts, Place Place);

/// <param name="Object">Its nodes know their lines in the file.</param>
/// <param name="Place">The object; a field of it is <c>Place.At("status", "phase")</c>.</param>
internal sealed record RecordedObject(KubeObject Object, Place Place);
