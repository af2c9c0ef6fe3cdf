using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Tools;
using Opsroom.Tools.Changes;

namespace Opsroom.Tests.Tools.Kubernetes.Changes;

/// <summary>Restarting on a real API server.</summary>
public sealed class RestartTests(KubernetesCluster cluster)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_plan_shows_the_note_of_the_restart_without_a_time_that_moves()
    {
        await using var space = await cluster.WorkloadAsync("Deployment");
        var plan = await Tool().PlanAsync(Arguments(space));
        Assert.Equal(["+        kubectl.kubernetes.io/restartedAt: the time of the restart"], ToolCalls.ChangedLines(plan).Where(line => line.Contains("restartedAt", StringComparison.Ordinal)));
        Assert.Null(plan.Undo);
        Assert.Equal(plan.Preview, (await Tool().PlanAsync(Arguments(space))).Preview with { Details = plan.Preview.Details });
        Assert.Null(RestartedAt(await ReadAsync(space)));
    }

    [Fact]
    public async Task The_pods_are_replaced_once_for_one_call()
    {
        await using var space = await cluster.WorkloadAsync("Deployment");
        var before = Assert.Single(await PodsAsync(space));
        var change = new ChangeInHand("run-1.call-1", (await Tool().PlanAsync(Arguments(space))).IntentVersion, 1);
        var restarted = await Tool().CallAsync(Arguments(space), change);
        Assert.Equal((2, "complete"), ((int)restarted["revision"]!, (string)restarted["rollout"]!["status"]!));
        Assert.DoesNotContain(before, await PodsAsync(space));

        var at = RestartedAt(await ReadAsync(space));
        Assert.Equal(2, (int)(await Tool().CallAsync(Arguments(space), change with { Attempt = 2 }))["revision"]!);
        Assert.Equal(at, RestartedAt(await ReadAsync(space)));
    }

    [Fact]
    public async Task An_outcome_that_nobody_saw_is_found_at_the_object()
    {
        await using var space = await cluster.WorkloadAsync("Deployment");
        var change = new ChangeInHand("run-1.call-1", (await Tool().PlanAsync(Arguments(space))).IntentVersion, 1);
        Assert.IsType<Verification.NotMade>(await Tool().VerifyAsync(Arguments(space), change));

        await Tool().CallAsync(Arguments(space, wait: false), change);
        var found = Assert.IsType<Verification.Made>(await Tool().VerifyAsync(Arguments(space), change));
        Assert.Equal(2, found.Result.GetProperty("revision").GetInt32());
        Assert.IsType<Verification.Unclear>(await Tool().VerifyAsync(Arguments(space), change with { Key = "run-2.call-1" }));
    }

    [Fact]
    public async Task A_restart_by_somebody_else_since_it_was_decided_is_enough()
    {
        await using var space = await cluster.WorkloadAsync("Deployment");
        var change = new ChangeInHand("run-1.call-1", (await Tool().PlanAsync(Arguments(space))).IntentVersion, 1);
        await Tool().MakeAsync(Arguments(space), "run-2.call-1");
        var at = RestartedAt(await ReadAsync(space));
        Assert.Equal(FaultCodes.Conflict, await Tool().FailedCallAsync(Arguments(space), change));
        Assert.Equal(at, RestartedAt(await ReadAsync(space)));
    }

    [Theory]
    [InlineData("StatefulSet")]
    [InlineData("DaemonSet")]
    public async Task Other_workloads_are_restarted_too(string kind)
    {
        await using var space = await cluster.WorkloadAsync(kind);
        var before = await PodsAsync(space);
        var arguments = Arguments(space);
        arguments["kind"] = kind;
        var restarted = await Tool().MakeAsync(arguments, "run-1.call-1");
        Assert.Equal((2, "complete"), ((int)restarted["revision"]!, (string)restarted["rollout"]!["status"]!));
        Assert.Empty(before.Intersect(await PodsAsync(space)));
    }

    [Fact]
    public async Task What_would_not_replace_its_pods_is_refused()
    {
        await using var space = await cluster.WorkloadAsync("DaemonSet", "updateStrategy: {type: OnDelete}");
        var arguments = Arguments(space);
        arguments["kind"] = "DaemonSet";
        var refused = await Tool().RefusedPlanAsync(arguments);
        Assert.Equal(FaultCodes.Conflict, refused.Code);
        Assert.Contains("OnDelete", refused.Message, StringComparison.Ordinal);
    }

    private ToolCalls Tool() => new(cluster, "kubernetes_restart_deployment");

    private static JsonObject Arguments(KubernetesNamespace space, bool wait = true) => new() { ["namespace"] = space.Name, ["name"] = "web", ["wait"] = wait };

    private Task<JsonObject> ReadAsync(KubernetesNamespace space) => cluster.Api.GetAsync(space.WorkloadPath(), Cancelled);

    private async Task<string[]> PodsAsync(KubernetesNamespace space) =>
        [.. (await cluster.Api.GetAsync(space.PathOf("api/v1", "pods"), Cancelled))["items"]!.AsArray().Where(pod => pod!["metadata"]!["deletionTimestamp"] is null).Select(pod => (string)pod!["metadata"]!["uid"]!)];

    private static string? RestartedAt(JsonObject workload) => (string?)workload["spec"]!["template"]!["metadata"]!["annotations"]?["kubectl.kubernetes.io/restartedAt"];
}
