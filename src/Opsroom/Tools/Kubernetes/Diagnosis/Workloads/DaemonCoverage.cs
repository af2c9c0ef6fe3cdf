using Opsroom.Tools.Kubernetes.Diagnosis.Pods;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Workloads;

/// <summary>Nodes that a daemon set lost: a taint set there drove its pods away.</summary>
internal sealed class DaemonCoverage : IAnalyzer
{
    public const string Rule = "daemonset-driven-from-node";
    public const string Misplaced = "daemonset-misscheduled";

    private static readonly string[] Reasons = ["TaintManagerEviction", "FailedDaemonPod", "FailedPlacement"];

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var each in scene.Of("DaemonSet").Where(each => each.DeletedAt is null))
        {
            if ((each.Status.NumberAt("numberMisscheduled") ?? 0) > 0)
            {
                yield return new(Misplaced, Severity.Warning, FaultRole.Failure, each, $"DaemonSet {each.Name} has {each.Status.NumberAt("numberMisscheduled")} pods on nodes where they should not run (numberMisscheduled).") { Path = "status.numberMisscheduled", Breaks = false };
            }

            if (PodTemplate.Of(each) is not { } template)
            {
                continue;
            }

            var covered = scene.PodsOf(each).Where(pod => !pod.IsDone).Select(pod => pod.NodeName).ToHashSet(StringComparer.Ordinal);
            var lost = scene.Of("Node").Where(node => !covered.Contains(node.Name) && Wants(template, node)).Select(node => (Node: node, Taint: Refusing(template, node))).Where(pair => pair.Taint is not null).ToList();
            if (lost.Count == 0)
            {
                continue;
            }

            var driven = scene.Events.FirstOrDefault(line => Reasons.Contains(line.Reason, StringComparer.Ordinal) && line.Namespace == each.Namespace && (line.Name == each.Name || line.Name.StartsWith(each.Name + "-", StringComparison.Ordinal)));
            var fresh = lost.Exists(pair => pair.Taint.TextAt("effect") == "NoExecute" && CameLater(pair.Taint!, pair.Node, each));
            if (driven is null && !fresh)
            {
                continue;
            }

            var taints = lost.Select(pair => $"{Tolerations.Words(pair.Taint!)} on node {pair.Node.Name}").ToList();
            yield return new(Rule, Severity.Error, FaultRole.Cause, each,
                $"DaemonSet {each.Name} does not run on {lost.Count} of {scene.Of("Node").Count} nodes: it has no toleration for the taint {Quote.Names(taints, 3)}{(driven is null ? "" : $" ({driven.Reason}: {Quote.Of(driven.Message, 160)})")}.")
            {
                Path = "spec.template.spec.tolerations",
                Evidence = [.. lost.Take(3).Select(pair => new Evidence(pair.Node.Id, "spec.taints", Tolerations.Words(pair.Taint!)))],
                Also = [.. lost.Select(pair => pair.Node)],
                FixHint = "Add the toleration to the daemon set's template, or take the taint from the node.",
            };
        }
    }

    /// <summary>A pool that was tainted when it was made is kept free on purpose; a taint that came over a daemon set at work drove it away.</summary>
    private static bool CameLater(YamlMap taint, KubeObject node, KubeObject set) =>
        taint.TimeAt("timeAdded") is { } added && added > node.CreatedAt + TimeSpan.FromHours(1) && added > set.CreatedAt;

    private static YamlMap? Refusing(PodTemplate template, KubeObject node) =>
        node.Spec.MapsAt("taints").FirstOrDefault(taint => taint.TextAt("effect") is "NoExecute" or "NoSchedule" && !IsTolerated(template, taint));

    /// <summary>The daemon set controller adds tolerations for these itself.</summary>
    private static bool IsTolerated(PodTemplate template, YamlMap taint) => IsOfTheSystem(taint) || Tolerations.Tolerate(template.Spec, taint);

    private static bool IsOfTheSystem(YamlMap taint) => taint.TextAt("key")?.StartsWith("node.kubernetes.io/", StringComparison.Ordinal) is true;

    private static bool Wants(PodTemplate template, KubeObject node) =>
        template.Spec.WordsAt("nodeSelector").All(label => node.Labels.GetValueOrDefault(label.Key) == label.Value);
}
