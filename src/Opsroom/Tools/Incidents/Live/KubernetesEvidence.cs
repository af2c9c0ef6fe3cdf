using System.Text;
using Opsroom.Tools.Kubernetes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Incidents.Live;

/// <summary>The objects of the namespace (or of all), its events, and the logs of pods that belong to the service or are not well.</summary>
internal sealed class KubernetesEvidence(ClusterDirectory clusters) : IEvidenceSource
{
    private const int MostPods = 12;
    private const int MostLines = 2_000;
    private const int MostLetters = 1 << 20;
    private const int MostLettersOfAKind = 8 << 20;

    private static readonly string[] ServiceLabels = ["app", "app.kubernetes.io/name", "app.kubernetes.io/instance", "k8s-app", "service", "component"];

    public string Name => "Kubernetes";

    public bool IsConfigured => !clusters.Names.IsEmpty;

    public string Setting => KubernetesOptions.Setting;

    public async Task GatherAsync(LiveQuestion question, DateTimeOffset now, LiveFiles into, CancellationToken cancellationToken)
    {
        var found = clusters.Find(question.Cluster);
        if (found.Value is not { } cluster)
        {
            into.Miss($"Kubernetes: {found.Failure!.Message}");
            return;
        }

        var taken = await cluster.SnapshotAsync(question.Namespace, cancellationToken);
        if (taken.Value is not { } snapshot)
        {
            into.Miss($"Kubernetes: {taken.Failure!.Message}");
            return;
        }

        foreach (var missing in snapshot.Missing.Select(each => $"Kubernetes, {each.Kind}: {each.Reason}"))
        {
            into.Miss(missing);
        }

        foreach (var kind in snapshot.Objects.All.GroupBy(each => each.Kind, StringComparer.Ordinal))
        {
            into.Add($"objects/{LiveFiles.Segment(kind.Key.ToLowerInvariant())}.yaml", Manifest(kind, into));
        }

        foreach (var (pod, container, previous) in Containers(snapshot.Objects, question))
        {
            await AddLogAsync(cluster, pod, container, previous, question, into, cancellationToken);
        }
    }

    private static string Manifest(IEnumerable<KubeObject> objects, LiveFiles into)
    {
        var text = new StringBuilder();
        var left = 0;
        var kind = "";
        foreach (var each in objects.OrderBy(each => each.Id, StringComparer.Ordinal))
        {
            kind = each.Kind;
            if (text.Length > MostLettersOfAKind)
            {
                left++;
                continue;
            }

            var shown = SecretMask.Of(each).Body;
            shown.MapAt("metadata")?.Entries.RemoveAll(entry => entry.Key.Value == "managedFields");
            text.Append("---\n").Append(YamlWriter.Write(shown));
        }

        if (left > 0)
        {
            into.Miss($"Kubernetes, {kind}: {left} more were not looked at. Name a namespace.");
        }

        return text.ToString();
    }

    /// <summary>Containers whose words matter: of the service that was asked about, else of pods that are not well; each with the run before where it was started again.</summary>
    private static IEnumerable<(KubeObject Pod, string Container, bool Previous)> Containers(ObjectSet objects, LiveQuestion question)
    {
        var pods = objects.Of("Pod")
            .Select(pod => (Pod: pod, IsOfService: question.Service is { } service && IsOf(pod, service), IsIll: IsIll(pod)))
            .Where(each => each.IsOfService || each.IsIll)
            .OrderByDescending(each => each.IsOfService).ThenByDescending(each => each.IsIll).ThenBy(each => each.Pod.Id, StringComparer.Ordinal)
            .Take(MostPods);
        return from each in pods
               from status in each.Pod.Status.MapsAt("containerStatuses").Concat(each.Pod.Status.MapsAt("initContainerStatuses"))
               let name = status.TextAt("name")
               where name is not null && (status.At("state", "running") is not null || status.At("state", "terminated") is not null || status.At("lastState", "terminated") is not null)
               from previous in status.At("lastState", "terminated") is null ? (bool[])[false] : [false, true]
               select (each.Pod, name, previous);
    }

    private static bool IsOf(KubeObject pod, string service) =>
        pod.Name == service || pod.Name.StartsWith(service + "-", StringComparison.Ordinal)
        || ServiceLabels.Any(label => pod.Labels.GetValueOrDefault(label) == service);

    private static bool IsIll(KubeObject pod) =>
        pod.Status.TextAt("phase") is "Pending" or "Failed" or "Unknown"
        || pod.Status.MapsAt("containerStatuses").Any(status => status.At("state", "waiting") is not null || status.FlagAt("ready") is false || status.At("lastState", "terminated") is not null);

    private static async Task AddLogAsync(Cluster cluster, KubeObject pod, string container, bool previous, LiveQuestion question, LiveFiles into, CancellationToken cancellationToken)
    {
        var log = await cluster.LogsAsync(
            pod.Namespace, pod.Name,
            new LogQuery { Container = container, Previous = previous, TailLines = MostLines, Since = previous ? null : 2 * question.Length, Timestamps = true, MostCharacters = MostLetters },
            cancellationToken);
        if (log.Value is { } text)
        {
            into.Add($"logs/{LiveFiles.Segment(pod.Name)}/{LiveFiles.Segment(container)}{(previous ? ".previous" : "")}.log", string.Concat(text.Lines.Select(line => line + "\n")));
        }
        else if (!previous)
        {
            into.Miss($"Kubernetes, log of {pod.Name}/{container}: {log.Failure!.Message}");
        }
    }
}
