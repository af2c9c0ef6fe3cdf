using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>Which fields an apply touches, and what they are before it.</summary>
internal static class FieldDelta
{
    private static readonly HashSet<string> MovesByItself = new(StringComparer.Ordinal)
    {
        "/status", "/metadata/managedFields", "/metadata/resourceVersion", "/metadata/generation", "/metadata/uid", "/metadata/creationTimestamp", "/metadata/selfLink",
        $"/metadata/annotations/{ChangeMark.Annotation}",
    };

    /// <summary>The paths at which the two differ, each with what stood there before (JSON, or nothing).</summary>
    public static ImmutableArray<(string Path, string? Before)> Between(KubeObject before, KubeObject after)
    {
        var found = ImmutableArray.CreateBuilder<(string, string?)>();
        Compare(before.Body, after.Body, "", found);
        return found.ToImmutable();
    }

    /// <summary>
    /// What has to be still for an apply to be the one that was decided: the object itself, the fields that the manifest names, what else would change, and whom they
    /// would be taken from. Of values that must not be known the object's version stands instead.
    /// </summary>
    public static string IntentOf(KubeObject wanted, KubeObject live, KubeObject after, ImmutableArray<FieldConflict> taken)
    {
        var (shown, would) = (SecretMask.Of(live), SecretMask.Of(after));
        var hidesValues = Json(shown.Body) != Json(live.Body);
        var text = new StringBuilder(Json(Touched(wanted.Body, shown.Body)));
        foreach (var (path, before) in Between(shown, would))
        {
            text.Append('\n').Append(path).Append('=').Append(before);
        }

        foreach (var (manager, field) in taken)
        {
            text.Append('\n').Append(manager).Append(' ').Append(field);
        }

        if (hidesValues)
        {
            text.Append('\n').Append(live.Body.TextAt("metadata", "generation") ?? live.Body.TextAt("metadata", "resourceVersion"));
        }

        return $"{live.Uid}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16))}";
    }

    private static void Compare(YamlNode? before, YamlNode? after, string path, ImmutableArray<(string, string?)>.Builder found)
    {
        if (MovesByItself.Contains(path))
        {
            return;
        }

        if (before is YamlMap old && after is YamlMap made)
        {
            foreach (var key in old.Entries.Concat(made.Entries).Select(entry => entry.Key.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                Compare(old[key], made[key], $"{path}/{key}", found);
            }
        }
        else if (path == "/metadata/annotations" && (before ?? after) is YamlMap only && (before is null || after is null))
        {
            Compare(before ?? new YamlMap(), after ?? new YamlMap(), path, found);
        }
        else if (Json(before) is var was && was != Json(after))
        {
            found.Add((path, was));
        }
    }

    /// <summary>The live values of what the manifest names. Items of lists are known by their names where all have one; any other list counts as a whole.</summary>
    private static YamlNode? Touched(YamlNode wanted, YamlNode? live)
    {
        switch (wanted, live)
        {
            case (YamlMap fields, YamlMap values):
                var map = new YamlMap();
                foreach (var (key, value) in fields.Entries)
                {
                    map.AddIfAny(key.Value, Touched(value, values[key.Value]));
                }

                return map;
            case (YamlList items, YamlList values) when IsNamed(items) && IsNamed(values):
                return new YamlList(items.Items.Select(item => Touched(item, values.Items.FirstOrDefault(each => each.TextAt("name") == item.TextAt("name")))).OfType<YamlNode>());
            default:
                return live;
        }
    }

    private static bool IsNamed(YamlList list) => list.Items.All(item => item.TextAt("name") is not null);

    private static string? Json(YamlNode? node) => node is null ? null : Encoding.UTF8.GetString(ManifestJson.Write(node));
}
