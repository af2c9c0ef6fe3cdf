using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Deployments.Tracks;

/// <summary>The deployment that a rollout is about: the one that keeps running.</summary>
internal static class StableDeployment
{
    public static Task<ToolResult<Workload>> FindAsync(ClusterDirectory clusters, string? cluster, string @namespace, string name, CancellationToken cancellationToken) =>
        Workload.FindAsync(clusters, cluster, "Deployment", @namespace, name, cancellationToken);

    public static async Task<(Workload? Workload, KubeObject? Live, ToolFailure? Failure)> ReadAsync(
        ClusterDirectory clusters, string? cluster, string @namespace, string name, CancellationToken cancellationToken)
    {
        var found = await FindAsync(clusters, cluster, @namespace, name, cancellationToken);
        if (found.Value is not { } workload)
        {
            return (null, null, found.Failure);
        }

        var read = await workload.ReadAsync(cancellationToken);
        return (workload, read.Value, read.Failure);
    }

    /// <summary>What runs beside it.</summary>
    public static Workload TrackOf(Workload stable, TrackKind track) => stable with { Name = ReleaseTrack.NameOf(stable.Name, track) };
}
