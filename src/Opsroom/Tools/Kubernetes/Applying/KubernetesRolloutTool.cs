using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Changes;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>Follows how the pods of a workload come to be what it describes.</summary>
internal sealed class KubernetesRolloutTool(ClusterDirectory clusters, TimeProvider time)
{
    public const string Name = "kubernetes_rollout_status";

    [Tool(Name, Effect.Read, Supporting = true)]
    [ToolExample("""{"namespace": "shop", "name": "checkout", "wait": false}""")]
    [Description("Waits until the pods of a workload are what it describes, and says how that went. It changes nothing.")]
    public async Task<ToolResult<FollowedRollout>> FollowAsync(
        [Description("The namespace."), RegularExpression(ChangeArguments.Namespace)] string @namespace,
        [Description("The workload's name."), RegularExpression(ChangeArguments.Name)] string name,
        [Description("What kind of workload it is; without it a deployment.")] RolledKind? kind,
        [Description("Whether to wait for the pods; without it they are waited for.")] bool? wait,
        [Description("How long to wait for them, as 90s or 10m, at most 60m; 5m without it."), RegularExpression(ChangeArguments.Duration)] string? timeout,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var found = await Workload.FindAsync(clusters, cluster, (kind ?? RolledKind.Deployment).ToString(), @namespace, name, cancellationToken);
        if (found.Value is not { } workload)
        {
            return found.Failure!;
        }

        var read = await workload.ReadAsync(cancellationToken);
        return read.Value is { } live
            ? new FollowedRollout(workload.Id, workload.Cluster.Name, await new RolloutWatch(workload.Cluster, time).FollowAsync(workload, live, replaces: true, wait, timeout, context, cancellationToken))
            : read.Failure!;
    }
}

/// <param name="Object">The workload: <c>Kind/namespace/name</c>.</param>
/// <param name="Rollout">How the pods followed.</param>
public sealed record FollowedRollout(string Object, string Cluster, Rollout Rollout);

/// <summary>The arguments of a call.</summary>
internal sealed record RolloutArguments(string Namespace, string Name, RolledKind Kind, string? Timeout, string Cluster);
