using System.Text.Json;

namespace Opsroom.Tools.Yaml;

/// <summary>Turns JSON into the same values of a YAML document.</summary>
internal static class YamlFromJson
{
    public static YamlNode Convert(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new YamlMap();
                foreach (var property in element.EnumerateObject())
                {
                    map.Add(property.Name, Convert(property.Value));
                }

                return map;
            case JsonValueKind.Array:
                return new YamlList(element.EnumerateArray().Select(Convert));
            case JsonValueKind.Number:
                return new YamlScalar(element.GetRawText(), ScalarKind.Number);
            case JsonValueKind.True or JsonValueKind.False:
                return YamlScalar.Of(element.GetBoolean());
            case JsonValueKind.String:
                return new YamlScalar(element.GetString()!);
            default:
                return new YamlScalar("null", ScalarKind.Null);
        }
    }
}
