using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace ClientNamespace;

/// <summary>How values become JSON.</summary>
internal static class ApiJson
{
    public static JsonSerializerOptions Options { get; } = new() { NumberHandling = JsonNumberHandling.AllowReadingFromString };

    public static JsonElement Element<T>(T value) => JsonSerializer.SerializeToElement(value, Options);
}

/// <summary>How values become parts of addresses, headers and forms: OpenAPI's styles.</summary>
internal static class ApiText
{
    /// <summary>A value as a part of a path.</summary>
    public static string Path<T>(T value, string name = "", string style = "simple", bool explode = false)
    {
        var element = ApiJson.Element(value);
        return style switch
        {
            "label" => "." + Simple(element, explode, explode ? "." : ",", Uri.EscapeDataString),
            "matrix" when explode && element.ValueKind == JsonValueKind.Array => string.Concat(element.EnumerateArray().Select(item => $";{name}={Uri.EscapeDataString(Of(item))}")),
            "matrix" when explode && element.ValueKind == JsonValueKind.Object => string.Concat(Present(element).Select(item => $";{Uri.EscapeDataString(item.Name)}={Uri.EscapeDataString(Of(item.Value))}")),
            "matrix" => $";{name}=" + Simple(element, explode, ",", Uri.EscapeDataString),
            "json" => Uri.EscapeDataString(element.GetRawText()),
            _ => Simple(element, explode, ",", Uri.EscapeDataString),
        };
    }

    public static void AddQuery(List<string> query, string name, JsonElement value, string style, bool explode, bool allowReserved)
    {
        Func<string, string> encode = allowReserved ? Reserved : Uri.EscapeDataString;
        var key = Uri.EscapeDataString(name);
        switch (value.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined:
                break;
            case var _ when style == "json":
                query.Add($"{key}={encode(value.GetRawText())}");
                break;
            case JsonValueKind.Array when explode:
                query.AddRange(value.EnumerateArray().Select(item => $"{key}={encode(Of(item))}"));
                break;
            case JsonValueKind.Array:
                query.Add($"{key}={string.Join(style switch { "spaceDelimited" => "%20", "pipeDelimited" => "|", _ => "," }, value.EnumerateArray().Select(item => encode(Of(item))))}");
                break;
            case JsonValueKind.Object when style == "deepObject":
                AddDeep(query, name, value, encode);
                break;
            case JsonValueKind.Object when explode:
                query.AddRange(Present(value).Select(item => $"{Uri.EscapeDataString(item.Name)}={encode(Of(item.Value))}"));
                break;
            case JsonValueKind.Object:
                query.Add($"{key}={string.Join(',', Present(value).Select(item => $"{encode(item.Name)},{encode(Of(item.Value))}"))}");
                break;
            default:
                query.Add($"{key}={encode(Of(value))}");
                break;
        }
    }

    public static string Simple(JsonElement value, bool explode, string separator = ",", Func<string, string>? encode = null)
    {
        encode ??= text => text;
        return value.ValueKind switch
        {
            JsonValueKind.Array => string.Join(separator, value.EnumerateArray().Select(item => encode(Of(item)))),
            JsonValueKind.Object => string.Join(separator, Present(value).Select(item => $"{encode(item.Name)}{(explode ? "=" : ",")}{encode(Of(item.Value))}")),
            _ => encode(Of(value)),
        };
    }

    /// <summary>A text as it is, anything else as JSON.</summary>
    public static string Of(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>The address of the link with the relation next (RFC 8288); null where there is none.</summary>
    public static string? NextLink(string header)
    {
        foreach (Match link in Regex.Matches(header, "<([^>]*)>([^<]*)"))
        {
            var relation = Regex.Match(link.Groups[2].Value, ";\\s*rel\\s*=\\s*\"?([^\";,]*)", RegexOptions.IgnoreCase);
            if (relation.Groups[1].Value.Split(' ').Contains("next", StringComparer.OrdinalIgnoreCase))
            {
                return link.Groups[1].Value;
            }
        }

        return null;
    }

    private static void AddDeep(List<string> query, string name, JsonElement value, Func<string, string> encode)
    {
        foreach (var item in Present(value))
        {
            var key = $"{name}[{encode(item.Name)}]";
            if (item.Value.ValueKind == JsonValueKind.Object)
            {
                AddDeep(query, key, item.Value, encode);
            }
            else if (item.Value.ValueKind == JsonValueKind.Array)
            {
                query.AddRange(item.Value.EnumerateArray().Select(each => $"{key}={encode(Of(each))}"));
            }
            else
            {
                query.Add($"{key}={encode(Of(item.Value))}");
            }
        }
    }

    private static IEnumerable<JsonProperty> Present(JsonElement value) => value.EnumerateObject().Where(item => item.Value.ValueKind != JsonValueKind.Null);

    private static string Reserved(string text)
    {
        const string Kept = "!*'();:@,/?$[]";
        return string.Concat(Uri.EscapeDataString(text).Split('%').Select((part, i) => i == 0 ? part
            : Kept.Contains((char)Convert.ToInt32(part[..2], 16)) ? (char)Convert.ToInt32(part[..2], 16) + part[2..] : "%" + part));
    }
}
