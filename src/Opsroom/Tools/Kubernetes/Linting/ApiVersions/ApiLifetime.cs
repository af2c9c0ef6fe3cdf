using System.Collections.Frozen;

namespace Opsroom.Tools.Kubernetes.Linting.ApiVersions;

/// <summary>From when to when API servers know a kind in a version.</summary>
/// <param name="Since">The first minor version that serves it; null where all do that matter.</param>
/// <param name="Replacement">The version to move to; null where nothing replaces it.</param>
/// <param name="ReplacementSince">The first minor version that serves the replacement.</param>
internal sealed record ApiLifetime(
    string ApiVersion, string Kind, KubernetesVersion? Since, KubernetesVersion? Deprecated, KubernetesVersion? Removed, string? Replacement, KubernetesVersion? ReplacementSince)
{
    private static readonly Lazy<FrozenDictionary<(string, string), ApiLifetime>> Table = new(() => Read().ToFrozenDictionary(each => (each.ApiVersion, each.Kind)));

    /// <summary>All that is known, in no order.</summary>
    public static IEnumerable<ApiLifetime> All => Table.Value.Values;

    public static ApiLifetime? Find(string apiVersion, string kind) => Table.Value.GetValueOrDefault((apiVersion, kind));

    public bool IsRemovedIn(KubernetesVersion version) => Removed is { } removed && version >= removed;

    public bool IsServedIn(KubernetesVersion version) => !IsRemovedIn(version) && (Since is not { } since || version >= since);

    private static IEnumerable<ApiLifetime> Read()
    {
        foreach (var line in CatalogueFiles.Lines("api-versions.txt"))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var kind in words[1].Split(','))
            {
                yield return new(
                    words[0], kind, KubernetesVersion.Parse(words[2]), KubernetesVersion.Parse(words[3]), KubernetesVersion.Parse(words[4]),
                    words[5] == "-" ? null : words[5], KubernetesVersion.Parse(words[6]));
            }
        }
    }
}
