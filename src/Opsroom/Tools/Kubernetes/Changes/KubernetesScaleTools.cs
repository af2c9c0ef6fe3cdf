using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>Sets how many pods a workload runs.</summary>
internal sealed class KubernetesScaleTools(ClusterDirectory clusters, TimeProvider time)
{
    private const string ScaleName = "kubernetes_scale_deployment";

    [Tool(ScaleName, Effect.Change, Plan = nameof(PlanScaleAsync), Verify = nameof(VerifyScaleAsync))]
    [ToolExample("""{"namespace": "shop", "name": "checkout", "replicas": 3}""")]
    [Description(
        "Sets the number of replicas of a deployment, stateful set or replica set, and waits until the pods are there. The answer says how that went: it is no failure of the call when pods do not become ready.")]
    public async Task<ToolResult<ScaledWorkload>> ScaleAsync(
        [Description("The namespace."), RegularExpression(ChangeArguments.Namespace)] string @namespace,
        [Description("The workload's name."), RegularExpression(ChangeArguments.Name)] string name,
        [Description("How many replicas to run."), Range(0, 10_000)] int replicas,
        [Description("What kind of workload it is; without it a deployment.")] ScalableKind? kind,
        [Description("Whether to wait for the pods; without it they are waited for.")] bool? wait,
        [Description("How long to wait for them, as 90s or 10m, at most 60m; 5m without it."), RegularExpression(ChangeArguments.Duration)] string? timeout,
        [Description("The environment that is meant; it is compared with the one that the namespace is configured for."), StringLength(128)] string? environment,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var (scale, failure) = await FindAsync(@namespace, name, replicas, kind, cluster, cancellationToken);
        if (scale is null)
        {
            return failure!;
        }

        var change = context.Change!;
        var made = await scale.Write.MakeAsync(change, cancellationToken);
        return made.Value is { } live ? await ResultAsync(scale, live, change, wait, timeout, context, cancellationToken) : made.Failure!;
    }

    public async Task<ToolResult<ChangePlan>> PlanScaleAsync(
        string @namespace, string name, int replicas, ScalableKind? kind, string? environment, string? cluster, CancellationToken cancellationToken)
    {
        var (scale, failure) = await FindAsync(@namespace, name, replicas, kind, cluster, cancellationToken);
        if (scale is null)
        {
            return failure!;
        }

        var tried = await scale.Write.TryAsync(cancellationToken);
        if (tried.Value is not { } write)
        {
            return tried.Failure!;
        }

        var (id, before) = (scale.Workload.Id, ReplicasOf(write.Before));
        if (before == replicas)
        {
            return ToolFailure.InvalidArgument(string.Create(CultureInfo.InvariantCulture, $"{id} in cluster '{scale.Cluster.Name}' has {replicas} replicas already; there is nothing to change."));
        }

        var reach = await WorkloadReach.LookAsync(scale.Cluster, write.Before, cancellationToken);
        var loses = LosesVolumes(write.Before, before, replicas);
        return new ChangePlan(scale.Cluster.Target(@namespace, environment), id, write.IntentVersion, new Preview(
            string.Create(CultureInfo.InvariantCulture, $"Scale {id} in cluster '{scale.Cluster.Name}' from {before} to {replicas} replicas.{(replicas == 0 ? " Nothing of it runs then." : "")}"),
            ShownChange.Of(write.Before, write.After).Text,
            BlastRadius(scale, reach, before, loses),
            loses ? "The number of replicas can be set back; the volumes of the pods that end are deleted and do not come back."
                : string.Create(CultureInfo.InvariantCulture, $"Scale it back to {before} replicas."),
            JsonSerializer.SerializeToElement(new ScaleDetails(before, replicas, [.. reach.Autoscalers], [.. reach.Services], [.. reach.Budgets], [.. write.Warnings]), ToolJson.Options)))
        {
            Effect = loses ? Effect.Destroy : null,
            Undo = new UndoCall(ScaleName, JsonSerializer.SerializeToElement(
                new ScaleArguments(@namespace, name, before, kind, scale.Cluster.Name), ToolJson.Options)),
        };
    }

    public async Task<Verification> VerifyScaleAsync(
        string @namespace, string name, int replicas, ScalableKind? kind, bool? wait, string? timeout, string? cluster, ToolContext context, CancellationToken cancellationToken)
    {
        var (scale, failure) = await FindAsync(@namespace, name, replicas, kind, cluster, cancellationToken);
        return scale is null ? Verification.Unknown($"Whether it was scaled cannot be seen: {failure!.Message}")
            : await scale.Write.VerifyAsync(
                context.Change!, async live => Verification.Done(await ResultAsync(scale, live, context.Change!, wait, timeout, context, cancellationToken)), cancellationToken);
    }

    private async Task<(Scale? Scale, ToolFailure? Failure)> FindAsync(
        string @namespace, string name, int replicas, ScalableKind? kind, string? cluster, CancellationToken cancellationToken)
    {
        var found = await Workload.FindAsync(clusters, cluster, (kind ?? ScalableKind.Deployment).ToString(), @namespace, name, cancellationToken);
        return found.Value is { } workload
            ? (new Scale(workload, replicas, workload.Write(IntentOf, _ => new YamlMap().Add("spec", new YamlMap().Add("replicas", replicas)), PatchKind.Merge)), null)
            : (null, found.Failure);
    }

    private async Task<ScaledWorkload> ResultAsync(Scale scale, KubeObject live, ChangeInHand change, bool? wait, string? timeout, ToolContext context, CancellationToken cancellationToken)
    {
        var rollout = await new RolloutWatch(scale.Cluster, time).FollowAsync(scale.Workload, live, replaces: false, wait, timeout, context, cancellationToken);
        return new ScaledWorkload(BeforeOf(change), scale.Replicas, live.Kind, live.Namespace, live.Name, scale.Cluster.Name, rollout);
    }

    private static string BlastRadius(Scale scale, WorkloadReach reach, long before, bool loses)
    {
        var text = reach.Describe(scale.Workload.Place, before);
        if (!reach.Autoscalers.IsEmpty)
        {
            text += $" The autoscaler {string.Join(", ", reach.Autoscalers)} sets its replicas as well and will change them again; change its limits instead.";
        }

        return loses ? text + " Its volume claims are deleted with the pods that end (persistentVolumeClaimRetentionPolicy.whenScaled is Delete)." : text;
    }

    /// <summary>Whether claims are deleted with the pods: a set with any other policy keeps them, also at 0 replicas.</summary>
    private static bool LosesVolumes(KubeObject live, long before, int replicas) =>
        live.Kind == "StatefulSet" && replicas < before && live.Spec.TextAt("persistentVolumeClaimRetentionPolicy", "whenScaled") == "Delete";

    private static long ReplicasOf(KubeObject live) => live.Spec.NumberAt("replicas") ?? 1;

    private static string IntentOf(KubeObject live) => string.Create(CultureInfo.InvariantCulture, $"{live.Uid}:{ReplicasOf(live)}");

    /// <summary>What was approved names the replicas before; the object itself has forgotten them by now.</summary>
    private static int BeforeOf(ChangeInHand change) => int.Parse(change.IntentVersion.AsSpan(change.IntentVersion.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    private sealed record Scale(Workload Workload, int Replicas, GuardedWrite Write)
    {
        public Cluster Cluster => Workload.Cluster;
    }
}

/// <param name="Before">Replicas before the call.</param>
/// <param name="After">Replicas it has been set to.</param>
/// <param name="Rollout">How the pods followed.</param>
public sealed record ScaledWorkload(int Before, int After, string Kind, string Namespace, string Name, string Cluster, Rollout Rollout);

/// <summary>The arguments of a call.</summary>
internal sealed record ScaleArguments(string Namespace, string Name, long Replicas, ScalableKind? Kind, string Cluster);

/// <param name="Warnings">What the server warned of.</param>
internal sealed record ScaleDetails(
    long Before, int After, IReadOnlyList<string> Autoscalers, IReadOnlyList<string> Services, IReadOnlyList<string> DisruptionBudgets, IReadOnlyList<string> Warnings);
