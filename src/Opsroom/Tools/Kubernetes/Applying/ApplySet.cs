using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>
/// What belongs together although it was applied at different times. A named set is a label that applies write, found in the whole cluster; without a name it is what
/// this server has applied into the manifest's namespaces under no name. What only looks like it is left out: copies that controllers make carry no mark.
/// </summary>
internal static class ApplySet
{
    public const string Label = "opsroom.dev/apply-set";

    public const string NamePattern = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

    private const int AtOnce = 6;
    private const int MostItems = 5_000;

    /// <summary>Made by the cluster from other objects, in numbers.</summary>
    private static readonly HashSet<string> Derived = new(StringComparer.Ordinal) { "Event", "Endpoints", "EndpointSlice", "Lease", "ControllerRevision", "ReplicaSet", "PodMetrics", "NodeMetrics" };

    public static KubeObject Labelled(KubeObject each, string set)
    {
        var (body, metadata, labels) = (new YamlMap { Line = each.Body.Line, Column = each.Body.Column }, new YamlMap(), new YamlMap());
        labels.Entries.AddRange((each.Body.MapAt("metadata", "labels")?.Entries ?? []).Where(entry => entry.Key.Value != Label));
        metadata.Entries.AddRange(each.Body.MapAt("metadata")!.Entries.Where(entry => entry.Key.Value != "labels"));
        metadata.Add("labels", labels.Add(Label, set));
        body.Entries.AddRange(each.Body.Entries.Select(entry => entry.Key.Value == "metadata" ? new YamlEntry(entry.Key, metadata) : entry));
        return new KubeObject(body);
    }

    /// <summary>What an earlier apply of the set made and the manifest no longer has.</summary>
    public static async Task<ToolResult<Leftovers>> FindAsync(Cluster cluster, string? set, ImmutableArray<ObjectChange> kept, CancellationToken cancellationToken)
    {
        var served = await cluster.DiscoverAsync(cancellationToken);
        if (served.Value is not { } catalog)
        {
            return served.Failure!;
        }

        var spaces = kept.Select(each => each.Namespace).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var kinds = catalog.Resources.Where(each => each.Verbs.Contains("list", StringComparer.Ordinal) && each.Verbs.Contains("delete", StringComparer.Ordinal) && !Derived.Contains(each.Kind) && (each.IsNamespaced || set is not null))
            .DistinctBy(each => (each.Group, each.Kind)).ToList();
        var (found, unseen, gate) = (new List<Leftover>(), new SortedSet<string>(StringComparer.Ordinal), new Lock());
        await Parallel.ForEachAsync(kinds, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (resource, token) =>
        {
            foreach (var query in QueriesOf(resource, set, spaces))
            {
                var listed = await cluster.ListAsync(resource, query, token);
                lock (gate)
                {
                    found.AddRange((listed.Value?.Items ?? []).Where(each => IsOf(each, set)).Select(each => new Leftover(resource, each)));
                    if (listed.Value is not { IsTruncated: false } && listed.Failure?.Code != FaultCodes.NotFound)
                    {
                        unseen.Add(resource.Plural);
                    }
                }
            }
        });
        var left = new List<Leftover>();
        foreach (var each in found.DistinctBy(each => each.Id, StringComparer.Ordinal).Where(each => !kept.Any(other => other.Resource.Kind == each.Resource.Kind && other.Namespace == each.Namespace && other.Wanted.Name == each.Live.Name)))
        {
            // a mark is left by any change; who applied the object stands only in the whole of it
            var read = await cluster.GetAsync(each.Resource, each.Namespace, each.Live.Name, cancellationToken);
            if (read.Value is { DeletedAt: null } live && ManagedFields.EntriesOf(live).Any(entry => ManagedFields.IsApplied(entry, cluster.FieldManager)))
            {
                left.Add(each with { Live = live });
            }
        }

        // in the reverse order of making them
        return new Leftovers([.. left.OrderByDescending(each => ApplyOrder.Of(each.Resource.Kind)).ThenBy(each => each.Id, StringComparer.Ordinal)], [.. unseen]);
    }

    private static IEnumerable<ListQuery> QueriesOf(ApiResource resource, string? set, List<string> spaces) => set is not null
        ? [new ListQuery { LabelSelector = $"{Label}={set}", MostItems = MostItems }]
        : resource.IsNamespaced ? spaces.Select(space => new ListQuery { Namespace = space, MostItems = MostItems }) : [];

    private static bool IsOf(KubeObject each, string? set) =>
        each.Labels.GetValueOrDefault(Label) == set && each.Annotations.ContainsKey(ChangeMark.Annotation) && !each.Owners.Any(owner => owner.IsController);
}

/// <param name="Unseen">Kinds that could not be looked at as a whole.</param>
internal sealed record Leftovers(ImmutableArray<Leftover> Objects, ImmutableArray<string> Unseen)
{
    public static Leftovers None { get; } = new([], []);
}

/// <summary>An object that a set had and has no longer.</summary>
internal sealed record Leftover(ApiResource Resource, KubeObject Live)
{
    public string? Namespace => Resource.IsNamespaced ? Live.Namespace : null;

    public string Id => Resource.Id(Namespace, Live.Name);

    /// <summary>The namespace whose environment counts; a namespace itself is in its own.</summary>
    public string? Realm => Resource is { Group: "", Kind: "Namespace" } ? Live.Name : Namespace;
}
