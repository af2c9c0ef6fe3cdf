using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.TestKit.Workflow;
using Opsroom.Threads;
using Opsroom.Tools.Deployments;
using Opsroom.Tools.Kubernetes.Changes;
using static Opsroom.Tests.Tools.Deployments.Executing.RolloutSite;

namespace Opsroom.Tests.Tools.Deployments.Executing;

/// <summary>Rolling updates on a real API server, from the approval to the end.</summary>
public sealed class RollingTests(KubernetesCluster cluster)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rolling_deployment_comes_to_its_end_and_is_executed_once()
    {
        await using var site = await OpenAsync(cluster, 2);
        var plan = await site.PlanAsync(DeploymentStrategy.Rolling);
        var asked = await site.AskAsync(plan);
        var shown = asked.Pending!.Asked.Items[0].Preview!.Value;
        Assert.False(shown.TryGetProperty("error", out var error), error.ToString());
        Assert.Contains($"Deploy {Second} to Deployment/{site.Space.Name}/web in cluster 'admin' in place of {First}", shown.GetProperty("summary").GetString(), StringComparison.Ordinal);
        var changed = shown.GetProperty("diff").GetString()!.Split('\n').Where(line => line is ['+' or '-', ..]).Select(line => line.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal([$"-image:{First}", $"+image:{Second}"], changed);
        Assert.Equal(["claim", "image", "verify", "release", "back-image", "back-release"], shown.GetProperty("calls").EnumerateArray().Select(call => call.GetProperty("name").GetString()!));

        var result = Answer(await Workflow.ProbeRuns.ApproveAsync(site.Opsroom, asked));
        Assert.Equal(["claim done", "image done", "verify done", "release done"], StepsOf(result));
        Assert.Equal("2 checks passed; not seen: error_ratio.", (string)result["steps"]![2]!["detail"]!);
        Assert.Equal((true, false), ((bool)result["verified"]!, (bool)result["rolled_back"]!));
        Assert.Equal(["web 2.0.0 x2"], await site.DeploymentsAsync());
        var web = await site.WebAsync();
        Assert.Null(AnnotationOf(web, RolloutClaim.Annotation));
        Assert.StartsWith($"{plan.Id}=done=", AnnotationOf(web, RolloutClaim.EndedAnnotation), StringComparison.Ordinal);

        var again = Answer(await site.AskAsync(plan));
        Assert.Contains("has been executed already: it was carried out to its end", (string)again["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_new_version_does_not_pass_the_one_before_comes_back()
    {
        await using var site = await OpenAsync(cluster, 2);
        site.Verification.Fails = (_, _) => true;
        var plan = await site.PlanAsync(DeploymentStrategy.Rolling);
        var result = await site.ExecuteAsync(plan);
        Assert.Equal(["claim done", "image done", "verify failed", "back-image done", "back-release done"], StepsOf(result));
        Assert.Equal((false, true), ((bool)result["verified"]!, (bool)result["rolled_back"]!));
        Assert.StartsWith("verify: 5 % of the requests", (string)result["reason"]!, StringComparison.Ordinal);
        Assert.Equal(["web 1.0.0 x2"], await site.DeploymentsAsync());
        Assert.Null(AnnotationOf(await site.WebAsync(), RolloutClaim.Annotation));
        Assert.Contains("it was rolled back", (string)Answer(await site.AskAsync(plan))["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_new_pods_do_not_come_up_the_version_before_comes_back()
    {
        await using var site = await OpenAsync(cluster, 1);
        await site.Space.CreateAsync("""
            apiVersion: v1
            kind: ResourceQuota
            metadata: {name: full}
            spec: {hard: {pods: '1'}}
            """, Cancelled);
        await cluster.Api.WaitUntilAsync(site.Space.PathOf("api/v1", "resourcequotas", "full"), quota => (string?)quota["status"]?["used"]?["pods"] == "1", Cancelled);
        var result = await site.ExecuteAsync((await site.PlanAsync(DeploymentStrategy.Rolling)) with { Timeout = "2s" });
        Assert.Equal(["claim done", "image failed", "verify skipped", "back-image done", "back-release done"], StepsOf(result));
        Assert.True((bool)result["rolled_back"]!);
        Assert.Contains("1 of 1 pods ready, unfinished", (string)result["reason"]!, StringComparison.Ordinal);
        Assert.Empty(site.Verification.Verified);
        Assert.Equal(["web 1.0.0 x1"], await site.DeploymentsAsync());
    }

    [Fact]
    public async Task A_rollout_that_is_cancelled_is_taken_back()
    {
        await using var site = await OpenAsync(cluster, 1);
        var verifying = new TaskCompletionSource();
        site.Verification.Meanwhile = (_, cancelled) =>
        {
            verifying.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancelled);
        };
        var run = await site.BeginAsync(await site.PlanAsync(DeploymentStrategy.Rolling));
        await verifying.Task.WaitAsync(Cancelled);
        await site.Opsroom.Owner.CancelAsync(WorkflowFixture.Key("t"), Principal.Local, null, Cancelled);
        var ended = await site.EndOfAsync(run);
        Assert.Equal(RunStatus.Cancelled, ended.Status);
        Assert.True((bool)Outcome(ended)["rolled_back"]!, Outcome(ended).ToJsonString());
        Assert.Equal(["web 1.0.0 x1"], await site.DeploymentsAsync());
        Assert.Null(AnnotationOf(await site.WebAsync(), RolloutClaim.Annotation));
    }

    [Fact]
    public async Task What_somebody_else_is_rolling_out_is_left_alone()
    {
        await using var site = await OpenAsync(cluster, 1);
        var waits = await site.AskAsync(await site.PlanAsync(DeploymentStrategy.Rolling));
        await cluster.Api.MergeAsync(
            site.Space.PathOf("apis/apps/v1", "deployments", "web"),
            new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [RolloutClaim.Annotation] = "run-7.call-7 canary-web-00000007" } } }, Cancelled);
        var result = Answer(await Workflow.ProbeRuns.ApproveAsync(site.Opsroom, waits));
        Assert.Contains("is being rolled out by the plan canary-web-00000007 (execution run-7.call-7)", result.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(["web 1.0.0 x1"], await site.DeploymentsAsync());
    }

    [Fact]
    public async Task What_was_changed_since_it_was_planned_is_planned_again()
    {
        await using var site = await OpenAsync(cluster, 1);
        var plan = await site.PlanAsync(DeploymentStrategy.Rolling);
        await cluster.Api.MergeAsync(
            site.Space.PathOf("apis/apps/v1", "deployments", "web"),
            JsonNode.Parse("""{"spec": {"template": {"metadata": {"labels": {"tier": "back"}}}}}""")!.AsObject(), Cancelled);
        var refused = Answer(await site.AskAsync(plan));
        Assert.Equal("conflict", (string)refused["error"]!["code"]!);
        Assert.Contains("no longer what it was when", (string)refused["message"]!, StringComparison.Ordinal);
    }
}
