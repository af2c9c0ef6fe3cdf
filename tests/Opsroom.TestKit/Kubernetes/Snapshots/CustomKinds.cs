using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Kubernetes.Snapshots;

/// <summary>Defines the kinds of a snapshot that Kubernetes does not have, so that objects of them can be created.</summary>
internal static class CustomKinds
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    public static async Task DefineAsync(KubernetesApi api, IEnumerable<JsonObject> objects, CancellationToken cancellationToken)
    {
        foreach (var kinds in objects.Where(IsCustom).GroupBy(made => ((string)made["apiVersion"]!, (string)made["kind"]!)))
        {
            var (version, kind) = kinds.Key;
            if (await api.ResourceOfAsync(kinds.First(), cancellationToken) is not null)
            {
                continue;
            }

            var definition = Define(version.Split('/'), kind, kinds.Any(made => made["metadata"]!["namespace"] is not null));
            await api.PostAsync(Definitions, definition, cancellationToken);
            await api.WaitUntilAsync($"{Definitions}/{(string)definition["metadata"]!["name"]!}", IsEstablished, cancellationToken);
            await api.WaitUntilServedAsync(kinds.First(), cancellationToken);
        }
    }

    // the groups of Kubernetes itself have no dot or end so
    private static bool IsCustom(JsonObject made) =>
        ((string)made["apiVersion"]!).Split('/') is [var group, _] && group.Contains('.', StringComparison.Ordinal) && !group.EndsWith(".k8s.io", StringComparison.Ordinal);

    private static bool IsEstablished(JsonObject definition) =>
        definition["status"]?["conditions"]?.AsArray().Any(condition => (string)condition!["type"]! == "Established" && (string)condition["status"]! == "True") == true;

    private static JsonObject Define(string[] version, string kind, bool isNamespaced)
    {
        var (group, singular) = (version[0], kind.ToLowerInvariant());
        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = $"{singular}s.{group}" },
            ["spec"] = new JsonObject
            {
                ["group"] = group,
                ["scope"] = isNamespaced ? "Namespaced" : "Cluster",
                ["names"] = new JsonObject { ["kind"] = kind, ["singular"] = singular, ["plural"] = $"{singular}s" },
                ["versions"] = new JsonArray(new JsonObject
                {
                    ["name"] = version[1],
                    ["served"] = true,
                    ["storage"] = true,
                    ["schema"] = new JsonObject { ["openAPIV3Schema"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true } },
                    ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
                }),
            },
        };
    }
}
