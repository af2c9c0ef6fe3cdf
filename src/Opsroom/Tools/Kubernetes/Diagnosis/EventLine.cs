using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>An event, of either of the API's two shapes.</summary>
internal sealed record EventLine(KubeObject Source, string Kind, string Namespace, string Name, string Reason, string Message, bool IsWarning, long Count, DateTimeOffset? First, DateTimeOffset? Last)
{
    public static EventLine Of(KubeObject source)
    {
        var about = source.Body.MapAt("involvedObject") ?? source.Body.MapAt("regarding");
        var last = source.Body.TimeAt("series", "lastObservedTime") ?? source.Body.TimeAt("lastTimestamp") ?? source.Body.TimeAt("deprecatedLastTimestamp")
            ?? source.Body.TimeAt("eventTime") ?? source.CreatedAt;
        return new(
            source,
            about.TextAt("kind") ?? "",
            about.TextAt("namespace") ?? "",
            about.TextAt("name") ?? "",
            source.Body.TextAt("reason") ?? "",
            source.Body.TextAt("message") ?? source.Body.TextAt("note") ?? "",
            source.Body.TextAt("type") == "Warning",
            source.Body.NumberAt("series", "count") ?? source.Body.NumberAt("count") ?? source.Body.NumberAt("deprecatedCount") ?? 1,
            source.Body.TimeAt("firstTimestamp") ?? source.Body.TimeAt("eventTime") ?? last,
            last);
    }

    public bool Says(string words) => Message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
