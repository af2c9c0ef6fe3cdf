using Opsroom.Tools.Kubernetes.Linting.ApiVersions;

namespace Opsroom.Tools.Kubernetes.Generation;

/// <summary>What the target of a manifest serves.</summary>
/// <param name="Version">The version to judge the manifest against.</param>
/// <param name="Kinds">Kinds with their versions, since a version of a group need not have all of its kinds; null where the target is not known, for which the newest are taken.</param>
internal sealed record ServedApis(KubernetesVersion Version, IReadOnlySet<(string ApiVersion, string Kind)>? Kinds)
{
    public static ServedApis Newest { get; } = new(KubernetesVersion.Newest, null);

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
