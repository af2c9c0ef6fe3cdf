using System.Text.Json;
using Opsroom.Tools.Outgoing;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Alertmanager;

/// <summary>Reads what Alertmanager answers; null where it is something else.</summary>
internal static class AlertmanagerReader
{
    private const int MostAlerts = 2_000;
    private const int MostGroups = 500;
    private const int MostSilences = 1_000;

    public static ManagedGroups? Groups(JsonElement body) => body.ValueKind != JsonValueKind.Array ? null : new ManagedGroups(
        [.. body.EnumerateArray().Take(MostGroups).Select(group => new ManagedGroup(
            group.Labels("labels"), group.Part("receiver")?.Text("name") ?? "", [.. group.Elements("alerts").Take(MostAlerts).Select(alert => alert.Text("fingerprint") ?? "")]))],
        body.GetArrayLength() > MostGroups);

    public static ManagedAlerts? Alerts(JsonElement body) => body.ValueKind != JsonValueKind.Array ? null : new ManagedAlerts(
        [.. body.EnumerateArray().Take(MostAlerts).Where(alert => alert.ValueKind == JsonValueKind.Object).Select(Alert)], body.GetArrayLength() > MostAlerts);

    public static Silences? Silences(JsonElement body) => body.ValueKind != JsonValueKind.Array ? null
        : new Silences([.. body.EnumerateArray().Select(Silence).Where(silence => silence.State is "active" or "pending").Take(MostSilences)]);

    public static AlertmanagerStatus? Status(JsonElement body) => body.Part("versionInfo")?.Text("version") is not { } version ? null
        : new AlertmanagerStatus(version, body.Part("cluster")?.Text("status") ?? "", body.Part("cluster")?.Elements("peers").Count() ?? 0);

    private static ManagedAlert Alert(JsonElement alert)
    {
        var status = alert.Part("status") ?? default;
        return new ManagedAlert(
            alert.Text("fingerprint") ?? "", alert.Labels("labels"), alert.Labels("annotations"), alert.Time("startsAt"), alert.Time("endsAt"),
            [.. alert.Elements("receivers").Select(receiver => receiver.Text("name")).OfType<string>()], [.. status.Texts("silencedBy")], [.. status.Texts("inhibitedBy")]);
    }

    private static Silence Silence(JsonElement silence) => new(
        silence.Text("id") ?? "", silence.Part("status")?.Text("state") ?? "", silence.Text("createdBy") ?? "", silence.Text("comment") ?? "", silence.Time("startsAt"), silence.Time("endsAt"),
        [.. silence.Elements("matchers").Select(Matcher)]);

    private static string Matcher(JsonElement matcher)
    {
        var isEqual = matcher.Part("isEqual") is not { ValueKind: JsonValueKind.False };
        var isRegex = matcher.Part("isRegex") is { ValueKind: JsonValueKind.True };
        var sign = (isEqual, isRegex) switch { (true, false) => "=", (true, true) => "=~", (false, false) => "!=", _ => "!~" };
        return $"{matcher.Text("name")}{sign}{PromQL.Quote(matcher.Text("value") ?? "")}";
    }
}
