using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>What an object needs to do its work: the ways along which a symptom is followed to where it comes from.</summary>
internal sealed class Dependencies(Scene scene)
{
    private const int MostObjects = 4_000;

    private readonly Dictionary<KubeObject, IReadOnlyList<KubeObject>> known = [];

    /// <summary>All that some objects depend on, nearest first, themselves included.</summary>
    public IEnumerable<(KubeObject Object, int Distance)> From(IEnumerable<KubeObject> starts)
    {
        var seen = new HashSet<KubeObject>();
        var queue = new Queue<(KubeObject Object, int Distance)>();
        foreach (var start in starts)
        {
            if (seen.Add(start))
            {
                queue.Enqueue((start, 0));
            }
        }

        while (queue.TryDequeue(out var next))
        {
            yield return next;
            foreach (var need in Of(next.Object))
            {
                if (seen.Count < MostObjects && seen.Add(need))
                {
                    queue.Enqueue((need, next.Distance + 1));
                }
            }
        }
    }

    public IReadOnlyList<KubeObject> Of(KubeObject each)
    {
        if (!known.TryGetValue(each, out var needs))
        {
            known[each] = needs = [.. Direct(each).OfType<KubeObject>().Distinct()];
        }

        return needs;
    }

    private IEnumerable<KubeObject?> Direct(KubeObject each) => each.Kind switch
    {
        "Pod" => OfPod(each),
        "Deployment" or "ReplicaSet" or "ReplicationController" or "DaemonSet" or "Job" or "CronJob" => scene.Objects.OwnedBy(each),
        "StatefulSet" => scene.Objects.OwnedBy(each).Append(scene.Find("Service", each.Namespace, each.Spec.TextAt("serviceName"))),
        "Service" => OfService(each),
        "EndpointSlice" => [scene.Find("Service", each.Namespace, each.Labels.GetValueOrDefault("kubernetes.io/service-name"))],
        "Ingress" => References.BackendsOf(each).Select(backend => scene.Find("Service", each.Namespace, backend.Service)),
        "HTTPRoute" or "GRPCRoute" or "TCPRoute" or "TLSRoute" => OfRoute(each),
        "HorizontalPodAutoscaler" => [scene.Find(each.Spec.TextAt("scaleTargetRef", "kind") ?? "", each.Namespace, each.Spec.TextAt("scaleTargetRef", "name"))],
        "PodDisruptionBudget" => Scene.SelectorOf(each) is { } selector ? scene.Selected(each.Namespace, selector).Select(pod => pod.Object) : [],
        "PersistentVolumeClaim" => [scene.Find("PersistentVolume", "", each.Spec.TextAt("volumeName")), scene.Find("StorageClass", "", each.Spec.TextAt("storageClassName"))],
        "APIService" => [scene.Find("Service", each.Spec.TextAt("service", "namespace") ?? "", each.Spec.TextAt("service", "name"))],
        "ValidatingWebhookConfiguration" or "MutatingWebhookConfiguration" => each.Body.MapsAt("webhooks").Select(hook =>
            scene.Find("Service", hook.TextAt("clientConfig", "service", "namespace") ?? "", hook.TextAt("clientConfig", "service", "name"))),
        "Node" or "Namespace" or "ConfigMap" or "Secret" or "Event" => [],
        _ => scene.Objects.OwnedBy(each),
    };

    private IEnumerable<KubeObject?> OfPod(KubeObject pod)
    {
        yield return scene.Find("Node", "", pod.Spec.TextAt("nodeName"));
        foreach (var claim in References.ClaimsOf(pod))
        {
            yield return scene.Find("PersistentVolumeClaim", pod.Namespace, claim);
        }
    }

    /// <summary>The pods behind it and, where there are none, who should have made them.</summary>
    private IEnumerable<KubeObject> OfService(KubeObject service)
    {
        if (Scene.SelectorOf(service) is not { } selector)
        {
            return service.Spec.TextAt("externalName") is { } outside && References.InClusterService(outside, service.Namespace) is var (name, place)
                && scene.Find("Service", place, name) is { } next ? [next] : [];
        }

        return scene.Selected(service.Namespace, selector).Select(pod => pod.Object)
            .Concat(scene.TemplatesIn[service.Namespace].Where(template => selector.Matches(template.Labels)).Select(template => template.Source));
    }

    private IEnumerable<KubeObject?> OfRoute(KubeObject route) =>
        References.RouteBackendsOf(route).Select(backend => scene.Find("Service", backend.Namespace, backend.Service))
            .Concat(route.Spec.MapsAt("parentRefs").Select(parent => scene.Find(parent.TextAt("kind") ?? "Gateway", parent.TextAt("namespace") ?? route.Namespace, parent.TextAt("name"))));
}
