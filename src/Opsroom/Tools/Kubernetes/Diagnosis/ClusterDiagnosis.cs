using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>What is wrong with some objects, causes first. The same objects at the same time give the same answer, whatever their sequence.</summary>
internal static class ClusterDiagnosis
{
    public const int MostFindings = 100;
    private const int MostRelated = 20;

    public static DiagnosisResult Of(ObjectSet objects, DateTimeOffset now, IReadOnlyList<ContainerLog>? logs = null, bool incomplete = false)
    {
        var ordered = new ObjectSet(objects.All.OrderBy(each => each.Id, StringComparer.Ordinal), objects.Listed);
        var scene = new Scene(ordered, now, logs ?? []);
        var faults = Likeness.Merge(scene, Analyzers.All.SelectMany(analyzer => analyzer.Look(scene)));
        faults = [.. faults, .. UnexplainedEvents.Look(scene, faults)];
        var causality = new Causality(scene, faults);
        var ranked = faults.OrderBy(fault => Rank(causality, fault)).ThenByDescending(causality.ConsequencesOf)
            .ThenBy(fault => fault.Role).ThenBy(fault => fault.Object.Id, StringComparer.Ordinal).ThenBy(fault => fault.Rule, StringComparer.Ordinal).ToList();
        return new(
            [.. ranked.Take(MostFindings).Select(fault => Told(fault, causality))],
            faults.TrueForAll(fault => fault.Severity == Severity.Info),
            objects.All.GroupBy(each => each.Kind, StringComparer.Ordinal).ToImmutableSortedDictionary(kind => kind.Key, kind => kind.Count(), StringComparer.Ordinal),
            incomplete || ranked.Count > MostFindings);
    }

    /// <summary>Errors that nothing explains, then such warnings, then what follows from either, then remarks.</summary>
    private static int Rank(Causality causality, Fault fault)
    {
        var gravity = GravityOf(causality, fault);
        if (gravity == Severity.Info)
        {
            return 6;
        }

        if (causality.ReasonOf(fault) is not null)
        {
            return fault.Severity == Severity.Error ? 4 : 5;
        }

        var isUnexplained = fault.Role == FaultRole.Symptom;
        return gravity == Severity.Error ? isUnexplained ? 1 : 0 : isUnexplained ? 3 : 2;
    }

    /// <summary>What an error follows from is an error itself.</summary>
    private static Severity GravityOf(Causality causality, Fault fault) =>
        causality.BringsErrors(fault) ? Severity.Error : fault.Severity;

    private static DiagnosedFinding Told(Fault fault, Causality causality)
    {
        var place = fault.Path is null ? null : FieldPlace.Find(fault.Object.Body, fault.Path);
        YamlNode at = place ?? fault.Object.Body;
        return new(
            fault.Rule, GravityOf(causality, fault), fault.Message, fault.Object.Id, fault.Path,
            at.Line > 0 ? at.Line : null, at.Line > 0 ? at.Column : null,
            fault.Evidence,
            [.. fault.Also.Concat(fault.PointsAt).Select(each => each.Id).Where(id => id != fault.Object.Id).Distinct(StringComparer.Ordinal).Take(MostRelated)],
            fault.FixHint,
            causality.ReasonOf(fault) is { } reason ? $"{reason.Rule} {reason.Object.Id}" : null,
            causality.ConsequencesOf(fault));
    }
}
