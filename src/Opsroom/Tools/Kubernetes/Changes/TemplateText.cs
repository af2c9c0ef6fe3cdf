using System.Security.Cryptography;
using System.Text;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>Compares pod templates by what they say.</summary>
internal static class TemplateText
{
    private const string Hash = "pod-template-hash";
    private const string Replacement = "$patch";

    /// <summary>A template as the workload has it: without what controllers add where they keep it.</summary>
    public static YamlMap Plain(YamlMap template)
    {
        var plain = new YamlMap();
        foreach (var (key, value) in template.Entries.Where(entry => entry.Key.Value != Replacement))
        {
            plain.Add(key.Value, key.Value == "metadata" && value is YamlMap metadata ? PlainMetadata(metadata) : value);
        }

        return plain;
    }

    /// <summary>The same text for templates that make the same pods.</summary>
    public static string Of(YamlMap template) => Encoding.UTF8.GetString(ManifestJson.Write(Sorted(Plain(template))));

    /// <summary>A short name for what the workload's template says now.</summary>
    public static string VersionOf(KubeObject live) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(live.Spec.MapAt("template") is { } template ? Of(template) : "")))[..16];

    private static YamlMap PlainMetadata(YamlMap metadata)
    {
        var plain = new YamlMap();
        foreach (var (key, value) in metadata.Entries.Where(entry => entry is not { Key.Value: "creationTimestamp", Value: YamlScalar { Kind: ScalarKind.Null } }))
        {
            if (key.Value == "labels" && value is YamlMap labels)
            {
                var kept = new YamlMap();
                kept.Entries.AddRange(labels.Entries.Where(entry => entry.Key.Value != Hash));
                plain.Add("labels", kept);
            }
            else
            {
                plain.Add(key.Value, value);
            }
        }

        return plain;
    }

    private static YamlNode Sorted(YamlNode node)
    {
        if (node is YamlList list)
        {
            return new YamlList(list.Items.Select(Sorted));
        }

        if (node is not YamlMap map)
        {
            return node;
        }

        var sorted = new YamlMap();
        foreach (var (key, value) in map.Entries.OrderBy(entry => entry.Key.Value, StringComparer.Ordinal))
        {
            sorted.Add(key.Value, Sorted(value));
        }

        return sorted;
    }
}
