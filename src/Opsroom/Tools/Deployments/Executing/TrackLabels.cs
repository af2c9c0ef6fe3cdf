using Opsroom.Tools.Deployments.Tracks;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Deployments.Executing;

/// <summary>Which labels pods of a new version get so that services of the stable ones do not select them before they are sent there.</summary>
/// <param name="Instead">Labels that differ, with their values.</param>
internal sealed record TrackLabels(IReadOnlyDictionary<string, string> Instead)
{
    /// <summary>
    /// Changes as few labels as keep the pods away from all of the services, and of those that would do, one that no network policy goes by: pods that a policy does
    /// not know are cut off, or stand open.
    /// </summary>
    /// <param name="services">Those that select the stable pods.</param>
    /// <param name="others">All services of the namespace.</param>
    /// <param name="policies">All network policies of the namespace.</param>
    public static ToolResult<TrackLabels> Of(KubeObject stable, TrackKind track, IReadOnlyList<KubeObject> services, IReadOnlyList<KubeObject> others, IReadOnlyList<KubeObject> policies)
    {
        var labels = ReleaseTrack.LabelsOf(stable);
        var selectors = services.Select(service => LabelSelector.OfLabels(service.Spec.At("selector"))!.Labels).ToList();
        var keys = selectors.SelectMany(selector => selector.Keys).GroupBy(key => key, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Key).ToList();
        var choices = keys.Where(key => selectors.TrueForAll(selector => selector.ContainsKey(key))).Select(key => Changed([key])).Append(Changed(Covering())).ToList();
        var chosen = choices.Find(choice => PolicyThatMinds(choice) is null) ?? choices[0];
        var made = ReleaseTrack.PodLabels(stable, track, chosen);
        return PolicyThatMinds(chosen) is { } minding
            ? new ToolFailure(FaultCodes.Conflict, $"The pods of a {ReleaseTrack.WordOf(track)} deployment need another value of the label {string.Join(", ", chosen.Keys)} than the stable ones, and the network policy {minding.Name} goes by it: it would cut them off or leave them open. Plan a rolling update instead, or let the service select its pods by a label that no policy uses.")
            : others.FirstOrDefault(other => LabelSelector.OfLabels(other.Spec.At("selector"))?.Matches(made) is true && !services.Contains(other)) is { } taken
                ? new ToolFailure(FaultCodes.Conflict, $"The pods of a {ReleaseTrack.WordOf(track)} deployment would have the labels {Text(chosen)}, which Service {taken.Name} selects. Rename what it is about first.")
                : new TrackLabels(chosen);

        Dictionary<string, string> Changed(IEnumerable<string> changed) => changed.ToDictionary(key => key, key => ReleaseTrack.LabelOf($"{labels[key]}-{ReleaseTrack.WordOf(track)}"), StringComparer.Ordinal);

        List<string> Covering()
        {
            var covering = new List<string>();
            foreach (var selector in selectors.Where(selector => !covering.Exists(selector.ContainsKey)))
            {
                covering.Add(keys.First(selector.ContainsKey));
            }

            return covering;
        }

        KubeObject? PolicyThatMinds(Dictionary<string, string> choice)
        {
            var green = ReleaseTrack.PodLabels(stable, track, choice);
            return policies.FirstOrDefault(policy => Selectors(policy).Any(selector => selector.Matches(labels) != selector.Matches(green)));
        }
    }

    /// <summary>The selector with which a service selects the green pods instead of the stable ones.</summary>
    public IReadOnlyDictionary<string, string> Switched(IReadOnlyDictionary<string, string> selector) =>
        selector.ToDictionary(each => each.Key, each => Instead.TryGetValue(each.Key, out var value) ? value : each.Value, StringComparer.Ordinal);

    /// <summary>Which pods a policy is about, and which ones of its namespace it lets through.</summary>
    private static IEnumerable<LabelSelector> Selectors(KubeObject policy)
    {
        var peers = policy.Spec.MapsAt("ingress").SelectMany(rule => rule.MapsAt("from")).Concat(policy.Spec.MapsAt("egress").SelectMany(rule => rule.MapsAt("to")));
        return peers.Where(peer => !peer.Has("namespaceSelector")).Select(peer => peer.At("podSelector")).Append(policy.Spec.At("podSelector"))
            .Select(LabelSelector.Of).OfType<LabelSelector>();
    }

    private static string Text(Dictionary<string, string> labels) => string.Join(", ", labels.Select(label => $"{label.Key}={label.Value}"));
}
