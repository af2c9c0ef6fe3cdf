using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Api.Connections;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Api.Discovery;

/// <summary>Asks a server what it serves.</summary>
internal sealed class ApiDiscovery(ClusterConnection connection, TimeProvider time)
{
    private const int AtOnce = 8;

    public async Task<ToolResult<ApiCatalog>> ReadAsync(CancellationToken cancellationToken)
    {
        var version = await ReadAsync("version", cancellationToken);
        if (version.Reply is not { } about)
        {
            return version.Failure!;
        }

        var core = await ReadAsync("api", cancellationToken);
        var groups = await ReadAsync("apis", cancellationToken);
        if (core.Reply is null || groups.Reply is null)
        {
            return core.Failure ?? groups.Failure!;
        }

        var versions = core.Reply.Root.TextsAt("versions").Concat(groups.Reply.Root.MapsAt("groups").SelectMany(VersionsOf)).ToImmutableArray();
        var pages = new ImmutableArray<ApiResource>?[versions.Length];
        await Parallel.ForAsync(0, versions.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (at, token) =>
        {
            var page = await ReadAsync(versions[at].Contains('/', StringComparison.Ordinal) ? $"apis/{versions[at]}" : $"api/{versions[at]}", token);
            pages[at] = page.Reply is { } described ? [.. ResourcesIn(versions[at], described.Root)] : null;
        });
        return new ApiCatalog(
            ServerVersion.Of(about.Root.TextAt("gitVersion") ?? "", about.Root.TextAt("major") ?? "", about.Root.TextAt("minor") ?? ""),
            pages.SelectMany(page => page ?? []), [.. versions.Where((_, at) => pages[at] is null)], time.GetUtcNow());
    }

    private Task<KubeAnswer> ReadAsync(string path, CancellationToken cancellationToken) =>
        connection.SendAsync(new KubeRequest(HttpMethod.Get, path, new KubeAccess("get", "", $"/{path}")) { IsRead = true }, cancellationToken);

    private static IEnumerable<string> VersionsOf(YamlMap group)
    {
        var preferred = group.TextAt("preferredVersion", "groupVersion");
        return group.MapsAt("versions").Select(each => each.TextAt("groupVersion")).OfType<string>().OrderBy(each => each == preferred ? 0 : 1);
    }

    private static IEnumerable<ApiResource> ResourcesIn(string apiVersion, YamlMap page)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var (group, version) = slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
        foreach (var each in page.MapsAt("resources"))
        {
            // names with a slash are subresources
            if (each.TextAt("name") is { } plural && !plural.Contains('/', StringComparison.Ordinal) && each.TextAt("kind") is { } kind)
            {
                var singular = each.TextAt("singularName");
                yield return new ApiResource(
                    group, version, kind, plural, string.IsNullOrEmpty(singular) ? kind.ToLowerInvariant() : singular, [.. each.TextsAt("shortNames")],
                    each.FlagAt("namespaced") is true, [.. each.TextsAt("verbs")]);
            }
        }
    }
}
