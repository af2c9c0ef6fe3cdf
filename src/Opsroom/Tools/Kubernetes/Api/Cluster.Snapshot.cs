using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Api;

/// <summary>Everything at once, for what looks at objects together.</summary>
internal sealed partial class Cluster
{
    private const int MostOfAKind = 5_000;
    private const int MostOfACustomKind = 500;
    private const int MostCustomKinds = 80;
    private const int AtOnce = 6;

    /// <summary>What a diagnosis looks at, with the versions that say most where a server has several.</summary>
    private static readonly (string Kind, string[] Versions)[] SnapshotKinds =
    [
        ("Pod", []), ("Service", ["v1"]), ("Endpoints", []), ("EndpointSlice", []), ("ConfigMap", []), ("Secret", []), ("ServiceAccount", []),
        ("PersistentVolumeClaim", []), ("Event", ["v1"]), ("ResourceQuota", []), ("LimitRange", []), ("ReplicationController", []),
        ("Deployment", ["apps/v1"]), ("ReplicaSet", ["apps/v1"]), ("StatefulSet", ["apps/v1"]), ("DaemonSet", ["apps/v1"]), ("Job", ["batch/v1"]), ("CronJob", ["batch/v1"]),
        ("Ingress", ["networking.k8s.io/v1"]), ("NetworkPolicy", ["networking.k8s.io/v1"]),
        ("HorizontalPodAutoscaler", ["autoscaling/v2", "autoscaling/v2beta2"]), ("PodDisruptionBudget", ["policy/v1"]),
        ("Gateway", ["gateway.networking.k8s.io/v1"]), ("HTTPRoute", ["gateway.networking.k8s.io/v1"]), ("GatewayClass", ["gateway.networking.k8s.io/v1"]),
        ("Node", []), ("Namespace", []), ("PersistentVolume", []), ("StorageClass", []), ("IngressClass", []), ("PriorityClass", []),
        ("MutatingWebhookConfiguration", []), ("ValidatingWebhookConfiguration", []), ("APIService", []), ("ServiceCIDR", []), ("IPAddress", []),
        ("Role", []), ("RoleBinding", []), ("ClusterRole", []), ("ClusterRoleBinding", []),
    ];

    /// <summary>
    /// All objects that a diagnosis needs, of one namespace or of all, with those of the cluster itself. A kind that may not be read is noted and not fatal; only a
    /// cluster that cannot be asked at all is a failure.
    /// </summary>
    public async Task<ToolResult<ClusterSnapshot>> SnapshotAsync(string? @namespace, CancellationToken cancellationToken)
    {
        var known = await DiscoverAsync(cancellationToken);
        if (known.Value is not { } served)
        {
            return known.Failure!;
        }

        if (Refuse(Pods, @namespace, null, isWrite: false) is { } refused && @namespace is not null)
        {
            return refused;
        }

        ImmutableArray<ApiResource> own = [.. SnapshotKinds.Select(each => served.FindFirst(each.Kind, each.Versions)).OfType<ApiResource>()];
        ImmutableArray<ApiResource> kinds = [.. own, .. Custom(served).Except(own).Take(MostCustomKinds)];
        var lists = new ToolResult<ObjectList>[kinds.Length];
        await Parallel.ForAsync(0, kinds.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (at, token) =>
        {
            var query = new ListQuery { Namespace = kinds[at].IsNamespaced ? @namespace : null, MostItems = at < own.Length ? MostOfAKind : MostOfACustomKind };
            lists[at] = await ListAsync(kinds[at], query, token);
        });

        if (lists.All(list => list.Failure is not null))
        {
            return lists[0].Failure!;
        }

        // what is not said of a kind that only some clusters have would be said of many: one line stands for all
        var hidden = kinds.Skip(own.Length).Zip(lists.Skip(own.Length)).Where(each => each.Second.Failure is not null).Select(each => each.First.Kind).ToList();
        var missing = own.Zip(lists, (kind, list) =>
            list.Failure is { } failure ? new MissingKind(kind.Kind, failure.Message, false)
            : list.Value!.IsTruncated ? new MissingKind(kind.Kind, $"There are more than {MostOfAKind:N0}; the others were not looked at. Name a namespace.", true)
            : null).OfType<MissingKind>()
            .Concat(hidden.Select(kind => new MissingKind(kind, "Some custom resources may not be listed.", false))).ToImmutableArray();
        // a kind that is not served has no objects, for certain
        var whole = SnapshotKinds.Select(each => each.Kind).Concat(kinds.Skip(own.Length).Select(each => each.Kind)).Except(missing.Select(each => each.Kind), StringComparer.Ordinal);
        return new ClusterSnapshot(
            new ObjectSet(lists.SelectMany(list => list.Value?.Items ?? []), whole), missing, served.Version, @namespace, time.GetUtcNow());
    }

    /// <summary>Kinds of extensions, in their preferred version: their controllers say in their status what is not well. The groups of Kubernetes itself have no dot, or end so.</summary>
    private static IEnumerable<ApiResource> Custom(ApiCatalog served) => served.Resources
        .Where(each => each.Group.Contains('.', StringComparison.Ordinal) && !each.Group.EndsWith(".k8s.io", StringComparison.Ordinal) && each.Verbs.Contains("list", StringComparer.Ordinal))
        .DistinctBy(each => (each.Group, each.Kind));
}
