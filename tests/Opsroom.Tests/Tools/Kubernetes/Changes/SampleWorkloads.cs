using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;

namespace Opsroom.Tests.Tools.Kubernetes.Changes;

/// <summary>Workloads named web with one container of that name, put into a namespace of a test's own.</summary>
internal static class SampleWorkloads
{
    public const string First = "registry.example/web:1.0.0";
    public const string Second = "registry.example/web:2.0.0";

    /// <summary>Creates one and waits until its pods are ready.</summary>
    /// <param name="kind">Deployment, StatefulSet or DaemonSet.</param>
    /// <param name="field">One more field of its spec.</param>
    /// <param name="beside">One more container.</param>
    public static async Task<KubernetesNamespace> WorkloadAsync(this KubernetesCluster cluster, string kind, string field = "", string? beside = null)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var space = await cluster.CreateNamespaceAsync(cancelled);
        await space.CreateAsync($$$"""
            apiVersion: apps/v1
            kind: {{{kind}}}
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              {{{(kind == "StatefulSet" ? "serviceName: web" : "")}}}
              {{{field}}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - {name: web, image: '{{{First}}}'}
                  {{{(beside is null ? "" : $"- {beside}")}}}
            """, cancelled);
        await cluster.Api.WaitUntilAsync(space.WorkloadPath(kind), state => (int?)state["status"]?[kind == "DaemonSet" ? "numberReady" : "readyReplicas"] > 0, cancelled);
        return space;
    }

    public static string WorkloadPath(this KubernetesNamespace space, string kind = "Deployment") => space.PathOf("apis/apps/v1", $"{kind.ToLowerInvariant()}s", "web");

    public static string? ImageOf(JsonObject workload, int container = 0) => (string?)workload["spec"]!["template"]!["spec"]!["containers"]![container]!["image"];

    /// <summary>Changes the template of pods as somebody else would.</summary>
    public static Task<JsonObject> LabelPodsAsync(this KubernetesCluster cluster, KubernetesNamespace space, string value, string kind = "Deployment") =>
        cluster.Api.MergeAsync(
            space.WorkloadPath(kind),
            new JsonObject { ["spec"] = new JsonObject { ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["tier"] = value } } } } },
            TestContext.Current.CancellationToken);
}
