using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Deployments.Tracks;
using Opsroom.Tools.Deployments.Traffic;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Deployments.Executing;

/// <summary>
/// The calls that carry a plan out, in order, and after them those that take it back. Calls that take back have names that begin with <see cref="Back"/>; the others
/// that are marked as rollback end what is only there for the time of the rollout, once the new version has been verified with all traffic.
/// </summary>
internal sealed class RolloutCalls
{
    public const string Back = "back-";

    private readonly DeploymentPlan plan;
    private readonly RolloutScene scene;
    private readonly ImmutableArray<PlannedCall>.Builder calls = ImmutableArray.CreateBuilder<PlannedCall>();

    private RolloutCalls(DeploymentPlan plan, RolloutScene scene) => (this.plan, this.scene) = (plan, scene);

    /// <summary>Every call that carrying out may make, or why it cannot be carried out this way.</summary>
    public static ToolResult<PlannedRollout> Of(DeploymentPlan plan, RolloutScene scene)
    {
        var made = new RolloutCalls(plan, scene);
        made.Add("claim", RolloutClaimTools.ClaimName, made.Of(plan.Deployment) with { PlanId = plan.Id, Version = scene.Version }, "nobody else may roll it out meanwhile");
        switch (plan.Strategy)
        {
            case DeploymentStrategy.Rolling:
                made.Promote("image", "verify");
                made.Release();
                made.TakeImageBack();
                break;
            case DeploymentStrategy.Canary when plan.Routes.IsEmpty:
                made.AddCanary();
                break;
            case DeploymentStrategy.Canary:
                if (made.AddRoutedCanary() is { } unroutable)
                {
                    return unroutable;
                }

                break;
            case DeploymentStrategy.BlueGreen:
                if (made.AddBlueGreen() is { } refused)
                {
                    return refused;
                }

                break;
        }

        made.Add($"{Back}release", RolloutClaimTools.ReleaseName, made.ReleaseOf(RolloutOutcome.RolledBack), "others may roll it out again", rollback: true);
        return new PlannedRollout(made.calls.ToImmutable());
    }

    private void AddCanary()
    {
        var steps = CanaryStep.Of(plan.Weights, scene.Replicas, scene.Autoscaler is not null);
        var (canary, stable) = (0, scene.Replicas);
        foreach (var step in steps)
        {
            if (canary == 0)
            {
                Create($"{step.Name}-create", TrackKind.Canary, step.Canary, null);
            }
            else
            {
                Scale($"{step.Name}-canary", ReleaseTrack.NameOf(plan.Deployment, TrackKind.Canary), step.Canary, "more pods of the new version");
            }

            if (stable != step.Stable)
            {
                Scale($"{step.Name}-stable", plan.Deployment, step.Stable, string.Create(CultureInfo.InvariantCulture, $"so that {step.Share} % of the pods are of the new version"));
            }

            (canary, stable) = (step.Canary, step.Stable);
            Verify($"{step.Name}-verify", "canary");
        }

        Confirm();
        Promote("promote", "promote-verify");
        if (stable != scene.Replicas)
        {
            Scale("restore-replicas", plan.Deployment, scene.Replicas, "as many as before", rollback: true);
        }

        Retire("retire-canary", TrackKind.Canary);
        Release();
        TakeImageBack();
        if (stable != scene.Replicas)
        {
            Scale($"{Back}replicas", plan.Deployment, scene.Replicas, "as many as before", rollback: true);
        }

        Retire($"{Back}canary", TrackKind.Canary);
    }

    private ToolFailure? AddRoutedCanary()
    {
        var found = TrackLabels.Of(scene.Live, TrackKind.Canary, scene.Services, scene.AllServices, scene.Policies);
        if (found.Value is not { } labels)
        {
            return found.Failure;
        }

        var pods = 0;
        foreach (var step in CanaryStep.Routed(plan.Weights, scene.Replicas))
        {
            if (pods == 0)
            {
                Create($"{step.Name}-create", TrackKind.Canary, step.Canary, labels.Instead);
            }
            else if (pods != step.Canary)
            {
                Scale($"{step.Name}-canary", ReleaseTrack.NameOf(plan.Deployment, TrackKind.Canary), step.Canary, "as many as its part of the load needs");
            }

            pods = step.Canary;
            Weigh(route => $"{step.Name}-{route.Name}", step.Share, string.Create(CultureInfo.InvariantCulture, $"{step.Share} % of the requests go to the new version"));
            Verify($"{step.Name}-verify", "canary");
        }

        Confirm();
        Promote("promote", "promote-verify");
        Weigh(route => $"end-{route.Name}", 0, "the deployment itself has the new version by now", rollback: true);
        Retire("retire-canary", TrackKind.Canary);
        Release();
        TakeImageBack();
        Weigh(route => $"{Back}{route.Name}", 0, "all requests go to the version before", rollback: true);
        Retire($"{Back}canary", TrackKind.Canary);
        return null;
    }

    /// <summary>An ingress and a route may have the same name.</summary>
    private void Weigh(Func<PlanRoute, string> nameOf, int weight, string note, bool rollback = false)
    {
        foreach (var route in plan.Routes)
        {
            var name = plan.Routes.Count(other => other.Name == route.Name) == 1 ? nameOf(route) : nameOf(route with { Name = $"{route.Name}-{route.Kind.ToLowerInvariant()}" });
            Add(name.Replace('.', '-'), TrafficWeightTools.WeightName, new StepArguments(plan.Namespace, route.Name, scene.Stable.Cluster.Name)
            {
                Deployment = plan.Deployment,
                Kind = route.Kind,
                Service = route.Service,
                Weight = weight,
            }, note, rollback);
        }
    }

    private ToolFailure? AddBlueGreen()
    {
        if (scene.Services.IsEmpty)
        {
            return new ToolFailure(FaultCodes.Conflict, $"No service selects the pods of {scene.Stable.Id}, so there is no traffic to switch. Plan a rolling update instead.");
        }

        if (scene.Autoscaler is { } autoscaler)
        {
            return new ToolFailure(FaultCodes.Conflict, $"The autoscaler {autoscaler} sets the replicas of {scene.Stable.Id}: it would scale the stable pods down while the green ones have the traffic, and could not follow the load of those. Plan a canary or a rolling update instead.");
        }

        var found = TrackLabels.Of(scene.Live, TrackKind.Green, scene.Services, scene.AllServices, scene.Policies);
        if (found.Value is not { } green)
        {
            return found.Failure;
        }

        var selectors = scene.Services.Select(service => (service.Name, Selector: LabelSelector.OfLabels(service.Spec.At("selector"))!.Labels)).ToList();
        Create("green-create", TrackKind.Green, scene.Replicas, green.Instead);
        Verify("green-verify", "green");
        Confirm();
        selectors.ForEach(service => Route($"switch-{service.Name}", service.Name, green.Switched(service.Selector), "all traffic goes to the new version"));
        Verify("live-verify", "green");
        Promote("promote", "promote-verify");
        selectors.ForEach(service => Route($"return-{service.Name}", service.Name, service.Selector, "the deployment itself has the new version by now", rollback: true));
        Retire("retire-green", TrackKind.Green);
        Release();
        TakeImageBack();
        selectors.ForEach(service => Route($"{Back}{service.Name}", service.Name, service.Selector, "all traffic goes to the version before", rollback: true));
        Retire($"{Back}green", TrackKind.Green);
        return null;
    }

    private void Promote(string image, string verify)
    {
        Add(image, KubernetesNames.SetImage, ImageOf(plan.Image), "by its own rolling update");
        Verify(verify, "stable");
    }

    private void TakeImageBack() => Add($"{Back}image", KubernetesNames.SetImage, ImageOf(scene.Container.Image), "the version before", rollback: true);

    private void Create(string name, TrackKind track, int replicas, IReadOnlyDictionary<string, string>? labels) => Add(
        name, CreateTrackTools.CreateName,
        ImageOf(plan.Image) with { Track = ReleaseTrack.WordOf(track), Replicas = replicas, Labels = labels },
        track == TrackKind.Canary ? "the first pods of the new version" : "the new version at full size, without traffic");

    private void Retire(string name, TrackKind track) => Add(
        name, RetireTrackTools.RetireName, Of(plan.Deployment) with { Track = ReleaseTrack.WordOf(track), Timeout = plan.Timeout }, "it was only there for the rollout", rollback: true);

    private void Scale(string name, string deployment, int replicas, string note, bool rollback = false) =>
        Add(name, KubernetesNames.Scale, Of(deployment) with { Replicas = replicas, Timeout = plan.Timeout }, note, rollback);

    private void Route(string name, string service, IReadOnlyDictionary<string, string> selector, string note, bool rollback = false) =>
        Add(name, ServiceRouteTools.RouteName, Of(null) with { Service = service, Selector = selector, Deployment = plan.Deployment }, note, rollback);

    private void Verify(string name, string track) => Add(
        name, KubernetesNames.Verify,
        Of(plan.Deployment) with { Track = track, Observe = plan.Observe, MaxErrorRatio = plan.Thresholds.MaxErrorRatio, MaxLatency = plan.Thresholds.MaxLatency },
        $"readiness, restarts and requests of the {(track == "stable" ? "deployment" : track)}");

    private void Confirm() => Add("confirm", RolloutClaimTools.ConfirmName, Of(plan.Deployment) with { PlanId = plan.Id, Version = scene.Version }, "nobody changed it meanwhile");

    private void Release() => Add("release", RolloutClaimTools.ReleaseName, ReleaseOf(RolloutOutcome.Done), "others may roll it out again", rollback: true);

    private StepArguments ReleaseOf(RolloutOutcome outcome) => Of(plan.Deployment) with { PlanId = plan.Id, Outcome = outcome };

    private StepArguments ImageOf(string image) => Of(plan.Deployment) with { Image = image, Container = scene.Container.Name, Timeout = plan.Timeout };

    private StepArguments Of(string? name) => new(plan.Namespace, name, scene.Stable.Cluster.Name);

    private void Add(string name, string tool, StepArguments arguments, string note, bool rollback = false) =>
        calls.Add(new PlannedCall(name, tool, JsonSerializer.SerializeToElement(arguments, ToolJson.Options), note, rollback));
}

/// <summary>The arguments that the calls of a rollout have, of which each takes some.</summary>
internal sealed record StepArguments(string Namespace, string? Name, string Cluster)
{
    public string? PlanId { get; init; }

    public string? Version { get; init; }

    public RolloutOutcome? Outcome { get; init; }

    public string? Track { get; init; }

    public string? Image { get; init; }

    public string? Container { get; init; }

    public int? Replicas { get; init; }

    public long? Revision { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public string? Service { get; init; }

    public IReadOnlyDictionary<string, string>? Selector { get; init; }

    public string? Deployment { get; init; }

    public string? Kind { get; init; }

    public int? Weight { get; init; }

    public string? Observe { get; init; }

    public double? MaxErrorRatio { get; init; }

    public string? MaxLatency { get; init; }

    public string? Timeout { get; init; }
}

/// <param name="Calls">In order.</param>
internal sealed record PlannedRollout(ImmutableArray<PlannedCall> Calls);

/// <summary>Tools of other parts that a rollout is made of.</summary>
internal static class KubernetesNames
{
    public const string Scale = "kubernetes_scale_deployment";
    public const string SetImage = "kubernetes_set_image";
    public const string Rollback = "kubernetes_rollback_deployment";
    public const string Verify = "verify_deployment";
}
