using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Kubernetes;

/// <summary>A namespace of a test's own.</summary>
public sealed class KubernetesNamespace(string name, KubernetesApi api) : IAsyncDisposable
{
    public string Name => name;

    /// <summary>The path of a kind of objects in it, such as <c>apis/apps/v1</c> and <c>deployments</c>, or of one object.</summary>
    public string PathOf(string version, string resource, string? named = null) => $"/{version}/namespaces/{name}/{resource}{(named is null ? "" : $"/{named}")}";

    /// <summary>Creates an object from YAML, whatever namespace it names.</summary>
    public async Task<JsonObject> CreateAsync(string yaml, CancellationToken cancellationToken)
    {
        var made = ObjectYaml.ReadOne(yaml);
        made["metadata"]!["namespace"] = name;
        var resource = await api.ResourceOfAsync(made, cancellationToken)
            ?? throw new InvalidOperationException($"The API server does not serve {made["apiVersion"]} {made["kind"]}.");
        return await api.PostAsync(resource.CollectionIn(name), made, cancellationToken);
    }

    /// <summary>Lets <see cref="KubernetesCluster.Viewer"/> do something in it.</summary>
    /// <param name="group">The API group; empty for the core.</param>
    public async Task AllowViewerAsync(string group, string[] resources, string[] verbs, CancellationToken cancellationToken)
    {
        const string Group = "rbac.authorization.k8s.io";
        var rule = new JsonObject { ["apiGroups"] = new JsonArray(group), ["resources"] = Strings(resources), ["verbs"] = Strings(verbs) };
        var role = await api.PostAsync(
            PathOf($"apis/{Group}/v1", "roles"), new JsonObject { ["metadata"] = new JsonObject { ["generateName"] = "viewer-" }, ["rules"] = new JsonArray(rule) }, cancellationToken);
        var roleName = role["metadata"]!["name"]!.GetValue<string>();
        await api.PostAsync(
            PathOf($"apis/{Group}/v1", "rolebindings"),
            new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = roleName },
                ["roleRef"] = new JsonObject { ["apiGroup"] = Group, ["kind"] = "Role", ["name"] = roleName },
                ["subjects"] = new JsonArray(new JsonObject { ["apiGroup"] = Group, ["kind"] = "User", ["name"] = KubernetesCluster.Viewer }),
            },
            cancellationToken);
        await api.WaitUntilAllowedAsync(
            KubernetesCluster.Viewer, new JsonObject { ["namespace"] = name, ["group"] = group, ["resource"] = resources[0], ["verb"] = verbs[0] }, cancellationToken);
    }

    public async ValueTask DisposeAsync() => await api.DeleteAsync($"/api/v1/namespaces/{name}", CancellationToken.None);

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
