using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Opsroom.Tools.Deployments.Executing;
using Opsroom.Tools.Deployments.Preflight;
using Opsroom.Tools.Deployments.Tracks;
using Opsroom.Tools.Deployments.Traffic;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Linting;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Deployments.Planning;

/// <summary>Writes down how a version would be brought to an environment.</summary>
internal sealed class PlanningTools(ReleaseTargets targets, PrometheusClient prometheus, DeploymentOptions options)
{
    /// <summary>Where no cluster could be asked and configuration does not say.</summary>
    private const string Unknown = "(not known)";

    private static readonly ImmutableArray<int> UsualWeights = [10, 50];

    [Tool("plan_deployment", Effect.Write)]
    [ToolExample("""{"service": "checkout", "environment": "staging", "image": "registry.example/checkout:1.4.2", "strategy": "canary"}""")]
    [Description(
        "Plans how a new image of a service is brought to an environment and stores the plan as a file: steps with their verification, risks found in the cluster, and the way back. "
        + "Nothing is changed; execute_deployment carries the plan out. Without a cluster the plan has what is known, and says what to configure.")]
    public async Task<ToolResult<PlannedDeployment>> PlanAsync(
        [Description("The service: its deployment's name, its app label, or a Service that selects its pods."), RegularExpression(ChangeArguments.Name)] string service,
        [Description("The environment; configuration says which cluster and namespace that is."), StringLength(64, MinimumLength = 1)] string environment,
        [Description("The image of the new version, with its tag or digest."), StringLength(512, MinimumLength = 1)] string image,
        [Description("rolling: the deployment's own update. canary: a growing part of the pods. blue-green: all at once beside the old ones, then the traffic is switched.")] DeploymentStrategy strategy,
        [Description("The namespace, where configuration does not say or several could be meant."), RegularExpression(ChangeArguments.Namespace)] string? @namespace,
        [Description("The cluster, as configured; without it the one that the environment is in."), StringLength(253)] string? cluster,
        [Description("Which container gets the image; without it the only one."), StringLength(63)] string? container,
        [Description("Of a canary: the percentages of its steps, ascending, 1 to 99. 10 and 50 without it. What really runs are whole pods; the steps say how many."), MaxLength(10)] IReadOnlyList<int>? weights,
        [Description("How long each step is watched, as 90s or 5m, at most 60m; 60s without it."), RegularExpression(ChangeArguments.Duration)] string? observe,
        [Description("How long each step's pods may take to become ready, as 90s or 10m; 5m without it."), RegularExpression(ChangeArguments.Duration)] string? timeout,
        [Description("The largest ratio of failed requests in a step, 0 to 1. Without it only the comparison with the pods before counts."), Range(0.0, 1.0)] double? maxErrorRatio,
        [Description("How long 95 % of the requests may take at most in a step, as 500ms or 2s."), RegularExpression("[1-9][0-9]{0,5}(ms|s)")] string? maxLatency,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        if (ImageReference.Parse(image) is not { } reference)
        {
            return ToolFailure.InvalidArgument($"'{OutsideText.OneLine(image, 200)}' is not the name of an image: give registry/repository:tag, lower-case, without a scheme or blanks.");
        }

        if (Refuse(strategy, weights) is { } refused)
        {
            return refused;
        }

        var steps = strategy == DeploymentStrategy.Canary ? [.. weights ?? UsualWeights] : ImmutableArray<int>.Empty;
        var blank = new DeploymentPlan(service, environment.Trim(), @namespace ?? targets.NamespaceOf(environment) ?? Unknown, service, image, strategy)
        {
            Cluster = cluster,
            Container = container,
            Weights = steps,
            Observe = observe,
            Timeout = timeout,
            Thresholds = new PlanThresholds(maxErrorRatio, maxLatency),
            PlannedBy = context.CallId,
        };
        var found = await targets.FindAsync(service, environment, @namespace, cluster, cancellationToken);
        if (found.Failure is { Code: FaultCodes.NotConfigured } failure)
        {
            return Blind(blank, reference, failure, context);
        }

        return found.Value is { } target ? await SeenAsync(blank, target, context, cancellationToken) : found.Failure!;
    }

    private static ToolFailure? Refuse(DeploymentStrategy strategy, IReadOnlyList<int>? weights)
    {
        if (weights is null)
        {
            return null;
        }

        return strategy != DeploymentStrategy.Canary ? ToolFailure.InvalidArgument("weights are the steps of a canary; leave them out, or plan with strategy canary.")
            : weights.Count == 0 || weights.Any(weight => weight is < 1 or > 99) || weights.Zip(weights.Skip(1)).Any(pair => pair.First >= pair.Second)
                ? ToolFailure.InvalidArgument("weights are percentages from 1 to 99, each larger than the one before: [10, 50].")
            : null;
    }

    private async Task<ToolResult<PlannedDeployment>> SeenAsync(DeploymentPlan blank, ReleaseTarget target, ToolContext context, CancellationToken cancellationToken)
    {
        var read = await ReleaseScene.ReadAsync(target, new ReleaseIntent(blank.Environment, blank.Image, blank.Container, blank.Strategy, blank.Weights), prometheus, cancellationToken);
        if (read.Value is not { } scene)
        {
            return read.Failure!;
        }

        if (scene.Container.Image == blank.Image)
        {
            return ToolFailure.InvalidArgument($"{scene.Deployment.Id} in cluster '{target.Cluster.Name}' runs {blank.Image} already; there is nothing to deploy. Name another version, or use kubernetes_restart_deployment to start its pods anew.");
        }

        var autoscaled = scene.Autoscalers.Any();
        var plan = blank with
        {
            Cluster = target.Cluster.Name,
            Namespace = scene.Namespace,
            Deployment = scene.Deployment.Name,
            Container = scene.Container.Name,
            PreviousImage = scene.Container.Image,
            Replicas = scene.Replicas,
            Version = DeploymentPlan.VersionOf(scene.Deployment),
        };
        plan = plan with { Routes = await RoutesAsync(plan, scene, cancellationToken) };
        return Save(
            plan with { Steps = PlanSteps.Of(plan, autoscaled, [.. scene.Services.Select(each => each.Name).Order(StringComparer.Ordinal)]) },
            [.. ReleaseChecks.Look(scene, options).Concat(Coarse(plan, autoscaled))], scene.Unseen.IsEmpty ? null : string.Join(" ", scene.Unseen), null, context);
    }

    /// <summary>What divides the requests for a canary exactly; none where its pods could not be kept apart from the stable ones, so that the ratio of pods has to do.</summary>
    private static async Task<ImmutableArray<PlanRoute>> RoutesAsync(DeploymentPlan plan, ReleaseScene scene, CancellationToken cancellationToken)
    {
        var services = scene.Services.ToList();
        return plan.Strategy == DeploymentStrategy.Canary && services.Count > 0
            && TrackLabels.Of(scene.Deployment, TrackKind.Canary, services, [.. scene.Scene.In("Service", scene.Namespace)], [.. scene.Scene.In("NetworkPolicy", scene.Namespace)]).Value is not null
                ? await TrafficRoutes.FindAsync(scene.Target.Cluster, scene.Namespace, [.. services.Select(service => service.Name)], cancellationToken) : [];
    }

    /// <summary>What is known without a cluster. Nothing is made up: such a plan is for reading, and is made again once there is one.</summary>
    private ToolResult<PlannedDeployment> Blind(DeploymentPlan plan, ImageReference reference, ToolFailure failure, ToolContext context) => Save(
        plan with { Steps = PlanSteps.Of(plan, hasAutoscaler: false, []) },
        [
            new Finding("release-not-seen", Severity.Error, "It was planned without a look at a cluster, so it cannot be executed. Configure one and plan again."),
            .. ImageChecks.OfReference(reference, plan.Image, options),
        ],
        $"{failure.Message} Not looked at: which image and how many pods run now, readiness probes, disruption budgets, autoscalers, services, volumes, quota, nodes, config maps and secrets, whether it is well, and alerts.",
        failure.Setting, context);

    private static ToolResult<PlannedDeployment> Save(DeploymentPlan plan, ImmutableArray<Finding> findings, string? unseen, string? setting, ToolContext context)
    {
        plan = plan with
        {
            Risks = [.. findings.OrderBy(finding => finding.Severity).Select(finding => new PlanRisk(finding.Severity, finding.Message))],
            Rollback = PlanSteps.Rollback(plan),
        };
        var saved = DeploymentPlanFile.Save(plan, context.Workspace);
        return saved.Value is { } file
            ? new PlannedDeployment(
                plan.Id, file.Path, plan.Service, plan.Environment, plan.Cluster, plan.Namespace == Unknown ? null : plan.Namespace, plan.Deployment, plan.Container, plan.Image, plan.PreviousImage,
                plan.Replicas, plan.Strategy, plan.Weights, plan.Steps, plan.Risks, plan.Rollback, plan.Version is not null, unseen, setting)
            : saved.Failure!;
    }

    /// <summary>Where there are too few pods for the percentages that were asked for.</summary>
    private static IEnumerable<Finding> Coarse(DeploymentPlan plan, bool autoscaled)
    {
        if (plan is not { Strategy: DeploymentStrategy.Canary, Routes.IsEmpty: true, Replicas: > 1 and var replicas })
        {
            yield break;
        }

        var first = CanaryStep.Of(plan.Weights, replicas, autoscaled)[0];
        if (first.Share > 2 * plan.Weights[0])
        {
            yield return new Finding(
                "release-coarse-canary", Severity.Info,
                string.Create(CultureInfo.InvariantCulture, $"With {replicas} pods the first step is {first.Share} % of them, not {plan.Weights[0]} %. More replicas make smaller steps."));
        }
    }
}
