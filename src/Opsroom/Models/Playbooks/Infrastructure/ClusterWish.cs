using System.Collections.Immutable;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>One thing that a task wants of a cluster, or of manifests.</summary>
internal abstract record ClusterWish
{
    internal sealed record Scale(Subject Of, int? Replicas) : ClusterWish;

    internal sealed record Restart(Subject Of) : ClusterWish;

    internal sealed record RollBack(Subject Of, int? Revision) : ClusterWish;

    internal sealed record SetImage(Subject Of, string Image, string? Container) : ClusterWish;

    internal sealed record Delete(Subject Of) : ClusterWish;

    internal sealed record Apply(ImmutableArray<ManifestSource> Sources, bool Prune, bool Follows) : ClusterWish;

    internal sealed record Lint(ImmutableArray<ManifestSource> Sources) : ClusterWish;

    internal sealed record Generate : ClusterWish;

    internal sealed record Diagnose(string? Name, ImmutableArray<ManifestSource> Sources) : ClusterWish;

    /// <param name="Kind">Pod, Service, Deployment, Node or Event.</param>
    /// <param name="InTrouble">Only those that are not well.</param>
    internal sealed record List(string Kind, bool InTrouble, string? Name) : ClusterWish;

    internal sealed record Logs(Subject Of, int? Lines, bool Previous, string? Since) : ClusterWish;

    internal sealed record Describe(Subject Of) : ClusterWish;

    internal sealed record Judge(string Command) : ClusterWish;

    /// <summary>Nothing that could be done was recognised.</summary>
    internal sealed record Question : ClusterWish;

    /// <summary>What was asked for is not done as it was asked, and why.</summary>
    internal sealed record Refused(string Reason) : ClusterWish;
}

/// <summary>An object as a task calls it.</summary>
/// <param name="Kind">As Kubernetes writes it; null where only a name was given.</param>
/// <param name="Name">Null where none was found.</param>
/// <param name="Longer">A name of several words that begins with it: the load generator.</param>
internal sealed record Subject(string? Kind, string? Name, string? Longer = null);

/// <summary>Where a task says that something is.</summary>
/// <param name="Namespace">The one that is named as such.</param>
/// <param name="Environment">As written; a claim, never a proof.</param>
/// <param name="Word">What stands behind "in" and may be either.</param>
internal sealed record Place(string? Namespace, string? Environment, string? Word, string? Cluster)
{
    public bool IsNamed => Namespace is not null || Environment is not null || Word is not null;

    public override string ToString() => Namespace is not null ? $"namespace `{Namespace}`" : Word is not null ? $"`{Word}`" : Environment is not null ? $"`{Environment}`" : "the cluster";
}

/// <summary>A manifest or objects that were given: their text, or a file of the workspace.</summary>
internal sealed record ManifestSource(string? Content, string? Path);
