using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>Pods that were evicted, preempted or refused by their node.</summary>
internal sealed class Evictions : IAnalyzer
{
    public const string Rule = "pod-evicted";

    private static readonly string[] Refused = ["OutOfcpu", "OutOfmemory", "OutOfpods", "OutOfephemeral-storage", "NodeAffinity", "NodePorts", "UnexpectedAdmissionError", "NodeLost", "Terminated", "NodeShutdown", "Shutdown", "Preempting", "TopologyAffinityError"];

    public IEnumerable<Fault> Look(Scene scene)
    {
        var groups = scene.Pods.Where(pod => pod is { Phase: "Failed", Reason.Length: > 0 }).GroupBy(pod => (pod.Workload, pod.Reason))
            .ToDictionary(group => group.Key, group => group.Count(pod => scene.IsRecent(EndOf(scene, pod), TimeSpan.FromHours(24))));
        var replaced = groups.Keys.Select(group => group.Workload).Distinct().Where(workload => IsReplaced(scene, workload)).ToHashSet();
        foreach (var pod in scene.Pods)
        {
            if (pod.Phase == "Failed" && (pod.Reason == "Evicted" || Refused.Contains(pod.Reason, StringComparer.Ordinal)))
            {
                yield return Failed(scene, pod, groups.GetValueOrDefault((pod.Workload, pod.Reason)), pod.HasWorkload && replaced.Contains(pod.Workload));
            }
        }
    }

    private static bool IsReplaced(Scene scene, KubeObject workload)
    {
        var live = scene.PodsOf(workload).Where(other => other.IsLive).ToList();
        return live.Count > 0 && live.TrueForAll(other => other.IsReady);
    }

    private static Fault Failed(Scene scene, PodFacts pod, int again, bool isOver)
    {
        var said = pod.Object.Status.TextAt("message") ?? scene.EventOf(pod.Object, "Evicted")?.Message ?? "";
        var at = EndOf(scene, pod);
        var severity = !isOver && pod.HasWorkload && scene.IsRecent(at, TimeSpan.FromHours(24)) ? Severity.Error
            : scene.IsRecent(at, TimeSpan.FromHours(1)) || (again >= 2 && scene.IsRecent(at, TimeSpan.FromHours(6))) ? Severity.Warning
            : pod.HasWorkload ? Severity.Info : Severity.Warning;
        var limits = Limits(pod);
        return new(Rule, severity, FaultRole.Failure, pod.Object, $"Pod {pod.Object.Name} is Failed: {pod.Reason}{Quote.After(said)}.{limits}{(again > 1 ? string.Create(CultureInfo.InvariantCulture, $" {again} pods of {pod.Workload.Kind} {pod.Workload.Name} went this way.") : "")}{(isOver ? " Those that took its place are ready." : "")}")
        {
            Path = "status.reason",
            Evidence = [new(pod.Object.Id, "status.message", Quote.Of(said))],
            PointsAt = [.. scene.Find("Node", "", pod.NodeName) is { } node && said.Contains("node was low", StringComparison.OrdinalIgnoreCase) ? (IEnumerable<KubeObject>)[node] : []],
            Likeness = pod.Reason + severity,
            FixHint = said.Contains("low on resource", StringComparison.OrdinalIgnoreCase)
                ? "Free or add that resource on the node, and give the pods requests that say what they use."
                : "Raise the limit that was exceeded, or write less; remove the failed pod when it is no longer needed.",
        };
    }

    private static DateTimeOffset? EndOf(Scene scene, PodFacts pod) =>
        pod.Containers.Select(container => container.Ended?.FinishedAt).Max() ?? pod.Object.Condition("DisruptionTarget").TimeAt("lastTransitionTime")
        ?? pod.Object.Condition("Ready").TimeAt("lastTransitionTime") ?? scene.EventOf(pod.Object, "Evicted")?.Last ?? pod.Since;

    private static string Limits(PodFacts pod)
    {
        var words = pod.Containers.Select(container => (container.Name, Limit: container.Spec.TextAt("resources", "limits", "ephemeral-storage"))).Where(each => each.Limit is not null)
            .Select(each => $"container {each.Name} limits ephemeral-storage to {each.Limit}")
            .Concat(pod.Object.Spec.MapsAt("volumes").Where(volume => volume.TextAt("emptyDir", "sizeLimit") is not null).Select(volume => $"emptyDir {volume.TextAt("name")} has sizeLimit {volume.TextAt("emptyDir", "sizeLimit")}")).ToList();
        return words.Count == 0 ? "" : $" Of its limits: {Quote.Names(words, 3)}.";
    }
}
