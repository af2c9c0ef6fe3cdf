using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Approvals;
using Opsroom.TestKit.Kubernetes;
using Opsroom.TestKit.Workflow;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Deployments;
using Opsroom.Tools.Deployments.Executing;
using Opsroom.Tools.Deployments.Tracks;
using Opsroom.Tools.Deployments.Traffic;
using Opsroom.Tools.Kubernetes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Workflow;
using Opsroom.Workflow.Streaming;
using static Opsroom.Tests.Workflow.ProbeRuns;

namespace Opsroom.Tests.Tools.Deployments.Executing;

/// <summary>Runs in the thread <c>t</c> that roll out the deployment web in a namespace of their own on a real API server.</summary>
internal sealed class RolloutSite : IAsyncDisposable
{
    public const string First = "registry.example/web:1.0.0";
    public const string Second = "registry.example/web:2.0.0";

    private readonly KubernetesCluster cluster;
    private readonly ClusterDirectory directory;

    private RolloutSite(KubernetesCluster cluster, ClusterDirectory clusters, KubernetesNamespace space, WorkflowFixture opsroom, ScriptedVerification verification) =>
        (this.cluster, directory, Space, Opsroom, Verification) = (cluster, clusters, space, opsroom, verification);

    public KubernetesNamespace Space { get; }

    public WorkflowFixture Opsroom { get; }

    public ScriptedVerification Verification { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<RolloutSite> OpenAsync(KubernetesCluster cluster, int replicas)
    {
        var space = await cluster.CreateNamespaceAsync(Cancelled);
        await space.CreateAsync($$$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, labels: {team: shop}}
            spec:
              replicas: {{{replicas}}}
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web, tier: front}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - {name: web, image: '{{{First}}}', env: [{name: MODE, value: fast}]}
            """, Cancelled);
        await space.CreateAsync("""
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """, Cancelled);
        await cluster.Api.WaitUntilAsync(space.PathOf("apis/apps/v1", "deployments", "web"), state => (int?)state["status"]?["readyReplicas"] == replicas, Cancelled);
        var clusters = new ClusterDirectory(new KubernetesOptions { Kubeconfig = [cluster.Kubeconfig], DefaultCluster = KubernetesCluster.Admin }, TimeProvider.System);
        var verification = new ScriptedVerification();
        var opsroom = await WorkflowFixture.OpenAsync(toolSets:
        [
            verification,
            new ExecuteDeploymentTools(clusters),
            new RollbackDeploymentTools(clusters, new ReleaseTargets(clusters, PolicyText.Read("rules: []").Policy!), TimeProvider.System),
            new RolloutClaimTools(clusters),
            new CreateTrackTools(clusters, TimeProvider.System),
            new RetireTrackTools(clusters, TimeProvider.System),
            new ServiceRouteTools(clusters),
            new TrafficWeightTools(clusters),
            new KubernetesScaleTools(clusters, TimeProvider.System),
            new KubernetesImageTools(clusters, TimeProvider.System),
            new KubernetesRollbackTools(clusters, TimeProvider.System),
        ]);
        return new RolloutSite(cluster, clusters, space, opsroom, verification);
    }

    /// <summary>A plan for the new image, as it stands now.</summary>
    public async Task<DeploymentPlan> PlanAsync(DeploymentStrategy strategy, params int[] weights)
    {
        var (_, live, _) = await StableDeployment.ReadAsync(directory, null, Space.Name, "web", Cancelled);
        return new DeploymentPlan("web", "staging", Space.Name, "web", Second, strategy)
        {
            PreviousImage = First,
            Weights = [.. weights],
            Timeout = "60s",
            Version = DeploymentPlan.VersionOf(live!),
            PlannedBy = Guid.NewGuid().ToString("n"),
        };
    }

    /// <summary>What divides the requests for its service.</summary>
    public async Task<IReadOnlyList<PlanRoute>> RoutesAsync() => await TrafficRoutes.FindAsync(directory.Find(null).Value!, Space.Name, ["web"], Cancelled);

    /// <summary>The id of the plan that was asked for last.</summary>
    public string Planned { get; private set; } = "";

    /// <summary>Makes a call that stands alone, as one of another run would; answers its failure's message.</summary>
    public async Task<string?> TryAsync(string tool, JsonObject arguments)
    {
        var called = new ToolCatalog([new RolloutClaimTools(directory), new KubernetesScaleTools(directory, TimeProvider.System)]).Find(tool)!;
        var given = JsonSerializer.SerializeToElement(arguments);
        var planned = await called.PlanAsync(given, new ToolContext("call-9", "direct", new SampleWorkspace([]), _ => { }), Cancelled);
        var context = new ToolContext("call-9", "direct", new SampleWorkspace([]), _ => { }) { Change = new ChangeInHand("run-9.call-9", planned.Plan!.IntentVersion, 1) };
        var outcome = await called.InvokeAsync(given, context, Cancelled);
        return outcome.Succeeded ? null : outcome.Result.GetProperty("message").GetString();
    }

    /// <summary>Puts a plan into the workspace and asks for its execution.</summary>
    public async Task<RunState> AskAsync(DeploymentPlan plan)
    {
        Planned = plan.Id;
        await CallAsync(Opsroom, "workspace_write", new { path = plan.Path, content = DeploymentPlanFile.Text(plan) });
        return await CallAsync(Opsroom, "execute_deployment", new { plan_id = plan.Id });
    }

    /// <summary>Executes a plan with a person's approval; answers what came of it.</summary>
    public async Task<JsonObject> ExecuteAsync(DeploymentPlan plan)
    {
        var asked = await AskAsync(plan);
        Assert.True(asked.Status == RunStatus.PendingApproval, Answer(asked).ToJsonString());
        return Answer(await ApproveAsync(Opsroom, asked));
    }

    /// <summary>Approves and goes on without waiting for the end.</summary>
    public async Task<RunId> BeginAsync(DeploymentPlan plan)
    {
        var asked = await AskAsync(plan);
        Assert.IsType<DecideOutcome.Recorded>(await DecideAsync(Opsroom, Decision(asked, true)));
        return asked.RunId;
    }

    public async Task<RunState> EndOfAsync(RunId run) => await Opsroom.Owner.WaitForRestAsync(WorkflowFixture.Key("t"), run, Cancelled);

    /// <summary>What a run's procedure answered.</summary>
    public static JsonObject Answer(RunState run) => RunAnswer.OfTool(run) is var answer
        ? JsonNode.Parse(JsonSerializer.Serialize(answer.Result))!.AsObject() : [];

    /// <summary>What the procedure of a run that was stopped had to say.</summary>
    public static JsonObject Outcome(RunState run) => JsonNode.Parse(run.Calls.First(call => call.IsProcedure).Finished!.Result.GetRawText())!.AsObject();

    /// <summary>The steps with what came of them.</summary>
    public static string[] StepsOf(JsonObject result) => [.. result["steps"]!.AsArray().Select(step => $"{step!["name"]} {step["outcome"]}")];

    /// <summary>Waits until a call of the procedure has begun.</summary>
    public async Task BegunAsync(string name)
    {
        await foreach (var item in Opsroom.Feeds.FollowAsync(WorkflowFixture.Key("t"), 0, Cancelled))
        {
            if (item is FeedItem.Durable durable && await EventCodec.DecodeAsync(durable.Stored, Opsroom.Store, Cancelled) is ToolStarted started
                && started.CallId.EndsWith($".{name}", StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    public Task<JsonObject> WebAsync() => cluster.Api.GetAsync(Space.PathOf("apis/apps/v1", "deployments", "web"), Cancelled);

    /// <summary>The deployments of the namespace with their images and replicas.</summary>
    public async Task<string[]> DeploymentsAsync() =>
        [.. (await cluster.Api.GetAsync(Space.PathOf("apis/apps/v1", "deployments"), Cancelled))["items"]!.AsArray().Select(Text).Order(StringComparer.Ordinal)];

    /// <summary>What the service selects.</summary>
    public async Task<string> SelectorAsync() => (await cluster.Api.GetAsync(Space.PathOf("api/v1", "services", "web"), Cancelled))["spec"]!["selector"]!.ToJsonString();

    public static string? AnnotationOf(JsonObject web, string name) => (string?)web["metadata"]!["annotations"]?[name];

    public async ValueTask DisposeAsync()
    {
        await Opsroom.DisposeAsync();
        await Space.DisposeAsync();
        directory.Dispose();
    }

    private static string Text(JsonNode? deployment) =>
        $"{deployment!["metadata"]!["name"]} {((string)deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!).Split(':')[^1]} x{deployment["spec"]!["replicas"]}";
}
