using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>
/// Tells which fault follows from which. A cause stands by itself. A failure follows from what names it (<see cref="Fault.Explains"/>) at its own objects, and from whatever
/// breaks the objects that it points at. A symptom follows from the nearest fault that breaks something it depends on.
/// </summary>
internal sealed class Causality
{
    private readonly Dictionary<Fault, Fault> reasons = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Fault, int> consequences = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Fault> graver = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<KubeObject, List<Fault>> at = [];
    private readonly Dependencies dependencies;

    public Causality(Scene scene, IReadOnlyList<Fault> faults)
    {
        dependencies = new(scene);
        foreach (var fault in faults)
        {
            foreach (var place in fault.Places)
            {
                if (!at.TryGetValue(place, out var here))
                {
                    at[place] = here = [];
                }

                here.Add(fault);
            }
        }

        foreach (var fault in faults.OrderByDescending(fault => fault.Role))
        {
            if (ReasonFor(fault) is { } reason && !Leads(from: reason, to: fault))
            {
                reasons[fault] = reason;
            }
        }

        foreach (var fault in faults)
        {
            for (var reason = ReasonOf(fault); reason is not null; reason = ReasonOf(reason))
            {
                consequences[reason] = consequences.GetValueOrDefault(reason) + 1;
                if (fault.Severity == Severity.Error)
                {
                    graver.Add(reason);
                }
            }
        }
    }

    public Fault? ReasonOf(Fault fault) => reasons.GetValueOrDefault(fault);

    /// <summary>Whether an error follows from it.</summary>
    public bool BringsErrors(Fault fault) => graver.Contains(fault);

    public int ConsequencesOf(Fault fault) => consequences.GetValueOrDefault(fault);

    private Fault? ReasonFor(Fault fault) => fault.Role switch
    {
        FaultRole.Symptom => Nearest(fault, fault.Places.Concat(fault.PointsAt), other => other.Breaks || other.Explains.Contains(fault.Rule, StringComparer.Ordinal)),
        _ => Named(fault) ?? (fault.PointsAt.IsEmpty ? null : Nearest(fault, fault.PointsAt, other => other.Breaks || other.Explains.Contains(fault.Rule, StringComparer.Ordinal))),
    };

    /// <summary>What says of itself that this follows from it, at the same objects.</summary>
    private Fault? Named(Fault fault) => fault.Places
        .SelectMany(place => at[place]).FirstOrDefault(other => !ReferenceEquals(other, fault) && other.Explains.Contains(fault.Rule, StringComparer.Ordinal));

    private Fault? Nearest(Fault fault, IEnumerable<KubeObject> starts, Func<Fault, bool> fits)
    {
        Fault? found = null;
        var own = fault.Places.ToHashSet();
        foreach (var (place, _) in dependencies.From(starts))
        {
            foreach (var other in at.GetValueOrDefault(place) ?? [])
            {
                if (ReferenceEquals(other, fault) || (other.Severity == Severity.Info && !other.Breaks) || !fits(other) || (other.Role == FaultRole.Symptom && own.Contains(place)))
                {
                    continue;
                }

                // a symptom nearby is only a station on the way; a cause further on is the end of it
                if (found is null || (found.Role == FaultRole.Symptom && other.Role != FaultRole.Symptom) || (found.Severity > other.Severity && found.Role == other.Role))
                {
                    found = other;
                }
            }

            if (found is { Role: not FaultRole.Symptom, Severity: Severity.Error })
            {
                return found;
            }
        }

        return found;
    }

    private bool Leads(Fault from, Fault to)
    {
        for (var reason = from; reason is not null; reason = ReasonOf(reason))
        {
            if (ReferenceEquals(reason, to))
            {
                return true;
            }
        }

        return false;
    }
}
