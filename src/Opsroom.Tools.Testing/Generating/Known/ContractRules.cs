using System.Text.Json.Nodes;

namespace Opsroom.Tools.Testing.Generating.Known;

/// <summary>What a schema says of one place in a JSON document.</summary>
/// <param name="Path">As <c>/items/*/id</c>; <c>*</c> is each element of a list, and the empty path the document.</param>
/// <param name="Types">JSON Schema's names, with a blank between them; empty where any type fits.</param>
/// <param name="Required">Whether it has to be there where what is around it is.</param>
internal sealed record ContractRule(string Path, string Types, bool Required);

/// <summary>Reads from a schema what can be told of an answer without choosing between alternatives: required members, types of members and of elements.</summary>
internal sealed class ContractRules
{
    private const int MostRules = 200;
    private const int MostSteps = 5000;
    private const int Deepest = 8;
    private readonly JsonNode _root;
    private readonly List<ContractRule> _rules = [];
    private int _steps;

    private ContractRules(JsonNode root) => _root = root;

    public static IReadOnlyList<ContractRule> Of(JsonNode root, JsonNode? schema)
    {
        var rules = new ContractRules(root);
        rules.Walk(schema, "", true, 0);
        return rules._rules;
    }

    private void Walk(JsonNode? written, string path, bool required, int depth)
    {
        if (depth > Deepest || _rules.Count >= MostRules)
        {
            return;
        }

        var parts = Parts(written, 0).ToList();
        var types = parts.Select(part => TypesOf(part, 0)).FirstOrDefault(found => found.Count > 0) ?? [];
        if (required || types.Count > 0)
        {
            _rules.Add(new(path, string.Join(' ', types), required));
        }

        var needed = parts.SelectMany(part => part["required"] as JsonArray ?? []).Select(ApiNode.Text).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var members = parts.SelectMany(part => part["properties"] as JsonObject ?? []).DistinctBy(member => member.Key, StringComparer.Ordinal).ToDictionary(member => member.Key, member => member.Value, StringComparer.Ordinal);
        foreach (var name in members.Keys.Union(needed, StringComparer.Ordinal).Where(name => name != "*" && !name.Contains('/', StringComparison.Ordinal) && !IsOnlySent(members.GetValueOrDefault(name))))
        {
            Walk(members.GetValueOrDefault(name), $"{path}/{name}", needed.Contains(name), depth + 1);
        }

        if (parts.Select(part => part["items"]).OfType<JsonObject>().FirstOrDefault() is { } items)
        {
            Walk(items, $"{path}/*", false, depth + 1);
        }
    }

    /// <summary>A password, say, is in no answer.</summary>
    private bool IsOnlySent(JsonNode? member) => ApiNode.Text(ApiNode.Resolve(_root, member)?["writeOnly"]) == "true";

    /// <summary>A schema and all that it says to be true as well. Schemas that lead to themselves in several ways would never end.</summary>
    private IEnumerable<JsonObject> Parts(JsonNode? written, int depth) =>
        depth > Deepest || ++_steps > MostSteps || ApiNode.Resolve(_root, written) is not { } schema ? [] : [schema, .. (schema["allOf"] as JsonArray ?? []).SelectMany(part => Parts(part, depth + 1))];

    private List<string> TypesOf(JsonObject schema, int depth)
    {
        List<string> types = schema["type"] is JsonArray several ? [.. several.Select(ApiNode.Text).OfType<string>()] : ApiNode.Text(schema["type"]) is { } one ? [one] : [];
        if (types.Count == 0 && depth < Deepest && ++_steps <= MostSteps && (schema["oneOf"] ?? schema["anyOf"]) is JsonArray alternatives)
        {
            var each = alternatives.Select(alternative => ApiNode.Resolve(_root, alternative) is { } found ? TypesOf(found, depth + 1) : []).ToList();
            types = each.Exists(found => found.Count == 0) ? [] : [.. each.SelectMany(found => found).Distinct(StringComparer.Ordinal)];
        }

        // Swagger 2 has files, which are no JSON
        return types.Contains("file") ? [] : types.Count > 0 && (ApiNode.Text(schema["nullable"]) ?? ApiNode.Text(schema["x-nullable"])) == "true" ? [.. types, "null"] : types;
    }
}
