using System.Text.Json;

namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <summary>Reads what whoever recorded a bundle said about it.</summary>
internal static class HeaderReader
{
    public static IncidentHeader None { get; } = new(null, null, null, null, null, null, new("incident.yaml", ""));

    public static IncidentHeader Read(JsonElement root, Place place) => root.ValueKind == JsonValueKind.Object
        ? new(
            root.Text("description", "summary", "title"),
            root.Text("service"),
            root.Text("namespace"),
            root.Time("started_at", "startedAt", "start"),
            root.Time("ended_at", "endedAt", "end"),
            root.Time("recorded_at", "recordedAt"),
            place)
        : None with { Description = root.AsText(), Place = place };
}
