using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Tools;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes;
using ClusterTools = Opsroom.Tools.Kubernetes.Api.KubernetesApi;

namespace Opsroom.Tests.Tools.Kubernetes.Changes;

/// <summary>Scaling on a real API server, call by call as the runner makes them.</summary>
public sealed class ScaleTests(KubernetesCluster cluster)
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 1
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - {name: web, image: 'registry.example/web:1.0.0'}
        """;

    private const string Autoscaler = """
        apiVersion: autoscaling/v1
        kind: HorizontalPodAutoscaler
        metadata: {name: web}
        spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 1, maxReplicas: 4}
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_plan_shows_the_true_diff_and_changes_nothing()
    {
        await using var space = await SpaceAsync();
        await space.CreateAsync(Autoscaler, Cancelled);
        var plan = await PlanAsync(space, 3);

        Assert.Equal($"Scale Deployment/{space.Name}/web in cluster 'admin' from 1 to 3 replicas.", plan.Preview.Summary);
        var changed = plan.Preview.Diff!.Split('\n').Where(line => line is ['+' or '-', ..]);
        Assert.Equal(["-  replicas: 1", "+  replicas: 3"], changed);
        Assert.Contains("The autoscaler web (1 to 4 replicas) sets its replicas as well", plan.Preview.BlastRadius, StringComparison.Ordinal);
        Assert.Equal(1, plan.Undo!.Arguments.GetProperty("replicas").GetInt32());
        Assert.Equal(1, (int)(await ReadAsync(space))["spec"]!["replicas"]!);
    }

    [Fact]
    public async Task It_is_scaled_once_and_the_reverse_call_sets_it_back()
    {
        await using var space = await SpaceAsync();
        var plan = await PlanAsync(space, 2);
        var change = new ChangeInHand("run-1.call-1", plan.IntentVersion, 1);
        var told = new List<string>();
        var scaled = await CallAsync(Arguments(space, 2), change, told);
        Assert.Equal((1, 2, "complete"), ((int)scaled["before"]!, (int)scaled["after"]!, (string)scaled["rollout"]!["status"]!));
        Assert.Contains(told, message => message.EndsWith("2 of 2 pods ready.", StringComparison.Ordinal));

        // somebody else scales; the same attempt that comes late must not set it back
        await cluster.Api.MergeAsync(PathOf(space), new JsonObject { ["spec"] = new JsonObject { ["replicas"] = 3 } }, Cancelled);
        await CallAsync(Arguments(space, 2, wait: false), change, told);
        Assert.Equal(3, (int)(await ReadAsync(space))["spec"]!["replicas"]!);

        var back = JsonNode.Parse(plan.Undo!.Arguments.GetRawText())!;
        var undone = await CallAsync(back.ToJsonString(), new ChangeInHand("run-1.call-2", (await PlanAsync(space, 1)).IntentVersion, 1), told);
        Assert.Equal((3, 1), ((int)undone["before"]!, (int)undone["after"]!));
    }

    [Fact]
    public async Task An_outcome_that_nobody_saw_is_found_at_the_object()
    {
        await using var space = await SpaceAsync();
        var change = new ChangeInHand("run-1.call-1", (await PlanAsync(space, 2)).IntentVersion, 1);
        Assert.IsType<Verification.NotMade>(await VerifyAsync(space, change));

        await CallAsync(Arguments(space, 2, wait: false), change, []);
        var found = Assert.IsType<Verification.Made>(await VerifyAsync(space, change));
        Assert.Equal(1, found.Result.GetProperty("before").GetInt32());
        Assert.IsType<Verification.Unclear>(await VerifyAsync(space, change with { Key = "run-2.call-1" }));
    }

    [Fact]
    public async Task What_was_changed_since_it_was_decided_is_left_alone()
    {
        await using var space = await SpaceAsync();
        var change = new ChangeInHand("run-1.call-1", (await PlanAsync(space, 2)).IntentVersion, 1);
        await cluster.Api.MergeAsync(PathOf(space), new JsonObject { ["spec"] = new JsonObject { ["replicas"] = 3 } }, Cancelled);

        var outcome = await Tool("admin").InvokeAsync(Samples.Json(Arguments(space, 2)), Context(change, []), Cancelled);
        Assert.Equal("conflict", outcome.Result.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(3, (int)(await ReadAsync(space))["spec"]!["replicas"]!);
    }

    [Fact]
    public async Task Who_may_not_scale_is_told_which_rule_is_missing_before_anybody_is_asked()
    {
        await using var space = await SpaceAsync();
        await space.AllowViewerAsync("apps", ["deployments"], ["get"], Cancelled);
        var planned = await Tool("viewer").PlanAsync(Samples.Json(Arguments(space, 2)), Context(null, []), Cancelled);
        Assert.Equal(FaultCodes.Denied, planned.Failure!.Code);
        Assert.Contains("does not allow it to patch deployments", planned.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_it_has_already_is_refused()
    {
        await using var space = await SpaceAsync();
        var planned = await Tool("admin").PlanAsync(Samples.Json(Arguments(space, 1)), Context(null, []), Cancelled);
        Assert.Equal(FaultCodes.InvalidArgument, planned.Failure!.Code);
    }

    private async Task<KubernetesNamespace> SpaceAsync()
    {
        var space = await cluster.CreateNamespaceAsync(Cancelled);
        await space.CreateAsync(Deployment, Cancelled);
        await cluster.Api.WaitUntilAsync(PathOf(space), state => (int?)state["status"]?["readyReplicas"] == 1, Cancelled);
        return space;
    }

    private static string PathOf(KubernetesNamespace space) => space.PathOf("apis/apps/v1", "deployments", "web");

    private Task<JsonObject> ReadAsync(KubernetesNamespace space) => cluster.Api.GetAsync(PathOf(space), Cancelled);

    private static string Arguments(KubernetesNamespace space, int replicas, bool wait = true) =>
        new JsonObject { ["namespace"] = space.Name, ["name"] = "web", ["replicas"] = replicas, ["wait"] = wait }.ToJsonString();

    private Tool Tool(string context) => new ToolCatalog(ClusterTools.CreateTools(
        new KubernetesOptions { Kubeconfig = [cluster.Kubeconfig], DefaultCluster = context }, TimeProvider.System)).Find("kubernetes_scale_deployment")!;

    private static ToolContext Context(ChangeInHand? change, List<string> told) =>
        new("call-1", "direct", new SampleWorkspace([]), report => told.Add(report.Message)) { Change = change };

    private async Task<ChangePlan> PlanAsync(KubernetesNamespace space, int replicas)
    {
        var planned = await Tool("admin").PlanAsync(Samples.Json(Arguments(space, replicas)), Context(null, []), Cancelled);
        Assert.True(planned.Failure is null, planned.Failure?.Message);
        return planned.Plan!;
    }

    private async Task<JsonObject> CallAsync(string arguments, ChangeInHand change, List<string> told)
    {
        var outcome = await Tool("admin").InvokeAsync(Samples.Json(arguments), Context(change, told), Cancelled);
        Assert.True(outcome.Succeeded, outcome.Result.GetRawText());
        return JsonNode.Parse(outcome.Result.GetRawText())!.AsObject();
    }

    private Task<Verification> VerifyAsync(KubernetesNamespace space, ChangeInHand change) =>
        Tool("admin").VerifyAsync(Samples.Json(Arguments(space, 2, wait: false)), Context(change, []), Cancelled);
}
