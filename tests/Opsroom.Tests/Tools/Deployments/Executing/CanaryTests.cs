using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Threads;
using Opsroom.Tools.Deployments;
using Opsroom.Tools.Deployments.Executing;
using Opsroom.Tools.Kubernetes.Changes;
using static Opsroom.Tests.Tools.Deployments.Executing.RolloutSite;

namespace Opsroom.Tests.Tools.Deployments.Executing;

/// <summary>Canaries by the ratio of replicas on a real API server.</summary>
public sealed class CanaryTests(KubernetesCluster cluster)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_canary_gets_more_and_more_pods_and_then_the_deployment_itself_is_updated()
    {
        await using var site = await OpenAsync(cluster, 4);
        var during = new List<string>();
        site.Verification.Meanwhile = async (_, _) => during.Add(string.Join(", ", await site.DeploymentsAsync()));
        var result = await site.ExecuteAsync(await site.PlanAsync(DeploymentStrategy.Canary, 25, 50));
        Assert.Equal(
            ["web 1.0.0 x3, web-canary 2.0.0 x1", "web 1.0.0 x2, web-canary 2.0.0 x2", "web 2.0.0 x2, web-canary 2.0.0 x2"], during);
        Assert.Equal(["canary", "canary", "stable"], site.Verification.Verified);
        Assert.Equal(
            [
                "claim done", "canary-25-create done", "canary-25-stable done", "canary-25-verify done", "canary-50-canary done", "canary-50-stable done", "canary-50-verify done",
                "confirm done", "promote done", "promote-verify done", "restore-replicas done", "retire-canary done", "release done",
            ],
            StepsOf(result));
        Assert.Equal((true, false), ((bool)result["verified"]!, (bool)result["rolled_back"]!));
        Assert.Equal(["web 2.0.0 x4"], await site.DeploymentsAsync());
        Assert.Null(AnnotationOf(await site.WebAsync(), RolloutClaim.Annotation));
    }

    [Fact]
    public async Task The_pods_of_a_canary_get_traffic_and_are_its_own()
    {
        await using var site = await OpenAsync(cluster, 1);
        JsonObject? pods = null, canary = null;
        site.Verification.Meanwhile = async (track, _) =>
        {
            if (track == "canary")
            {
                pods = await cluster.Api.GetAsync($"{site.Space.PathOf("api/v1", "pods")}?labelSelector=app%3Dweb", Cancelled);
                canary = await cluster.Api.GetAsync(site.Space.PathOf("apis/apps/v1", "deployments", "web-canary"), Cancelled);
            }
        };
        var result = await site.ExecuteAsync(await site.PlanAsync(DeploymentStrategy.Canary, 10, 50));
        Assert.DoesNotContain("canary-10-stable done", StepsOf(result));
        Assert.Equal(2, pods!["items"]!.AsArray().Count);
        Assert.Equal("""{"opsroom.dev/release":"web","opsroom.dev/track":"canary"}""", canary!["spec"]!["selector"]!["matchLabels"]!.ToJsonString());
        var template = canary["spec"]!["template"]!;
        Assert.Equal("front", (string)template["metadata"]!["labels"]!["tier"]!);
        Assert.Equal("fast", (string)template["spec"]!["containers"]![0]!["env"]![0]!["value"]!);
        Assert.Equal(["web 2.0.0 x1"], await site.DeploymentsAsync());
    }

    [Theory]
    [InlineData("canary", "back-replicas back-canary back-release")]
    [InlineData("stable", "back-image back-replicas back-canary back-release")]
    public async Task A_canary_that_does_not_pass_is_taken_away(string track, string taken)
    {
        await using var site = await OpenAsync(cluster, 2);
        site.Verification.Fails = (verified, _) => verified == track;
        var result = await site.ExecuteAsync(await site.PlanAsync(DeploymentStrategy.Canary, 50));
        Assert.Equal(taken, string.Join(' ', StepsOf(result).Where(step => step.StartsWith("back-", StringComparison.Ordinal)).Select(step => step.Split(' ')[0])));
        Assert.Equal((false, true), ((bool)result["verified"]!, (bool)result["rolled_back"]!));
        Assert.Equal(["web 1.0.0 x2"], await site.DeploymentsAsync());
        Assert.Null(AnnotationOf(await site.WebAsync(), RolloutClaim.Annotation));
    }

    [Fact]
    public async Task A_canary_that_has_no_room_is_taken_back()
    {
        await using var site = await OpenAsync(cluster, 2);
        await site.Space.CreateAsync("""
            apiVersion: v1
            kind: ResourceQuota
            metadata: {name: full}
            spec: {hard: {pods: '2'}}
            """, Cancelled);
        await cluster.Api.WaitUntilAsync(site.Space.PathOf("api/v1", "resourcequotas", "full"), quota => (string?)quota["status"]?["used"]?["pods"] == "2", Cancelled);
        var result = await site.ExecuteAsync((await site.PlanAsync(DeploymentStrategy.Canary, 50)) with { Timeout = "2s" });
        Assert.Equal(
            ["claim done", "canary-50-create failed", "canary-50-stable skipped", "canary-50-verify skipped", "confirm skipped", "promote skipped", "promote-verify skipped", "back-canary done", "back-release done"],
            StepsOf(result));
        Assert.True((bool)result["rolled_back"]!);
        Assert.Equal(["web 1.0.0 x2"], await site.DeploymentsAsync());
    }

    [Fact]
    public async Task What_somebody_changes_in_the_middle_is_not_overwritten()
    {
        await using var site = await OpenAsync(cluster, 1);
        site.Verification.Meanwhile = async (_, _) => await cluster.Api.MergeAsync(
            site.Space.PathOf("apis/apps/v1", "deployments", "web"),
            JsonNode.Parse("""{"spec": {"template": {"metadata": {"labels": {"tier": "back"}}}}}""")!.AsObject(), Cancelled);
        var result = await site.ExecuteAsync(await site.PlanAsync(DeploymentStrategy.Canary, 50));
        Assert.Contains("confirm failed", StepsOf(result));
        Assert.True((bool)result["rolled_back"]!);
        Assert.Equal(["web 1.0.0 x1"], await site.DeploymentsAsync());
        Assert.Equal("back", (string)(await site.WebAsync())["spec"]!["template"]!["metadata"]!["labels"]!["tier"]!);
    }

    [Fact]
    public async Task The_claim_keeps_other_changes_away_and_a_rollout_whose_claim_was_taken_stops()
    {
        await using var site = await OpenAsync(cluster, 1);
        string? refused = null;
        site.Verification.Meanwhile = async (track, _) =>
        {
            if (track == "canary")
            {
                refused = await site.TryAsync("kubernetes_scale_deployment", new JsonObject { ["namespace"] = site.Space.Name, ["name"] = "web", ["replicas"] = 3 });
                await site.TryAsync("release_rollout", new JsonObject { ["namespace"] = site.Space.Name, ["name"] = "web", ["plan_id"] = site.Planned });
            }
        };
        var result = await site.ExecuteAsync(await site.PlanAsync(DeploymentStrategy.Canary, 50));
        Assert.Contains("is being rolled out by the plan canary-web-", refused, StringComparison.Ordinal);
        Assert.Contains("confirm failed", StepsOf(result));
        Assert.False((bool)result["verified"]!);
        Assert.Equal(["web 1.0.0 x1", "web-canary 2.0.0 x1"], await site.DeploymentsAsync());
        Assert.Contains("its claim was released", (string)result["reason"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, false, "25:1/3 50:2/2")]
    [InlineData(1, false, "25:1/1")]
    [InlineData(10, false, "25:3/7 50:5/5")]
    [InlineData(4, true, "25:2/4 50:4/4")]
    public void Steps_come_as_near_to_the_percentages_as_whole_pods_can(int replicas, bool onTop, string expected) => Assert.Equal(
        expected, string.Join(' ', CanaryStep.Of([25, 50], replicas, onTop).Select(step => $"{step.Name.Split('-')[1]}:{step.Canary}/{step.Stable}")));

    [Theory]
    [InlineData("canary-50-create")]
    [InlineData("canary-50-verify")]
    [InlineData("promote")]
    [InlineData("retire-canary")]
    public async Task A_canary_goes_on_where_the_server_died(string step)
    {
        await using var site = await OpenAsync(cluster, 1);
        var run = await site.BeginAsync(await site.PlanAsync(DeploymentStrategy.Canary, 50));
        await site.BegunAsync(step);
        await site.Opsroom.CrashAndReopenAsync(Cancelled);
        var ended = await site.EndOfAsync(run);
        Assert.Equal(RunStatus.Complete, ended.Status);
        Assert.True((bool)Answer(ended)["verified"]!, Answer(ended).ToJsonString());
        Assert.Equal(["web 2.0.0 x1"], await site.DeploymentsAsync());
        Assert.Null(AnnotationOf(await site.WebAsync(), RolloutClaim.Annotation));
    }
}
