namespace Opsroom.Tools.Incidents.Bundles;

/// <summary>Something that happened and is neither a Kubernetes event nor a change: a failover, maintenance, a notice.</summary>
internal sealed record RecordedEvent(DateTimeOffset? At, string Source, string Target, string Type, string Message, Place Place);

/// <param name="Kind"><c>deployment</c>, <c>rollout</c>, <c>config</c>, <c>feature_flag</c>, <c>migration</c>, <c>infrastructure</c>, or whatever stands there.</param>
internal sealed record RecordedChange(DateTimeOffset? At, string Kind, string Target, string Summary, Place Place);

/// <summary>One operation of a trace, as OTLP has it.</summary>
/// <param name="Service">The resource's <c>service.name</c>; empty where it has none.</param>
/// <param name="Start">Null where it is not recorded.</param>
/// <param name="IsError">Whether its status is an error.</param>
/// <param name="StatusMessage">What it says about its error.</param>
/// <param name="Attributes">Of the span, values as text.</param>
/// <param name="Events">What happened in it, such as exceptions.</param>
internal sealed record RecordedSpan(
    string TraceId, string SpanId, string? ParentId, string Service, string Name, DateTimeOffset? Start, TimeSpan? Duration, bool IsError, string? StatusMessage,
    IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<SpanEvent> Events, Place Place);

internal sealed record SpanEvent(DateTimeOffset? At, string Name, IReadOnlyDictionary<string, string> Attributes, Place Place);
