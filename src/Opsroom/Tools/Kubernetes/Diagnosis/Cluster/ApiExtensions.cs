using Opsroom.Tools.Kubernetes.Diagnosis.Scaling;
using Opsroom.Tools.Kubernetes.Diagnosis.Workloads;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Cluster;

/// <summary>What the API server asks of others: aggregated APIs and admission webhooks whose service does not answer.</summary>
internal sealed class ApiExtensions : IAnalyzer
{
    public const string Api = "apiservice-unavailable";
    public const string Webhook = "webhook-service-down";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var each in scene.Of("APIService"))
        {
            var condition = each.Condition("Available");
            if (condition.TextAt("status") is "False" or "Unknown" && scene.IsOlder(condition.TimeAt("lastTransitionTime"), TimeSpan.FromMinutes(1)))
            {
                var service = $"{each.Spec.TextAt("service", "namespace")}/{each.Spec.TextAt("service", "name")}";
                yield return new(Api, Severity.Error, FaultRole.Failure, each, $"APIService {each.Name} is not Available ({condition.TextAt("reason")}{Quote.After(condition.TextAt("message"))}); Service {service} serves it.{Users(each)}")
                {
                    Path = "status.conditions",
                    Evidence = [new(each.Id, "status.conditions[Available]", $"{condition.TextAt("reason")}{Quote.After(condition.TextAt("message"))}")],
                    PointsAt = [.. scene.Find("Service", each.Spec.TextAt("service", "namespace") ?? "", each.Spec.TextAt("service", "name")) is { } found ? (IEnumerable<KubeObject>)[found] : []],
                    Also = [],
                    Explains = [Autoscalers.Failing, Namespaces.Rule],
                    FixHint = "Bring the service's pods up, or remove the APIService when what it served is gone: it also blocks the removal of namespaces.",
                };
            }
        }

        foreach (var configuration in scene.Of("ValidatingWebhookConfiguration").Concat(scene.Of("MutatingWebhookConfiguration")))
        {
            var at = 0;
            foreach (var hook in configuration.Body.MapsAt("webhooks"))
            {
                if (Down(scene, configuration, hook, $"webhooks[{at++}]") is { } fault)
                {
                    yield return fault;
                }
            }
        }
    }

    private static string Users(KubeObject each) => each.Spec.TextAt("group") switch
    {
        "metrics.k8s.io" => " kubectl top and autoscalers by cpu and memory do not work without it.",
        "custom.metrics.k8s.io" or "external.metrics.k8s.io" => " Autoscalers by its metrics do not work without it.",
        _ => "",
    };

    private static Fault? Down(Scene scene, KubeObject configuration, YamlMap hook, string path)
    {
        var (place, name) = (hook.TextAt("clientConfig", "service", "namespace"), hook.TextAt("clientConfig", "service", "name"));
        if (place is null || name is null || !scene.Knows("Service"))
        {
            return null;
        }

        var service = scene.Find("Service", place, name);
        var why = service is null ? (scene.Lacks("Service", place, name) ? $"Service {name} does not exist (not found) in namespace {place}" : null) : WithoutEndpoints(scene, service);
        if (why is null)
        {
            return null;
        }

        var isFatal = (hook.TextAt("failurePolicy") ?? "Fail") == "Fail";
        var failing = scene.Events.FirstOrDefault(line => line.IsWarning && hook.TextAt("name") is { } called && line.Says(called));
        var resources = Quote.Names(hook.MapsAt("rules").SelectMany(rule => rule.TextsAt("operations").SelectMany(operation => rule.TextsAt("resources").Select(resource => $"{operation} {resource}"))), 4);
        return new(Webhook, isFatal ? Severity.Error : Severity.Warning, FaultRole.Cause, configuration,
            $"{configuration.Kind} {configuration.Name}: webhook {hook.TextAt("name")} cannot be called, {why}. Its failurePolicy is {(isFatal ? $"Fail, so {resources} is refused" : "Ignore, so it is skipped")}{(failing is null ? "" : $" ({Quote.Of(failing.Message, 240)})")}.")
        {
            Path = path + ".clientConfig.service",
            Evidence = [new(configuration.Id, path + ".failurePolicy", hook.TextAt("failurePolicy") ?? "Fail"), new(configuration.Id, path + ".clientConfig.service", $"{place}/{name}")],
            Also = [],
            PointsAt = service is null ? [] : [service],
            Explains = [FailedCreate.Rule, Conditions.Rule],
            Breaks = isFatal,
            FixHint = "Bring the webhook's pods up, or remove its configuration when what served it is gone.",
        };
    }

    private static string? WithoutEndpoints(Scene scene, KubeObject service)
    {
        if (Scene.SelectorOf(service) is not { } selector || !scene.Knows("Pod"))
        {
            return null;
        }

        var pods = scene.Selected(service.Namespace, selector).Where(pod => pod.IsLive).ToList();
        if (pods.Exists(pod => pod.IsReady) || (pods.Count > 0 && !pods.TrueForAll(pod => scene.IsOlder(pod.Object.CreatedAt, TimeSpan.FromMinutes(2)))))
        {
            return null;
        }

        var maker = scene.TemplatesIn[service.Namespace].FirstOrDefault(template => selector.Matches(template.Labels))?.Source;
        return $"Service {service.Namespace}/{service.Name} has no ready endpoints{(maker is null ? "" : maker.Spec.NumberAt("replicas") == 0 ? $" ({maker.Kind} {maker.Name} is scaled to 0 replicas)" : $" ({maker.Kind} {maker.Name})")}";
    }
}
