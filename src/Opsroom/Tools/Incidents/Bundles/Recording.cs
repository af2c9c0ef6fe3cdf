using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Evidence;

namespace Opsroom.Tools.Incidents.Bundles;

/// <summary>Everything that was recorded of an incident, read as far as it can be read. All of it is text from outside.</summary>
/// <param name="Now">The time of the last look: <c>recorded_at</c>, else <c>ended_at</c>, else the newest time in the evidence.</param>
/// <param name="Alerts">Resolved and suppressed ones included.</param>
/// <param name="Rules">Quiet ones included.</param>
/// <param name="Notes">Answers of other tools, and every file of no known kind.</param>
/// <param name="Unreadable">What could not be read, or not to its end.</param>
/// <param name="Locker">Quotes from the files, and checks quotes.</param>
internal sealed record Recording(
    IncidentHeader Header,
    DateTimeOffset Now,
    ImmutableArray<RecordedAlert> Alerts,
    ImmutableArray<RecordedRule> Rules,
    ImmutableArray<RecordedObject> Objects,
    ImmutableArray<RecordedLog> Logs,
    ImmutableArray<RecordedMetric> Metrics,
    ImmutableArray<RecordedEvent> Events,
    ImmutableArray<RecordedChange> Changes,
    ImmutableArray<RecordedSpan> Spans,
    ImmutableArray<RecordedNote> Notes,
    ImmutableArray<Unreadable> Unreadable,
    EvidenceLocker Locker);

/// <summary>What whoever recorded it said about it; it is a claim and no evidence.</summary>
internal sealed record IncidentHeader(
    string? Description, string? Service, string? Namespace, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, DateTimeOffset? RecordedAt, Place Place);

/// <param name="File">The path in the bundle.</param>
/// <param name="Why">One sentence.</param>
internal sealed record Unreadable(string File, string Why);
