using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Kubernetes.Snapshots;

/// <summary>Which fields of an object another one does not have alike. What is empty counts as absent, and what the other has beyond them does not count.</summary>
public static class ObjectDifference
{
    /// <summary>The paths of the fields, such as <c>status.conditions[1].reason</c>.</summary>
    public static IEnumerable<string> Of(JsonNode? given, JsonNode? other, string path = "") => given switch
    {
        _ when IsEmpty(given) && IsEmpty(other) => [],
        JsonObject map when other is JsonObject others => map.SelectMany(field => Of(field.Value, others[field.Key], path.Length == 0 ? field.Key : $"{path}.{field.Key}")),
        JsonArray list when other is JsonArray others && others.Count >= list.Count => list.SelectMany((item, index) => Of(item, others[index], $"{path}[{index}]")),
        JsonValue value when other is JsonValue others && IsSame(value, others) => [],
        _ => [path],
    };

    private static bool IsEmpty(JsonNode? node) => node switch
    {
        null => true,
        JsonObject map => map.All(field => IsEmpty(field.Value)),
        JsonArray list => list.Count == 0,
        JsonValue value => value.GetValueKind() is JsonValueKind.False || value.GetValueKind() is JsonValueKind.String && ((string)value!).Length == 0 || value.ToJsonString() == "0",
        _ => false,
    };

    private static bool IsSame(JsonValue given, JsonValue other) =>
        given.ToString() == other.ToString()
        || given.GetValueKind() is JsonValueKind.String && IsTime(given, out var one) && IsTime(other, out var two) && one == two;

    private static bool IsTime(JsonValue value, out DateTimeOffset time) => DateTimeOffset.TryParse(value.ToString(), CultureInfo.InvariantCulture, out time);
}
