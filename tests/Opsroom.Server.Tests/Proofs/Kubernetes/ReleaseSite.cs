using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>A service that runs its first version with four pods, and a server that releases others.</summary>
internal sealed class ReleaseSite : IAsyncDisposable
{
    public const string First = "1.0.0";
    public const string Second = "2.0.0";
    public const int Replicas = 4;

    /// <summary>How long each step is watched, where the tool lets that be said.</summary>
    private const string Observe = "5s";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly PodKeeper pods;
    private readonly JsonObject selector;

    private ReleaseSite(ClusterSite site, PodKeeper pods, RolloutRecorder record, JsonObject selector) => (Site, this.pods, Record, this.selector) = (site, pods, record, selector);

    public ClusterSite Site { get; }

    public RolloutRecorder Record { get; }

    public static async Task<ReleaseSite> OpenAsync(KubernetesCluster cluster, CancellationToken cancellationToken)
    {
        var site = await ClusterSite.OpenAsync(cluster, cancellationToken);
        var keeper = await PodKeeper.StartAsync(site.Space, site.Api, cancellationToken);
        await site.PutAsync(Shop.All(First, Replicas, PodKeeper.Scheduler), cancellationToken);
        var service = (await site.FindAsync("api/v1", "services", Shop.Name, cancellationToken))!;
        var opened = new ReleaseSite(site, keeper, new RolloutRecorder(site.Space, site.Api), service["spec"]!["selector"]!.AsObject());
        await opened.Record.WaitForAsync(each => each.Version == First, cancellationToken);
        return opened;
    }

    /// <summary>Plans a release; the arguments that carry it out.</summary>
    public async Task<JsonObject> PlanAsync(string strategy, string version, string thread, CancellationToken cancellationToken)
    {
        var arguments = new JsonObject
        {
            ["service"] = Shop.Name,
            ["environment"] = "production",
            ["image"] = Shop.Image(version),
            ["strategy"] = strategy,
            ["namespace"] = Site.Space.Name,
        };
        var planned = await Site.Client.CallAsync("plan_deployment", await ShortAsync("plan_deployment", arguments, cancellationToken), thread, cancellationToken);
        Assert.True(planned.Status == "success", planned.ToString());
        Assert.Equal(thread, (string?)planned.Body["thread_id"]);
        var result = planned.Body["result"]!;
        Assert.NotEmpty(result["steps"]!.AsArray());
        Assert.NotNull(result["risks"]);
        Assert.NotNull(result["rollback"]);
        return await ShortAsync("execute_deployment", new JsonObject { ["plan_id"] = result["plan_id"]!.DeepClone() }, cancellationToken);
    }

    /// <summary>Plans a release, has it approved once, and answers with its result and journal.</summary>
    public async Task<(JsonObject Result, string Journal)> ReleaseAsync(string strategy, string version, CancellationToken cancellationToken)
    {
        var execute = await PlanAsync(strategy, version, strategy, cancellationToken);
        var changes = Record.Seen.Count;
        var item = await Site.AskAsync("execute_deployment", execute, strategy, cancellationToken);
        Assert.Contains(Shop.Image(version), item.Preview, StringComparison.Ordinal);
        Assert.Contains(Site.Space.Name, item.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(changes, Record.Seen.Count);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var outcome = await Site.DecideAsync(strategy, item, patience.Token);
        var journal = await Site.Client.JournalAsync(strategy, cancellationToken);
        return (ResultOf(outcome), string.Join('\n', journal.Select(@event => @event.ToJsonString())));
    }

    /// <summary>The result of an execution, whether it went well or back.</summary>
    public static JsonObject ResultOf(JsonObject outcome)
    {
        var result = outcome["result"] as JsonObject;
        Assert.True(result?["verified"] is not null && result["rolled_back"] is not null, $"No execution ended with this: {outcome.ToJsonString()}");
        var steps = result["steps"]!.AsArray();
        Assert.NotEmpty(steps);
        Assert.All(steps, step => Assert.Contains(step!.AsObject(), field => field.Key.StartsWith("outcome", StringComparison.Ordinal)));
        return result;
    }

    /// <summary>One version runs with as many pods as before, and nothing that the release put in place is left.</summary>
    public async Task AssertOnlyAsync(string version, CancellationToken cancellationToken)
    {
        foreach (var left in await NamesAsync("apis/apps/v1", "deployments", cancellationToken))
        {
            if (left != Shop.Name)
            {
                // whoever deletes something need not wait for the garbage collector
                var beside = await Site.FindAsync("apis/apps/v1", "deployments", left, cancellationToken);
                Assert.True(beside?["metadata"]!["deletionTimestamp"] is not null || beside is null, $"{left} is left: {string.Join("; ", Record.Seen)}");
            }
        }

        var deployment = await Site.WaitUntilReadyAsync(cancellationToken);
        Assert.Equal((Shop.Image(version), Replicas), (Shop.ImageOf(deployment), Shop.ReplicasOf(deployment)));
        Assert.Null(deployment["spec"]!["paused"]);
        Assert.Equal([Shop.Name], await NamesAsync("api/v1", "services", cancellationToken));
        var service = (await Site.FindAsync("api/v1", "services", Shop.Name, cancellationToken))!;
        var now = service["spec"]!["selector"]!.AsObject();
        if (version == First)
        {
            Assert.True(JsonNode.DeepEquals(selector, now), now.ToJsonString());
        }

        var own = await OwnReplicaSetsAsync(deployment, cancellationToken);
        await WaitForPodsAsync(
            now, selected => selected.Count == Replicas && selected.All(pod => own.Contains((string)pod["metadata"]!["ownerReferences"]![0]!["uid"]!)
                && (string)pod["spec"]!["containers"]![0]!["image"]! == Shop.Image(version)), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Record.DisposeAsync();
        await pods.DisposeAsync();
        await Site.DisposeAsync();
    }

    private async Task<JsonObject> ShortAsync(string tool, JsonObject arguments, CancellationToken cancellationToken)
    {
        if ((await Site.ToolAsync(tool, cancellationToken))["arguments_schema"]!["properties"]!["observe"] is not null)
        {
            arguments["observe"] = Observe;
        }

        return arguments;
    }

    private async Task<string[]> NamesAsync(string version, string resource, CancellationToken cancellationToken)
    {
        var all = await Site.Api.GetAsync(Site.Space.PathOf(version, resource), cancellationToken);
        return [.. all["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!)];
    }

    private async Task<HashSet<string>> OwnReplicaSetsAsync(JsonObject deployment, CancellationToken cancellationToken)
    {
        var all = await Site.Api.GetAsync(Site.Space.PathOf("apis/apps/v1", "replicasets"), cancellationToken);
        return
        [
            .. all["items"]!.AsArray().Where(set => (string?)set!["metadata"]!["ownerReferences"]?[0]?["uid"] == (string)deployment["metadata"]!["uid"]!)
                .Select(set => (string)set!["metadata"]!["uid"]!),
        ];
    }

    /// <summary>Follows the pods that a service selects and that are not on their way out.</summary>
    private async Task WaitForPodsAsync(JsonObject selected, Predicate<IReadOnlyCollection<JsonObject>> wanted, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var labels = string.Join(',', selected.Select(label => $"{label.Key}={(string?)label.Value}"));
        var present = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        try
        {
            await foreach (var change in Site.Api.WatchAsync($"{Site.Space.PathOf("api/v1", "pods")}?labelSelector={Uri.EscapeDataString(labels)}", null, patience.Token))
            {
                var pod = change["object"]!.AsObject();
                var uid = (string)pod["metadata"]!["uid"]!;
                present[uid] = pod;
                if ((string)change["type"]! == "DELETED" || pod["metadata"]!["deletionTimestamp"] is not null)
                {
                    present.Remove(uid);
                }

                if (wanted(present.Values))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"The service selects others than the {Replicas} pods of its deployment: {string.Join(", ", present.Values.Select(pod => (string?)pod["metadata"]!["name"]))}");
        }
    }
}
