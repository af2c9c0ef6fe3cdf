using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>Objects of any kind whose removal does not come to its end.</summary>
internal sealed class Terminating : IAnalyzer
{
    public const string Rule = "stuck-terminating";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var each in scene.Objects.All)
        {
            // the namespace has an analyzer of its own
            if (each.DeletedAt is not { } deleted || each.Kind == "Namespace" || scene.Now - deleted < TimeSpan.FromMinutes(each.Kind == "Pod" ? 3 : 5))
            {
                continue;
            }

            var finalizers = each.Body.TextsAt("metadata", "finalizers").ToList();
            var users = each.Kind == "PersistentVolumeClaim" ? scene.PodsIn(each.Namespace).Where(pod => !pod.IsDone && References.ClaimsOf(pod.Object).Contains(each.Name, StringComparer.Ordinal)).ToList() : [];
            var node = each.Kind == "Pod" ? scene.Find("Node", "", each.Spec.TextAt("nodeName")) : null;
            var why = users.Count > 0 ? $" Pod {Quote.Names(users.Select(pod => pod.Object.Name), 3)} still uses it{Tops(users)}."
                : node is not null && node.Condition("Ready").TextAt("status") != "True" ? $" Its node {node.Name} is not Ready, so nobody can confirm that its containers have stopped."
                : each.Kind == "Pod" && scene.EventOf(each, "FailedKillPod", "FailedUnmount", "FailedUnMount") is { } failed ? $" The kubelet said: {Quote.Of(failed.Message, 240)}." : "";
            yield return new(Rule, Severity.Error, FaultRole.Failure, each,
                string.Create(CultureInfo.InvariantCulture, $"{each.Kind} {each.Name} has been Terminating for {(scene.Now - deleted).TotalMinutes:0} min (deletionTimestamp is set){(finalizers.Count == 0 ? "" : $"; finalizers that nobody has removed: {Quote.Names(finalizers)}")}.{why}"))
            {
                Path = finalizers.Count > 0 ? "metadata.finalizers" : "metadata.deletionTimestamp",
                Evidence = [new(each.Id, "metadata.finalizers", Quote.Names(finalizers))],
                Also = [.. users.Select(pod => pod.Object)],
                PointsAt = node is null ? [] : [node],
                Breaks = each.Kind is "PersistentVolumeClaim" or "Service" or "PersistentVolume",
                Likeness = each.Kind == "Pod" ? string.Join(',', finalizers) + node?.Name : null,
                FixHint = users.Count > 0 ? "Stop the pods that use it; the claim goes by itself then." : finalizers.Count > 0 ? "Look at the controller that owns the finalizer; remove the finalizer by hand only when what it guards is gone." : "Look at the node's kubelet; kubectl delete --force only when the node is gone for good.",
            };
        }
    }

    private static string Tops(List<PodFacts> users) =>
        users[0].HasWorkload ? $" (of {users[0].Workload.Kind} {users[0].Workload.Name})" : "";
}
