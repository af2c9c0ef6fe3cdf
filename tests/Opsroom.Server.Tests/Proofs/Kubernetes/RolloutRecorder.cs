using Opsroom.TestKit.Kubernetes;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>A deployment as it was after somebody changed what it is to be.</summary>
internal sealed record SeenDeployment(string Name, string Uid, long Generation, string Version, int Replicas, bool IsGone)
{
    /// <summary>Whether it is not the service's own, but one that a release put beside it.</summary>
    public bool IsBeside => Name != Shop.Name;

    public override string ToString() => $"{Name}@{Generation} {Version} x{Replicas}{(IsGone ? " gone" : "")}";
}

/// <summary>Watches the deployments of a namespace through the API server, and keeps every change of what they are to be.</summary>
internal sealed class RolloutRecorder : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly List<SeenDeployment> seen = [];
    private readonly List<string> violations = [];
    private readonly Dictionary<string, SeenDeployment> present = new(StringComparer.Ordinal);
    private readonly List<(Predicate<SeenDeployment> Wanted, TaskCompletionSource Reached)> waiting = [];
    private readonly Task watching;

    public RolloutRecorder(KubernetesNamespace space, KubernetesApi api) => watching = WatchAsync(api, space.PathOf("apis/apps/v1", "deployments"));

    /// <summary>Every change so far, in order.</summary>
    public IReadOnlyList<SeenDeployment> Seen
    {
        get
        {
            lock (gate)
            {
                return [.. seen];
            }
        }
    }

    /// <summary>Moments at which two rollouts were under way.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (gate)
            {
                return [.. violations];
            }
        }
    }

    /// <summary>Told of every change, before anything else sees it.</summary>
    public Action? Changed { get; set; }

    /// <summary>How often each deployment was changed since its first appearance, the service's own first.</summary>
    public IReadOnlyList<string> Effects =>
    [
        .. Seen.GroupBy(each => each.Uid, StringComparer.Ordinal)
            .Select(changes => $"{(changes.First().IsBeside ? "beside" : "own")}: {string.Join(", ", changes.Select(each => $"{each.Version} x{each.Replicas}{(each.IsGone ? " gone" : "")}"))}")
            .OrderDescending(StringComparer.Ordinal),
    ];

    /// <summary>Completes when a change of that kind is seen, or was.</summary>
    public Task WaitForAsync(Predicate<SeenDeployment> wanted, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (seen.Exists(wanted))
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((wanted, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.False(watching.IsFaulted, watching.Exception?.ToString());
        stopping.Dispose();
    }

    private async Task WatchAsync(KubernetesApi api, string path)
    {
        await foreach (var change in api.WatchAsync(path, null, stopping.Token))
        {
            var state = change["object"]!.AsObject();
            var now = new SeenDeployment(
                (string)state["metadata"]!["name"]!, (string)state["metadata"]!["uid"]!, (long)state["metadata"]!["generation"]!,
                Shop.ImageOf(state).Split(':')[^1], Shop.ReplicasOf(state), (string)change["type"]! == "DELETED");
            Note(now);
        }

        Assert.True(stopping.IsCancellationRequested, "The watch ended before the test.");
    }

    private void Note(SeenDeployment now)
    {
        lock (gate)
        {
            if (!now.IsGone && present.GetValueOrDefault(now.Uid)?.Generation == now.Generation)
            {
                return;
            }

            seen.Add(now);
            present[now.Uid] = now;
            if (now.IsGone)
            {
                present.Remove(now.Uid);
            }

            var versions = present.Values.Select(each => each.Version).Distinct(StringComparer.Ordinal).Count();
            if (present.Values.Count(each => each.IsBeside) > 1 || versions > 2)
            {
                violations.Add(string.Join("; ", present.Values));
            }
        }

        Changed?.Invoke();
        lock (gate)
        {
            foreach (var (_, reached) in waiting.Where(each => each.Wanted(now)))
            {
                reached.TrySetResult();
            }
        }
    }
}
