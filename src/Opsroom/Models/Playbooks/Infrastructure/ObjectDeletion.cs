using System.Collections.Frozen;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Deletes one named object, where it is certain which one is meant.</summary>
internal sealed class ObjectDeletion(Desk desk, Told told, Place place)
{
    private static readonly FrozenSet<string> OfCluster = FrozenSet.ToFrozenSet(
        ["Namespace", "Node", "PersistentVolume", "StorageClass", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition"], StringComparer.Ordinal);

    public void Delete(Subject subject)
    {
        if (Target(subject) is not { } target)
        {
            return;
        }

        var (kind, space) = target;
        var id = space is null ? $"{Told.Code($"{kind}/{subject.Name}")}" : $"{Told.Code($"{kind}/{subject.Name}")} in {Told.Code(space)}";
        var made = desk.Change(
            $"I delete {kind} {subject.Name}{(space is null ? "" : $" in {space}")}.", "kubernetes_delete", ("kind", kind), ("name", subject.Name), ("namespace", space),
            ("environment", place.Environment), ("cluster", place.Cluster));
        if (told.Succeeded(made, $"Deleting {id}", $"kubectl delete {kind.ToLowerInvariant()} {subject.Name}{(space is null ? "" : $" -n {space}")}"))
        {
            var deleted = made!.Result.Member("deleted");
            told.Line($"Deleted {id}.{(deleted is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 1 ? $" {Told.Count(list.GetArrayLength(), "object")} went with it." : "")}");
            if (kind == "Pod")
            {
                told.Line("What controls the pod makes a new one, unless nothing does.");
            }
        }
    }

    /// <summary>The kind and the namespace; null while they are looked for, and where they cannot be told.</summary>
    private (string Kind, string? Space)? Target(Subject subject)
    {
        if (subject.Kind is { } cluster && OfCluster.Contains(cluster))
        {
            return (cluster, null);
        }

        if (subject.Kind is null or "Deployment" or "StatefulSet" or "DaemonSet")
        {
            var search = WorkloadFinder.Find(desk, subject, place);
            return search switch
            {
                null => null,
                { Workload: { } workload } => (workload.Kind, workload.Namespace),
                { Failure: { } failure } => Failed(failure, subject),
                _ => None(search.Problem!),
            };
        }

        if (place.Namespace is { } named)
        {
            return (subject.Kind, named);
        }

        return subject.Kind == "Pod" ? OfPod(subject)
            : place.Word is { } word && word != place.Environment?.ToLowerInvariant() ? (subject.Kind, word)
            : None($"It was not said in which namespace {Told.Code($"{subject.Kind}/{subject.Name}")} is.");
    }

    private (string Kind, string? Space)? OfPod(Subject subject)
    {
        if (WorkloadFinder.Pods(desk, null, place) is not { } listed)
        {
            return null;
        }

        if (!listed.Succeeded)
        {
            return Failed(listed, subject);
        }

        var all = listed.Result.Items("items").Where(row => row.Text("name") == subject.Name).Select(row => row.Text("namespace") ?? "").ToList();
        return WorkloadFinder.AtPlace(all, space => space, place) switch
        {
            [var only] => ("Pod", only),
            [] => None($"I find no pod {Told.Code(subject.Name)}{(place.IsNamed ? $" in {place}" : "")}{(all.Count > 0 ? $"; there is one in {Told.Names(all)}" : "")}."),
            var several => None($"There is a pod {Told.Code(subject.Name)} in each of {Told.Names(several)}. Say which is meant."),
        };
    }

    private (string Kind, string? Space)? Failed(ToolExchange failure, Subject subject)
    {
        told.Succeeded(failure, $"Deleting {Told.Code(subject.Name)}");
        return null;
    }

    private (string Kind, string? Space)? None(string problem)
    {
        told.NotDone(problem);
        return null;
    }
}
