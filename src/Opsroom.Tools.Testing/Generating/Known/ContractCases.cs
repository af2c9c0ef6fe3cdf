using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Tools.Testing.Generating.Writing;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Opsroom.Tools.Testing.Generating.Known;

/// <summary>One operation of an API document, and what is documented of its answer.</summary>
/// <param name="Path">With examples in the place of its parameters; null where a parameter has none.</param>
internal sealed record ContractCase(string Name, string Method, string? Path, IReadOnlyList<int> Statuses, string? MediaType, IReadOnlyList<string> Required, bool NeedsBody);

/// <summary>Reads the operations of an OpenAPI document for contract tests.</summary>
internal static class ContractCases
{
    private const int MostOperations = 500;
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch", "head", "options"];

    /// <summary>Null, with the reason, where the text is no such document.</summary>
    public static (List<ContractCase>? Cases, string? Problem) Read(string text, CaseNames names)
    {
        JsonNode? root;
        try
        {
            root = text.TrimStart().StartsWith('{') ? JsonNode.Parse(text) : Json(new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object?>(text), 0);
        }
        catch (Exception wrong) when (wrong is YamlException or JsonException)
        {
            return (null, $"The document cannot be read: {OutsideText.OneLine(wrong.Message)}");
        }

        if (root?["paths"] is not JsonObject paths)
        {
            return (null, "The document has no paths: it is no OpenAPI document.");
        }

        var cases = new List<ContractCase>();
        foreach (var (path, item) in paths)
        {
            foreach (var (method, operation) in (item as JsonObject ?? []).Where(pair => Methods.Contains(pair.Key, StringComparer.Ordinal)).Take(MostOperations - cases.Count))
            {
                cases.Add(Of(root, path, item!, method, operation!, names));
            }
        }

        return (cases, null);
    }

    private static ContractCase Of(JsonNode root, string path, JsonNode item, string method, JsonNode operation, CaseNames names)
    {
        var responses = operation["responses"] as JsonObject ?? [];
        var statuses = responses.Select(response => int.TryParse(response.Key, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var status) ? status : 0).Where(status => status > 0).ToList();
        var success = responses.FirstOrDefault(response => response.Key.StartsWith('2')).Value is { } found ? Resolve(root, found) : null;
        var media = (success?["content"] as JsonObject)?.FirstOrDefault();
        var schema = media?.Value?["schema"] ?? success?["schema"];
        var required = schema is null ? null : Resolve(root, schema)?["required"] as JsonArray;
        var name = names.Next($"{Text(operation["operationId"]) ?? $"{method}_{path}"}_answers_as_documented");
        var parameters = new[] { item["parameters"], operation["parameters"] }.OfType<JsonArray>().SelectMany(each => each).OfType<JsonNode>().Select(each => Resolve(root, each)).OfType<JsonNode>().ToList();
        string? target = path;
        var query = new List<string>();
        foreach (var parameter in parameters.Where(parameter => Text(parameter["in"]) is "path" || Text(parameter["in"]) is "query" && parameter["required"]?.ToString() == "true"))
        {
            var example = parameter["example"] ?? parameter["schema"]?["example"] ?? parameter["schema"]?["default"] ?? (parameter["schema"]?["enum"] as JsonArray)?.FirstOrDefault();
            var key = Text(parameter["name"]) ?? "";
            target = example is null ? null : Text(parameter["in"]) == "path" ? target?.Replace($"{{{key}}}", Uri.EscapeDataString(example.ToString()), StringComparison.Ordinal) : target;
            if (example is not null && Text(parameter["in"]) == "query")
            {
                query.Add($"{Uri.EscapeDataString(key)}={Uri.EscapeDataString(example.ToString())}");
            }
        }

        return new(
            name, method.ToUpperInvariant(), target is null || query.Count == 0 ? target : $"{target}?{string.Join('&', query)}", statuses, media?.Key, [.. (required ?? []).Select(each => each?.ToString()).OfType<string>()],
            operation["requestBody"] is not null || parameters.Any(parameter => Text(parameter["in"]) == "body"));
    }

    private static JsonNode? Resolve(JsonNode root, JsonNode node)
    {
        for (var rounds = 0; rounds < 10 && Text(node["$ref"]) is { } reference; rounds++)
        {
            if (!reference.StartsWith("#/", StringComparison.Ordinal))
            {
                return null;
            }

            JsonNode? at = root;
            foreach (var part in reference[2..].Split('/').Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
            {
                at = (at as JsonObject)?[part];
            }

            if (at is null)
            {
                return null;
            }

            node = at;
        }

        return node is JsonObject ? node : null;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value ? value.ToString() : null;

    private static JsonNode? Json(object? value, int depth) => value switch
    {
        _ when depth > 64 => null,
        IDictionary<object, object> map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key.ToString() ?? "", Json(pair.Value, depth + 1))).DistinctBy(pair => pair.Key, StringComparer.Ordinal)),
        IEnumerable<object> list => new JsonArray([.. list.Select(item => Json(item, depth + 1))]),
        null => null,
        bool flag => JsonValue.Create(flag),
        _ => JsonValue.Create(value.ToString()),
    };
}
