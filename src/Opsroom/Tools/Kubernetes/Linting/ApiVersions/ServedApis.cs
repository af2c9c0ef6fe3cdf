using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Api.Discovery;

namespace Opsroom.Tools.Kubernetes.Linting.ApiVersions;

/// <summary>What the target of a manifest serves.</summary>
/// <param name="Version">The version to judge the manifest against.</param>
/// <param name="Kinds">Kinds with their versions, since a version of a group need not have all of its kinds; null where the target is not known, for which the newest are taken.</param>
internal sealed record ServedApis(KubernetesVersion Version, IReadOnlySet<(string ApiVersion, string Kind)>? Kinds)
{
    public static ServedApis Newest { get; } = new(KubernetesVersion.Newest, null);

    /// <summary>Group versions that the target has and could not describe.</summary>
    public ImmutableArray<string> Unavailable { get; init; } = [];

    public static ServedApis Of(ApiCatalog catalog) =>
        new(KubernetesVersion.Parse(catalog.Version.ToString()) ?? KubernetesVersion.Newest, catalog.Resources.Select(each => (each.ApiVersion, each.Kind)).ToHashSet()) { Unavailable = catalog.Unavailable };

    /// <summary>Whether the target said that it serves this, or that it does not; null where it said neither.</summary>
    public bool? Serves(string apiVersion, string kind) => Kinds is null || Unavailable.Contains(apiVersion, StringComparer.Ordinal) ? null : Kinds.Contains((apiVersion, kind));

    /// <summary>The first of some versions in which a kind is served; the first of all where none is known to be.</summary>
    public string Choose(string kind, params ReadOnlySpan<string> newestFirst)
    {
        foreach (var version in newestFirst)
        {
            if (Kinds is null || Kinds.Contains((version, kind)))
            {
                return version;
            }
        }

        return newestFirst[0];
    }
}
