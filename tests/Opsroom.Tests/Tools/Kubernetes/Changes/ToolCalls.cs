using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Tools;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes;
using ClusterTools = Opsroom.Tools.Kubernetes.Api.KubernetesApi;

namespace Opsroom.Tests.Tools.Kubernetes.Changes;

/// <summary>One tool on a real API server, called step by step as the runner does it.</summary>
/// <param name="context">Of the kubeconfig: who calls.</param>
internal sealed class ToolCalls(KubernetesCluster cluster, string tool, string context = KubernetesCluster.Admin)
{
    private readonly Tool called = new ToolCatalog(ClusterTools.CreateTools(
        new KubernetesOptions { Kubeconfig = [cluster.Kubeconfig], DefaultCluster = context }, TimeProvider.System)).Find(tool)!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>What the tool told while it worked.</summary>
    public List<string> Told { get; } = [];

    public async Task<ChangePlan> PlanAsync(JsonObject arguments)
    {
        var planned = await called.PlanAsync(Samples.Json(arguments.ToJsonString()), ContextOf(null), Cancelled);
        Assert.True(planned.Failure is null, planned.Failure?.Message);
        return planned.Plan!;
    }

    public async Task<ToolFailure> RefusedPlanAsync(JsonObject arguments) =>
        (await called.PlanAsync(Samples.Json(arguments.ToJsonString()), ContextOf(null), Cancelled)).Failure!;

    public async Task<JsonObject> CallAsync(JsonObject arguments, ChangeInHand change)
    {
        var outcome = await called.InvokeAsync(Samples.Json(arguments.ToJsonString()), ContextOf(change), Cancelled);
        Assert.True(outcome.Succeeded, outcome.Result.GetRawText());
        return JsonNode.Parse(outcome.Result.GetRawText())!.AsObject();
    }

    public async Task<string?> FailedCallAsync(JsonObject arguments, ChangeInHand change) =>
        (await called.InvokeAsync(Samples.Json(arguments.ToJsonString()), ContextOf(change), Cancelled)).Result.GetProperty("error").GetProperty("code").GetString();

    /// <summary>Plans and makes a call.</summary>
    public async Task<JsonObject> MakeAsync(JsonObject arguments, string key) =>
        await CallAsync(arguments, new ChangeInHand(key, (await PlanAsync(arguments)).IntentVersion, 1));

    public Task<Verification> VerifyAsync(JsonObject arguments, ChangeInHand change) => called.VerifyAsync(Samples.Json(arguments.ToJsonString()), ContextOf(change), Cancelled);

    public static JsonObject UndoOf(ChangePlan plan) => JsonNode.Parse(plan.Undo!.Arguments.GetRawText())!.AsObject();

    /// <summary>The lines of the preview's diff that differ.</summary>
    public static string[] ChangedLines(ChangePlan plan) => [.. plan.Preview.Diff!.Split('\n').Where(line => line is ['+' or '-', ..])];

    private ToolContext ContextOf(ChangeInHand? change) => new("call-1", "direct", new SampleWorkspace([]), report => Told.Add(report.Message)) { Change = change };
}
