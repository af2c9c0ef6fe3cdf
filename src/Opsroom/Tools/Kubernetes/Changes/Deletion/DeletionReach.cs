using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Kubernetes.Reading;

namespace Opsroom.Tools.Kubernetes.Changes.Deletion;

/// <summary>What goes with an object that is deleted, and who would miss it.</summary>
/// <param name="Sentences">As a preview says it.</param>
/// <param name="Counts">What goes with it, or is left alone by it, by kind.</param>
internal sealed record DeletionReach(ImmutableArray<string> Sentences, ImmutableArray<KindCount> Counts)
{
    private const int MostNamed = 5;

    private static readonly string[] Kinds =
    [
        "pods", "replicasets.apps", "deployments.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch", "cronjobs.batch", "services", "configmaps", "secrets",
        "persistentvolumeclaims", "ingresses.networking.k8s.io", "horizontalpodautoscalers", "poddisruptionbudgets",
    ];

    public static async Task<DeletionReach> LookAsync(
        Cluster cluster, ApiResource resource, KubeObject live, DeletionPropagation propagation, CancellationToken cancellationToken)
    {
        if (resource is { Group: "", Kind: "Namespace" })
        {
            var contents = await ObjectCounts.InNamespaceAsync(cluster, live.Name, cancellationToken);
            return new([contents.Describe("With it goes everything that is in it", "The namespace is empty"), .. await VolumeFate.OfNamespaceAsync(cluster, live.Name, cancellationToken)], contents.Counts);
        }

        if (live.Kind == "CustomResourceDefinition")
        {
            var instances = await ObjectCounts.OfDefinitionAsync(cluster, live, cancellationToken);
            return new([instances.Describe("With it go all objects of its kind in the whole cluster", "There are no objects of its kind")], instances.Counts);
        }

        var lists = await ObjectCounts.ListAsync(
            cluster, live.Kind == "Node" ? ["pods"] : resource.IsNamespaced ? Kinds : [],
            new ListQuery { Namespace = resource.IsNamespaced ? live.Namespace : null, FieldSelector = live.Kind == "Node" ? $"spec.nodeName={live.Name}" : null }, cancellationToken);
        var around = new ObjectSet([.. lists.Items.Where(each => each.Uid != live.Uid), live]);
        var owned = propagation == DeletionPropagation.Orphan ? [.. around.OwnedBy(live)] : OwnedBy(live, around);
        var counted = ObjectCounts.Of(owned, lists.Unseen);
        return new(
            [
                counted.Describe(propagation == DeletionPropagation.Orphan ? "What belongs to it stays" : "With it go", propagation == DeletionPropagation.Orphan ? "Nothing belongs to it" : "Nothing else goes with it"),
                .. await VolumeFate.OfAsync(cluster, live, owned, around, propagation, cancellationToken),
                .. Missing(live, around),
                .. WorkloadReach.KeepersOf(live).Select(keeper => $"It belongs to {keeper}, which may make it again."),
            ], counted.Counts);
    }

    /// <summary>All that goes: what belongs to it, and what belongs to that. What belongs to somebody else as well stays.</summary>
    private static List<KubeObject> OwnedBy(KubeObject live, ObjectSet around)
    {
        var (going, uids) = (new List<KubeObject>(), new HashSet<string?>(StringComparer.Ordinal) { live.Uid });
        for (var at = -1; at < going.Count; at++)
        {
            foreach (var each in around.OwnedBy(at < 0 ? live : going[at]).Where(each => each.Owners.All(owner => uids.Contains(owner.Uid))))
            {
                if (uids.Add(each.Uid))
                {
                    going.Add(each);
                }
            }
        }

        return going;
    }

    /// <summary>Who would miss it.</summary>
    private static IEnumerable<string> Missing(KubeObject live, ObjectSet around)
    {
        var related = RelatedObjects.Of(live, around).ToList();
        var users = related.Where(each => each.Relation == "used_by")
            .Select(each => around.Find("Pod", live.Namespace, each.Object[(each.Object.LastIndexOf('/') + 1)..]) is { } pod ? around.WorkloadOf(pod).Id : each.Object);
        return
        [
            .. Sentence(related.Where(each => each.Relation == "selected_by").Select(each => each.Object), "lead to its pods", "leads to its pods"),
            .. Sentence(related.Where(each => each.Relation == "routed_by").Select(each => each.Object), "send requests to it", "sends requests to it"),
            .. Sentence(related.Where(each => each.Relation == "scaled_by").Select(each => each.Object), "are left with nothing to scale", "is left with nothing to scale"),
            .. Sentence(users, "need it to start", "needs it to start"),
            .. related.Count(each => each.Relation is "runs" or "selects") is > 0 and var pods
                ? [live.Kind == "Node" ? $"{Pods(pods)} on it." : $"It leads to {Pods(pods)}, which stay."] : Array.Empty<string>(),
        ];
    }

    private static IEnumerable<string> Sentence(IEnumerable<string> objects, string several, string one)
    {
        var names = objects.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? []
            : [$"{string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? $" and {names.Count - MostNamed} others" : "")} {(names.Count == 1 ? one : several)}."];
    }

    private static string Pods(int number) => number == 1 ? "1 pod" : $"{number} pods";
}
