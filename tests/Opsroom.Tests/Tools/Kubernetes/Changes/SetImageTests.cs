using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Tools;
using Opsroom.Tools.Changes;

namespace Opsroom.Tests.Tools.Kubernetes.Changes;

/// <summary>Setting images on a real API server.</summary>
public sealed class SetImageTests(KubernetesCluster cluster)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_plan_shows_the_true_diff_and_the_call_is_made_once_and_taken_back()
    {
        await using var space = await cluster.WorkloadAsync("Deployment");
        var tool = Tool();
        var plan = await tool.PlanAsync(Arguments(space));
        Assert.Equal($"Set the image of container 'web' of Deployment/{space.Name}/web in cluster 'admin' from {SampleWorkloads.First} to {SampleWorkloads.Second}.", plan.Preview.Summary);
        Assert.Equal([$"-          image: {SampleWorkloads.First}", $"+          image: {SampleWorkloads.Second}"], ToolCalls.ChangedLines(plan));
        Assert.Equal(SampleWorkloads.First, SampleWorkloads.ImageOf(await ReadAsync(space)));

        var change = new ChangeInHand("run-1.call-1", plan.IntentVersion, 1);
        var set = await tool.CallAsync(Arguments(space), change);
        Assert.Equal((SampleWorkloads.First, SampleWorkloads.Second, 2, "complete"), ((string)set["before"]!, (string)set["after"]!, (int)set["revision"]!, (string)set["rollout"]!["status"]!));

        var undone = await tool.MakeAsync(ToolCalls.UndoOf(plan), "run-1.call-2");
        Assert.Equal((SampleWorkloads.First, 3), ((string)undone["after"]!, (int)undone["revision"]!));

        await tool.CallAsync(Arguments(space), change);
        Assert.Equal(SampleWorkloads.First, SampleWorkloads.ImageOf(await ReadAsync(space)));
    }

    [Fact]
    public async Task An_outcome_that_nobody_saw_is_found_at_the_object()
    {
        await using var space = await cluster.WorkloadAsync("Deployment");
        var change = new ChangeInHand("run-1.call-1", (await Tool().PlanAsync(Arguments(space))).IntentVersion, 1);
        Assert.IsType<Verification.NotMade>(await Tool().VerifyAsync(Arguments(space), change));

        await Tool().CallAsync(Arguments(space, wait: false), change);
        var found = Assert.IsType<Verification.Made>(await Tool().VerifyAsync(Arguments(space), change));
        Assert.Equal(SampleWorkloads.First, found.Result.GetProperty("before").GetString());
        Assert.IsType<Verification.Unclear>(await Tool().VerifyAsync(Arguments(space), change with { Key = "run-2.call-1" }));
    }

    [Fact]
    public async Task Another_image_since_it_was_decided_is_left_alone()
    {
        await using var space = await cluster.WorkloadAsync("Deployment");
        var change = new ChangeInHand("run-1.call-1", (await Tool().PlanAsync(Arguments(space))).IntentVersion, 1);
        var other = Arguments(space);
        other["image"] = "registry.example/web:3.0.0";
        await Tool().MakeAsync(other, "run-2.call-1");

        Assert.Equal(FaultCodes.Conflict, await Tool().FailedCallAsync(Arguments(space), change));
        Assert.Equal("registry.example/web:3.0.0", SampleWorkloads.ImageOf(await ReadAsync(space)));
    }

    [Fact]
    public async Task The_container_is_found_beside_a_sidecar_and_asked_for_beside_another()
    {
        await using var meshed = await cluster.WorkloadAsync("Deployment", beside: "{name: istio-proxy, image: 'registry.example/proxy:1.0.0'}");
        await Tool().MakeAsync(Arguments(meshed), "run-1.call-1");
        var live = await ReadAsync(meshed);
        Assert.Equal((SampleWorkloads.Second, "registry.example/proxy:1.0.0"), (SampleWorkloads.ImageOf(live), SampleWorkloads.ImageOf(live, 1)));

        await using var twofold = await cluster.WorkloadAsync("Deployment", beside: "{name: api, image: 'registry.example/api:1.0.0'}");
        var refused = await Tool().RefusedPlanAsync(Arguments(twofold));
        Assert.Equal(FaultCodes.InvalidArgument, refused.Code);
        Assert.EndsWith("It has web (registry.example/web:1.0.0), api (registry.example/api:1.0.0).", refused.Message, StringComparison.Ordinal);

        var named = Arguments(twofold);
        named["container"] = "api";
        Assert.Equal("registry.example/api:1.0.0", ToolCalls.UndoOf(await Tool().PlanAsync(named))["image"]!.GetValue<string>());
        named["container"] = "worker";
        Assert.Equal(FaultCodes.NotFound, (await Tool().RefusedPlanAsync(named)).Code);
    }

    [Fact]
    public async Task The_pods_of_a_stateful_set_are_replaced_too()
    {
        await using var space = await cluster.WorkloadAsync("StatefulSet");
        var arguments = Arguments(space);
        arguments["kind"] = "StatefulSet";
        var set = await Tool().MakeAsync(arguments, "run-1.call-1");
        Assert.Equal((2, "complete"), ((int)set["revision"]!, (string)set["rollout"]!["status"]!));
        var pods = await cluster.Api.GetAsync(space.PathOf("api/v1", "pods"), Cancelled);
        Assert.All(pods["items"]!.AsArray(), pod => Assert.Equal(SampleWorkloads.Second, (string)pod!["spec"]!["containers"]![0]!["image"]!));
    }

    [Fact]
    public async Task A_rollout_that_does_not_come_up_is_told_with_the_reason()
    {
        await using var space = await cluster.WorkloadAsync("Deployment", "progressDeadlineSeconds: 3");
        await space.CreateAsync("{apiVersion: v1, kind: ResourceQuota, metadata: {name: pods}, spec: {hard: {pods: '1'}}}", Cancelled);
        await cluster.Api.WaitUntilAsync(space.PathOf("api/v1", "resourcequotas", "pods"), state => (string?)state["status"]?["used"]?["pods"] == "1", Cancelled);
        var set = await Tool().MakeAsync(Arguments(space), "run-1.call-1");
        Assert.Equal("failed", (string)set["rollout"]!["status"]!);
        Assert.Equal("FailedCreate", (string)set["rollout"]!["problems"]![0]!["reason"]!);
    }

    [Fact]
    public async Task New_pods_that_crash_end_the_watch_and_old_ones_that_crash_do_not()
    {
        await using var space = await cluster.CrashingAsync();
        var tool = Tool();
        var setting = tool.MakeAsync(Arguments(space), "run-1.call-1");
        await cluster.SetPodAsync(space, SampleWorkloads.Second, isReady: false);
        var rollout = (await setting)["rollout"]!;
        Assert.Equal(("failed", 1), ((string)rollout["status"]!, (int)rollout["wanted"]!));
        Assert.All(rollout["problems"]!.AsArray(), problem => Assert.Equal("CrashLoopBackOff", (string)problem!["reason"]!));

        var arguments = Arguments(space);
        arguments["image"] = "registry.example/web:3.0.0";
        setting = tool.MakeAsync(arguments, "run-1.call-2");
        await cluster.SetPodAsync(space, "registry.example/web:3.0.0", isReady: true);
        rollout = (await setting)["rollout"]!;
        Assert.Equal("complete", (string)rollout["status"]!);
    }

    [Fact]
    public async Task What_is_no_image_or_the_same_one_is_refused()
    {
        await using var space = await cluster.WorkloadAsync("Deployment");
        var same = Arguments(space);
        same["image"] = SampleWorkloads.First;
        Assert.Contains("there is nothing to change", (await Tool().RefusedPlanAsync(same)).Message, StringComparison.Ordinal);
        same["image"] = "web 2.0";
        Assert.Contains("does not name an image", (await Tool().RefusedPlanAsync(same)).Message, StringComparison.Ordinal);
    }

    private ToolCalls Tool() => new(cluster, "kubernetes_set_image");

    private static JsonObject Arguments(KubernetesNamespace space, bool wait = true) =>
        new() { ["namespace"] = space.Name, ["name"] = "web", ["image"] = SampleWorkloads.Second, ["wait"] = wait };

    private Task<JsonObject> ReadAsync(KubernetesNamespace space) => cluster.Api.GetAsync(space.WorkloadPath(), Cancelled);
}
