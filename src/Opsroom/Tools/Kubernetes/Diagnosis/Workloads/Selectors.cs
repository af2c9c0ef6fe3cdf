using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Workloads;

/// <summary>Selectors of workloads: against their own pods, and against those of others.</summary>
internal sealed class Selectors : IAnalyzer
{
    public const string Own = "selector-template-mismatch";
    public const string Shared = "workload-selectors-overlap";

    private static readonly string[] Kinds = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController"];

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var place in scene.TemplatesIn)
        {
            var workloads = place.Where(template => Kinds.Contains(template.Source.Kind, StringComparer.Ordinal) && template.Source.DeletedAt is null)
                .Select(template => (Template: template, Selector: Scene.SelectorOf(template.Source))).Where(each => each.Selector is { IsEmpty: false }).ToList();
            foreach (var (template, selector) in workloads)
            {
                if (!selector!.Matches(template.Labels))
                {
                    yield return new(Own, Severity.Error, FaultRole.Cause, template.Source, $"{template.Source.Kind} {template.Source.Name} selects {selector}, but its own template has the labels {Labels(template.Labels)}: the API server refuses it (selector does not match template labels).")
                    {
                        Path = "spec.selector",
                        FixHint = "Make the template's labels satisfy the selector.",
                    };
                }
            }

            foreach (var fault in Overlaps(workloads!))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<Fault> Overlaps(List<(PodTemplate Template, LabelSelector Selector)> workloads)
    {
        // what two selectors have in common is looked for among the pods that carry a label of either
        var byLabel = workloads.SelectMany(each => each.Template.Labels.Select(label => (label, each))).ToLookup(pair => (pair.label.Key, pair.label.Value), pair => pair.each);
        foreach (var (template, selector) in workloads)
        {
            if (selector.Labels.Count == 0)
            {
                continue;
            }

            var candidates = selector.Labels.Select(label => byLabel[(label.Key, label.Value)]).MinBy(list => list.Count())!;
            foreach (var (other, otherSelector) in candidates)
            {
                if (ReferenceEquals(other.Source, template.Source) || other.Source.Kind != template.Source.Kind || !selector.Matches(other.Labels))
                {
                    continue;
                }

                var both = otherSelector.Matches(template.Labels);
                if (both && string.CompareOrdinal(template.Source.Name, other.Source.Name) > 0)
                {
                    continue;
                }

                yield return new(Shared, both ? Severity.Error : Severity.Warning, FaultRole.Cause, template.Source,
                    $"{template.Source.Kind} {template.Source.Name} and {other.Source.Kind} {other.Source.Name} overlap: the selector {selector} of the first also matches the pods of the second{(both ? ", and the reverse" : "")}, so each counts and scales pods that are not its own, and services and budgets with these labels catch both.")
                {
                    Path = "spec.selector",
                    Also = [other.Source],
                    Evidence = [new(template.Source.Id, "spec.selector", selector.ToString()), new(other.Source.Id, "spec.template.metadata.labels", Labels(other.Labels))],
                    FixHint = "Give each workload a label of its own in its selector and template; selectors are immutable, so one of them has to be created anew.",
                };
            }
        }
    }

    private static string Labels(IReadOnlyDictionary<string, string> labels) => Quote.Names(labels.Select(label => $"{label.Key}={label.Value}"), 6);
}
