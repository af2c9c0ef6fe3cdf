using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Changes;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>Makes a cluster what a manifest says: each object is a call of its own, in the order in which they need each other; then their pods are waited for.</summary>
internal sealed class KubernetesApplyTool(ClusterDirectory clusters)
{
    public const string Name = "kubernetes_apply";

    private const string Example = """
        {"manifest_content": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: checkout, namespace: shop}\ndata: {LOG_LEVEL: info}\n"}
        """;

    [Tool(Name, Effect.Change, Plan = nameof(PlanAsync), Result = typeof(AppliedManifest), Tainted = true)]
    [ToolExample(Example)]
    [Description(
        "Applies a manifest (YAML or JSON, several documents, Lists) by server-side apply, each object once and in the order in which they need each other, and waits until the pods are there. "
        + "It is no failure of the call when pods do not become ready: rollout says so. Fields that others have set are a conflict, unless force. With prune, what an earlier apply of the same set "
        + "made and the manifest no longer has is deleted. Where nothing differs it says so and nothing is made.")]
    public static ProcedureMove Apply(
        [Description("The manifest.")] TextInput manifest,
        [Description("The namespace of objects that name none; objects that name another one are refused."), RegularExpression(ChangeArguments.Namespace)] string? @namespace,
        [Description("Whether to delete what an earlier apply of the set made and the manifest no longer has.")] bool? prune,
        [Description("The set that the objects belong to, as their label opsroom.dev/apply-set says from then on. Without it, prune looks at what was applied without one into the manifest's namespaces."), RegularExpression(ApplySet.NamePattern)] string? applySet,
        [Description("Whether to take over fields that others have set; without it they are a conflict.")] bool? force,
        [Description("Whether to wait for the pods of workloads; without it they are waited for.")] bool? wait,
        [Description("How long to wait for them, as 90s or 10m, at most 60m; 5m without it."), RegularExpression(ChangeArguments.Duration)] string? timeout,
        [Description("The environment that is meant; it is compared with those that the namespaces are configured for."), StringLength(128)] string? environment,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ProcedureState state) => new ApplyProgress(state).Next();

    public async Task<ToolResult<ChangePlan>> PlanAsync(
        TextInput manifest, string? @namespace, bool? prune, string? applySet, bool? force, bool? wait, string? timeout, string? environment, string? cluster, CancellationToken cancellationToken)
    {
        var found = clusters.Find(cluster);
        if (found.Value is not { } target)
        {
            return found.Failure!;
        }

        var looked = await new ManifestLook(target, @namespace, force is true, applySet).OfAsync(manifest.Text, cancellationToken);
        if (looked.Value is not { } look)
        {
            return looked.Failure!;
        }

        var left = prune is true ? await ApplySet.FindAsync(target, applySet, look.Changes, cancellationToken) : Leftovers.None;
        return left.Value is { } leftovers ? new ManifestPlan(target, look, leftovers, environment).ToChangePlan(prune is true, force, wait is not false, timeout) : left.Failure!;
    }
}

/// <param name="Applied">What was made, in its order.</param>
/// <param name="Failed">The object at which it stopped, and why; what had been made by then stands.</param>
/// <param name="NotApplied">What was not come to.</param>
/// <param name="Complete">Whether everything was made.</param>
/// <param name="Diff">What was changed, field by field; values of secrets are masked.</param>
public sealed record AppliedManifest(
    ImmutableArray<AppliedEntry> Applied, string Diff, bool Complete, string? Failed, ImmutableArray<string> NotApplied);

/// <param name="Object">As findings name it: <c>Kind/namespace/name</c>.</param>
/// <param name="Outcome">What was done to it.</param>
/// <param name="Rollout">Of a workload: how its pods followed.</param>
public sealed record AppliedEntry(string Object, AppliedOutcome Outcome, Rollout? Rollout);
