using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Scaling;

/// <summary>Horizontal pod autoscalers that cannot do their work, and why: no target, no requests, no metrics.</summary>
internal sealed class Autoscalers : IAnalyzer
{
    public const string Target = "hpa-target-missing";
    public const string Requests = "hpa-without-requests";
    public const string Failing = "hpa-not-scaling";
    public const string Limited = "hpa-at-maximum";
    public const string Shared = "hpa-target-shared";

    public IEnumerable<Fault> Look(Scene scene)
    {
        var targets = new Dictionary<(string, string, string), KubeObject>();
        foreach (var scaler in scene.Of("HorizontalPodAutoscaler").Where(each => each.DeletedAt is null))
        {
            var (kind, name) = (scaler.Spec.TextAt("scaleTargetRef", "kind") ?? "", scaler.Spec.TextAt("scaleTargetRef", "name") ?? "");
            var target = scene.Find(kind, scaler.Namespace, name);
            if (target is null && scene.Lacks(kind, scaler.Namespace, name))
            {
                var near = Spelling.Nearest(name, scene.In(kind, scaler.Namespace).Select(each => each.Name)) ?? scene.In(kind, scaler.Namespace).Select(each => each.Name).FirstOrDefault(other => other.StartsWith(name, StringComparison.Ordinal) || name.StartsWith(other, StringComparison.Ordinal));
                yield return new(Target, Severity.Error, FaultRole.Cause, scaler, $"HorizontalPodAutoscaler {scaler.Name} scales {kind} {name}, which does not exist (not found) in namespace {scaler.Namespace}{(near is null ? "" : $"; there is a {kind} {near}")}.{Said(scaler)}")
                { Path = "spec.scaleTargetRef", Explains = [Failing], FixHint = "Correct scaleTargetRef." };
                continue;
            }

            if (!targets.TryAdd((scaler.Namespace, kind, name), scaler))
            {
                var other = targets[(scaler.Namespace, kind, name)];
                yield return new(Shared, Severity.Error, FaultRole.Cause, scaler, $"HorizontalPodAutoscaler {scaler.Name} and {other.Name} both scale {kind} {name} and work against each other (AmbiguousSelector).") { Path = "spec.scaleTargetRef", Also = [other], Explains = [Failing], FixHint = "Keep one, with all metrics." };
            }

            foreach (var fault in Look(scene, scaler, target))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<Fault> Look(Scene scene, KubeObject scaler, KubeObject? target)
    {
        if (target is not null && target.Spec.NumberAt("replicas") == 0)
        {
            yield break;
        }

        var lacking = target is null ? null : Lacking(scaler, target);
        if (lacking is not null)
        {
            yield return new(Requests, Severity.Error, FaultRole.Cause, scaler, $"HorizontalPodAutoscaler {scaler.Name} scales {target!.Kind} {target.Name} by {lacking.Value.Resource} utilization, but container {lacking.Value.Container} has no resources.requests.{lacking.Value.Resource} (missing request for {lacking.Value.Resource}): utilization is a share of the request and cannot be computed.{Said(scaler)}")
            {
                Path = "spec.metrics",
                Evidence = [new(target.Id, $"spec.template.spec.containers[{lacking.Value.Container}].resources.requests.{lacking.Value.Resource}", "missing")],
                Also = [target],
                Explains = [Failing],
                FixHint = $"Give container {lacking.Value.Container} a {lacking.Value.Resource} request.",
            };
        }

        foreach (var type in (string[])["AbleToScale", "ScalingActive"])
        {
            var condition = scaler.Condition(type);
            if (condition.TextAt("status") != "False" || condition.TextAt("reason") == "ScalingDisabled" || !scene.IsOlder(condition.TimeAt("lastTransitionTime") ?? scaler.CreatedAt, TimeSpan.FromMinutes(2)))
            {
                continue;
            }

            var message = condition.TextAt("message") ?? "";
            var group = message.Contains("external.metrics", StringComparison.Ordinal) ? "external.metrics.k8s.io" : message.Contains("custom.metrics", StringComparison.Ordinal) ? "custom.metrics.k8s.io" : "metrics.k8s.io";
            var services = scene.Of("APIService").Where(each => each.Spec.TextAt("group") == group).ToList();
            var absent = services.Count == 0 && scene.Knows("APIService") && (message.Contains("could not find the requested resource", StringComparison.Ordinal) || message.Contains("no metrics", StringComparison.Ordinal))
                ? $" No APIService serves {group} (metrics-server or an adapter is not installed)." : "";
            yield return new(Failing, Severity.Error, FaultRole.Failure, scaler, $"HorizontalPodAutoscaler {scaler.Name} does not scale {target?.Kind} {target?.Name ?? scaler.Spec.TextAt("scaleTargetRef", "name")}: {type} is False ({condition.TextAt("reason")}{Quote.After(message)}).{absent}")
            {
                Path = "status.conditions",
                Evidence = [new(scaler.Id, $"status.conditions[{type}]", $"{condition.TextAt("reason")}{Quote.After(message)}")],
                PointsAt = [.. services, .. target is null ? (IEnumerable<KubeObject>)[] : [target]],
                Breaks = false,
                FixHint = "Look at the metrics API (kubectl get apiservice v1beta1.metrics.k8s.io) and at metrics-server or the adapter.",
            };
            yield break;
        }

        var (least, most) = (scaler.Spec.NumberAt("minReplicas") ?? 1, scaler.Spec.NumberAt("maxReplicas"));
        if (most is not null && scaler.Status.NumberAt("currentReplicas") >= most && most > least && scaler.Condition("ScalingLimited") is { } limited && limited.TextAt("status") == "True" && limited.TextAt("reason") == "TooManyReplicas")
        {
            yield return new(Limited, Severity.Warning, FaultRole.Failure, scaler, $"HorizontalPodAutoscaler {scaler.Name} is at its maximum: currentReplicas {scaler.Status.TextAt("currentReplicas")} of maxReplicas {most} (ScalingLimited, TooManyReplicas{Quote.After(limited.TextAt("message"), 160)}); {Metrics(scaler)}.") { Path = "spec.maxReplicas", Breaks = false, FixHint = "Raise maxReplicas, if the cluster has room, or find out where the load comes from." };
        }
    }

    private static string Metrics(KubeObject scaler) => Quote.Names(scaler.Status.MapsAt("currentMetrics").Select(metric => metric.MapAt("resource"))
        .Select(resource => $"{resource.TextAt("name")} {resource.TextAt("current", "averageUtilization") ?? resource.TextAt("current", "averageValue")}"), 3) is { Length: > 0 } words ? words : "its metrics are not reported";

    private static (string Container, string Resource)? Lacking(KubeObject scaler, KubeObject target)
    {
        var asked = scaler.Spec.MapsAt("metrics").Where(metric => metric.TextAt("type") is "Resource" or "ContainerResource")
            .Select(metric => metric.MapAt("resource") ?? metric.MapAt("containerResource"))
            .Where(metric => (metric.TextAt("target", "type") ?? "Utilization") == "Utilization" && metric.TextAt("target", "averageValue") is null)
            .Select(metric => (Resource: metric.TextAt("name") ?? "", Container: metric.TextAt("container"))).ToList();
        if (scaler.Spec.At("targetCPUUtilizationPercentage") is not null)
        {
            asked.Add(("cpu", null));
        }

        foreach (var (resource, only) in asked)
        {
            foreach (var container in PodTemplate.Of(target)?.Containers ?? [])
            {
                // a limit stands for a request that is not given
                if ((only is null || only == container.TextAt("name")) && container.At("resources", "requests", resource) is null && container.At("resources", "limits", resource) is null)
                {
                    return (container.TextAt("name") ?? "", resource);
                }
            }
        }

        return null;
    }

    private static string Said(KubeObject scaler) => scaler.Status.MapsAt("conditions").FirstOrDefault(condition => condition.TextAt("status") == "False" && condition.TextAt("type") is "AbleToScale" or "ScalingActive" && condition.TextAt("status") == "False") is { } condition
        ? $" {condition.TextAt("type")} is False ({condition.TextAt("reason")}{Quote.After(condition.TextAt("message"), 240)})." : "";
}
