using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Kubernetes.Fakes;

/// <summary>How patches change an object: RFC 7396, and the merge of lists by key that a strategic patch and an apply do.</summary>
internal static class FakePatch
{
    /// <summary>Stands in paths for a dot that is part of a name.</summary>
    public const char Dot = '\u2024';

    /// <summary>The lists whose items have a key, by the field that holds them.</summary>
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["containers"] = "name",
        ["initContainers"] = "name",
        ["env"] = "name",
        ["volumes"] = "name",
        ["volumeMounts"] = "mountPath",
        ["imagePullSecrets"] = "name",
        ["conditions"] = "type",
        ["ownerReferences"] = "uid",
    };

    public static void Merge(JsonObject target, JsonObject patch, bool listsByKey)
    {
        foreach (var (name, value) in patch)
        {
            target[name] = value switch
            {
                null => null,
                JsonObject inner => Merged(target[name] as JsonObject ?? [], inner, listsByKey),
                JsonArray list when listsByKey && KeyOf(name, list) is { } key => MergedByKey(target[name] as JsonArray ?? [], list, key),
                _ => value.DeepClone(),
            };
            if (value is null)
            {
                target.Remove(name);
            }
        }
    }

    /// <summary>The paths of what an object sets, as field managers own them, such as <c>.spec.containers[name="web"].image</c>.</summary>
    public static IEnumerable<(string Path, string Value)> Leaves(JsonNode? node, string path = "", string field = "") => node switch
    {
        JsonObject map when map.Count > 0 => map.SelectMany(each => Leaves(each.Value, $"{path}.{each.Key.Replace('.', Dot)}", each.Key)),
        JsonArray list when KeyOf(field, list) is { } key => list.SelectMany(item => Leaves(item, $"{path}[{key}=\"{item![key]}\"]")),
        _ => [(path, node?.ToJsonString() ?? "null")],
    };

    private static JsonObject Merged(JsonObject target, JsonObject patch, bool listsByKey)
    {
        var clone = target.DeepClone().AsObject();
        Merge(clone, patch, listsByKey);
        return clone;
    }

    private static JsonArray MergedByKey(JsonArray target, JsonArray patch, string key)
    {
        var items = target.Select(item => item!.DeepClone().AsObject()).ToList();
        foreach (var given in patch.Select(item => item!.AsObject()))
        {
            var at = items.FindIndex(item => item[key]?.ToString() == given[key]!.ToString());
            if ((string?)given["$patch"] == "delete")
            {
                items.RemoveAll(item => item[key]?.ToString() == given[key]!.ToString());
            }
            else if (at < 0)
            {
                items.Add(given.DeepClone().AsObject());
            }
            else
            {
                Merge(items[at], given, listsByKey: true);
            }
        }

        return [.. items];
    }

    private static string? KeyOf(string field, JsonArray list) =>
        Keys.GetValueOrDefault(field) is { } key && list.Count > 0 && list.All(item => item is JsonObject map && map.ContainsKey(key)) ? key : null;
}
