using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Tools;
using Opsroom.Tools.Changes;

namespace Opsroom.Tests.Tools.Kubernetes.Changes;

/// <summary>Rolling back on a real API server.</summary>
public sealed class RollbackTests(KubernetesCluster cluster)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_added_since_goes_and_the_reverse_call_brings_it_back()
    {
        await using var space = await SpaceAsync();
        var tool = Tool();
        var plan = await tool.PlanAsync(Arguments(space));
        Assert.Equal(
            $"Roll Deployment/{space.Name}/web in cluster 'admin' back from revision 2 ({SampleWorkloads.First}) to 1 ({SampleWorkloads.First}).", plan.Preview.Summary);
        Assert.Equal(["-        tier: front"], ToolCalls.ChangedLines(plan));
        Assert.NotNull(Tier(await ReadAsync(space)));

        var change = new ChangeInHand("run-1.call-1", plan.IntentVersion, 1);
        var back = await tool.CallAsync(Arguments(space), change);
        Assert.Equal((2, 1, 3, "complete"), ((int)back["from"]!, (int)back["to"]!, (int)back["revision"]!, (string)back["rollout"]!["status"]!));
        Assert.Null(Tier(await ReadAsync(space)));

        var undone = await tool.MakeAsync(ToolCalls.UndoOf(plan), "run-1.call-2");
        Assert.Equal((3, 2, 4), ((int)undone["from"]!, (int)undone["to"]!, (int)undone["revision"]!));
        Assert.Equal("front", Tier(await ReadAsync(space)));

        await tool.CallAsync(Arguments(space), change);
        Assert.Equal("front", Tier(await ReadAsync(space)));
    }

    [Fact]
    public async Task An_outcome_that_nobody_saw_is_found_at_the_object()
    {
        await using var space = await SpaceAsync();
        var change = new ChangeInHand("run-1.call-1", (await Tool().PlanAsync(Arguments(space))).IntentVersion, 1);
        Assert.IsType<Verification.NotMade>(await Tool().VerifyAsync(Arguments(space), change));

        await Tool().CallAsync(Arguments(space), change);
        var found = Assert.IsType<Verification.Made>(await Tool().VerifyAsync(Arguments(space), change));
        Assert.Equal((2, 1), (found.Result.GetProperty("from").GetInt32(), found.Result.GetProperty("to").GetInt32()));
        Assert.IsType<Verification.Unclear>(await Tool().VerifyAsync(Arguments(space), change with { Key = "run-2.call-1" }));
    }

    [Fact]
    public async Task Another_template_since_it_was_decided_is_left_alone()
    {
        await using var space = await SpaceAsync();
        var change = new ChangeInHand("run-1.call-1", (await Tool().PlanAsync(Arguments(space))).IntentVersion, 1);
        await cluster.LabelPodsAsync(space, "back");
        Assert.Equal(FaultCodes.Conflict, await Tool().FailedCallAsync(Arguments(space), change));
        Assert.Equal("back", Tier(await ReadAsync(space)));
    }

    [Fact]
    public async Task A_revision_that_is_not_there_is_answered_with_those_that_are()
    {
        await using var space = await SpaceAsync();
        var arguments = Arguments(space);
        arguments["revision"] = 9;
        var missing = await Tool().RefusedPlanAsync(arguments);
        Assert.Equal(FaultCodes.NotFound, missing.Code);
        Assert.EndsWith($"There are: 2 ({SampleWorkloads.First}); 1 ({SampleWorkloads.First}); the current one is 2.", missing.Message, StringComparison.Ordinal);

        arguments["revision"] = 2;
        Assert.Equal(FaultCodes.InvalidArgument, (await Tool().RefusedPlanAsync(arguments)).Code);

        await using var fresh = await cluster.WorkloadAsync("Deployment");
        Assert.Equal(FaultCodes.NotFound, (await Tool().RefusedPlanAsync(Arguments(fresh))).Code);
    }

    [Theory]
    [InlineData("StatefulSet")]
    [InlineData("DaemonSet")]
    public async Task Other_workloads_go_back_by_their_controller_revisions(string kind)
    {
        await using var space = await SpaceAsync(kind);
        var arguments = Arguments(space);
        arguments["kind"] = kind;
        var plan = await Tool().PlanAsync(arguments);
        var back = await Tool().CallAsync(arguments, new ChangeInHand("run-1.call-1", plan.IntentVersion, 1));
        Assert.Equal((2, 1, 3, "complete"), ((int)back["from"]!, (int)back["to"]!, (int)back["revision"]!, (string)back["rollout"]!["status"]!));
        Assert.Null(Tier(await cluster.Api.GetAsync(space.WorkloadPath(kind), Cancelled)));
        Assert.Equal(2, (int)(await Tool().MakeAsync(ToolCalls.UndoOf(plan), "run-1.call-2"))["to"]!);
    }

    [Fact]
    public async Task A_paused_deployment_is_refused()
    {
        await using var space = await SpaceAsync();
        await cluster.Api.MergeAsync(space.WorkloadPath(), new JsonObject { ["spec"] = new JsonObject { ["paused"] = true } }, Cancelled);
        var refused = await Tool().RefusedPlanAsync(Arguments(space));
        Assert.Equal(FaultCodes.Conflict, refused.Code);
        Assert.Contains("is paused", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_look_at_revisions_is_told_which_rule_is_missing()
    {
        await using var space = await SpaceAsync();
        await space.AllowViewerAsync("apps", ["deployments"], ["get"], Cancelled);
        var refused = await new ToolCalls(cluster, "kubernetes_rollback_deployment", KubernetesCluster.Viewer).RefusedPlanAsync(Arguments(space));
        Assert.Equal(FaultCodes.Denied, refused.Code);
        Assert.Contains("does not allow it to list replicasets", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>With two revisions: the second one labels the pods.</summary>
    private async Task<KubernetesNamespace> SpaceAsync(string kind = "Deployment")
    {
        var space = await cluster.WorkloadAsync(kind);
        var changed = await cluster.LabelPodsAsync(space, "front", kind);
        await cluster.Api.WaitUntilAsync(space.WorkloadPath(kind), state =>
            (long?)state["status"]?["observedGeneration"] >= (long?)changed["metadata"]!["generation"]
            && (int?)state["status"]?[kind == "DaemonSet" ? "updatedNumberScheduled" : "updatedReplicas"] > 0, Cancelled);
        return space;
    }

    private ToolCalls Tool() => new(cluster, "kubernetes_rollback_deployment");

    private static JsonObject Arguments(KubernetesNamespace space) => new() { ["namespace"] = space.Name, ["name"] = "web" };

    private static string? Tier(JsonObject workload) => (string?)workload["spec"]!["template"]!["metadata"]!["labels"]!["tier"];

    private Task<JsonObject> ReadAsync(KubernetesNamespace space) => cluster.Api.GetAsync(space.WorkloadPath(), Cancelled);
}
