using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Deployments.Executing;

namespace Opsroom.Tools.Deployments.Planning;

/// <summary>What a plan says in words: its steps, and how it comes back.</summary>
internal static class PlanSteps
{
    /// <param name="hasAutoscaler">Whether the number of stable pods is somebody else's, so that a canary's come on top.</param>
    public static ImmutableArray<PlanStep> Of(DeploymentPlan plan, bool hasAutoscaler, IReadOnlyList<string> services)
    {
        var watched = $"watch it for {plan.Observe ?? "60s"}: pods ready, no restarts, and where Prometheus knows them, errors and latency";
        var promote = new PlanStep("promote", $"Give {plan.Deployment} the image {plan.Image}; its pods are replaced by its own rolling update. Then {watched} of the pods before.");
        return plan.Strategy switch
        {
            DeploymentStrategy.Rolling =>
            [
                new PlanStep("set-image", $"Give {plan.Deployment} the image {plan.Image}; its pods are replaced by its own rolling update."),
                new PlanStep("verify", Sentence($"{watched} of the pods before.")),
            ],
            DeploymentStrategy.Canary =>
            [
                .. Canary(plan, hasAutoscaler, watched),
                promote,
                new PlanStep("retire", $"Delete {plan.Deployment}-canary."),
            ],
            DeploymentStrategy.BlueGreen =>
            [
                new PlanStep("create-green", $"Create {plan.Deployment}-green with the image {plan.Image} and {Pods(plan.Replicas)}, without traffic. Then {watched}."),
                new PlanStep("switch", $"Send the traffic of {(services.Count == 0 ? "its services" : string.Join(", ", services))} to {plan.Deployment}-green at once. Then {watched} of the pods before."),
                promote,
                new PlanStep("return", $"Send the traffic back to {plan.Deployment}, which has the new version by now, and delete {plan.Deployment}-green."),
            ],
            _ => throw new ArgumentOutOfRangeException(nameof(plan)),
        };
    }

    public static string Rollback(DeploymentPlan plan)
    {
        var image = plan.PreviousImage is { } previous ? $"the image {previous}" : "the image that runs now";
        return plan.Strategy switch
        {
            DeploymentStrategy.Rolling => $"Where a step fails or the run is stopped, {plan.Deployment} gets {image} back by its own rolling update.",
            DeploymentStrategy.Canary => $"Where a step fails or the run is stopped, {plan.Deployment} gets {image}{(plan.Replicas is null ? "" : $" and its {Pods(plan.Replicas)}")} back, and {plan.Deployment}-canary is deleted.",
            DeploymentStrategy.BlueGreen => $"Where a step fails or the run is stopped, {plan.Deployment} gets {image} back, the traffic goes back to it at once, and {plan.Deployment}-green is deleted.",
            _ => throw new ArgumentOutOfRangeException(nameof(plan)),
        } + " Afterwards: rollback_deployment. Not undone by either: migrations, messages that were sent, and what clients and caches keep.";
    }

    private static IEnumerable<PlanStep> Canary(DeploymentPlan plan, bool hasAutoscaler, string watched)
    {
        if (plan.Replicas is not > 0)
        {
            return plan.Weights.Select(weight => new PlanStep($"canary-{Number(weight)}", $"Let {weight} % of the pods be of {plan.Image}, in {plan.Deployment}-canary. Then {watched} of the others."));
        }

        if (!plan.Routes.IsEmpty)
        {
            var routes = string.Join(" and ", plan.Routes.Select(route => $"{route.Kind} {route.Name}"));
            return CanaryStep.Routed(plan.Weights, plan.Replicas.Value).Select(step => new PlanStep(
                step.Name, $"Send {Number(step.Share)} % of the requests of {routes} to {Pods(step.Canary)} with {plan.Image}, in {plan.Deployment}-canary beside the others. Then {watched} of the others."));
        }

        return CanaryStep.Of(plan.Weights, plan.Replicas.Value, hasAutoscaler).Select(step => new PlanStep(
            step.Name,
            string.Create(CultureInfo.InvariantCulture, $"Run {step.Canary} of {step.Canary + step.Stable} pods ({step.Share} %) with {plan.Image}, in {plan.Deployment}-canary{(hasAutoscaler ? " beside the others" : "")}. Then {watched} of the others.")));
    }

    private static string Pods(int? replicas) => replicas is null ? "as many pods as now" : $"{Number(replicas.Value)} {(replicas == 1 ? "pod" : "pods")}";

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
