using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <summary>
/// Reads alerts in the shapes in which they are saved: Alertmanager's <c>/api/v2/alerts</c> and groups of them, <c>/api/v1/alerts</c> of either server, a webhook's payload, any of these wrapped.
/// </summary>
internal static class AlertReader
{
    private const int MaxDepth = 6;

    private static readonly string[] Wrappers = ["data", "alerts", "groups", "items", "result"];

    private static readonly string[] OwnFields = ["labels", "annotations", "startsAt", "activeAt", "fingerprint"];

    public static void Read(JsonElement element, Place place, RecordingBuilder into, int depth = 0)
    {
        if (depth > MaxDepth || into.Alerts.Count >= RecordingBuilder.MaxOfAKind)
        {
            return;
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in element.EnumerateArray())
            {
                Read(item, place.Item(index++), into, depth + 1);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            var isGroup = false;
            foreach (var wrapper in Wrappers)
            {
                if (element.TryGetProperty(wrapper, out var inner) && inner.ValueKind is JsonValueKind.Array or JsonValueKind.Object)
                {
                    isGroup = true;
                    Read(inner, place.At(wrapper), into, depth + 1);
                }
            }

            if (!isGroup && OwnFields.Any(field => element.TryGetProperty(field, out _)))
            {
                into.Alerts.Add(One(element, place, into));
            }
        }
    }

    /// <summary>One alert; whether an active one has ended is told by <see cref="AsOf"/>.</summary>
    public static RecordedAlert One(JsonElement alert, Place place, RecordingBuilder into)
    {
        var labels = alert.Find("labels").Words();
        var status = alert.Find("status", "state");
        var state = status is { ValueKind: JsonValueKind.Object } nested ? nested.Text("state") : status?.AsText();
        var silencedBy = (status?.Find("silencedBy") ?? alert.Find("silencedBy")).Texts().ToImmutableArray();
        var inhibitedBy = (status?.Find("inhibitedBy") ?? alert.Find("inhibitedBy")).Texts().ToImmutableArray();
        var startsAt = alert.Time("startsAt", "activeAt", "starts_at", "active_at");
        into.Saw(startsAt);
        into.Saw(alert.Time("updatedAt", "updated_at"));
        return new(
            labels.GetValueOrDefault("alertname") ?? alert.Text("name", "alertname") ?? "", labels, alert.Find("annotations").Words(), startsAt,
            alert.Time("endsAt", "ends_at", "resolvedAt"), StateOf(state, silencedBy, inhibitedBy), silencedBy, inhibitedBy, place);
    }

    /// <summary>An alert as it was at a time: an end in the past means that it is over, one in the future is only when Alertmanager would give it up.</summary>
    public static RecordedAlert AsOf(RecordedAlert alert, DateTimeOffset now) => alert.EndsAt <= now ? alert with { State = AlertState.Resolved } : alert;

    private static AlertState StateOf(string? state, ImmutableArray<string> silencedBy, ImmutableArray<string> inhibitedBy) => state?.ToLowerInvariant() switch
    {
        "resolved" or "inactive" or "normal" or "ok" or "expired" => AlertState.Resolved,
        "pending" => AlertState.Pending,
        "suppressed" or "silenced" or "inhibited" => AlertState.Suppressed,
        _ => silencedBy.IsEmpty && inhibitedBy.IsEmpty ? AlertState.Active : AlertState.Suppressed,
    };
}
