using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Tools;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes;
using ClusterTools = Opsroom.Tools.Kubernetes.Api.KubernetesApi;

namespace Opsroom.Tests.Tools.Kubernetes.Applying;

/// <summary>Calls of the tools that apply, as the runner makes them.</summary>
internal sealed class ApplyCalls(KubernetesCluster cluster, KubernetesNamespace space)
{
    public const string Object = "kubernetes_apply_object";

    private readonly ToolCatalog tools = new(ClusterTools.CreateTools(
        new KubernetesOptions { Kubeconfig = [cluster.Kubeconfig], DefaultCluster = KubernetesCluster.Admin }, TimeProvider.System));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public JsonElement Arguments(string manifest, bool force = false) =>
        Samples.Json(new JsonObject { ["manifest_content"] = manifest, ["namespace"] = space.Name, ["force"] = force }.ToJsonString());

    public Task<ChangePlan> PlanAsync(string manifest, bool force = false, string tool = Object) => PlanAsync(Arguments(manifest, force), tool);

    public async Task<ChangePlan> PlanAsync(JsonElement arguments, string tool = Object)
    {
        var planned = await LookAsync(arguments, tool);
        Assert.True(planned.Failure is null, planned.Failure?.Message);
        return planned.Plan!;
    }

    public async Task<ToolFailure> FailureAsync(string manifest, bool force = false, string tool = Object) => (await LookAsync(Arguments(manifest, force), tool)).Failure!;

    public Task<PlannedChange> LookAsync(JsonElement arguments, string tool) => tools.Find(tool)!.PlanAsync(arguments, Context(null), Cancelled);

    /// <summary>Plans a call and makes it.</summary>
    public async Task MakeAsync(string manifest, string key) => await CallAsync(manifest, new ChangeInHand(key, (await PlanAsync(manifest)).IntentVersion, 1));

    public Task<JsonObject> CallAsync(string manifest, ChangeInHand change) => CallAsync(Arguments(manifest), change);

    public async Task<JsonObject> CallAsync(JsonElement arguments, ChangeInHand change, string tool = Object)
    {
        var outcome = await OutcomeAsync(arguments, change, tool);
        Assert.True(outcome.Succeeded, outcome.Result.GetRawText());
        return JsonNode.Parse(outcome.Result.GetRawText())!.AsObject();
    }

    public Task<ToolCallOutcome> OutcomeAsync(string manifest, ChangeInHand change) => OutcomeAsync(Arguments(manifest), change);

    public Task<ToolCallOutcome> OutcomeAsync(JsonElement arguments, ChangeInHand change, string tool = Object) => tools.Find(tool)!.InvokeAsync(arguments, Context(change), Cancelled);

    public Task<Verification> VerifyAsync(string manifest, ChangeInHand change) => VerifyAsync(Arguments(manifest), change);

    public Task<Verification> VerifyAsync(JsonElement arguments, ChangeInHand change, string tool = Object) => tools.Find(tool)!.VerifyAsync(arguments, Context(change), Cancelled);

    private static ToolContext Context(ChangeInHand? change) => new("call-1", "direct", new SampleWorkspace([]), _ => { }) { Change = change };
}
