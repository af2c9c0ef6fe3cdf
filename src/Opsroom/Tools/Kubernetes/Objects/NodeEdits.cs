using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Objects;

/// <summary>Trees with something else in them; the ones that they are made of stay as they are.</summary>
internal static class NodeEdits
{
    /// <summary>A mapping in which a key has this value, at its place or at the end.</summary>
    public static YamlMap With(this YamlMap? map, string key, YamlNode value)
    {
        var made = new YamlMap();
        made.Entries.AddRange((map?.Entries ?? []).Select(entry => entry.Key.Value == key ? new YamlEntry(entry.Key, value) : entry));
        return map?.Has(key) is true ? made : made.Add(key, value);
    }

    public static YamlMap With(this YamlMap? map, string key, string value) => map.With(key, new YamlScalar(value));

    /// <summary>A mapping with only these keys, as far as it has them.</summary>
    public static YamlMap Only(this YamlMap? map, params ReadOnlySpan<string> keys)
    {
        var made = new YamlMap();
        foreach (var key in keys)
        {
            made.AddIfAny(key, map?[key]);
        }

        return made;
    }

    /// <summary>A mapping of words to words.</summary>
    public static YamlMap OfWords(IEnumerable<KeyValuePair<string, string>> words)
    {
        var made = new YamlMap();
        foreach (var (key, value) in words)
        {
            made.Add(key, value);
        }

        return made;
    }
}
