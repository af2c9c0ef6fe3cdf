using System.Text.Json;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>
/// The server's record of who set which fields (<c>metadata.managedFields</c>). Fields are keys <c>f:name</c>, items of lists <c>k:{keys}</c>, <c>v:value</c> or
/// <c>i:index</c>, each with the fields below it.
/// </summary>
internal static class ManagedFields
{
    /// <summary>The entries that a manager's applies have made.</summary>
    public static bool IsApplied(YamlMap entry, string manager) => entry.TextAt("manager") == manager && entry.TextAt("operation") == "Apply" && entry.TextAt("subresource") is null or "";

    /// <summary>The entries that a manager's other writes have made.</summary>
    public static bool IsUpdated(YamlMap entry, string manager) => entry.TextAt("manager") == manager && entry.TextAt("operation") == "Update" && entry.TextAt("subresource") is null or "";

    public static IEnumerable<YamlMap> EntriesOf(KubeObject live) => live.Body.MapsAt("metadata", "managedFields");

    /// <summary>The fields that a manager applied.</summary>
    public static YamlMap AppliedBy(string manager, KubeObject? live) =>
        (live is null ? null : EntriesOf(live).FirstOrDefault(entry => IsApplied(entry, manager))?.MapAt("fieldsV1")) ?? new YamlMap();

    /// <summary>All fields of either.</summary>
    public static YamlMap Union(YamlMap one, YamlMap other)
    {
        // a field without any below it is owned as a whole
        if (one.Entries.Count == 0 || other.Entries.Count == 0)
        {
            return new YamlMap();
        }

        var all = new YamlMap();
        foreach (var (key, value) in one.Entries)
        {
            all.Add(key.Value, other[key.Value] is YamlMap both && value is YamlMap fields ? Union(fields, both) : value);
        }

        all.Entries.AddRange(other.Entries.Where(entry => !one.Has(entry.Key.Value)));
        return all;
    }

    /// <summary>The part of an object that the fields name; what the object does not have is left out.</summary>
    public static YamlNode Extract(YamlMap fields, YamlNode value) => (value, fields.Entries.Count) switch
    {
        (_, 0) => value,
        (YamlMap map, _) => ExtractMap(fields, map),
        (YamlList list, _) => ExtractList(fields, list),
        _ => value,
    };

    private static YamlMap ExtractMap(YamlMap fields, YamlMap map)
    {
        var part = new YamlMap();
        foreach (var (key, value) in map.Entries)
        {
            if (fields[$"f:{key.Value}"] is YamlMap below)
            {
                part.Add(key.Value, Extract(below, value));
            }
        }

        return part;
    }

    private static YamlList ExtractList(YamlMap fields, YamlList list)
    {
        var part = new YamlList();
        for (var at = 0; at < list.Items.Count; at++)
        {
            var item = list.Items[at];
            foreach (var (key, below) in fields.Entries)
            {
                var keys = KeysOf(key.Value);
                if (keys is not null ? IsOf(item, keys) : key.Value == $"i:{at}" || (key.Value.StartsWith("v:", StringComparison.Ordinal) && IsValue(item, key.Value[2..])))
                {
                    part.Items.Add(WithKeys(Extract((YamlMap)below, item), item, keys));
                    break;
                }
            }
        }

        return part;
    }

    private static YamlMap? KeysOf(string key)
    {
        if (!key.StartsWith("k:", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return YamlFromJson.Convert(JsonElement.Parse(key[2..])) as YamlMap;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsOf(YamlNode item, YamlMap keys) => keys.Entries.All(key => item.TextAt(key.Key.Value) == key.Value.Text);

    private static bool IsValue(YamlNode item, string json)
    {
        try
        {
            return YamlFromJson.Convert(JsonElement.Parse(json)).Text is { } text && item.Text == text;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>An item is found again by its keys, whoever set them.</summary>
    private static YamlNode WithKeys(YamlNode part, YamlNode item, YamlMap? keys)
    {
        if (part is not YamlMap map || keys is null)
        {
            return part;
        }

        foreach (var (key, _) in keys.Entries.Where(each => !map.Has(each.Key.Value)))
        {
            map.Add(key.Value, item.At(key.Value)!);
        }

        return map;
    }
}
