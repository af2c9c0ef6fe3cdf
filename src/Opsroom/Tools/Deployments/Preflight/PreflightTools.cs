using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Reading;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Deployments.Preflight;

/// <summary>Says what stands in the way of a release before anything is done.</summary>
internal sealed class PreflightTools(ReleaseTargets targets, PrometheusClient prometheus, DeploymentOptions options)
{
    [Tool("preflight_check", Effect.Read)]
    [ToolExample("""{"service": "checkout", "environment": "staging", "image": "registry.example/checkout:1.4.2"}""")]
    [Description(
        "Looks whether a service can be released in an environment: its deployment is well, config maps, secrets, accounts and pull secrets are there, quota and nodes have room, autoscaler and disruption budget are sane, "
        + "the image may be used, and no alert fires. ready is true when there is no error.")]
    public async Task<ToolResult<PreflightResult>> CheckAsync(
        [Description("The service: its deployment's name, its app label, or a Service that selects its pods."), StringLength(253, MinimumLength = 1)] string service,
        [Description("The environment; configuration says which cluster and namespace that is."), StringLength(64, MinimumLength = 1)] string environment,
        [Description("The namespace, where configuration does not say or several could be meant."), RegularExpression(ChangeArguments.Namespace)] string? @namespace,
        [Description("The image that is to be released; without it the one that runs is looked at."), StringLength(512)] string? image,
        [Description("A plan of plan_deployment: its image and strategy are checked."), StringLength(200)] string? planId,
        [Description("Which container gets the image; without it the only one."), StringLength(63)] string? container,
        [Description("The cluster, as configured; without it the one that the environment is in."), StringLength(253)] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var intent = new ReleaseIntent(environment, image, container, DeploymentStrategy.Rolling, []);
        if (planId is not null)
        {
            var loaded = await DeploymentPlanFile.LoadAsync(planId, context.Workspace, cancellationToken);
            if (loaded.Value is not { } plan)
            {
                return loaded.Failure!;
            }

            if (plan.Service != service || !plan.Environment.Equals(environment, StringComparison.OrdinalIgnoreCase))
            {
                return ToolFailure.InvalidArgument($"The plan {plan.Id} is for {plan.Service} in {plan.Environment}, not for {OutsideText.OneLine(service, 100)} in {OutsideText.OneLine(environment, 60)}.");
            }

            intent = new ReleaseIntent(environment, image ?? plan.Image, container ?? plan.Container, plan.Strategy, plan.Weights);
            (@namespace, cluster) = (@namespace ?? (plan.Version is null ? null : plan.Namespace), cluster ?? plan.Cluster);
        }

        var found = await targets.FindAsync(service, environment, @namespace, cluster, cancellationToken);
        if (found.Value is not { } target)
        {
            return found.Failure!;
        }

        var read = await ReleaseScene.ReadAsync(target, intent, prometheus, cancellationToken);
        if (read.Value is not { } scene)
        {
            return read.Failure!;
        }

        var findings = ReleaseChecks.Look(scene, options);
        return new PreflightResult(
            findings.All(finding => finding.Severity != Severity.Error), findings, target.Environment.Name, target.Cluster.Name, scene.Namespace, scene.Deployment.Name, Words.Image(scene.Container.Image),
            scene.Replicas, scene.Unseen.IsEmpty ? null : string.Join(" ", scene.Unseen));
    }
}

/// <param name="Ready">No finding is an error.</param>
/// <param name="Findings">Errors first.</param>
/// <param name="Environment">Of the namespace, by configuration.</param>
/// <param name="Image">The one that runs.</param>
/// <param name="NotSeen">What could not be looked at, and why: ready says nothing about it.</param>
public sealed record PreflightResult(
    bool Ready, ImmutableArray<Finding> Findings, string Environment, string Cluster, string Namespace, string Deployment, string Image, int Replicas, string? NotSeen);
