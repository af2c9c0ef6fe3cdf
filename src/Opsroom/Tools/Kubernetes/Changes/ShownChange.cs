using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>Compares an object with what would become of it, as people may see it: without what the server keeps for itself, and without secret values.</summary>
internal static class ShownChange
{
    private const string Changed = SecretMask.Mask + " (changed)";

    private static readonly HashSet<string> OwnMetadata = new(StringComparer.Ordinal)
    {
        "managedFields", "resourceVersion", "uid", "generation", "creationTimestamp", "selfLink",
    };

    private static readonly HashSet<string> OwnAnnotations = new(StringComparer.Ordinal)
    {
        ChangeMark.Annotation, "deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration",
    };

    /// <summary>The unified diff of the two; empty where nothing differs. Null stands for an object that is not there.</summary>
    public static UnifiedDiff Of(KubeObject? before, KubeObject? after) =>
        UnifiedDiff.Of(before is null ? "" : Text(SecretMask.Of(before).Body), after is null ? "" : Text(Marked(SecretMask.Of(after).Body, after.Body, before?.Body)));

    private static string Text(YamlNode body) => YamlWriter.Write(Plain((YamlMap)body));

    private static YamlMap Plain(YamlMap body)
    {
        var plain = new YamlMap();
        foreach (var (key, value) in body.Entries)
        {
            if (key.Value == "metadata" && value is YamlMap metadata)
            {
                plain.Add("metadata", PlainMetadata(metadata));
            }
            else if (key.Value != "status")
            {
                plain.Add(key.Value, value);
            }
        }

        return plain;
    }

    private static YamlMap PlainMetadata(YamlMap metadata)
    {
        var plain = new YamlMap();
        foreach (var (key, value) in metadata.Entries.Where(entry => !OwnMetadata.Contains(entry.Key.Value)))
        {
            if (key.Value == "annotations" && value is YamlMap annotations)
            {
                var kept = new YamlMap();
                kept.Entries.AddRange(annotations.Entries.Where(entry => !OwnAnnotations.Contains(entry.Key.Value)));
                plain.AddIfAny("annotations", kept.Entries.Count == 0 ? null : kept);
            }
            else
            {
                plain.Add(key.Value, value);
            }
        }

        return plain;
    }

    /// <summary>Says of each masked value whether it is another one than before.</summary>
    private static YamlNode Marked(YamlNode masked, YamlNode real, YamlNode? before)
    {
        switch (masked, real)
        {
            case (YamlMap shown, YamlMap values):
                var marked = new YamlMap();
                foreach (var (key, value) in shown.Entries)
                {
                    marked.Add(key.Value, Marked(value, values[key.Value] ?? value, (before as YamlMap)?[key.Value]));
                }

                return marked;
            case (YamlList shown, YamlList values):
                return new YamlList(shown.Items.Select((item, at) => Marked(item, values.Items[at], Counterpart(values.Items[at], at, before as YamlList))));
            default:
                return masked.Text == SecretMask.Mask && real.Text != SecretMask.Mask && before?.Text is { } old && old != real.Text ? new YamlScalar(Changed) : masked;
        }
    }

    /// <summary>The item of a list that was this one before: of the same name, or at the same place.</summary>
    private static YamlNode? Counterpart(YamlNode item, int at, YamlList? before) =>
        item.TextAt("name") is { } name ? before?.Items.FirstOrDefault(old => old.TextAt("name") == name) : before?.Items.ElementAtOrDefault(at);
}
