using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Api;

/// <summary>Everything at once, for what looks at objects together.</summary>
internal sealed partial class Cluster
{
    private const int MostOfAKind = 5_000;
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
        ("MutatingWebhookConfiguration", []), ("ValidatingWebhookConfiguration", []),
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

        var kinds = SnapshotKinds.Select(each => served.FindFirst(each.Kind, each.Versions)).OfType<ApiResource>().ToImmutableArray();
        var lists = new ToolResult<ObjectList>[kinds.Length];
        await Parallel.ForAsync(0, kinds.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (at, token) =>
        {
            var query = new ListQuery { Namespace = kinds[at].IsNamespaced ? @namespace : null, MostItems = MostOfAKind };
            lists[at] = await ListAsync(kinds[at], query, token);
        });

        if (lists.All(list => list.Failure is not null))
        {
            return lists[0].Failure!;
        }

        var missing = kinds.Zip(lists, (kind, list) =>
            list.Failure is { } failure ? new MissingKind(kind.Kind, failure.Message, false)
            : list.Value!.IsTruncated ? new MissingKind(kind.Kind, $"There are more than {MostOfAKind:N0}; the others were not looked at. Name a namespace.", true)
            : null).OfType<MissingKind>().ToImmutableArray();
        // a kind that is not served has no objects, for certain
        var whole = SnapshotKinds.Select(each => each.Kind).Except(missing.Select(each => each.Kind), StringComparer.Ordinal);
        return new ClusterSnapshot(
            new ObjectSet(lists.SelectMany(list => list.Value?.Items ?? []), whole), missing, served.Version, @namespace, time.GetUtcNow());
    }
}
