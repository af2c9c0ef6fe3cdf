using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Kubernetes;

public sealed partial class KubernetesApi
{
    private readonly ConcurrentDictionary<string, JsonArray> served = new(StringComparer.Ordinal);

    /// <summary>Where objects of this version and kind are; null where the API server does not serve them.</summary>
    public async Task<KubernetesResource?> ResourceOfAsync(JsonObject made, CancellationToken cancellationToken)
    {
        var version = (string)made["apiVersion"]!;
        var resources = await ResourcesOfAsync(version, cancellationToken);
        var all = resources.Where(each => (string)each!["kind"]! == (string)made["kind"]!).ToList();
        return all.Find(each => !Name(each).Contains('/', StringComparison.Ordinal)) is not { } found ? null : new KubernetesResource(
            PathOf(version), Name(found), (bool)found["namespaced"]!, resources.Any(each => Name(each) == $"{Name(found)}/status"));

        static string Name(JsonNode? resource) => (string)resource!["name"]!;
    }

    /// <summary>Forgets which kinds are served, after one has been added or taken away.</summary>
    public void ForgetResources() => served.Clear();

    private static string PathOf(string version) => version.Contains('/', StringComparison.Ordinal) ? $"/apis/{version}" : $"/api/{version}";

    private async Task<JsonArray> ResourcesOfAsync(string version, CancellationToken cancellationToken)
    {
        if (!served.TryGetValue(version, out var known))
        {
            try
            {
                known = (await GetAsync(PathOf(version), cancellationToken))["resources"]!.AsArray();
            }
            catch (KubernetesRefusedException refusal) when (refusal.Status is HttpStatusCode.NotFound)
            {
                known = [];
            }

            served[version] = known;
        }

        return known;
    }
}

/// <summary>Where the objects of one kind are.</summary>
/// <param name="Root">The path of the version.</param>
/// <param name="Name">The kind's name in paths.</param>
public sealed record KubernetesResource(string Root, string Name, bool IsNamespaced, bool HasStatus)
{
    public string CollectionIn(string? scope) => IsNamespaced ? $"{Root}/namespaces/{scope ?? "default"}/{Name}" : $"{Root}/{Name}";

    /// <summary>The path of an object.</summary>
    public string PathOf(JsonObject made) => $"{CollectionIn((string?)made["metadata"]!["namespace"])}/{(string)made["metadata"]!["name"]!}";
}
