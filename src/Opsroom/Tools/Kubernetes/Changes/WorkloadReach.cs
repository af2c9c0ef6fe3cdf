using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>What hangs on a workload: who else decides about it, and what stands before its pods. Nothing in it moves by itself, so that a preview stays the same.</summary>
/// <param name="Autoscalers">Horizontal autoscalers that set its replicas.</param>
/// <param name="Budgets">Disruption budgets that select its pods.</param>
/// <param name="Services">Services that select its pods.</param>
/// <param name="Keepers">What keeps it as it is described elsewhere, and may take the change back: a release, an application, an owner.</param>
/// <param name="Unseen">What could not be looked at.</param>
internal sealed record WorkloadReach(
    ImmutableArray<string> Autoscalers, ImmutableArray<string> Budgets, ImmutableArray<string> Services, ImmutableArray<string> Keepers, ImmutableArray<string> Unseen)
{
    private const int MostNamed = 5;

    public static async Task<WorkloadReach> LookAsync(Cluster cluster, KubeObject workload, CancellationToken cancellationToken)
    {
        var unseen = ImmutableArray.CreateBuilder<string>();
        var labels = PodTemplate.Of(workload)?.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal);
        var autoscalers = await NamesAsync("horizontalpodautoscalers", each =>
            each.Spec.TextAt("scaleTargetRef", "kind") == workload.Kind && each.Spec.TextAt("scaleTargetRef", "name") == workload.Name,
            each => string.Create(CultureInfo.InvariantCulture, $"{each.Name} ({each.Spec.NumberAt("minReplicas") ?? 1} to {each.Spec.NumberAt("maxReplicas")} replicas)"));
        var budgets = await NamesAsync("poddisruptionbudgets", each => LabelSelector.Of(each.Spec.At("selector"))?.Matches(labels) is true, each => each.Name);
        var services = await NamesAsync("services", each => LabelSelector.OfLabels(each.Spec.At("selector"))?.Matches(labels) is true, each => each.Name);
        return new WorkloadReach(autoscalers, budgets, services, [.. KeepersOf(workload)], unseen.ToImmutable());

        async Task<ImmutableArray<string>> NamesAsync(string plural, Predicate<KubeObject> fits, Func<KubeObject, string> nameOf)
        {
            var listed = await cluster.ListAsync(plural, new ListQuery { Namespace = workload.Namespace }, cancellationToken);
            if (listed.Value is not { IsTruncated: false })
            {
                unseen.Add(plural);
            }

            return [.. (listed.Value?.Items ?? []).Where(each => fits(each)).Select(nameOf).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>As a preview says it.</summary>
    /// <param name="pods">How many pods it has by its own word; null where that follows from the nodes.</param>
    public string Describe(string target, long? pods)
    {
        var sentences = new List<string>
        {
            pods is null ? $"A pod on every node that it is meant for, in {target}."
                : string.Create(CultureInfo.InvariantCulture, $"{pods} {(pods == 1 ? "pod" : "pods")} in {target}."),
            Services.IsEmpty ? "No service selects them." : $"Behind {Named("service", Services)}.",
        };
        if (!Budgets.IsEmpty)
        {
            sentences.Add($"Their disruption budget is {Named("", Budgets).Trim()}; it does not hold back a change of the workload itself.");
        }

        sentences.AddRange(Keepers.Select(keeper => $"It belongs to {keeper}, which may set it back."));
        if (!Unseen.IsEmpty)
        {
            sentences.Add($"Not all {string.Join(", ", Unseen)} could be looked at.");
        }

        return string.Join(' ', sentences);
    }

    /// <summary>What keeps an object as it is described elsewhere, by its labels, annotations and owners.</summary>
    public static IEnumerable<string> KeepersOf(KubeObject workload)
    {
        var (labels, annotations) = (workload.Labels, workload.Annotations);
        if (annotations.TryGetValue("meta.helm.sh/release-name", out var release))
        {
            yield return $"the Helm release {OutsideText.OneLine(release, 100)}";
        }

        if (annotations.TryGetValue("argocd.argoproj.io/tracking-id", out var application) || labels.TryGetValue("argocd.argoproj.io/instance", out application))
        {
            yield return $"the Argo CD application {OutsideText.OneLine(application.Split(':')[0], 100)}";
        }

        if (labels.TryGetValue("kustomize.toolkit.fluxcd.io/name", out var kustomization) || labels.TryGetValue("helm.toolkit.fluxcd.io/name", out kustomization))
        {
            yield return $"Flux's {OutsideText.OneLine(kustomization, 100)}";
        }

        foreach (var owner in workload.Owners.Where(owner => owner.IsController))
        {
            yield return $"{owner.Kind} {owner.Name}";
        }
    }

    private static string Named(string what, ImmutableArray<string> names) =>
        $"{what}{(names.Length == 1 || what.Length == 0 ? "" : "s")} {string.Join(", ", names.Take(MostNamed))}{(names.Length > MostNamed ? $" and {names.Length - MostNamed} others" : "")}";
}
