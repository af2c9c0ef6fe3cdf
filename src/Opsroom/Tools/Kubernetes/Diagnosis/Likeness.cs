using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>Tells once what several pods of a workload have alike.</summary>
internal static class Likeness
{
    public static List<Fault> Merge(Scene scene, IEnumerable<Fault> faults)
    {
        var merged = new List<Fault>();
        var first = new Dictionary<(string Rule, KubeObject Workload, string Likeness), int>();
        var others = new Dictionary<int, List<Fault>>();
        foreach (var fault in faults)
        {
            if (fault.Likeness is null)
            {
                merged.Add(fault);
                continue;
            }

            var key = (fault.Rule, scene.Objects.WorkloadOf(fault.Object), fault.Likeness);
            if (first.TryAdd(key, merged.Count))
            {
                merged.Add(fault);
                continue;
            }

            if (!others.TryGetValue(first[key], out var alike))
            {
                others[first[key]] = alike = [];
            }

            alike.Add(fault);
        }

        foreach (var (index, alike) in others)
        {
            merged[index] = Joined(scene, merged[index], alike);
        }

        return merged;
    }

    private static Fault Joined(Scene scene, Fault fault, List<Fault> alike)
    {
        var workload = scene.Objects.WorkloadOf(fault.Object);
        var which = ReferenceEquals(workload, fault.Object) ? "" : $" of {workload.Kind} {workload.Name}";
        return fault with
        {
            Message = $"{fault.Message} The same holds for {alike.Count} more{which}: {Quote.Names(alike.Select(each => each.Object.Name), 3)}.",
            Severity = alike.Min(each => each.Severity) < fault.Severity ? alike.Min(each => each.Severity) : fault.Severity,
            Breaks = fault.Breaks || alike.Exists(each => each.Breaks),
            Also = [.. fault.Also, .. alike.SelectMany(each => each.Places)],
            PointsAt = [.. fault.PointsAt.Concat(alike.SelectMany(each => each.PointsAt)).Distinct()],
        };
    }
}
