using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Kubernetes.Reading;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>Gives a workload the pod template back that it had.</summary>
internal sealed class KubernetesRollbackTools(ClusterDirectory clusters, TimeProvider time)
{
    private const string RollbackName = "kubernetes_rollback_deployment";

    [Tool(RollbackName, Effect.Change, Plan = nameof(PlanRollbackAsync), Verify = nameof(VerifyRollbackAsync))]
    [ToolExample("""{"namespace": "shop", "name": "checkout"}""")]
    [Description(
        "Rolls a deployment, stateful set or daemon set back to the pod template of an earlier revision, by default the one before, and waits until its pods are replaced. The number of replicas "
        + "stays. The answer says how that went: it is no failure of the call when pods do not become ready.")]
    public async Task<ToolResult<RolledBackWorkload>> RollbackAsync(
        [Description("The namespace."), RegularExpression(ChangeArguments.Namespace)] string @namespace,
        [Description("The workload's name."), RegularExpression(ChangeArguments.Name)] string name,
        [Description("The revision to go back to; without it the one before the current one."), Range(1, int.MaxValue)] long? revision,
        [Description("What kind of workload it is; without it a deployment.")] RolledKind? kind,
        [Description("Whether to wait for the pods; without it they are waited for.")] bool? wait,
        [Description("How long to wait for them, as 90s or 10m, at most 60m; 5m without it."), RegularExpression(ChangeArguments.Duration)] string? timeout,
        [Description("The environment that is meant; it is compared with the one that the namespace is configured for."), StringLength(128)] string? environment,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var (found, failure) = await FindAsync(@namespace, name, revision, kind, cluster, cancellationToken);
        if (found is null)
        {
            return failure!;
        }

        var change = context.Change!;
        var made = await found.Write.MakeAsync(change, cancellationToken);
        return made.Value is { } live ? await ResultAsync(found.Workload, live, change, wait, timeout, context, cancellationToken) : made.Failure!;
    }

    public async Task<ToolResult<ChangePlan>> PlanRollbackAsync(
        string @namespace, string name, long? revision, RolledKind? kind, string? environment, string? cluster, CancellationToken cancellationToken)
    {
        var (found, failure) = await FindAsync(@namespace, name, revision, kind, cluster, cancellationToken);
        if (found is null)
        {
            return failure!;
        }

        var (workload, live) = (found.Workload, found.Live);
        if (TemplatePlan.Refuse(workload, live) is { } refused)
        {
            return refused;
        }

        var step = RollbackStep.Of(workload, live, found.History, revision);
        if (step.Value is not { From: var from, To: var to })
        {
            return step.Failure!;
        }

        var tried = await found.Write.TryAsync(live, cancellationToken);
        return tried.Value is not { } would ? tried.Failure! : await TemplatePlan.MakeAsync(
            workload, would, $"Roll {workload.Id} in cluster '{workload.Cluster.Name}' back from revision {from.Describe()} to {to.Describe()}.", environment,
            new UndoCall(RollbackName, JsonSerializer.SerializeToElement(new RollbackArguments(@namespace, name, from.Number, kind, workload.Cluster.Name), ToolJson.Options)),
            $"Roll it forward to revision {from.Describe()} again.", [], cancellationToken);
    }

    public async Task<Verification> VerifyRollbackAsync(
        string @namespace, string name, long? revision, RolledKind? kind, bool? wait, string? timeout, string? cluster, ToolContext context, CancellationToken cancellationToken)
    {
        var (found, failure) = await FindAsync(@namespace, name, revision, kind, cluster, cancellationToken);
        return found is null ? Verification.Unknown($"Whether it was rolled back cannot be seen: {failure!.Message}")
            : await found.Write.VerifyAsync(
                context.Change!, async live => Verification.Done(await ResultAsync(found.Workload, live, context.Change!, wait, timeout, context, cancellationToken)), cancellationToken);
    }

    private async Task<(Rollback? Found, ToolFailure? Failure)> FindAsync(
        string @namespace, string name, long? revision, RolledKind? kind, string? cluster, CancellationToken cancellationToken)
    {
        var found = await Workload.FindAsync(clusters, cluster, (kind ?? RolledKind.Deployment).ToString(), @namespace, name, cancellationToken);
        if (found.Value is not { } workload)
        {
            return (null, found.Failure);
        }

        var read = await workload.ReadAsync(cancellationToken);
        if (read.Value is not { } live)
        {
            return (null, read.Failure);
        }

        var kept = await WorkloadHistory.ReadAsync(workload, live, cancellationToken);
        return kept.Value is not { } history ? (null, kept.Failure) : (new Rollback(workload, live, history, workload.Write(
            now => RollbackStep.Of(workload, now, history, revision).Value?.IntentOf(now) ?? $"{now.Uid}:",
            now => RollbackStep.Of(workload, now, history, revision).Value?.Patch() ?? new(), PatchKind.Strategic)), null);
    }

    private async Task<RolledBackWorkload> ResultAsync(
        Workload workload, KubeObject live, ChangeInHand change, bool? wait, string? timeout, ToolContext context, CancellationToken cancellationToken)
    {
        var rollout = await new RolloutWatch(workload.Cluster, time).FollowAsync(workload, live, replaces: true, wait, timeout, context, cancellationToken);
        var (from, to) = RollbackStep.NumbersOf(change.IntentVersion);
        return new RolledBackWorkload(
            from, to, await WorkloadHistory.CurrentNumberAsync(workload, time, cancellationToken), [.. live.Spec.MapsAt("template", "spec", "containers").Select(each => Words.Image(each.TextAt("image")))],
            live.Kind, live.Namespace, live.Name, workload.Cluster.Name, rollout);
    }

    private sealed record Rollback(Workload Workload, KubeObject Live, WorkloadHistory History, GuardedWrite Write);
}

/// <param name="From">The revision before the call.</param>
/// <param name="To">The revision whose pod template it has again.</param>
/// <param name="Revision">The number under which the cluster keeps that template from now on.</param>
/// <param name="Images">Of its containers, now.</param>
/// <param name="Rollout">How the pods followed.</param>
public sealed record RolledBackWorkload(
    long From, long To, long? Revision, ImmutableArray<string> Images, string Kind, string Namespace, string Name, string Cluster, Rollout Rollout);

/// <summary>The arguments of a call.</summary>
internal sealed record RollbackArguments(string Namespace, string Name, long Revision, RolledKind? Kind, string Cluster);
