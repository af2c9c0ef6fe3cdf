using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <summary>Reads rules as <c>/api/v1/rules</c> returns them, wrapped or not, and as rule files and rulers hold them.</summary>
internal static class RuleReader
{
    private const int MaxDepth = 6;

    public static void Read(JsonElement element, Place place, RecordingBuilder into, string group = "", int depth = 0)
    {
        if (depth > MaxDepth || into.Rules.Count >= RecordingBuilder.MaxOfAKind)
        {
            return;
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in element.EnumerateArray())
            {
                Read(item, place.Item(index++), into, group, depth + 1);
            }
        }
        else if (element.Find("rules") is { ValueKind: JsonValueKind.Array } rules)
        {
            Read(rules, place.At("rules"), into, element.Text("name") ?? group, depth + 1);
        }
        else if (element.Text("query", "expr") is { } query)
        {
            into.Rules.Add(One(element, query, group, place, into));
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            // data, groups, or a ruler's namespaces
            foreach (var property in element.EnumerateObject().Where(property => property.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object))
            {
                Read(property.Value, place.At(property.Name), into, group, depth + 1);
            }
        }
    }

    private static RecordedRule One(JsonElement rule, string query, string group, Place place, RecordingBuilder into)
    {
        var alerts = ImmutableArray.CreateBuilder<RecordedAlert>();
        var index = 0;
        foreach (var alert in rule.Find("alerts").Items())
        {
            alerts.Add(AlertReader.One(alert, place.At("alerts").Item(index++), into));
        }

        into.Saw(rule.Time("lastEvaluation"));
        var isRecording = rule.Text("type") == "recording" || rule.Find("record") is not null;
        return new(
            group, rule.Text("name", "alert", "record") ?? "", query, StateOf(rule.Text("state")), isRecording, PeriodText.Parse(rule.Text("duration", "for")),
            rule.Find("labels").Words(), rule.Find("annotations").Words(), rule.Text("health"), rule.Text("lastError"), alerts.ToImmutable(), place);
    }

    private static RuleState StateOf(string? state) => state switch
    {
        "firing" => RuleState.Firing,
        "pending" => RuleState.Pending,
        "inactive" => RuleState.Inactive,
        _ => RuleState.Unknown,
    };
}
