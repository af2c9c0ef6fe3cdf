using System.Globalization;
using Opsroom.Tools.Kubernetes.Diagnosis.Pods;
using Opsroom.Tools.Kubernetes.Diagnosis.Workloads;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Cluster;

/// <summary>Namespaces whose removal does not come to its end.</summary>
internal sealed class Namespaces : IAnalyzer
{
    public const string Rule = "namespace-stuck-terminating";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var place in scene.Of("Namespace"))
        {
            if (place.DeletedAt is not { } deleted || scene.Now - deleted < TimeSpan.FromMinutes(5))
            {
                continue;
            }

            var reasons = place.Status.MapsAt("conditions").Where(condition => condition.TextAt("status") == "True").ToList();
            var left = scene.Objects.All.Where(each => each.Namespace == place.Name && each.DeletedAt is not null && each.Body.ItemsAt("metadata", "finalizers").Count > 0).ToList();
            var apis = scene.Of("APIService").Where(each => each.Condition("Available").TextAt("status") is "False" or "Unknown").ToList();
            var words = string.Join(" ", reasons.Select(condition => $"{condition.TextAt("type")} ({condition.TextAt("reason")}{Quote.After(condition.TextAt("message"), 280)})."));
            var remains = left.Count == 0 ? "" : $" Left with finalizers: {Quote.Names(left.Select(each => $"{each.Kind} {each.Name} ({string.Join(", ", each.Body.TextsAt("metadata", "finalizers"))})"), 4)}.";
            yield return new(Rule, Severity.Error, FaultRole.Failure, place,
                string.Create(CultureInfo.InvariantCulture, $"Namespace {place.Name} has been Terminating for {(scene.Now - deleted).TotalMinutes:0} min. {words}{remains}{(apis.Count == 0 ? "" : $" Unavailable APIServices: {Quote.Names(apis.Select(api => api.Name))}.")}"))
            {
                Path = "status.conditions",
                Evidence = [.. reasons.Select(condition => new Evidence(place.Id, $"status.conditions[{condition.TextAt("type")}]", Quote.Of(condition.TextAt("message"))))],
                Also = [.. left],
                PointsAt = [.. apis],
                Explains = [FailedCreate.Rule, Terminating.Rule],
                FixHint = left.Count > 0 ? "Let the controller that owns the finalizers finish (it may have been removed first); take the finalizer away by hand only when what it guards is gone." : "Bring the unavailable API back, or remove its APIService.",
            };
        }
    }
}
