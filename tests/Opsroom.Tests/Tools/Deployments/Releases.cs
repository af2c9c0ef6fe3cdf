using System.Text.Json.Nodes;
using Opsroom.Approvals;
using Opsroom.TestKit.Kubernetes;
using Opsroom.TestKit.Models;
using Opsroom.Tests.Tools.Workspace;
using Opsroom.Tools;
using Opsroom.Tools.Deployments;
using Opsroom.Tools.Kubernetes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Prometheus;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tests.Tools.Deployments;

/// <summary>Deployments in a real cluster, and the tools that look at them. Short pauses of the tools pass at once.</summary>
internal static class Releases
{
    public const string Image = "registry.example/web:1.0.0";

    public static string Deployment(string name, int replicas = 2, string image = Image, string pods = "{}", string container = "") => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{name}}
        spec:
          replicas: {{replicas}}
          selector:
            matchLabels: {app: "{{name}}"}
          template:
            metadata:
              labels: {app: "{{name}}", part-of: web}
            spec: {{PodSpec(pods, image, container)}}
        """;

    public static async Task<JsonObject> RunningAsync(this KubernetesNamespace space, KubernetesCluster cluster, string yaml, CancellationToken cancelled)
    {
        var made = await space.CreateAsync(yaml, cancelled);
        var (name, wanted) = ((string)made["metadata"]!["name"]!, (int)made["spec"]!["replicas"]!);
        return await cluster.Api.WaitUntilAsync(space.DeploymentPath(name), state => ((int?)state["status"]?["availableReplicas"] ?? 0) == wanted, cancelled);
    }

    public static string DeploymentPath(this KubernetesNamespace space, string name) => space.PathOf("apis/apps/v1", "deployments", name);

    /// <summary>The name of a deployment's newest replica set.</summary>
    public static async Task<string> SetOfAsync(this KubernetesNamespace space, KubernetesCluster cluster, string deployment, CancellationToken cancelled)
    {
        var sets = (await cluster.Api.GetAsync(space.PathOf("apis/apps/v1", "replicasets"), cancelled))["items"]!.AsArray();
        return sets.Where(set => (string)set!["metadata"]!["ownerReferences"]![0]!["name"]! == deployment)
            .OrderBy(set => int.Parse((string)set!["metadata"]!["annotations"]!["deployment.kubernetes.io/revision"]!, System.Globalization.CultureInfo.InvariantCulture))
            .Select(set => (string)set!["metadata"]!["name"]!).Last();
    }

    public static ToolCatalog Tools(KubernetesCluster? cluster, PrometheusOptions? prometheus = null, string policy = "rules: []", DeploymentOptions? deployments = null)
    {
        var time = new SkippingTimeProvider(TimeProvider.System.GetUtcNow()) { LongestSkip = TimeSpan.FromSeconds(3) };
        var options = cluster is null ? new KubernetesOptions() : new KubernetesOptions { Kubeconfig = [cluster.Kubeconfig], DefaultCluster = "admin" };
        return new ToolCatalog(DeploymentTools.Create(
            new ClusterDirectory(options, time), new PrometheusClient(prometheus ?? new PrometheusOptions(), time), deployments ?? new DeploymentOptions(), PolicyText.Read(policy).Policy!, time));
    }

    /// <summary>Calls a tool that is expected to answer.</summary>
    public static async Task<JsonObject> AnswerAsync(this ToolCatalog tools, string tool, JsonObject arguments, CancellationToken cancelled, IWorkspace? workspace = null, Action<string>? told = null)
    {
        var outcome = await tools.CallAsync(tool, arguments, cancelled, workspace, told);
        Assert.True(outcome.Succeeded, outcome.Result.GetRawText());
        return JsonNode.Parse(outcome.Result.GetRawText())!.AsObject();
    }

    public static Task<ToolCallOutcome> CallAsync(this ToolCatalog tools, string tool, JsonObject arguments, CancellationToken cancelled, IWorkspace? workspace = null, Action<string>? told = null)
    {
        var given = Samples.Json(arguments.ToJsonString());
        Assert.Empty(tools.Find(tool)!.Check(given));
        return tools.Find(tool)!.InvokeAsync(given, Samples.Context(workspace ?? Workspaces.With(), report => told?.Invoke(report.Message)), cancelled);
    }

    private static string PodSpec(string pods, string image, string container) =>
        pods[..^1] + (pods == "{}" ? "" : ", ") + $"containers: [{{name: web, image: '{image}'" + (container.Length == 0 ? "" : ", " + container) + "}]}";
}
