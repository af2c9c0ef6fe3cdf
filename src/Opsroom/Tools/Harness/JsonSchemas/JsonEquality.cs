using System.Globalization;
using System.Text.Json;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.JsonSchemas;

/// <summary>Compares YAML with JSON, and YAML with YAML, by what they mean.</summary>
internal static class JsonEquality
{
    /// <summary>The value of a YAML number, or null for one that JSON cannot hold.</summary>
    public static double? Number(YamlScalar scalar)
    {
        var text = scalar.Value;
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hexadecimal) ? hexadecimal : null;
        }

        if (text.StartsWith("0o", StringComparison.Ordinal))
        {
            return text[2..].Aggregate(0.0, (sum, digit) => (sum * 8) + (digit - '0'));
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    public static bool AreEqual(YamlNode node, JsonElement json) => (node, json.ValueKind) switch
    {
        (YamlScalar { Kind: ScalarKind.Text } text, JsonValueKind.String) => json.ValueEquals(text.Value),
        (YamlScalar { Kind: ScalarKind.Number } number, JsonValueKind.Number) => Number(number) == json.GetDouble(),
        (YamlScalar { Kind: ScalarKind.Boolean } boolean, JsonValueKind.True) => IsTrue(boolean),
        (YamlScalar { Kind: ScalarKind.Boolean } boolean, JsonValueKind.False) => !IsTrue(boolean),
        (YamlScalar { Kind: ScalarKind.Null }, JsonValueKind.Null) => true,
        (YamlList list, JsonValueKind.Array) => list.Items.Count == json.GetArrayLength() && list.Items.Zip(json.EnumerateArray()).All(pair => AreEqual(pair.First, pair.Second)),
        (YamlMap map, JsonValueKind.Object) => map.Entries.Count == json.EnumerateObject().Count()
            && map.Entries.TrueForAll(entry => json.TryGetProperty(entry.Key.Value, out var value) && AreEqual(entry.Value, value)),
        _ => false,
    };

    public static bool AreEqual(YamlNode left, YamlNode right) => (left, right) switch
    {
        (YamlScalar { Kind: ScalarKind.Number } a, YamlScalar { Kind: ScalarKind.Number } b) => Number(a) == Number(b),
        (YamlScalar { Kind: ScalarKind.Boolean } a, YamlScalar { Kind: ScalarKind.Boolean } b) => IsTrue(a) == IsTrue(b),
        (YamlScalar a, YamlScalar b) => a.Kind == b.Kind && (a.Kind == ScalarKind.Null || a.Value == b.Value),
        (YamlList a, YamlList b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(pair => AreEqual(pair.First, pair.Second)),
        (YamlMap a, YamlMap b) => a.Entries.Count == b.Entries.Count && a.Entries.TrueForAll(entry => b[entry.Key.Value] is { } other && AreEqual(entry.Value, other)),
        _ => false,
    };

    private static bool IsTrue(YamlScalar scalar) => scalar.Value is "true" or "True" or "TRUE";
}
