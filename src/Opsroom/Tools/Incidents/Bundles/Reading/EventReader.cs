using System.Text.Json;

namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <summary>Reads lists of events and of changes: as the format has them, and with the names that other systems give the same fields.</summary>
internal static class EventReader
{
    private static readonly string[] Times = ["at", "time", "timestamp", "ts", "@timestamp", "date", "started_at", "startedAt", "start_time", "startTime", "eventTime", "created_at", "createdAt", "deployed_at", "merged_at"];

    public static void ReadEvents(JsonElement root, Place place, RecordingBuilder into) => Each(root, place, (item, where) =>
    {
        var at = item.Time(Times);
        into.Saw(at);
        var message = item.AsText() ?? item.Text("message", "msg", "description", "detail", "text", "summary", "title");
        if (into.Events.Count < RecordingBuilder.MaxOfAKind)
        {
            into.Events.Add(new(
                at, item.Text("source", "eventSource", "service", "provider") ?? "", item.Text("target", "resource", "object", "host", "instance", "component") ?? "",
                item.Text("type", "eventType", "detail-type", "event", "reason", "kind", "name") ?? "", message ?? "", where));
        }
    });

    public static void ReadChanges(JsonElement root, Place place, RecordingBuilder into) => Each(root, place, (item, where) =>
    {
        var at = item.Time(Times);
        into.Saw(at);
        if (into.Changes.Count < RecordingBuilder.MaxOfAKind)
        {
            into.Changes.Add(new(
                at, item.Text("kind", "type", "category") ?? "", item.Text("target", "service", "component", "application", "app", "resource", "name") ?? "",
                item.AsText() ?? item.Text("summary", "description", "message", "title", "text", "detail") ?? "", where));
        }
    });

    private static void Each(JsonElement root, Place place, Action<JsonElement, Place> take)
    {
        switch (root.ValueKind)
        {
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in root.EnumerateArray())
                {
                    take(item, place.Item(index++));
                }

                break;
            case JsonValueKind.Object when root.NameOf("events", "changes", "items", "data", "entries") is { } wrapper && root.GetProperty(wrapper).ValueKind is JsonValueKind.Array or JsonValueKind.Object:
                Each(root.GetProperty(wrapper), place.At(wrapper), take);
                break;
            case JsonValueKind.Object:
                take(root, place);
                break;
        }
    }
}
