using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Deployments.Tracks;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Deployments.Executing;

/// <summary>What a plan is carried out in: the deployment as it is, and what goes by it.</summary>
/// <param name="Container">Which gets the new image, with the one it has.</param>
/// <param name="Services">Those that select its pods.</param>
/// <param name="AllServices">Those of the namespace.</param>
/// <param name="Autoscaler">The one that sets its replicas, if any.</param>
/// <param name="Policies">The network policies of the namespace.</param>
internal sealed record RolloutScene(
    Workload Stable, KubeObject Live, ContainerChoice Container, int Replicas, ImmutableArray<KubeObject> Services, ImmutableArray<KubeObject> AllServices, string? Autoscaler,
    ImmutableArray<KubeObject> Policies)
{
    public string Version => DeploymentPlan.VersionOf(Live);

    /// <summary>Looks at the cluster, and refuses a plan that cannot be carried out there now.</summary>
    public static async Task<ToolResult<RolloutScene>> ReadAsync(ClusterDirectory clusters, DeploymentPlan plan, CancellationToken cancellationToken)
    {
        var (stable, live, failure) = await StableDeployment.ReadAsync(clusters, plan.Cluster, plan.Namespace, plan.Deployment, cancellationToken);
        if (live is null)
        {
            return failure!;
        }

        if (Refuse(stable!, live, plan) is { } refused)
        {
            return refused;
        }

        var chosen = ContainerChoice.Of(live, plan.Container);
        if (chosen.Value is not { } container)
        {
            return chosen.Failure!;
        }

        if (Outdated(stable!, live, container, plan) is { } outdated)
        {
            return outdated;
        }

        var services = await ListAsync("services");
        var autoscalers = await ListAsync("horizontalpodautoscalers");
        var policies = plan.Strategy == DeploymentStrategy.BlueGreen || !plan.Routes.IsEmpty ? await ListAsync("networkpolicies") : new ObjectList([], null, false);
        if ((services.Failure ?? autoscalers.Failure ?? policies.Failure) is { } unread)
        {
            return unread;
        }

        return new RolloutScene(
            stable!, live, container, (int)(live.Spec.NumberAt("replicas") ?? 1),
            [.. services.Value!.Items.Where(service => LabelSelector.OfLabels(service.Spec.At("selector"))?.Matches(ReleaseTrack.LabelsOf(live)) is true).OrderBy(service => service.Name, StringComparer.Ordinal)],
            services.Value.Items,
            autoscalers.Value!.Items.FirstOrDefault(each => each.Spec.TextAt("scaleTargetRef", "kind") == "Deployment" && each.Spec.TextAt("scaleTargetRef", "name") == live.Name)?.Name,
            policies.Value!.Items);

        Task<ToolResult<ObjectList>> ListAsync(string plural) => stable!.Cluster.ListAsync(plural, new ListQuery { Namespace = plan.Namespace }, cancellationToken);
    }

    private static ToolFailure? Refuse(Workload stable, KubeObject live, DeploymentPlan plan)
    {
        if (RolloutClaim.EndedOf(live).FirstOrDefault(ended => ended.Plan == plan.Id) is { } ended)
        {
            var how = ended.Outcome switch
            {
                "done" => "it was carried out to its end",
                "rolled-back" => "it was rolled back",
                _ => "its claim was released by hand before its end",
            };
            return Conflict($"The plan {plan.Id} has been executed already: {how}. A plan is executed once. Plan again with plan_deployment.");
        }

        return RolloutClaim.Of(live) is { } held ? Conflict(RolloutClaim.Held(live, held))
            : live.DeletedAt is not null ? Conflict($"{stable.Id} in cluster '{stable.Cluster.Name}' is being deleted.")
            : RolloutTerms.IsPaused(live) ? Conflict($"{stable.Id} in cluster '{stable.Cluster.Name}' is paused, so no pod would be replaced. Resume it first.")
            : live.Spec.NumberAt("replicas") is 0 ? Conflict($"{stable.Id} in cluster '{stable.Cluster.Name}' has 0 replicas, so a new version could not be verified. Scale it up first.")
            : null;
    }

    private static ToolFailure? Outdated(Workload stable, KubeObject live, ContainerChoice container, DeploymentPlan plan) =>
        plan.Version is null ? Conflict($"{plan.Id} was planned without a look at a cluster, so it is for reading only. Plan again with plan_deployment.")
        : container.Image == plan.Image
            ? Conflict($"{stable.Id} in cluster '{stable.Cluster.Name}' runs {plan.Image} already, so there is nothing left to execute.")
        : plan.PreviousImage is { } previous && container.Image != previous
            ? Conflict($"{stable.Id} in cluster '{stable.Cluster.Name}' runs {container.Image} by now, and the plan {plan.Id} is to replace {previous}. Plan again with plan_deployment.")
        : DeploymentPlan.VersionOf(live) != plan.Version
            ? Conflict(string.Create(CultureInfo.InvariantCulture, $"{stable.Id} in cluster '{stable.Cluster.Name}' is no longer what it was when {plan.Id} was planned: somebody changed what its pods are made of. Plan again with plan_deployment."))
        : null;

    private static ToolFailure Conflict(string message) => new(FaultCodes.Conflict, message);
}
