using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Opsroom.Tools.Testing.Generating.Writing;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Opsroom.Tools.Testing.Generating.Known;

/// <summary>One operation of an API document, and what is documented of its answers.</summary>
/// <param name="Path">With examples in the place of its parameters; null where a parameter has none.</param>
/// <param name="Headers">Those that it needs, with examples.</param>
internal sealed record ContractCase(string Name, string Method, string? Path, IReadOnlyList<KeyValuePair<string, string>> Headers, IReadOnlyList<ContractAnswer> Answers, bool NeedsBody);

/// <param name="Status">As <c>200</c>, <c>2XX</c> or <c>default</c>.</param>
/// <param name="Content">What is known of the JSON, by media type; empty where the document says nothing of a body.</param>
internal sealed record ContractAnswer(string Status, IReadOnlyList<KeyValuePair<string, IReadOnlyList<ContractRule>>> Content);

/// <summary>Reads the operations of an OpenAPI document for contract tests.</summary>
internal static partial class ContractCases
{
    private const int MostOperations = 500;
    private const int MostNodes = 1_000_000;
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch", "head", "options"];

    /// <summary>Null, with the reason, where the text is no such document.</summary>
    public static (List<ContractCase>? Cases, string? Problem) Read(string text, CaseNames names)
    {
        JsonNode? root;
        try
        {
            root = text.TrimStart().StartsWith('{') ? JsonNode.Parse(text) : Yaml(text);
        }
        catch (Exception wrong) when (wrong is YamlException or JsonException)
        {
            return (null, $"The document cannot be read: {OutsideText.OneLine(wrong.Message)}");
        }

        if (ApiNode.At(root, "paths") is not JsonObject paths)
        {
            return (null, "The document has no paths: it is no OpenAPI document.");
        }

        var cases = new List<ContractCase>();
        foreach (var (path, written) in paths)
        {
            var item = ApiNode.Resolve(root!, written);
            foreach (var (method, operation) in (item ?? []).Where(pair => pair.Value is JsonObject && Methods.Contains(pair.Key, StringComparer.Ordinal)).Take(MostOperations - cases.Count))
            {
                cases.Add(Of(root!, path, item!, method, (JsonObject)operation!, names));
            }
        }

        return (cases, null);
    }

    private static ContractCase Of(JsonNode root, string path, JsonObject item, string method, JsonObject operation, CaseNames names)
    {
        var name = names.Next($"{ApiNode.Text(operation["operationId"]) ?? $"{method}_{path}"}_answers_as_documented");
        // an operation's own parameter takes the place of the path's
        var parameters = new[] { operation["parameters"], item["parameters"] }.OfType<JsonArray>().SelectMany(each => each).Select(each => ApiNode.Resolve(root, each)).OfType<JsonObject>()
            .DistinctBy(each => (ApiNode.Text(each["name"]), ApiNode.Text(each["in"]))).ToList();
        string? target = path;
        List<string> query = [];
        List<KeyValuePair<string, string>> headers = [];
        foreach (var parameter in parameters)
        {
            var (place, key) = (ApiNode.Text(parameter["in"]), ApiNode.Text(parameter["name"]) ?? "");
            if (place is not ("path" or "query" or "header") || place != "path" && ApiNode.Text(parameter["required"]) != "true")
            {
                continue;
            }

            var example = ExampleOf(root, parameter);
            if (example is null || example.Contains('\n', StringComparison.Ordinal))
            {
                target = null;
            }
            else if (place == "path")
            {
                target = target?.Replace($"{{{key}}}", Uri.EscapeDataString(example), StringComparison.Ordinal);
            }
            else if (place == "query")
            {
                query.Add($"{Uri.EscapeDataString(key)}={Uri.EscapeDataString(example)}");
            }
            else
            {
                headers.Add(new(key, example));
            }
        }

        target = target is null || target.Contains('{', StringComparison.Ordinal) ? null : Foreign().Replace(target, match => Uri.EscapeDataString(match.Value));
        return new(
            name, method.ToUpperInvariant(), target is null || query.Count == 0 ? target : $"{target}?{string.Join('&', query)}", headers,
            [.. (operation["responses"] as JsonObject ?? []).Where(response => IsStatus(response.Key)).Select(response => Answer(root, operation, response.Key, ApiNode.Resolve(root, response.Value)))],
            operation["requestBody"] is not null || parameters.Exists(parameter => ApiNode.Text(parameter["in"]) is "body" or "formData"));
    }

    private static string? ExampleOf(JsonNode root, JsonObject parameter)
    {
        // Swagger 2 says of the parameter itself what OpenAPI 3 says of its schema
        var schema = ApiNode.Resolve(root, parameter["schema"]) ?? parameter;
        var example = parameter["example"] ?? ApiNode.Resolve(root, (parameter["examples"] as JsonObject)?.FirstOrDefault().Value)?["value"]
            ?? schema["example"] ?? (schema["examples"] as JsonArray)?.FirstOrDefault() ?? schema["default"] ?? (schema["enum"] as JsonArray)?.FirstOrDefault();
        return ApiNode.Text(example);
    }

    private static ContractAnswer Answer(JsonNode root, JsonObject operation, string status, JsonObject? response)
    {
        IEnumerable<(string Media, JsonNode? Schema)> content = response?["content"] is JsonObject documented ? documented.Select(each => (each.Key, ApiNode.At(each.Value, "schema")))
            : response?["schema"] is { } schema ? (operation["produces"] as JsonArray ?? ApiNode.At(root, "produces") as JsonArray ?? ["application/json"]).Select(ApiNode.Text).OfType<string>().Select(media => (media, (JsonNode?)schema))
            : [];
        return new(
            status == "default" ? status : status.ToUpperInvariant(),
            [
                .. content.Select(each => (Media: each.Media.Split(';')[0].Trim().ToLowerInvariant(), each.Schema)).DistinctBy(each => each.Media, StringComparer.Ordinal)
                    .Select(each => KeyValuePair.Create(each.Media, each.Media.Contains("json", StringComparison.Ordinal) ? ContractRules.Of(root, each.Schema) : [])),
            ]);
    }

    private static bool IsStatus(string key) => key == "default" || key.Length == 3 && key[0] is >= '1' and <= '5' && (key.EndsWith("XX", StringComparison.OrdinalIgnoreCase) || key.All(char.IsAsciiDigit));

    private static JsonNode? Yaml(string text)
    {
        // anchors that repeat each other make a short text without end
        var nodes = 0;
        return Json(new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object?>(text), 0);

        JsonNode? Json(object? value, int depth) => ++nodes > MostNodes ? throw new JsonException("it repeats itself without end.") : value switch
        {
            _ when depth > 64 => null,
            IDictionary<object, object> map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key.ToString() ?? "", Json(pair.Value, depth + 1))).DistinctBy(pair => pair.Key, StringComparer.Ordinal)),
            IEnumerable<object> list => new JsonArray([.. list.Select(item => Json(item, depth + 1))]),
            null => null,
            bool flag => JsonValue.Create(flag),
            _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
        };
    }

    /// <summary>What a path of a request cannot have.</summary>
    [GeneratedRegex("""[^\x21-\x7e]+|["<>\\^`{|}]""", RegexOptions.None, 1000)]
    private static partial Regex Foreign();
}
