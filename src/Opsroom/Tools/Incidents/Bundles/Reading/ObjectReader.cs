using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <summary>Reads Kubernetes objects: documents, Lists, plain lists; thin ones too, whose kind follows from the file's name or from their fields.</summary>
internal static class ObjectReader
{
    private static readonly string[] Kinds =
    [
        "Pod", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob", "Service", "Endpoints", "EndpointSlice", "Ingress", "NetworkPolicy", "ConfigMap", "Secret",
        "Node", "Namespace", "Event", "PersistentVolume", "PersistentVolumeClaim", "StorageClass", "HorizontalPodAutoscaler", "PodDisruptionBudget", "ResourceQuota", "LimitRange",
        "ServiceAccount", "Lease", "VolumeAttachment",
    ];

    /// <summary>Takes the objects of a document.</summary>
    /// <returns>Whether it held anything but objects.</returns>
    public static bool Read(YamlNode node, Place place, string fileName, RecordingBuilder into)
    {
        if (node is YamlList list)
        {
            return Items(list, place, fileName, into);
        }

        if (node is not YamlMap map || into.Objects.Count >= RecordingBuilder.MaxOfAKind)
        {
            return true;
        }

        if (map["items"] is YamlList items && map["spec"] is null)
        {
            var kind = map.TextAt("kind") is { } listKind && listKind.EndsWith("List", StringComparison.Ordinal) ? listKind[..^"List".Length] : "";
            return Items(items, place.At("items"), kind.Length > 0 ? kind : fileName, into);
        }

        var whole = map.TextAt("kind") is { Length: > 0 } ? map : WithKind(map, KindOf(map, fileName));
        if (whole is null)
        {
            return true;
        }

        into.Objects.Add(new(new KubeObject(whole), place));
        return false;
    }

    private static bool Items(YamlList list, Place place, string hint, RecordingBuilder into)
    {
        var isOther = false;
        for (var index = 0; index < list.Items.Count; index++)
        {
            isOther |= Read(list.Items[index], place.Item(index), hint, into);
        }

        return isOther;
    }

    private static YamlMap? WithKind(YamlMap map, string? kind)
    {
        if (kind is null)
        {
            return null;
        }

        var whole = new YamlMap { Line = map.Line, Column = map.Column };
        whole.Add("kind", kind);
        whole.Entries.AddRange(map.Entries.Where(entry => entry.Key.Value != "kind"));
        return whole;
    }

    private static string? KindOf(YamlMap map, string hint)
    {
        if (map.Has("involvedObject") || map.Has("regarding"))
        {
            return "Event";
        }

        if (map.At("spec", "containers") is not null || map.At("status", "containerStatuses") is not null || map.At("status", "podIP") is not null)
        {
            return "Pod";
        }

        if (map.At("status", "nodeInfo") is not null || map.At("status", "allocatable") is not null)
        {
            return "Node";
        }

        var word = hint[(hint.LastIndexOf('/') + 1)..];
        word = word.Contains('.', StringComparison.Ordinal) ? word[..word.IndexOf('.', StringComparison.Ordinal)] : word;
        var known = Kinds.FirstOrDefault(kind => word.Equals(kind, StringComparison.OrdinalIgnoreCase) || word.Equals(Plural(kind), StringComparison.OrdinalIgnoreCase));
        return known is not null && (map.Has("metadata") || map.Has("spec") || map.Has("status") || map.Has("subsets") || map.Has("data")) ? known
            : map.At("spec", "template") is not null && map.At("metadata") is not null ? "Deployment"
            : null;
    }

    private static string Plural(string kind) =>
        kind.EndsWith('y') ? kind[..^1] + "ies" : kind.EndsWith("ss", StringComparison.Ordinal) ? kind + "es" : kind.EndsWith('s') ? kind : kind + "s";
}
