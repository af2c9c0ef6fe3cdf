using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi;

/// <summary>Reads plain values out of a description.</summary>
internal static class SpecValues
{
    public static bool IsTrue(this YamlMap map, string key) => map[key] is YamlScalar { Kind: ScalarKind.Boolean, Value: "true" or "True" or "TRUE" };

    public static bool IsFalse(this YamlMap map, string key) => map[key] is YamlScalar { Kind: ScalarKind.Boolean, Value: "false" or "False" or "FALSE" };

    public static string? Words(this YamlMap map, string key) => map[key] is YamlScalar { Kind: not ScalarKind.Null } scalar && scalar.Value.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>The mapping at a key, or an empty one.</summary>
    public static IEnumerable<YamlEntry> Entries(this YamlMap map, string key) => (map[key] as YamlMap)?.Entries ?? [];

    public static IEnumerable<YamlNode> Items(this YamlMap map, string key) => (map[key] as YamlList)?.Items ?? [];

    /// <summary>The texts of a list, or the one text that stands in its place.</summary>
    public static IEnumerable<string> Texts(this YamlMap map, string key) =>
        map[key] is YamlScalar { Kind: not ScalarKind.Null } one ? [one.Value] : map.Items(key).Select(item => item.Text).OfType<string>();

    /// <summary>The tree as JSON. A number that JSON cannot write becomes a text.</summary>
    public static JsonNode? ToJson(this YamlNode node)
    {
        switch (node)
        {
            case YamlMap map:
                return new JsonObject(map.Entries.DistinctBy(entry => entry.Key.Value, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Key.Value, entry.Value.ToJson())));
            case YamlList list:
                return new JsonArray([.. list.Items.Select(item => item.ToJson())]);
            case YamlScalar { Kind: ScalarKind.Null }:
                return null;
            case YamlScalar { Kind: ScalarKind.Boolean } flag:
                return JsonValue.Create(flag.Value[0] is 't' or 'T');
            case YamlScalar { Kind: ScalarKind.Number } number:
                return Number(number.Value);
            default:
                return JsonValue.Create(node.Text ?? "");
        }
    }

    private static JsonValue Number(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return JsonValue.Create(whole);
        }

        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
        {
            return JsonValue.Create(exact);
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create(text);
    }

    /// <summary>Whether a scalar is a whole number.</summary>
    public static bool IsWhole(this YamlScalar scalar) =>
        scalar.Kind == ScalarKind.Number && long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    /// <summary>JSON in the shortest form, for comparisons.</summary>
    public static string Canonical(this YamlNode node) => node.ToJson()?.ToJsonString(JsonSerializerOptions.Default) ?? "null";
}
