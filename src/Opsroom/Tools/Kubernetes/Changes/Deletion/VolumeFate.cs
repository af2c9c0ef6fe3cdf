using System.Text.RegularExpressions;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Changes.Deletion;

/// <summary>What becomes of claims and the data on their volumes when something is deleted.</summary>
internal static class VolumeFate
{
    private const int MostNamed = 10;

    public static async Task<IReadOnlyList<string>> OfAsync(
        Cluster cluster, KubeObject live, IReadOnlyList<KubeObject> going, ObjectSet around, DeletionPropagation propagation, CancellationToken cancellationToken)
    {
        if (live.Kind == "PersistentVolume")
        {
            return live.Spec.MapAt("claimRef") is { } claimed
                ? [$"It is the volume of PersistentVolumeClaim/{claimed.TextAt("namespace")}/{claimed.TextAt("name")}, which loses it. {Policy(live)}"] : [Policy(live)];
        }

        if (live.Kind == "PersistentVolumeClaim")
        {
            return [await OfClaimAsync(cluster, live, cancellationToken)];
        }

        var told = new List<string>();
        foreach (var claim in going.Where(each => each.Kind == "PersistentVolumeClaim" && propagation != DeletionPropagation.Orphan).Take(MostNamed))
        {
            told.Add($"{claim.Id}: {await OfClaimAsync(cluster, claim, cancellationToken)}");
        }

        var own = ClaimsOf(live, around).Except(going).ToList();
        if (own.Count > 0)
        {
            var goes = live.Spec.TextAt("persistentVolumeClaimRetentionPolicy", "whenDeleted") == "Delete";
            told.Add($"Its claims {(goes ? "are deleted too (persistentVolumeClaimRetentionPolicy.whenDeleted is Delete)" : "stay, with their data")}: {Named(own)}.");
        }

        return told;
    }

    /// <summary>What becomes of the volumes of all claims in a namespace.</summary>
    public static async Task<IReadOnlyList<string>> OfNamespaceAsync(Cluster cluster, string name, CancellationToken cancellationToken)
    {
        var listed = await cluster.ListAsync("persistentvolumeclaims", new ListQuery { Namespace = name }, cancellationToken);
        if (listed.Value is not { Items: { IsEmpty: false } claims })
        {
            return [];
        }

        var read = await cluster.ListAsync("persistentvolumes", new ListQuery(), cancellationToken);
        if (read.Value is not { } volumes)
        {
            return [$"Whether the data of its claims goes with them cannot be seen: {read.Failure!.Message}"];
        }

        var lost = claims.Where(claim => volumes.Items.Any(volume => volume.Name == claim.Spec.TextAt("volumeName") && IsDeleted(volume))).ToList();
        return [lost.Count == 0 ? "No volume of its claims is deleted with them." : $"The volumes of {Named(lost)} are deleted with all data (reclaim policy Delete)."];
    }

    private static async Task<string> OfClaimAsync(Cluster cluster, KubeObject claim, CancellationToken cancellationToken)
    {
        if (claim.Spec.TextAt("volumeName") is not { Length: > 0 } bound)
        {
            return "It has no volume.";
        }

        var read = await cluster.GetAsync("persistentvolumes", null, bound, cancellationToken);
        return read.Value is { } volume ? Policy(volume) : $"Whether the data on its volume goes with it cannot be seen: {read.Failure!.Message}";
    }

    private static string Policy(KubeObject volume) => volume.Kind == "PersistentVolume" && IsDeleted(volume)
        ? $"The volume {volume.Name} is deleted with all data once its claim is gone (reclaim policy Delete)."
        : $"The data on the volume {volume.Name} stays where it is (reclaim policy {volume.Spec.TextAt("persistentVolumeReclaimPolicy") ?? "Retain"}).";

    private static bool IsDeleted(KubeObject volume) => volume.Spec.TextAt("persistentVolumeReclaimPolicy") == "Delete";

    /// <summary>The claims that a stateful set has made; they do not name it as their owner.</summary>
    private static IEnumerable<KubeObject> ClaimsOf(KubeObject live, ObjectSet around)
    {
        var templates = live.Kind == "StatefulSet" ? live.Spec.MapsAt("volumeClaimTemplates").Select(each => each.TextAt("metadata", "name")).OfType<string>().ToList() : [];
        return around.Of("PersistentVolumeClaim", live.Namespace).Where(claim => templates.Any(template => Regex.IsMatch(
            claim.Name, $"^{Regex.Escape(template)}-{Regex.Escape(live.Name)}-[0-9]+$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)));
    }

    private static string Named(List<KubeObject> claims) =>
        string.Join(", ", claims.Select(claim => claim.Name).Order(StringComparer.Ordinal).Take(MostNamed)) + (claims.Count > MostNamed ? $" and {claims.Count - MostNamed} others" : "");
}
