using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>One part of the scheduler's message: how many nodes a constraint refused.</summary>
/// <param name="Nodes">0 where the scheduler refused the pod before it looked at nodes.</param>
/// <param name="Constraint">In the scheduler's words.</param>
internal sealed partial record SchedulingRefusal(int Nodes, string Constraint)
{
    /// <summary>Whether it comes from the state of nodes rather than from what the pod asks for.</summary>
    public bool IsAboutNodes => Constraint.Contains("unschedulable", StringComparison.Ordinal) || Constraint.Contains("node.kubernetes.io/", StringComparison.Ordinal);

    public string Cure => this switch
    {
        { Constraint: var words } when words.Contains("unschedulable", StringComparison.Ordinal) => "Uncordon the nodes (kubectl uncordon NODE) when their maintenance is over.",
        { Constraint: var words } when words.Contains("taint", StringComparison.Ordinal) => "Add a toleration for the taint to the pod, or remove the taint from nodes that should take it.",
        { Constraint: var words } when words.StartsWith("Insufficient", StringComparison.Ordinal) => "Lower the requests, free room, or add a node that is large enough.",
        { Constraint: var words } when words.Contains("anti-affinity", StringComparison.Ordinal) => "Add nodes (or zones), run fewer replicas, or make the anti-affinity preferred instead of required.",
        { Constraint: var words } when words.Contains("topology spread", StringComparison.Ordinal) => "Use a topologyKey that nodes carry, raise maxSkew, or use whenUnsatisfiable: ScheduleAnyway.",
        { Constraint: var words } when words.Contains("affinity", StringComparison.Ordinal) && words.Contains("volume", StringComparison.Ordinal) => "Let the pod run in the zone of its volume, or move the volume's data to one that nodes have.",
        { Constraint: var words } when words.Contains("affinity", StringComparison.Ordinal) || words.Contains("selector", StringComparison.Ordinal) => "Correct nodeSelector or nodeAffinity, or label a node accordingly.",
        { Constraint: var words } when words.Contains("free ports", StringComparison.Ordinal) => "Do without hostPort, or run at most one such pod per node.",
        { Constraint: var words } when words.Contains("ersistent", StringComparison.Ordinal) => "Look at the claim: it has to exist and be bound.",
        _ => "Change what the pod asks for, or give the cluster a node that has it.",
    };

    public static List<SchedulingRefusal> Parse(string message)
    {
        var preemption = message.IndexOf("preemption:", StringComparison.Ordinal);
        var text = preemption < 0 ? message : message[..preemption];
        var refusals = new List<SchedulingRefusal>();
        foreach (var match in Part().EnumerateMatches(text))
        {
            var part = text.AsSpan(match.Index, match.Length);
            var space = part.IndexOf(' ');
            if (int.TryParse(part[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var nodes))
            {
                refusals.Add(new(nodes, Quote.Of(part[(space + 1)..].Trim(" .,").ToString(), 200)));
            }
        }

        if (refusals.Count == 0 && text.Trim().Length > 0)
        {
            refusals.Add(new(0, Quote.Of(text.Trim().TrimEnd('.'), 200)));
        }

        refusals.Sort((one, other) => other.Nodes.CompareTo(one.Nodes));
        return refusals;
    }

    /// <summary>What the constraint meets in this cluster; empty where the scheduler's words say all.</summary>
    public string Explain(NodeRoom room, PodFacts pod)
    {
        if (Constraint.StartsWith("Insufficient ", StringComparison.Ordinal))
        {
            return Short(room, pod, Constraint["Insufficient ".Length..]);
        }

        if (Constraint.Contains("untolerated taint", StringComparison.Ordinal) || Constraint.Contains("had taint", StringComparison.Ordinal))
        {
            return Tainted(room.Scene, pod);
        }

        if (Constraint.Contains("were unschedulable", StringComparison.Ordinal))
        {
            var cordoned = room.Scene.Of("Node").Where(node => node.Spec.FlagAt("unschedulable") is true).Select(node => node.Name).ToList();
            return cordoned.Count == 0 ? $"{Nodes} nodes are cordoned." : $"Cordoned (spec.unschedulable: true): {Quote.Names(cordoned)}.";
        }

        return Constraint.Contains("anti-affinity", StringComparison.Ordinal) ? Placement.AntiAffinity(room.Scene, pod)
            : Constraint.Contains("topology spread", StringComparison.Ordinal) ? Placement.Spread(room.Scene, pod)
            : Constraint.Contains("volume node affinity", StringComparison.Ordinal) || Constraint.Contains("volume zone", StringComparison.Ordinal) ? Placement.VolumeZone(room.Scene, pod)
            : Constraint.Contains("node affinity", StringComparison.Ordinal) || Constraint.Contains("node selector", StringComparison.Ordinal) ? Placement.Selector(room.Scene, pod)
            : Constraint.Contains("free ports", StringComparison.Ordinal) ? Placement.HostPorts(room.Scene, pod)
            : Constraint.Contains("ersistent", StringComparison.Ordinal) ? Claims(room.Scene, pod)
            : "";
    }

    private string Short(NodeRoom room, PodFacts pod, string resource)
    {
        var asked = NodeRoom.RequestOf(pod.Object.Spec, resource);
        var (largest, free) = (room.Largest(resource), room.LargestFree(resource));
        var words = $"It requests {resource} {Amounts.Of(resource, asked)}";
        if (largest is null)
        {
            return room.Scene.Knows("Node") ? $"{words}, and no node has any {resource}." : $"{words}.";
        }

        return asked > largest
            ? $"{words}, more than any node has: the largest node has allocatable {Amounts.Of(resource, largest.Value)}."
            : $"{words}; the most that is free on one node is {Amounts.Of(resource, free ?? 0)} of allocatable {Amounts.Of(resource, largest.Value)} ({Nodes} nodes refused).";
    }

    private static string Tainted(Scene scene, PodFacts pod)
    {
        var taints = scene.Of("Node")
            .SelectMany(node => node.Spec.MapsAt("taints").Where(taint => taint.TextAt("effect") != "PreferNoSchedule" && !Tolerations.Tolerate(pod.Object.Spec, taint)).Select(Tolerations.Words))
            .GroupBy(taint => taint, StringComparer.Ordinal).Select(taint => $"{taint.Key} on {taint.Count()} node(s)").ToList();
        return taints.Count == 0 ? "" : $"Taints that it has no toleration for: {Quote.Names(taints)}.";
    }

    private static string Claims(Scene scene, PodFacts pod)
    {
        var claims = References.ClaimsOf(pod.Object).Select(name => scene.Find("PersistentVolumeClaim", pod.Namespace, name) is { } claim
            ? $"{name} is {claim.Status.TextAt("phase") ?? "not yet handled"}"
            : scene.Lacks("PersistentVolumeClaim", pod.Namespace, name) ? $"{name} does not exist" : name).ToList();
        return claims.Count == 0 ? "" : $"Its PersistentVolumeClaims: {Quote.Names(claims)}.";
    }

    [GeneratedRegex(@"(?<=^|[\s:,])\d+ (?:node\(s\) |Insufficient |Too many |No preemption|Preemption)[^,{]*(?:\{[^}]*\})?[^,{]*", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Part();
}
