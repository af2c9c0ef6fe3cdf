using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Scaling;

/// <summary>Disruption budgets that never allow an eviction, and the drains that they hold up.</summary>
internal sealed class DisruptionBudgets : IAnalyzer
{
    public const string Blocks = "pdb-blocks-eviction";
    public const string Waits = "pdb-waits-for-pods";
    public const string Nothing = "pdb-matches-nothing";
    public const string Overlap = "pdb-overlap";

    public IEnumerable<Fault> Look(Scene scene)
    {
        var covered = new Dictionary<KubeObject, KubeObject>();
        var told = new HashSet<(KubeObject, KubeObject)>();
        foreach (var budget in scene.Of("PodDisruptionBudget"))
        {
            if (Scene.SelectorOf(budget) is not { } selector)
            {
                continue;
            }

            var pods = scene.Selected(budget.Namespace, selector).Where(pod => pod.IsLive).ToList();
            foreach (var pod in pods)
            {
                if (!covered.TryAdd(pod.Object, budget) && told.Add((covered[pod.Object], budget)))
                {
                    var other = covered[pod.Object];
                    yield return new(Overlap, Severity.Warning, FaultRole.Cause, budget, $"PodDisruptionBudget {budget.Name} and {other.Name} both select pod {pod.Object.Name}: with more than one budget an eviction is refused always.") { Path = "spec.selector", Also = [other], FixHint = "Let each pod be in one budget only." };
                }
            }

            if (pods.Count == 0)
            {
                if (scene.Knows("Pod") && !scene.TemplatesIn[budget.Namespace].Any(template => selector.Matches(template.Labels)))
                {
                    yield return new(Nothing, Severity.Info, FaultRole.Cause, budget, $"PodDisruptionBudget {budget.Name} selects {selector}, which matches no pod.") { Path = "spec.selector", FixHint = "Correct the selector, or remove the budget." };
                }
            }
            else if (Told(scene, budget, pods) is { } fault)
            {
                yield return fault;
            }
        }
    }

    private static Fault? Told(Scene scene, KubeObject budget, List<PodFacts> pods)
    {
        var (allowed, healthy, desired, expected) = (budget.Status.NumberAt("disruptionsAllowed"), budget.Status.NumberAt("currentHealthy"), budget.Status.NumberAt("desiredHealthy"), budget.Status.NumberAt("expectedPods"));
        if (allowed is not 0 || expected is null or 0)
        {
            return null;
        }

        var draining = pods.Where(pod => scene.Find("Node", "", pod.NodeName)?.Spec.FlagAt("unschedulable") is true).ToList();
        var nodes = draining.Select(pod => pod.NodeName).Distinct(StringComparer.Ordinal).ToList();
        var refused = pods.Select(pod => pod.Object).Append(budget).Concat(scene.Of("Node")).SelectMany(scene.EventsOf).FirstOrDefault(line => line.Says("disruption budget") || line.Reason is "FailedEviction" or "EvictionBlocked" or "FailedDrain");
        var rule = budget.Spec.TextAt("minAvailable") is { } least ? $"minAvailable {least}" : $"maxUnavailable {budget.Spec.TextAt("maxUnavailable") ?? "1"}";
        var drain = nodes.Count > 0 ? $" It holds up the drain of node {Quote.Names(nodes, 3)}, which is cordoned and still has pod {Quote.Names(draining.Select(pod => pod.Object.Name), 3)}." : "";
        var said = refused is null ? "" : $" {refused.Reason}{Quote.After(refused.Message, 200)}.";
        if (healthy < desired)
        {
            return new(Waits, nodes.Count > 0 ? Severity.Error : Severity.Warning, FaultRole.Symptom, budget, $"PodDisruptionBudget {budget.Name} allows no disruption: {healthy} of {expected} pods are healthy and {rule} needs {desired}.{drain}") { Path = "status.disruptionsAllowed", Breaks = false };
        }

        var isForever = desired >= expected;
        if (!isForever && nodes.Count == 0)
        {
            return null;
        }

        return new(Blocks, nodes.Count > 0 || refused is not null ? Severity.Error : Severity.Warning, FaultRole.Cause, budget,
            string.Create(CultureInfo.InvariantCulture, $"PodDisruptionBudget {budget.Name} blocks every eviction: {rule} with {expected} pods (disruptionsAllowed 0, currentHealthy {healthy}, desiredHealthy {desired}){(pods.Count > 0 && pods[0].HasWorkload ? $" of {pods[0].Workload.Kind} {pods[0].Workload.Name}" : "")}.{drain}{said}"))
        {
            Path = budget.Spec.At("minAvailable") is not null ? "spec.minAvailable" : "spec.maxUnavailable",
            Evidence = [new(budget.Id, "status.disruptionsAllowed", "0"), new(budget.Id, "spec", rule)],
            Also = [.. draining.Select(pod => pod.Object), .. nodes.Select(node => scene.Find("Node", "", node)).OfType<KubeObject>()],
            Breaks = false,
            FixHint = "Run more replicas than the budget needs, or allow at least one to be unavailable.",
        };
    }
}
