using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Changes.Deletion;

/// <param name="AtLeast">Whether there may be more.</param>
public sealed record KindCount(string Kind, int Count, bool AtLeast);

/// <summary>How many objects there are of each kind.</summary>
/// <param name="Unseen">Kinds that could not be looked at.</param>
internal sealed record ObjectCounts(ImmutableArray<KindCount> Counts, ImmutableArray<string> Unseen)
{
    private const int AtOnce = 6;

    /// <summary>Kinds that come and go by themselves, or only repeat what others say.</summary>
    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal)
    {
        "Event", "Endpoints", "EndpointSlice", "Lease", "ControllerRevision", "ReplicaSet", "PodMetrics",
    };

    public static ObjectCounts Of(IEnumerable<KubeObject> objects, ImmutableArray<string> unseen) => new(
        [.. objects.GroupBy(each => each.Kind, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new KindCount(group.Key, group.Count(), false))], unseen);

    /// <summary>All that people have put into a namespace, its claims and its pods.</summary>
    public static async Task<ObjectCounts> InNamespaceAsync(Cluster cluster, string name, CancellationToken cancellationToken)
    {
        var known = await cluster.DiscoverAsync(cancellationToken);
        if (known.Value is not { } served)
        {
            return new([], ["its contents"]);
        }

        var kinds = served.Resources.Where(each => each.IsNamespaced && each.Verbs.Contains("list", StringComparer.Ordinal) && each.Verbs.Contains("delete", StringComparer.Ordinal) && !Passing.Contains(each.Kind))
            .DistinctBy(each => (each.Group, each.Plural));
        var lists = await ListAsync(cluster, kinds, new ListQuery { Namespace = name }, cancellationToken);
        // an object may be served by more than one group
        return Counted(lists with { Items = [.. lists.Items.Where(each => !IsMadeFor(each)).DistinctBy(each => each.Uid, StringComparer.Ordinal)] });
    }

    /// <summary>All objects of the kind that a definition defines.</summary>
    public static async Task<ObjectCounts> OfDefinitionAsync(Cluster cluster, KubeObject definition, CancellationToken cancellationToken) =>
        Counted(await ListAsync(cluster, [$"{definition.Spec.TextAt("names", "plural")}.{definition.Spec.TextAt("group")}"], new ListQuery(), cancellationToken));

    public static async Task<ListedObjects> ListAsync(Cluster cluster, IEnumerable<string> kinds, ListQuery query, CancellationToken cancellationToken)
    {
        var resolved = new List<ApiResource>();
        foreach (var kind in kinds)
        {
            // what a server does not serve is not there
            var found = await cluster.ResolveAsync(kind, null, cancellationToken);
            if (found.Value is { } resource)
            {
                resolved.Add(resource);
            }
        }

        return await ListAsync(cluster, resolved, query, cancellationToken);
    }

    /// <param name="some">How the sentence begins where there are some.</param>
    /// <param name="none">The sentence where there are none.</param>
    public string Describe(string some, string none)
    {
        var unseen = Unseen.IsEmpty ? "" : $" Not all could be looked at: {string.Join(", ", Unseen)}.";
        return (Counts.IsEmpty ? $"{none}." : $"{some}: {string.Join(", ", Counts.Select(each => $"{each.Count}{(each.AtLeast ? " or more" : "")} {each.Kind}"))}.") + unseen;
    }

    private static ObjectCounts Counted(ListedObjects lists)
    {
        var counts = Of(lists.Items, lists.Unseen);
        return counts with { Counts = [.. counts.Counts.Select(each => each with { AtLeast = lists.Cut.Contains(each.Kind, StringComparer.Ordinal) })] };
    }

    /// <summary>What every namespace has, and what has come from something else that is counted.</summary>
    private static bool IsMadeFor(KubeObject each) => each switch
    {
        { Kind: "ServiceAccount", Name: "default" } or { Kind: "ConfigMap", Name: "kube-root-ca.crt" } => true,
        { Kind: "Secret" } => each.Annotations.ContainsKey("kubernetes.io/service-account.uid"),
        _ => each.Kind != "Pod" && each.Owners.Any(owner => owner.IsController),
    };

    private static async Task<ListedObjects> ListAsync(Cluster cluster, IEnumerable<ApiResource> kinds, ListQuery query, CancellationToken cancellationToken)
    {
        var (items, unseen, cut) = (new List<KubeObject>(), new List<string>(), new List<string>());
        foreach (var batch in kinds.Chunk(AtOnce))
        {
            var lists = await Task.WhenAll(batch.Select(each => cluster.ListAsync(each, query, cancellationToken)));
            foreach (var (resource, list) in batch.Zip(lists))
            {
                items.AddRange(list.Value?.Items ?? []);
                (list.Value is null ? unseen : list.Value.IsTruncated ? cut : []).Add(list.Value is null ? resource.Plural : resource.Kind);
            }
        }

        return new ListedObjects([.. items], [.. unseen], [.. cut]);
    }
}

/// <param name="Unseen">Kinds that could not be listed.</param>
/// <param name="Cut">Kinds of which there are more.</param>
internal sealed record ListedObjects(ImmutableArray<KubeObject> Items, ImmutableArray<string> Unseen, ImmutableArray<string> Cut);
