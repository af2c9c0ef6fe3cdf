using Opsroom.Tools.Changes;
using Opsroom.Tools.Deployments.Executing;
using Opsroom.Tools.Deployments.Planning;
using Opsroom.Tools.Deployments.Preflight;
using Opsroom.Tools.Deployments.Tracks;
using Opsroom.Tools.Deployments.Traffic;
using Opsroom.Tools.Deployments.Verifying;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Deployments;

/// <summary>The tools that bring versions into environments.</summary>
internal static class DeploymentTools
{
    public static IReadOnlyList<object> Create(
        ClusterDirectory clusters, PrometheusClient prometheus, DeploymentOptions options, ITargetEnvironments environments, TimeProvider time)
    {
        var targets = new ReleaseTargets(clusters, environments);
        return
        [
            new PreflightTools(targets, prometheus, options),
            new PlanningTools(targets, prometheus, options),
            new VerificationTools(clusters, prometheus, time),
            new ExecuteDeploymentTools(clusters),
            new RollbackDeploymentTools(clusters, targets, time),
            new RolloutClaimTools(clusters),
            new CreateTrackTools(clusters, time),
            new RetireTrackTools(clusters, time),
            new ServiceRouteTools(clusters),
            new TrafficWeightTools(clusters),
        ];
    }
}
