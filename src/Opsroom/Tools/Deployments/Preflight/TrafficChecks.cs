using System.Globalization;
using Opsroom.Tools.Kubernetes.Diagnosis.Scaling;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Deployments.Preflight;

/// <summary>What stands before the pods, and what else sets how many there are.</summary>
internal static class TrafficChecks
{
    public static IEnumerable<Finding> Look(ReleaseScene scene) => Services(scene).Concat(Autoscalers(scene)).Concat(Budgets(scene));

    private static IEnumerable<Finding> Services(ReleaseScene scene)
    {
        if (!scene.Scene.Knows("Service") || scene.Services.Any())
        {
            yield break;
        }

        yield return scene.Intent.Strategy switch
        {
            DeploymentStrategy.BlueGreen => scene.Error("release-without-service", "No service selects its pods, so there is no traffic to switch. Release it as rolling."),
            DeploymentStrategy.Canary => scene.Warn("release-without-service", "No service selects its pods, so no requests come to a canary through one: it is judged by its pods alone."),
            _ => scene.Tell("release-without-service", "No service selects its pods."),
        };
    }

    private static IEnumerable<Finding> Autoscalers(ReleaseScene scene)
    {
        foreach (var autoscaler in scene.Autoscalers)
        {
            var range = $"{autoscaler.Spec.NumberAt("minReplicas") ?? 1} to {autoscaler.Spec.NumberAt("maxReplicas")}";
            if (scene.Intent.Strategy == DeploymentStrategy.BlueGreen)
            {
                yield return scene.Error("release-autoscaler", $"HorizontalPodAutoscaler {autoscaler.Name} ({range}) sets its replicas: it would scale the old pods down while the new ones have the traffic, and could not follow the load of those. Release it as canary or rolling.", autoscaler);
            }
            else if (scene.Intent.Strategy == DeploymentStrategy.Canary)
            {
                yield return scene.Warn("release-autoscaler", $"HorizontalPodAutoscaler {autoscaler.Name} ({range}) sets its replicas, so the canary's pods come on top of them and its part of the traffic moves with the load.", autoscaler);
            }

            if (autoscaler.Spec.NumberAt("minReplicas") > autoscaler.Spec.NumberAt("maxReplicas"))
            {
                yield return scene.Error("release-autoscaler-broken", $"HorizontalPodAutoscaler {autoscaler.Name} wants at least more than at most ({range}).", autoscaler, "spec");
            }
        }

        foreach (var fault in scene.Diagnosis.Findings.Where(fault => fault.Severity == Severity.Error && scene.Autoscalers.Any(autoscaler => autoscaler.Id == fault.Object)))
        {
            yield return scene.Warn("release-autoscaler-broken", $"{fault.Object} does not work ({fault.Rule}): load that a new version brings would not be followed. kubernetes_diagnose tells why.", scene.Autoscalers.First(autoscaler => autoscaler.Id == fault.Object));
        }
    }

    private static IEnumerable<Finding> Budgets(ReleaseScene scene)
    {
        foreach (var budget in scene.Scene.In("PodDisruptionBudget", scene.Namespace).Where(each => LabelSelector.Of(each.Spec.At("selector"))?.Matches(scene.Template.Labels) is true))
        {
            if (scene.Diagnosis.Findings.FirstOrDefault(fault => fault.Object == budget.Id && fault.Rule is DisruptionBudgets.Blocks or DisruptionBudgets.Overlap) is { } fault)
            {
                yield return scene.Warn("release-budget-blocks", $"PodDisruptionBudget {budget.Name} lets no pod be evicted ({fault.Rule}): a rollout goes on, but a node that is drained meanwhile waits for ever. Let at least one pod be unavailable.", budget, "spec");
            }
            else if (budget.Status.NumberAt("disruptionsAllowed") == 0 && budget.Status.NumberAt("expectedPods") > 0)
            {
                yield return scene.Tell("release-budget-blocks", string.Create(CultureInfo.InvariantCulture, $"PodDisruptionBudget {budget.Name} allows no disruption at the moment ({budget.Status.NumberAt("currentHealthy")} healthy, {budget.Status.NumberAt("desiredHealthy")} wanted)."), budget, "status");
            }
        }
    }
}
