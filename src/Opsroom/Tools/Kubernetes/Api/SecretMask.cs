using System.Text.RegularExpressions;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Api;

/// <summary>Makes objects that may be shown: values of secrets, and of environment variables and annotations that look like one, become <c>***</c>.</summary>
internal static partial class SecretMask
{
    public const string Mask = "***";

    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    public static bool IsSecret(KubeObject each) => each is { Kind: "Secret", Group: "" };

    /// <summary>A secret with its keys only; anything else as it is.</summary>
    public static KubeObject WithoutValues(KubeObject secret) => IsSecret(secret) ? new KubeObject(WithoutValues(secret.Body)) : secret;

    /// <summary>The object as it may be shown to people and models.</summary>
    public static KubeObject Of(KubeObject each) => new(IsSecret(each) ? WithoutValues(each.Body) : (YamlMap)Masked(each.Body));

    private static YamlMap WithoutValues(YamlMap body)
    {
        var kept = Like(body);
        foreach (var (key, value) in body.Entries)
        {
            kept.Entries.Add(new(key, key.Value switch
            {
                "data" or "stringData" => Emptied(value),
                "metadata" when value is YamlMap metadata => WithoutCopies(metadata),
                _ => value,
            }));
        }

        return kept;
    }

    private static YamlNode Emptied(YamlNode node)
    {
        if (node is not YamlMap map)
        {
            return new YamlScalar(Mask) { Line = node.Line, Column = node.Column };
        }

        var kept = Like(map);
        kept.Entries.AddRange(map.Entries.Select(entry => new YamlEntry(entry.Key, new YamlScalar(Mask) { Line = entry.Value.Line, Column = entry.Value.Column })));
        return kept;
    }

    /// <summary>Annotations may hold the whole object once more; so does what tools other than kubectl write there.</summary>
    private static YamlMap WithoutCopies(YamlMap metadata)
    {
        var kept = Like(metadata);
        foreach (var (key, value) in metadata.Entries)
        {
            kept.Entries.Add(new(key, key.Value == "annotations" && value is YamlMap annotations ? WithoutLongTexts(annotations) : value));
        }

        return kept;
    }

    private static YamlMap WithoutLongTexts(YamlMap annotations)
    {
        var kept = Like(annotations);
        kept.Entries.AddRange(annotations.Entries.Select(entry =>
            entry.Key.Value == LastApplied || entry.Value.Text is { } text && (text.Contains('{', StringComparison.Ordinal) || SecretName().IsMatch(entry.Key.Value))
                ? new YamlEntry(entry.Key, new YamlScalar(Mask))
                : entry));
        return kept;
    }

    private static YamlNode Masked(YamlNode node)
    {
        switch (node)
        {
            case YamlMap map:
                var kept = Like(map);
                var isNamedValue = map["name"]?.Text is { } name && map["value"] is YamlScalar && SecretName().IsMatch(name);
                foreach (var (key, value) in map.Entries)
                {
                    kept.Entries.Add(new(key, (key.Value == "value" && isNamedValue) || key.Value == LastApplied ? new YamlScalar(Mask) { Line = value.Line, Column = value.Column } : Masked(value)));
                }

                return kept;
            case YamlList list:
                return new YamlList(list.Items.Select(Masked)) { Line = list.Line, Column = list.Column };
            default:
                return node;
        }
    }

    private static YamlMap Like(YamlMap map) => new() { Line = map.Line, Column = map.Column };

    [GeneratedRegex("passw(?:or)?d|passphrase|secret|token|api[-_.]?key|access[-_.]?key|private[-_.]?key|credential|connection[-_.]?string|(?:^|[-_.])(?:pwd|dsn|auth)(?:$|[-_.])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SecretName();
}
