using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Logs.Searching;

namespace Opsroom.Tools.Logs.Sources;

/// <summary>Searches the logs of a service's pods in the default cluster, those of containers' earlier runs included.</summary>
internal sealed class PodLogs(ClusterDirectory clusters, TimeProvider time) : ILogSource
{
    private const int MostPods = 500;
    private const int MostLogs = 40;
    private const int AtOnce = 4;
    private const int MostCharacters = 2 * 1024 * 1024;

    private static readonly string[] ServiceLabels = ["app.kubernetes.io/name", "app", "k8s-app", "app.kubernetes.io/instance", "app.kubernetes.io/component", "service", "name"];

    public string Name => "kubernetes";

    public bool IsConfigured => !clusters.Names.IsEmpty;

    public async Task<ToolResult<LogBatch>> SearchAsync(LogSearch search, CancellationToken cancellationToken)
    {
        var found = clusters.Find(null);
        if (found.Value is not { } cluster)
        {
            return found.Failure!;
        }

        var (space, service) = search.Service?.Split('/') is [var before, var after] ? (before, after) : (null, search.Service);
        var listed = await cluster.ListAsync("pods", new ListQuery { Namespace = space, MostItems = MostPods }, cancellationToken);
        if (listed.Value is not { } pods)
        {
            return listed.Failure!;
        }

        KubeObject[] chosen = [.. pods.Items.Where(pod => service is null || IsOf(pod, service)).OrderByDescending(Trouble).ThenByDescending(pod => pod.CreatedAt)];
        if (chosen.Length == 0)
        {
            return ToolFailure.NotFound($"Cluster '{cluster.Name}' has no pods of '{OutsideText.OneLine(search.Service ?? "", 100)}': none with that name, and none whose labels ({string.Join(", ", ServiceLabels.Take(3))}) say so.");
        }

        Wanted[] wanted = [.. chosen.SelectMany(pod => Containers(pod, search.From))];
        var collector = new EntryCollector(search);
        var problems = new ConcurrentBag<ToolFailure>();
        var cut = 0;
        await Parallel.ForEachAsync(wanted.Take(MostLogs), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (each, given) =>
        {
            var log = await cluster.LogsAsync(
                each.Pod.Namespace, each.Pod.Name,
                new LogQuery { Container = each.Container, Since = time.GetUtcNow() - search.From, Previous = each.IsPrevious, Timestamps = true, MostCharacters = MostCharacters }, given);
            if (log.Value is not { } text)
            {
                problems.Add(log.Failure!);
                return;
            }

            Interlocked.Add(ref cut, text.IsTruncated ? 1 : 0);
            var place = $"{each.Pod.Id}/{each.Container}{(each.IsPrevious ? " (run before)" : "")}";
            var reader = new EntryReader(search, collector, place, service ?? ServiceOf(each.Pod), []);
            foreach (var line in text.Lines)
            {
                reader.Add(Encoding.UTF8.GetBytes(line));
            }

            reader.Finish();
        });

        // a container whose log is gone is no reason to lose the others
        if (problems.Count == Math.Min(wanted.Length, MostLogs) && !problems.IsEmpty)
        {
            return problems.First();
        }

        return new LogBatch(
            collector.ToArray(), cut > 0 || collector.IsTruncated || wanted.Length > MostLogs || pods.IsTruncated,
            string.Create(CultureInfo.InvariantCulture, $"{Math.Min(wanted.Length, MostLogs)} of {wanted.Length} containers in {chosen.Length} pods of cluster '{cluster.Name}'{(service is null && wanted.Length > MostLogs ? ", those in trouble first" : "")}"),
            [.. problems.Select(problem => problem.Message).Distinct(StringComparer.Ordinal).Take(3)]);
    }

    private static bool IsOf(KubeObject pod, string service) =>
        ServiceLabels.Any(label => pod.Labels.TryGetValue(label, out var value) && value.Equals(service, StringComparison.OrdinalIgnoreCase))
        || pod.Name.Equals(service, StringComparison.OrdinalIgnoreCase)
        // name-hash-hash of a deployment, name-0 of a stateful set, name-hash of a daemon set or job
        || pod.Owners.Any(owner => owner.Name.Equals(service, StringComparison.OrdinalIgnoreCase)
            || (owner.Kind == "ReplicaSet" && owner.Name.LastIndexOf('-') is > 0 and var dash && owner.Name.AsSpan(0, dash).Equals(service, StringComparison.OrdinalIgnoreCase)));

    private static string? ServiceOf(KubeObject pod) => ServiceLabels.Select(label => pod.Labels.GetValueOrDefault(label)).FirstOrDefault(value => value is not null);

    /// <summary>Pods whose containers end or are not ready are read first.</summary>
    private static long Trouble(KubeObject pod) =>
        pod.Status.MapsAt("containerStatuses").Sum(status => (status.NumberAt("restartCount") is { } restarts ? (long)restarts : 0) + (status.FlagAt("ready") is false ? 1 : 0));

    private static IEnumerable<Wanted> Containers(KubeObject pod, DateTimeOffset from)
    {
        var known = pod.Status.MapsAt("initContainerStatuses").Concat(pod.Status.MapsAt("containerStatuses")).ToLookup(status => status.TextAt("name") ?? "", StringComparer.Ordinal);
        foreach (var name in pod.Spec.MapsAt("initContainers").Concat(pod.Spec.MapsAt("containers")).Select(container => container.TextAt("name")).OfType<string>())
        {
            var status = known[name].FirstOrDefault();
            if (status.MapAt("lastState", "terminated") is { } ended && (ended.TimeAt("finishedAt") is not { } at || at >= from))
            {
                yield return new Wanted(pod, name, IsPrevious: true);
            }

            // what only waits has not written yet
            if (status.MapAt("state", "waiting") is null)
            {
                yield return new Wanted(pod, name, IsPrevious: false);
            }
        }
    }

    private sealed record Wanted(KubeObject Pod, string Container, bool IsPrevious);
}
