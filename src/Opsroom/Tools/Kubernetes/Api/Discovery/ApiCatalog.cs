using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Opsroom.Tools.Kubernetes.Api.Discovery;

/// <summary>What a server serves: its version, and every kind in every version of it.</summary>
/// <param name="resources">In the server's order of groups, of each group its preferred version first.</param>
/// <param name="unavailable">Group versions that the server lists and could not describe, as when an extension of its API is down.</param>
internal sealed class ApiCatalog(ServerVersion version, IEnumerable<ApiResource> resources, ImmutableArray<string> unavailable, DateTimeOffset readAt)
{
    /// <summary>Groups that serve what others serve too, and are on their way out.</summary>
    private static readonly FrozenSet<string> Shadows = FrozenSet.Create(StringComparer.Ordinal, "extensions", "events.k8s.io", "metrics.k8s.io");

    public ServerVersion Version { get; } = version;

    public ImmutableArray<ApiResource> Resources { get; } = [.. resources.OrderBy(each => Shadows.Contains(each.Group) ? 1 : 0)];

    public ImmutableArray<string> Unavailable { get; } = unavailable;

    public DateTimeOffset ReadAt { get; } = readAt;

    /// <summary>Every served group version: <c>v1</c>, <c>apps/v1</c>, …</summary>
    public FrozenSet<string> ApiVersions => field ??= Resources.Select(each => each.ApiVersion).ToFrozenSet(StringComparer.Ordinal);

    public bool Serves(string apiVersion, string kind) => Resources.Any(each => each.ApiVersion == apiVersion && each.Kind == kind);

    public ApiResource? Find(string apiVersion, string kind) => Resources.FirstOrDefault(each => each.ApiVersion == apiVersion && each.Kind == kind);

    /// <summary>
    /// What a person means: a kind, plural, singular or short name, in any case, on its own or with its group (<c>deployments.apps</c>) or group and version
    /// (<c>deployments.v1.apps</c>). The server's preferred version counts where none is named.
    /// </summary>
    public ApiResource? Find(string name)
    {
        var parts = name.Split('.', 2);
        return parts.Length == 1
            ? Resources.FirstOrDefault(each => IsCalled(each, name))
            : Resources.FirstOrDefault(each => IsCalled(each, parts[0])
                && (Same(each.Group, parts[1]) || Same($"{each.Version}.{each.Group}", parts[1]) || (each.Group.Length == 0 && Same(each.Version, parts[1]))));
    }

    /// <summary>The first of these versions of a kind that is served; the preferred one where none of them is.</summary>
    public ApiResource? FindFirst(string kind, params ReadOnlySpan<string> apiVersions)
    {
        foreach (var apiVersion in apiVersions)
        {
            if (Find(apiVersion, kind) is { } served)
            {
                return served;
            }
        }

        return Resources.FirstOrDefault(each => each.Kind == kind);
    }

    private static bool IsCalled(ApiResource each, string name) =>
        Same(each.Kind, name) || Same(each.Plural, name) || Same(each.Singular, name) || each.ShortNames.Any(known => Same(known, name));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
