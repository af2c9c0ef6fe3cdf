namespace Opsroom.TestKit.Telemetry;

/// <summary>One span as it came over the wire.</summary>
/// <param name="Service">The resource's <c>service.name</c>.</param>
/// <param name="Source">The instrumentation scope.</param>
/// <param name="ParentSpanId">Empty on a root.</param>
/// <param name="Kind">1 internal, 2 server, 3 client.</param>
/// <param name="StatusCode">0 unset, 1 ok, 2 error.</param>
/// <param name="Attributes">Values as string, bool, long, double, or a list of these.</param>
public sealed record ReceivedSpan(
    string Service, string Source, string TraceId, string SpanId, string ParentSpanId, string Name, int Kind, int StatusCode, string StatusMessage,
    IReadOnlyDictionary<string, object?> Attributes)
{
    /// <summary>The attribute as text; null where it is missing.</summary>
    public string? this[string name] => Attributes.TryGetValue(name, out var value) ? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) : null;
}

/// <summary>One request to the receiver.</summary>
/// <param name="Headers">By name, whatever the case.</param>
public sealed record ReceivedExport(string Path, string ContentType, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<ReceivedSpan> Spans);
