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

    /// <summary>A deployment whose pod crashes, on a node that nobody runs, so that the status of its pods stays as it is written.</summary>
    public static async Task<KubernetesNamespace> CrashingAsync(this KubernetesCluster cluster)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var space = await cluster.CreateNamespaceAsync(cancelled);
        await cluster.Api.PostAsync("/api/v1/nodes", ObjectYaml.ReadOne($"apiVersion: v1\nkind: Node\nmetadata:\n  name: {space.Name}\nspec:\n  unschedulable: true\n"), cancelled);
        await space.CreateAsync($$$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  nodeName: {{{space.Name}}}
                  terminationGracePeriodSeconds: 0
                  containers: [{name: web, image: '{{{First}}}'}]
            """, cancelled);
        await cluster.SetPodAsync(space, First, isReady: false);
        return space;
    }

    /// <summary>Waits for a pod with an image, and has it run or crash as its kubelet would say it.</summary>
    public static async Task SetPodAsync(this KubernetesCluster cluster, KubernetesNamespace space, string image, bool isReady)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var pod = (await cluster.Api.WatchAsync(space.PathOf("api/v1", "pods"), null, cancelled)
            .FirstAsync(change => (string?)change["object"]!["spec"]?["containers"]?[0]!["image"] == image, cancelled))["object"]!;
        var name = (string)pod["metadata"]!["name"]!;
        var state = isReady ? """{"running": {"startedAt": "2026-01-01T00:00:00Z"}}""" : """{"waiting": {"reason": "CrashLoopBackOff"}}""";
        await cluster.Api.MergeAsync(space.PathOf("api/v1", "pods", name) + "/status", JsonNode.Parse($$$"""
            {"status": {
              "phase": "Running", "conditions": [{"type": "Ready", "status": "{{{(isReady ? "True" : "False")}}}", "lastTransitionTime": "2026-01-01T00:00:00Z"}],
              "containerStatuses": [{"name": "web", "image": "x", "imageID": "x", "ready": {{{(isReady ? "true" : "false")}}}, "restartCount": 3, "state": {{{state}}}}]}}
            """)!.AsObject(), cancelled);
    }
}
