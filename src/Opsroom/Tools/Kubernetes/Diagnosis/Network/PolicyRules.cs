using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Network;

/// <summary>What network policies let through, by the rules of <c>networking.k8s.io/v1</c>.</summary>
internal static class PolicyRules
{
    public static bool Covers(KubeObject policy, string direction)
    {
        var types = policy.Spec.TextsAt("policyTypes").ToList();
        return types.Count > 0 ? types.Contains(direction, StringComparer.Ordinal) : direction == "Ingress" || policy.Spec.At("egress") is not null;
    }

    public static bool Selects(KubeObject policy, KubeObject pod) =>
        policy.Namespace == pod.Namespace && (LabelSelector.Of(policy.Spec.At("podSelector")) is not { } selector || selector.Matches(pod.Labels));

    public static IEnumerable<YamlMap> Rules(KubeObject policy, string direction) => policy.Spec.MapsAt(direction == "Ingress" ? "ingress" : "egress");

    /// <summary>Whether a rule lets a port through, given its number and, on the pod's side, its name.</summary>
    public static bool AllowsPort(YamlMap rule, long port, string? name, string protocol)
    {
        var ports = rule.MapsAt("ports").ToList();
        return ports.Count == 0 || ports.Exists(each => (each.TextAt("protocol") ?? "TCP") == protocol
            && (each.TextAt("port") is not { } asked || asked == name || (each.NumberAt("port") is { } from && port >= from && port <= (each.NumberAt("endPort") ?? from))));
    }

    /// <summary>Whether a rule lets a pod of some namespace through; of a namespace that was not given, nothing is known and it is let through.</summary>
    public static bool AllowsPeer(Scene scene, YamlMap rule, string direction, string home, KubeObject other) =>
        AllowsPeer(rule, direction, home, other.Namespace, scene.Find("Namespace", "", other.Namespace)?.Labels ?? ImpliedLabels(other.Namespace), other.Labels);

    public static bool AllowsPeer(YamlMap rule, string direction, string home, string place, IReadOnlyDictionary<string, string> placeLabels, IReadOnlyDictionary<string, string>? podLabels)
    {
        var peers = rule.MapsAt(direction == "Ingress" ? "from" : "to").ToList();
        return peers.Count == 0 || peers.Exists(peer =>
        {
            if (peer.At("ipBlock") is not null)
            {
                // pods are rarely meant by address ranges; a range of everything means everyone
                return peer.TextAt("ipBlock", "cidr") is "0.0.0.0/0" or "::/0";
            }

            var namespaces = LabelSelector.Of(peer.At("namespaceSelector"));
            var pods = LabelSelector.Of(peer.At("podSelector"));
            return (namespaces is null ? place == home : namespaces.Matches(placeLabels)) && (pods is null || podLabels is null || pods.Matches(podLabels));
        });
    }

    /// <summary>The label that every namespace carries.</summary>
    public static IReadOnlyDictionary<string, string> ImpliedLabels(string place) => new Dictionary<string, string>(StringComparer.Ordinal) { ["kubernetes.io/metadata.name"] = place };
}
