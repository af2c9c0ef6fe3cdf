using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;

namespace Opsroom.Tests.Tools.Deployments.Verifying;

/// <summary>Verifying pods on a real API server.</summary>
public sealed class VerificationTests(KubernetesCluster cluster)
{
    private const string Ghost = """
        apiVersion: v1
        kind: Node
        metadata: {name: ghost}
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deployment_that_does_well_passes_after_it_was_watched()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        await space.RunningAsync(cluster, Releases.Deployment("web"), Cancelled);
        var told = new List<string>();

        var verified = await Releases.Tools(cluster).AnswerAsync("verify_deployment", Arguments(space, "web"), Cancelled, told: told.Add);

        Assert.True((bool)verified["passed"]!, verified.ToJsonString());
        Assert.Equal(60, (int)verified["observed"]!);
        Assert.Equal(["rollout passed", "readiness passed", "restarts passed", "pods passed", "error_ratio not_seen", "latency_p95 not_seen", "latency_p99 not_seen"], Checks(verified));
        Assert.Contains("PROMETHEUS_URL", (string)verified["checks"]![4]!["detail"]!, StringComparison.Ordinal);
        Assert.Contains(told, message => message.Contains("2 of 2 pods ready, watched for", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pods_that_no_node_takes_end_it_early_with_what_is_wrong()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        await space.CreateAsync(Releases.Deployment("web", 1, pods: "{nodeSelector: {disk: none}}"), Cancelled);
        var pod = await PodAsync(space);
        await cluster.Api.WaitUntilAsync(pod, state => state["status"]?["conditions"]?.AsArray().Any(each => (string?)each!["reason"] == "Unschedulable") is true, Cancelled);

        var verified = await Releases.Tools(cluster).AnswerAsync("verify_deployment", Arguments(space, "web", observe: "5m"), Cancelled);

        Assert.False((bool)verified["passed"]!);
        Assert.Equal(30, (int)verified["observed"]!);
        Assert.Contains("(Unschedulable)", (string)verified["reason"]!, StringComparison.Ordinal);
        Assert.Equal("Unschedulable", (string)verified["problems"]![0]!["reason"]!);
        Assert.Equal("pod-unschedulable", (string)verified["findings"]![0]!["rule"]!);
    }

    [Fact]
    public async Task Pods_that_a_quota_refuses_end_it_at_once()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        await space.CreateAsync("""
            apiVersion: v1
            kind: ResourceQuota
            metadata: {name: none}
            spec: {hard: {pods: "0"}}
            """, Cancelled);
        await cluster.Api.WaitUntilAsync(space.PathOf("api/v1", "resourcequotas", "none"), state => state["status"]?["hard"] is not null, Cancelled);
        await space.CreateAsync(Releases.Deployment("web", 1), Cancelled);
        await cluster.Api.WaitUntilAsync(
            space.DeploymentPath("web"), state => state["status"]?["conditions"]?.AsArray().Any(each => (string?)each!["type"] == "ReplicaFailure") is true, Cancelled);

        var verified = await Releases.Tools(cluster).AnswerAsync("verify_deployment", Arguments(space, "web"), Cancelled);
        Assert.False((bool)verified["passed"]!);
        Assert.Contains("cannot be created (FailedCreate)", (string)verified["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crash_loop_and_containers_that_restart_end_it_early()
    {
        await using var space = await GhostlyAsync();
        var pod = await PodAsync(space);
        await StatusAsync(pod, restarts: 2, waiting: "CrashLoopBackOff");
        var verified = await Releases.Tools(cluster).AnswerAsync("verify_deployment", Arguments(space, "web"), Cancelled);
        Assert.Contains("is in CrashLoopBackOff", (string)verified["reason"]!, StringComparison.Ordinal);
        Assert.Equal((0, 137), ((int)verified["observed"]!, (int)verified["problems"]![0]!["exit_code"]!));

        // it runs again, and what it did before is no reason; what it does while it is watched is
        await StatusAsync(pod, restarts: 2, waiting: null);
        var watching = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var verifying = Releases.Tools(cluster).AnswerAsync("verify_deployment", Arguments(space, "web", observe: "60m"), Cancelled, told: _ => watching.TrySetResult());
        await Task.WhenAny(watching.Task, verifying);
        await StatusAsync(pod, restarts: 3, waiting: null);
        verified = await verifying;
        Assert.False((bool)verified["passed"]!);
        Assert.Contains("restarted 1 time while they were watched", (string)verified["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_canary_is_the_deployment_beside_the_stable_one()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        await space.RunningAsync(cluster, Releases.Deployment("web-canary", 1), Cancelled);
        var arguments = Arguments(space, "web");
        arguments["track"] = "canary";
        var verified = await Releases.Tools(cluster).AnswerAsync("verify_deployment", arguments, Cancelled);
        Assert.Equal(("web-canary", "canary", true), ((string)verified["name"]!, (string)verified["track"]!, (bool)verified["passed"]!));
    }

    [Fact]
    public async Task What_is_scaled_to_nothing_is_not_verified()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        await space.RunningAsync(cluster, Releases.Deployment("web", 0), Cancelled);
        var verified = await Releases.Tools(cluster).AnswerAsync("verify_deployment", Arguments(space, "web"), Cancelled);
        Assert.False((bool)verified["passed"]!);
        Assert.Contains("scaled to 0", (string)verified["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deployment_that_is_not_there_is_not_found()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        var outcome = await Releases.Tools(cluster).CallAsync("verify_deployment", Arguments(space, "web"), Cancelled);
        Assert.Equal("not_found", outcome.Result.GetProperty("error").GetProperty("code").GetString());
    }

    /// <summary>A deployment whose pod is on a node that nobody runs, so that its status stays as it is written.</summary>
    private async Task<KubernetesNamespace> GhostlyAsync()
    {
        var space = await cluster.CreateNamespaceAsync(Cancelled);
        await cluster.Api.PostAsync("/api/v1/nodes", ObjectYaml.ReadOne(Ghost), Cancelled);
        await space.CreateAsync(Releases.Deployment("web", 1, pods: "{nodeName: ghost}"), Cancelled);
        return space;
    }

    private async Task<string> PodAsync(KubernetesNamespace space)
    {
        await cluster.Api.WaitUntilAsync(space.DeploymentPath("web"), state => (int?)state["status"]?["replicas"] == 1, Cancelled);
        var pods = (await cluster.Api.GetAsync(space.PathOf("api/v1", "pods"), Cancelled))["items"]!.AsArray();
        return space.PathOf("api/v1", "pods", (string)Assert.Single(pods)!["metadata"]!["name"]!);
    }

    private Task<JsonObject> StatusAsync(string pod, int restarts, string? waiting) => cluster.Api.MergeAsync(
        pod + "/status",
        new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["phase"] = "Running",
                ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = waiting is null ? "True" : "False" }),
                ["containerStatuses"] = new JsonArray(new JsonObject
                {
                    ["name"] = "web",
                    ["image"] = "x",
                    ["imageID"] = "x",
                    ["ready"] = waiting is null,
                    ["restartCount"] = restarts,
                    ["state"] = waiting is null
                        ? new JsonObject { ["running"] = new JsonObject { ["startedAt"] = "2026-01-01T00:00:00Z" } }
                        : new JsonObject { ["waiting"] = new JsonObject { ["reason"] = waiting } },
                    ["lastState"] = new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = 137, ["reason"] = "OOMKilled" } },
                }),
            },
        },
        Cancelled);

    private static JsonObject Arguments(KubernetesNamespace space, string name, string? observe = null) => observe is null
        ? new JsonObject { ["namespace"] = space.Name, ["name"] = name }
        : new JsonObject { ["namespace"] = space.Name, ["name"] = name, ["observe"] = observe };

    private static IEnumerable<string> Checks(JsonObject verified) => verified["checks"]!.AsArray().Select(check => $"{check!["check"]} {check["status"]}");
}
