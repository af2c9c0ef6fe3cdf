using System.Globalization;
using Opsroom.Tools.Kubernetes.Diagnosis.Pods;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Nodes;

/// <summary>Nodes that are not ready, under pressure, or reported as damaged.</summary>
internal sealed class NodeConditions : IAnalyzer
{
    public const string NotReadyRule = "node-not-ready";
    public const string Pressure = "node-pressure";
    public const string Cordoned = "node-cordoned";
    public const string Problem = "node-problem";

    private static readonly string[] Pressures = ["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"];

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var node in scene.Of("Node").Where(node => node.Status is not null))
        {
            var ready = node.Condition("Ready");
            if (ready is not null && ready.TextAt("status") != "True")
            {
                yield return Down(scene, node, ready);
            }

            foreach (var condition in node.Status.MapsAt("conditions").Where(condition => condition.TextAt("status") == "True" && condition.TextAt("type") != "Ready"))
            {
                yield return Troubled(scene, node, condition);
            }
        }

        foreach (var fault in CordonedNodes(scene))
        {
            yield return fault;
        }
    }

    private static Fault Down(Scene scene, KubeObject node, YamlMap ready)
    {
        var pods = scene.PodsOn(node.Name).Where(pod => !pod.IsDone).ToList();
        var since = scene.Age(ready.TimeAt("lastTransitionTime")) is { } age ? string.Create(CultureInfo.InvariantCulture, $" for {age.TotalMinutes:0} min") : "";
        var isMeant = node.Spec.FlagAt("unschedulable") is true && pods.TrueForAll(pod => pod.Workload.Kind == "DaemonSet" || pod.Object.Annotations.ContainsKey("kubernetes.io/config.mirror"));
        return new(NotReadyRule, isMeant ? Severity.Warning : Severity.Error, FaultRole.Cause, node,
            $"Node {node.Name} is NotReady{since}: Ready is {ready.TextAt("status")} ({ready.TextAt("reason")}{Quote.After(ready.TextAt("message"), 240)}). Its last heartbeat was at {ready.TextAt("lastHeartbeatTime") ?? "an unknown time"}; {pods.Count} pods are on it.")
        {
            Path = "status.conditions",
            Evidence = [new(node.Id, "status.conditions[Ready]", $"{ready.TextAt("status")} {ready.TextAt("reason")}{Quote.After(ready.TextAt("message"))}")],
            Explains = [Scheduling.Rule, Terminating.Rule, NotReady.Plain, Evictions.Rule, Volumes.Mount, Workloads.DaemonCoverage.Rule],
            Breaks = true,
            FixHint = ready.TextAt("status") == "Unknown" ? "The kubelet does not report any more: look at the machine, its network and the kubelet's service." : "Read the kubelet's message; its container runtime and network plugin are the usual reasons.",
        };
    }

    private static Fault Troubled(Scene scene, KubeObject node, YamlMap condition)
    {
        var type = condition.TextAt("type") ?? "";
        var isPressure = Pressures.Contains(type, StringComparer.Ordinal);
        var evicted = scene.PodsOn(node.Name).Where(pod => pod.Reason == "Evicted").Select(pod => pod.Object).ToList();
        return new(isPressure ? Pressure : Problem, isPressure ? Severity.Error : Severity.Warning, FaultRole.Cause, node,
            $"Node {node.Name} has {type}: {condition.TextAt("reason")}{Quote.After(condition.TextAt("message"), 240)}.{(evicted.Count == 0 ? "" : $" {evicted.Count} pods were Evicted from it.")}{(type is "DiskPressure" or "MemoryPressure" or "PIDPressure" ? " It takes no new pods while that lasts." : "")}")
        {
            Path = "status.conditions",
            Evidence = [new(node.Id, $"status.conditions[{type}]", $"True {condition.TextAt("reason")}{Quote.After(condition.TextAt("message"))}")],
            Explains = [Evictions.Rule, Scheduling.Rule, ImagePull.Rule],
            Breaks = true,
            FixHint = type switch
            {
                "DiskPressure" => "Free disk on the node (images, logs, emptyDir volumes) or enlarge it.",
                "MemoryPressure" => "Find what takes the node's memory, give pods memory requests, or move some away.",
                "PIDPressure" => "Find the pod that starts so many processes; limit them with podPidsLimit.",
                "NetworkUnavailable" => "Look at the network plugin and the cloud's routes for this node.",
                _ => "Look at the node as the condition says.",
            },
        };
    }

    /// <summary>A cordoned node is maintenance; it is only a cause where pods find no other.</summary>
    private static IEnumerable<Fault> CordonedNodes(Scene scene)
    {
        var cordoned = scene.Of("Node").Where(node => node.Spec.FlagAt("unschedulable") is true).ToList();
        if (cordoned.Count == 0)
        {
            yield break;
        }

        var refused = scene.Pods.Where(pod => pod.IsLive && pod.NodeName.Length == 0 && (pod.Object.Condition("PodScheduled").TextAt("message") ?? "").Contains("unschedulable", StringComparison.Ordinal)).ToList();
        var isAll = cordoned.Count == scene.Of("Node").Count;
        var since = cordoned.SelectMany(node => node.Spec.MapsAt("taints")).Where(taint => taint.TextAt("key") == "node.kubernetes.io/unschedulable").Select(taint => taint.TextAt("timeAdded")).FirstOrDefault(time => time is not null);
        yield return new(Cordoned, isAll && refused.Count > 0 ? Severity.Error : Severity.Info, FaultRole.Cause, cordoned[0],
            $"{cordoned.Count} of {scene.Of("Node").Count} nodes are cordoned (spec.unschedulable: true): {Quote.Names(cordoned.Select(node => node.Name))}{(since is null ? "" : $", since {since}")}.{(refused.Count == 0 ? "" : $" {refused.Count} pods are unschedulable meanwhile.")}")
        {
            Path = "spec.unschedulable",
            Also = [.. cordoned.Skip(1)],
            Explains = isAll ? [Scheduling.Rule] : [],
            Breaks = isAll && refused.Count > 0,
            FixHint = $"kubectl uncordon {cordoned[0].Name}, when its maintenance is over.",
        };
    }
}
