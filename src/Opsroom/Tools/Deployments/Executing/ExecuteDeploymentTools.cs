using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Deployments.Tracks;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Changes;

namespace Opsroom.Tools.Deployments.Executing;

/// <summary>Carries a planned deployment out.</summary>
internal sealed class ExecuteDeploymentTools(ClusterDirectory clusters)
{
    [Tool("execute_deployment", Effect.Change, Plan = nameof(PlanExecuteAsync), Result = typeof(ExecutedDeployment))]
    [ToolExample("""{"plan_id": "canary-checkout-3fa9c1d2"}""")]
    [Description(
        "Carries out a plan of plan_deployment, step by step: each step is verified before the next one, and where one fails, or the run is stopped, what was done is taken back. "
        + "It is no failure of the call when the new version does not pass: the answer says what happened and that the version before runs again.")]
    public static ProcedureMove Execute(
        [Description("The plan's id, as plan_deployment answered it."), RegularExpression("(rolling|canary|blue-green)-[a-z0-9]([-a-z0-9.]*[a-z0-9])?-[0-9a-f]{8}"), StringLength(200)] string planId,
        ProcedureState state)
    {
        var walk = new RolloutWalk(state);
        return walk.Next is { } next ? ProcedureMove.Call(next) : ProcedureMove.Finish(new ExecutedDeployment(planId, walk.Steps, walk.IsVerified, walk.IsRolledBack, walk.Reason));
    }

    public async Task<ToolResult<ChangePlan>> PlanExecuteAsync(string planId, ToolContext context, CancellationToken cancellationToken)
    {
        if (clusters.Names.IsEmpty)
        {
            return clusters.Find(null).Failure!;
        }

        var loaded = await DeploymentPlanFile.LoadAsync(planId, context.Workspace, cancellationToken);
        if (loaded.Value is not { } plan)
        {
            return loaded.Failure!;
        }

        if (plan.Version is null)
        {
            return new ToolFailure(FaultCodes.Conflict, $"The plan {plan.Id} was made without a look at a cluster, so nobody knows what it would replace. Plan again with plan_deployment now that one is configured.");
        }

        var read = await RolloutScene.ReadAsync(clusters, plan, cancellationToken);
        if (read.Value is not { } scene)
        {
            return read.Failure!;
        }

        var planned = RolloutCalls.Of(plan, scene);
        if (planned.Value is not { } rollout)
        {
            return planned.Failure!;
        }

        var write = new GuardedWrite(
            scene.Stable.Cluster, scene.Stable.Resource, plan.Namespace, plan.Deployment, DeploymentPlan.VersionOf, _ => scene.Container.PatchTo(plan.Image), PatchKind.Strategic);
        var tried = await write.TryAsync(scene.Live, cancellationToken);
        if (tried.Value is not { } would)
        {
            return tried.Failure!;
        }

        var reach = await WorkloadReach.LookAsync(scene.Stable.Cluster, scene.Live, cancellationToken);
        var steps = plan.Routes.IsEmpty ? CanaryStep.Of(plan.Weights, scene.Replicas, scene.Autoscaler is not null) : CanaryStep.Routed(plan.Weights, scene.Replicas);
        return new ChangePlan(
            scene.Stable.Cluster.Target(plan.Namespace, plan.Environment), scene.Stable.Id,
            string.Create(CultureInfo.InvariantCulture, $"{scene.Version}:{scene.Replicas}"),
            new Preview(
                Summary(plan, scene, steps), ShownChange.Of(would.Before, would.After).Text, BlastRadius(plan, scene, reach), UndoText(plan, scene),
                JsonSerializer.SerializeToElement(
                    new ExecuteDetails(
                        plan.Id, DeploymentPlanFile.NameOf(plan.Strategy), scene.Container.Image, plan.Image, scene.Replicas,
                        plan.Strategy == DeploymentStrategy.Canary ? [.. steps.Select(step => new CanaryShare(step.Share, step.Canary, step.Stable))] : [],
                        plan.Observe, [.. scene.Services.Select(service => service.Name)], scene.Autoscaler, plan.Risks, would.Warnings),
                    ToolJson.Options)))
        {
            Children = rollout.Calls,
            Undo = new UndoCall(KubernetesNames.SetImage, JsonSerializer.SerializeToElement(
                new StepArguments(plan.Namespace, plan.Deployment, scene.Stable.Cluster.Name) { Image = scene.Container.Image, Container = scene.Container.Name }, ToolJson.Options)),
        };
    }

    private static string Summary(DeploymentPlan plan, RolloutScene scene, IReadOnlyList<CanaryStep> steps)
    {
        var how = plan.Strategy switch
        {
            DeploymentStrategy.Rolling => "by its own rolling update",
            DeploymentStrategy.Canary => $"as a canary: {string.Join(", then ", steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Share} % ({(plan.Routes.IsEmpty ? $"{step.Canary} of {step.Canary + step.Stable} pods" : $"of the requests, {step.Canary} {(step.Canary == 1 ? "pod" : "pods")} beside the {step.Stable}")})")))}, then all",
            DeploymentStrategy.BlueGreen => string.Create(
                CultureInfo.InvariantCulture,
                $"blue-green: {scene.Replicas} {(scene.Replicas == 1 ? "pod" : "pods")} beside the present ones, then all traffic of {string.Join(", ", scene.Services.Select(service => $"Service {service.Name}"))} at once"),
            _ => throw new ArgumentOutOfRangeException(nameof(plan)),
        };
        return $"Deploy {plan.Image} to {scene.Stable.Id} in cluster '{scene.Stable.Cluster.Name}' in place of {scene.Container.Image}, {how}; each step is verified{(plan.Observe is null ? "" : $" for {plan.Observe}")} before the next one.";
    }

    private static string BlastRadius(DeploymentPlan plan, RolloutScene scene, WorkloadReach reach)
    {
        var sentences = new List<string> { reach.Describe(scene.Stable.Place, scene.Replicas), RolloutTerms.Describe(scene.Live) };
        if (plan.Strategy == DeploymentStrategy.Canary)
        {
            sentences.Add(
                !plan.Routes.IsEmpty ? $"The requests are divided by {string.Join(", ", plan.Routes.Select(route => $"{route.Kind} {route.Name}"))}; what calls the service directly does not reach the canary."
                : scene.Services.IsEmpty ? "The canary's pods work beside the present ones; no service sends them traffic." : "The canary's pods get traffic of the same services as soon as they are ready.");
            if (scene.Autoscaler is { } autoscaler)
            {
                sentences.Add($"The autoscaler {autoscaler} keeps setting the replicas of the stable deployment: the canary's pods come on top of them, and count in what it measures.");
            }
        }

        return string.Join(' ', sentences);
    }

    private static string UndoText(DeploymentPlan plan, RolloutScene scene) =>
        $"Where a step fails or the run is stopped: {plan.Strategy switch
        {
            DeploymentStrategy.Rolling => $"the image is set back to {scene.Container.Image}",
            DeploymentStrategy.Canary => $"the deployment gets {scene.Container.Image} and its {scene.Replicas.ToString(CultureInfo.InvariantCulture)} replicas back, and {ReleaseTrack.NameOf(plan.Deployment, TrackKind.Canary)} is deleted",
            _ => $"the deployment gets {scene.Container.Image} back, the traffic is sent back to it, and {ReleaseTrack.NameOf(plan.Deployment, TrackKind.Green)} is deleted",
        }}, as far as it had come. Afterwards: set the image back to {scene.Container.Image}.";
}

/// <param name="Steps">In order, what was taken back at the end.</param>
/// <param name="Verified">Whether the new version has all traffic and passed every step.</param>
/// <param name="RolledBack">Whether something had been done and all of it was taken back.</param>
/// <param name="Reason">Why it did not come to its end, or what is left to put in order.</param>
public sealed record ExecutedDeployment(string PlanId, ImmutableArray<RolloutStep> Steps, bool Verified, bool RolledBack, string? Reason);

/// <param name="Percent">Of the pods that are of the new version.</param>
internal sealed record CanaryShare(int Percent, int Canary, int Stable);

internal sealed record ExecuteDetails(
    string PlanId, string Strategy, string Before, string After, int Replicas, IReadOnlyList<CanaryShare> Steps, string? Observe, IReadOnlyList<string> Services, string? Autoscaler,
    IReadOnlyList<PlanRisk> Risks, IReadOnlyList<string> Warnings);
