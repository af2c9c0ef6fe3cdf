using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Threads;
using Opsroom.Tools.Deployments;
using Opsroom.Tools.Kubernetes.Changes;
using static Opsroom.Tests.Tools.Deployments.Executing.RolloutSite;
using static Opsroom.Tests.Workflow.ProbeRuns;

namespace Opsroom.Tests.Tools.Deployments.Executing;

/// <summary>The way back to an earlier version on a real API server.</summary>
public sealed class RollbackDeploymentTests(KubernetesCluster cluster)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_goes_back_to_the_version_before_and_forward_by_its_image()
    {
        await using var site = await OpenAsync(cluster, 1);
        Assert.True((bool)(await site.ExecuteAsync(await site.PlanAsync(DeploymentStrategy.Rolling)))["verified"]!);
        var asked = await CallAsync(site.Opsroom, "rollback_deployment", new { service = "web", environment = "staging", @namespace = site.Space.Name });
        Assert.Equal(RunStatus.PendingApproval, asked.Status);
        Assert.Contains("back from revision 2", asked.Pending!.Asked.Items[0].Preview!.Value.GetProperty("summary").GetString(), StringComparison.Ordinal);
        var result = Answer(await ApproveAsync(site.Opsroom, asked));
        Assert.Equal((2L, 1L, true), ((long)result["from"]!, (long)result["to"]!, (bool)result["verified"]!));
        Assert.Equal(["web 1.0.0 x1"], await site.DeploymentsAsync());
        Assert.Null(AnnotationOf(await site.WebAsync(), RolloutClaim.Annotation));

        var forward = await ApproveAsync(
            site.Opsroom, await CallAsync(site.Opsroom, "rollback_deployment", new { service = "web", environment = "staging", @namespace = site.Space.Name, to = "2.0.0" }));
        Assert.True((bool)Answer(forward)["verified"]!);
        Assert.Equal(["web 2.0.0 x1"], await site.DeploymentsAsync());
    }

    [Fact]
    public async Task A_version_before_that_does_badly_too_is_said_to()
    {
        await using var site = await OpenAsync(cluster, 1);
        await site.ExecuteAsync(await site.PlanAsync(DeploymentStrategy.Rolling));
        site.Verification.Fails = (_, _) => true;
        var result = Answer(await ApproveAsync(
            site.Opsroom, await CallAsync(site.Opsroom, "rollback_deployment", new { service = "web", environment = "staging", @namespace = site.Space.Name, to = 1 })));
        Assert.Equal((1L, false), ((long)result["to"]!, (bool)result["verified"]!));
        Assert.StartsWith("verify: 5 %", (string)result["reason"]!, StringComparison.Ordinal);
        Assert.Equal(["web 1.0.0 x1"], await site.DeploymentsAsync());
        Assert.Null(AnnotationOf(await site.WebAsync(), RolloutClaim.Annotation));
    }

    [Fact]
    public async Task A_service_that_is_being_rolled_out_or_never_was_is_left_alone()
    {
        await using var site = await OpenAsync(cluster, 1);
        var never = Answer(await CallAsync(site.Opsroom, "rollback_deployment", new { service = "web", environment = "staging", @namespace = site.Space.Name }));
        Assert.Equal("not_found", (string)never["error"]!["code"]!);
        await cluster.Api.MergeAsync(
            site.Space.PathOf("apis/apps/v1", "deployments", "web"),
            new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [RolloutClaim.Annotation] = "run-7.call-7 canary-web-00000007" } } }, Cancelled);
        var held = Answer(await CallAsync(site.Opsroom, "rollback_deployment", new { service = "web", environment = "staging", @namespace = site.Space.Name }));
        Assert.Contains("is being rolled out by the plan canary-web-00000007", (string)held["message"]!, StringComparison.Ordinal);
    }
}
