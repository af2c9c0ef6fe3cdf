using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>What a pod says of where it wants to be, beside what there is.</summary>
internal static class Placement
{
    public static string Selector(Scene scene, PodFacts pod)
    {
        var wanted = pod.Object.Spec.WordsAt("nodeSelector");
        var words = new List<string>();
        foreach (var (label, value) in wanted)
        {
            words.Add($"nodeSelector {label}={value}{Present(scene, label)}");
        }

        foreach (var term in pod.Object.Spec.MapsAt("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"))
        {
            foreach (var expression in term.MapsAt("matchExpressions"))
            {
                var label = expression.TextAt("key") ?? "";
                words.Add($"nodeAffinity {label} {expression.TextAt("operator")} [{string.Join(", ", expression.TextsAt("values"))}]{Present(scene, label)}");
            }
        }

        return words.Count == 0 ? "" : $"It asks for {Quote.Names(words, 3)}.";
    }

    public static string AntiAffinity(Scene scene, PodFacts pod)
    {
        var terms = pod.Object.Spec.MapsAt("affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution").ToList();
        if (terms.Count == 0)
        {
            return "Pods that already run refuse it by their anti-affinity.";
        }

        var key = terms[0].TextAt("topologyKey") ?? "";
        var domains = scene.Of("Node").Select(node => node.Labels.GetValueOrDefault(key)).OfType<string>().Distinct(StringComparer.Ordinal).Count();
        var replicas = pod.Workload.Spec.NumberAt("replicas");
        return $"Its required podAntiAffinity allows one such pod per {key}"
            + (scene.Knows("Node") ? string.Create(CultureInfo.InvariantCulture, $"; there are {domains} such domains on {scene.Of("Node").Count} nodes") : "")
            + (replicas is { } wanted ? string.Create(CultureInfo.InvariantCulture, $" and {pod.Workload.Kind} {pod.Workload.Name} wants {wanted} replicas.") : ".");
    }

    public static string Spread(Scene scene, PodFacts pod)
    {
        var words = new List<string>();
        foreach (var constraint in pod.Object.Spec.MapsAt("topologySpreadConstraints"))
        {
            if (constraint.TextAt("whenUnsatisfiable") == "ScheduleAnyway")
            {
                continue;
            }

            var key = constraint.TextAt("topologyKey") ?? "";
            var domains = scene.Of("Node").Select(node => node.Labels.GetValueOrDefault(key)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            words.Add($"topologySpreadConstraints topologyKey {key}, maxSkew {constraint.TextAt("maxSkew") ?? "1"}, DoNotSchedule"
                + (!scene.Knows("Node") ? "" : domains.Count == 0 ? ": no node has that label" : $": nodes have {Quote.Names(domains)}"));
        }

        return words.Count == 0 ? "" : $"It has {string.Join("; ", words)}.";
    }

    public static string VolumeZone(Scene scene, PodFacts pod)
    {
        var words = new List<string>();
        foreach (var name in References.ClaimsOf(pod.Object))
        {
            var claim = scene.Find("PersistentVolumeClaim", pod.Namespace, name);
            if (scene.Find("PersistentVolume", "", claim?.Spec.TextAt("volumeName")) is not { } volume)
            {
                continue;
            }

            var places = volume.Spec.MapsAt("nodeAffinity", "required", "nodeSelectorTerms").SelectMany(term => term.MapsAt("matchExpressions"))
                .Select(expression => $"{expression.TextAt("key")} {expression.TextAt("operator")} [{string.Join(", ", expression.TextsAt("values"))}]{Present(scene, expression.TextAt("key") ?? "")}").ToList();
            words.Add($"PersistentVolumeClaim {name} is bound to PersistentVolume {volume.Name}{(places.Count == 0 ? "" : ", which can only be reached from " + string.Join(" and ", places))}");
        }

        return words.Count == 0 ? "" : string.Join("; ", words) + ".";
    }

    public static string HostPorts(Scene scene, PodFacts pod)
    {
        var ports = PortsOf(pod.Object).ToHashSet(StringComparer.Ordinal);
        if (ports.Count == 0)
        {
            return "";
        }

        var holders = scene.Pods.Where(other => other.NodeName.Length > 0 && !other.IsDone && PortsOf(other.Object).Any(ports.Contains)).Select(other => $"{other.Namespace}/{other.Object.Name}").ToList();
        return $"It asks for hostPort {string.Join(", ", ports.Order(StringComparer.Ordinal))}"
            + (holders.Count == 0 ? "." : $", which is taken on the nodes by {Quote.Names(holders, 3)}.");
    }

    private static IEnumerable<string> PortsOf(KubeObject pod) =>
        pod.Spec.MapsAt("containers").SelectMany(container => container.MapsAt("ports"))
            .Select(port => port.TextAt("hostPort") ?? (pod.Spec.FlagAt("hostNetwork") is true ? port.TextAt("containerPort") : null)).OfType<string>().Where(port => port != "0");

    private static string Present(Scene scene, string label)
    {
        if (!scene.Knows("Node"))
        {
            return "";
        }

        var values = scene.Of("Node").Select(node => node.Labels.GetValueOrDefault(label)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return values.Count == 0 ? " (no node has the label)" : $" (nodes have {Quote.Names(values, 4)})";
    }
}
