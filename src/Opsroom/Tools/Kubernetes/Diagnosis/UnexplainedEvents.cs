using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>Recent warnings of the cluster about objects that no analyzer found anything at, and that have not recovered.</summary>
internal static class UnexplainedEvents
{
    public const string Rule = "warning-event";

    public static IEnumerable<Fault> Look(Scene scene, IReadOnlyList<Fault> faults)
    {
        var told = faults.Where(fault => fault.Severity != Severity.Info).SelectMany(fault => fault.Places.Concat(fault.PointsAt)).SelectMany(place => (string[])[place.Id, scene.Objects.WorkloadOf(place).Id]).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<(string, string)>();
        foreach (var line in scene.Events.Where(line => line.IsWarning && scene.IsRecent(line.Last, TimeSpan.FromMinutes(15))).OrderByDescending(line => line.Last))
        {
            var about = scene.Find(line.Kind, line.Namespace, line.Name) ?? scene.Find(line.Kind, "", line.Name);
            if (about is null || told.Contains(about.Id) || told.Contains(scene.Objects.WorkloadOf(about).Id) || HasRecovered(scene, about, line) || !seen.Add((about.Id, line.Reason)))
            {
                continue;
            }

            yield return new(Rule, line.Count >= 3 ? Severity.Warning : Severity.Info, FaultRole.Failure, about, $"{about.Kind} {about.Name}: {line.Reason} ({line.Count} times){Quote.After(line.Message)}.")
            {
                Evidence = [new(about.Id, $"event {line.Reason}", Quote.Of(line.Message))],
                Breaks = false,
                Likeness = line.Reason,
                FixHint = "Read the event; it comes from the component that saw it.",
            };
        }
    }

    private static bool HasRecovered(Scene scene, KubeObject about, EventLine line) =>
        scene.FactsOf(about) is { } pod ? pod.IsHealthy || pod.IsLeaving || !scene.IsOlder(pod.Since, TimeSpan.FromMinutes(2))
        : scene.EventsOf(about).Any(other => !other.IsWarning && other.Last > line.Last);
}
