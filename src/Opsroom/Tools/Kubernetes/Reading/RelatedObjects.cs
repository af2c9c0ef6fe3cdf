using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Reading;

/// <summary>Something that an object depends on, or that depends on it.</summary>
/// <param name="Relation">owned_by, owns, selected_by, selects, routed_by, scaled_by, protected_by, runs, used_by, or uses.</param>
/// <param name="Object">As Kind/namespace/name.</param>
/// <param name="State">How it is, in a word or two; missing where it is referred to and is not there.</param>
public sealed record RelatedObject(string Relation, string Object, string? State);

/// <summary>Finds what an object has to do with, among the objects of its namespace.</summary>
internal static class RelatedObjects
{
    /// <summary>What has to be listed to find it.</summary>
    public static ImmutableArray<string> Kinds { get; } =
        ["pods", "replicasets.apps", "deployments.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch", "services", "ingresses.networking.k8s.io", "horizontalpodautoscalers", "poddisruptionbudgets"];

    public static IEnumerable<RelatedObject> Of(KubeObject each, ObjectSet around)
    {
        var scope = each.Namespace;
        var labels = each.Kind == "Pod" ? each.Labels : PodTemplate.Of(each)?.Labels;
        var owners = each.Owners.Select(owner => around.Find(owner.Kind, scope, owner.Name) is { } found ? Row("owned_by", found) : new RelatedObject("owned_by", $"{Words.Of(owner.Kind)}/{scope}/{Words.Of(owner.Name)}", null));
        var top = around.WorkloadOf(each);
        var above = top != each && each.Owners.All(owner => owner.Name != top.Name) ? [Row("owned_by", top)] : Array.Empty<RelatedObject>();
        var owned = around.OwnedBy(each).SelectMany(child => new[] { Row("owns", child) }.Concat(child.Kind == "ReplicaSet" ? around.OwnedBy(child).Select(pod => Row("owns", pod)) : []));
        var services = labels is null ? [] : around.Of("Service", scope).Where(service => LabelSelector.OfLabels(service.Spec.At("selector"))?.Matches(labels) is true).ToList();
        var serving = each.Kind == "Service" ? [each] : services;
        var pods = each.Kind == "Service" && LabelSelector.OfLabels(each.Spec.At("selector")) is { } selector ? around.Selected("Pod", scope, selector) : [];
        return
        [
            .. owners, .. above, .. owned,
            .. services.Select(service => Row("selected_by", service)),
            .. pods.Select(pod => Row("selects", pod)),
            .. around.Of("Ingress", scope).Where(ingress => serving.Any(service => Backends(ingress).Contains(service.Name, StringComparer.Ordinal))).Select(ingress => Row("routed_by", ingress)),
            .. around.Of("HorizontalPodAutoscaler", scope).Where(hpa => IsTarget(hpa.Spec.MapAt("scaleTargetRef"), each) || IsTarget(hpa.Spec.MapAt("scaleTargetRef"), top)).Select(hpa => Row("scaled_by", hpa)),
            .. labels is null ? [] : around.Of("PodDisruptionBudget", scope).Where(budget => LabelSelector.Of(budget.Spec.At("selector"))?.Matches(labels) is true).Select(budget => Row("protected_by", budget)),
            .. each.Kind == "Node" ? around.Of("Pod").Where(pod => pod.Spec.TextAt("nodeName") == each.Name).Select(pod => Row("runs", pod)) : [],
            .. around.Of("Pod", scope).Where(pod => References(pod).Contains((each.Kind, each.Name))).Select(pod => Row("used_by", pod)),
        ];
    }

    /// <summary>Config maps, secrets, claims and service accounts that its pods need to start. Optional ones are left out.</summary>
    public static IReadOnlyList<(string Kind, string Name)> References(KubeObject each)
    {
        if (PodTemplate.Of(each) is not { } template)
        {
            return [];
        }

        var found = new List<(string Kind, string? Name)> { ("ServiceAccount", template.Spec.TextAt("serviceAccountName")) };
        found.AddRange(template.Spec.MapsAt("imagePullSecrets").Select(secret => ("Secret", secret.TextAt("name"))));
        foreach (var volume in template.Spec.MapsAt("volumes").SelectMany(volume => new[] { volume }.Concat(volume.MapsAt("projected", "sources"))))
        {
            found.Add(("ConfigMap", Needed(volume.MapAt("configMap"), "name")));
            found.Add(("Secret", Needed(volume.MapAt("secret"), volume.MapAt("secret")?.Has("secretName") is true ? "secretName" : "name")));
            found.Add(("PersistentVolumeClaim", volume.TextAt("persistentVolumeClaim", "claimName")));
        }

        foreach (var container in template.AllContainers)
        {
            foreach (var source in container.MapsAt("envFrom").Concat(container.MapsAt("env").Select(each => each.MapAt("valueFrom")).OfType<YamlMap>()))
            {
                found.Add(("ConfigMap", Needed(source.MapAt("configMapRef") ?? source.MapAt("configMapKeyRef"), "name")));
                found.Add(("Secret", Needed(source.MapAt("secretRef") ?? source.MapAt("secretKeyRef"), "name")));
            }
        }

        return [.. found.Where(reference => !string.IsNullOrEmpty(reference.Name)).Select(reference => (reference.Kind, reference.Name!)).Distinct()];
    }

    private static string? Needed(YamlMap? reference, string key) => reference?.FlagAt("optional") is true ? null : reference.TextAt(key);

    private static RelatedObject Row(string relation, KubeObject each) => new(relation, each.Id, StateOf(each));

    private static string? StateOf(KubeObject each) => each.Kind switch
    {
        "Pod" => PodStatus.Of(each) is var pod ? $"{pod.Reason}, {pod.Ready}/{pod.Total} ready" : null,
        "ReplicaSet" or "Deployment" or "StatefulSet" => $"{each.Status.NumberAt("readyReplicas") ?? 0}/{each.Spec.NumberAt("replicas") ?? 1} ready",
        "DaemonSet" => $"{each.Status.NumberAt("numberReady") ?? 0}/{each.Status.NumberAt("desiredNumberScheduled") ?? 0} ready",
        "HorizontalPodAutoscaler" => $"{each.Status.NumberAt("currentReplicas") ?? 0} of {each.Spec.NumberAt("minReplicas") ?? 1} to {each.Spec.NumberAt("maxReplicas") ?? 0}",
        "PodDisruptionBudget" => $"{each.Status.NumberAt("disruptionsAllowed") ?? 0} disruptions allowed",
        _ => null,
    };

    private static bool IsTarget(YamlMap? target, KubeObject each) => target.TextAt("kind") == each.Kind && target.TextAt("name") == each.Name;

    private static IEnumerable<string?> Backends(KubeObject ingress) => ingress.Spec.MapsAt("rules").SelectMany(rule => rule.MapsAt("http", "paths")).Select(path => path.MapAt("backend"))
        .Append(ingress.Spec.MapAt("defaultBackend")).Select(backend => backend.TextAt("service", "name") ?? backend.TextAt("serviceName"));
}
