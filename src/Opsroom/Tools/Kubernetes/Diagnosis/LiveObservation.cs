using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>What is looked at of a live cluster: its objects, and the last words of containers that crashed.</summary>
/// <param name="Unseen">What could not be looked at, and why; null where all of it could.</param>
internal sealed record LiveObservation(ObjectSet Objects, ImmutableArray<ContainerLog> Logs, DateTimeOffset At, string? Unseen)
{
    private const int MostLogs = 20;
    private const int Lines = 30;
    private const int AtOnce = 4;

    public static async Task<ToolResult<LiveObservation>> OfAsync(Api.Cluster cluster, string? @namespace, CancellationToken cancellationToken)
    {
        var taken = await cluster.SnapshotAsync(@namespace, cancellationToken);
        if (taken.Value is not { } snapshot)
        {
            return taken.Failure!;
        }

        var objects = @namespace is null && cluster.Namespaces.IsEmpty
            ? snapshot.Objects
            : Narrowed(snapshot.Objects);
        var logs = ImmutableArray.CreateBuilder<ContainerLog>();
        foreach (var batch in Crashed(objects).Take(MostLogs).Chunk(AtOnce))
        {
            logs.AddRange((await Task.WhenAll(batch.Select(each => LogOfAsync(cluster, each.Pod, each.Container, each.Previous, cancellationToken)))).OfType<ContainerLog>());
        }

        return new LiveObservation(
            objects, logs.ToImmutable(), snapshot.ReadAt,
            snapshot.Missing.IsEmpty ? null : $"Not looked at: {string.Join(" ", snapshot.Missing.Select(each => each.Reason).Distinct(StringComparer.Ordinal))}");
    }

    /// <summary>Objects of the cluster itself refer to any namespace; of those that were not looked at nothing is known.</summary>
    private static ObjectSet Narrowed(ObjectSet objects)
    {
        var seen = objects.All.Select(each => each.Namespace).Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal);
        return new ObjectSet(objects.All.Where(each => each.Kind switch
        {
            "MutatingWebhookConfiguration" or "ValidatingWebhookConfiguration" =>
                each.Body.MapsAt("webhooks").Select(webhook => webhook.TextAt("clientConfig", "service", "namespace")).All(name => name is null || seen.Contains(name)),
            "PersistentVolume" => each.Spec.TextAt("claimRef", "namespace") is not { } claimed || seen.Contains(claimed),
            _ => true,
        }), objects.Listed);
    }

    /// <summary>A container that waits to be started again wrote its last words in the run before; one that ended did in this one.</summary>
    private static IEnumerable<(KubeObject Pod, string Container, bool Previous)> Crashed(ObjectSet objects) =>
        from pod in objects.Of("Pod").OrderBy(each => each.Id, StringComparer.Ordinal)
        from status in pod.Status.MapsAt("initContainerStatuses").Concat(pod.Status.MapsAt("containerStatuses"))
        let name = status.TextAt("name")
        where name is not null
        let ended = status.NumberAt("state", "terminated", "exitCode")
        let before = status.NumberAt("lastState", "terminated", "exitCode")
        where ended is not (null or 0) || (before is not null && (before != 0 || status.TextAt("state", "waiting", "reason") == "CrashLoopBackOff"))
        select (pod, name, ended is null or 0);

    private static async Task<ContainerLog?> LogOfAsync(Api.Cluster cluster, KubeObject pod, string container, bool previous, CancellationToken cancellationToken)
    {
        var log = await cluster.LogsAsync(pod.Namespace, pod.Name, new LogQuery { Container = container, Previous = previous, TailLines = Lines, MostCharacters = 16 * 1024 }, cancellationToken);
        return log.Value is { } text ? new ContainerLog(pod.Namespace, pod.Name, container, previous, text.Lines) : null;
    }
}
