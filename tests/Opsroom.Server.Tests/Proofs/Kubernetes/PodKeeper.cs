using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>
/// The scheduler of a namespace's pods: those of a sound version go to the cluster's nodes, where they become ready, and those of a bad one to a node that is nothing but
/// an object of the API, where this is the kubelet and has them crash.
/// </summary>
internal sealed class PodKeeper : IAsyncDisposable
{
    /// <summary>What a pod's <c>schedulerName</c> has to be.</summary>
    public const string Scheduler = "proof";

    /// <summary>A version whose containers crash from the first moment on.</summary>
    public const string Crashing = "2.0.0-crashing";

    /// <summary>A version that becomes ready as a whole, and crashes then.</summary>
    public const string Shaky = "2.0.0-shaky";

    /// <summary>What a container of a bad version says as its reason to wait.</summary>
    public const string Reason = "CrashLoopBackOff";

    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> tasks = [];
    private readonly KubernetesNamespace space;
    private readonly KubernetesApi api;
    private readonly string node;
    private int bound;

    private PodKeeper(KubernetesNamespace space, KubernetesApi api) => (this.space, this.api, node) = (space, api, $"sickbay-{space.Name}");

    public static async Task<PodKeeper> StartAsync(KubernetesNamespace space, KubernetesApi api, CancellationToken cancellationToken)
    {
        var keeper = new PodKeeper(space, api);
        var condition = new JsonObject { ["type"] = "Ready", ["status"] = "True", ["reason"] = "KubeletReady", ["lastHeartbeatTime"] = Now, ["lastTransitionTime"] = Now };
        var sickbay = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = keeper.node },
            ["spec"] = new JsonObject { ["unschedulable"] = true }, // nobody else's pods come here
            ["status"] = new JsonObject { ["conditions"] = new JsonArray(condition) },
        };
        await api.PostAsync("/api/v1/nodes", sickbay, cancellationToken);
        keeper.tasks.Add(keeper.KeepAsync());
        return keeper;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.All(tasks, task => Assert.False(task.IsFaulted, task.Exception?.ToString()));
        stopping.Dispose();
        await api.DeleteAsync($"/api/v1/nodes/{node}", CancellationToken.None);
    }

    private static string Now => TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private async Task KeepAsync()
    {
        while (true)
        {
            await foreach (var change in api.WatchAsync(space.PathOf("api/v1", "pods"), null, stopping.Token))
            {
                var pod = change["object"]!.AsObject();
                if ((string)change["type"]! is "ADDED" or "MODIFIED" && (string?)pod["spec"]!["schedulerName"] == Scheduler)
                {
                    await UnlessGoneAsync(() => TendAsync(pod));
                }
            }
        }
    }

    private async Task TendAsync(JsonObject pod)
    {
        var (path, where) = (PathOf(pod), (string?)pod["spec"]!["nodeName"]);
        var version = ((string)pod["spec"]!["containers"]![0]!["image"]!).Split(':')[^1];
        var isBad = version is Crashing or Shaky;
        if (where is null)
        {
            var chosen = isBad ? node : string.Create(CultureInfo.InvariantCulture, $"node-{(bound++ % 2) + 1}");
            var binding = new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = pod["metadata"]!["name"]!.DeepClone() },
                ["target"] = new JsonObject { ["kind"] = "Node", ["name"] = chosen },
            };
            await api.PostAsync($"{path}/binding", binding, stopping.Token);
        }
        else if (where == node && pod["metadata"]!["deletionTimestamp"] is not null)
        {
            // a kubelet confirms that the containers have ended
            await api.DeleteAsync($"{path}?gracePeriodSeconds=0", stopping.Token);
        }
        else if (where == node && pod["status"]?["containerStatuses"] is null)
        {
            await SetStatusAsync(pod, isReady: version == Shaky);
            if (version == Shaky)
            {
                tasks.Add(UnlessGoneAsync(() => CollapseAsync(pod)));
            }
        }
    }

    /// <summary>Waits until the pod's deployment is as ready as it can be, and has the pod crash then.</summary>
    private async Task CollapseAsync(JsonObject pod)
    {
        var replicaSet = (string)pod["metadata"]!["ownerReferences"]![0]!["name"]!;
        await api.WaitUntilAsync(space.PathOf("apis/apps/v1", "deployments", replicaSet[..replicaSet.LastIndexOf('-')]), Shop.IsReady, stopping.Token);
        await SetStatusAsync(pod, isReady: false);
    }

    private Task<JsonObject> SetStatusAsync(JsonObject pod, bool isReady)
    {
        var container = new JsonObject
        {
            ["name"] = pod["spec"]!["containers"]![0]!["name"]!.DeepClone(),
            ["image"] = pod["spec"]!["containers"]![0]!["image"]!.DeepClone(),
            ["imageID"] = "",
            ["ready"] = isReady,
            ["started"] = isReady,
            ["restartCount"] = isReady ? 0 : 3,
            ["state"] = isReady
                ? new JsonObject { ["running"] = new JsonObject { ["startedAt"] = Now } }
                : new JsonObject { ["waiting"] = new JsonObject { ["reason"] = Reason, ["message"] = "back-off 40s restarting failed container" } },
        };
        if (!isReady)
        {
            container["lastState"] = new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = 3, ["reason"] = "Error", ["startedAt"] = Now, ["finishedAt"] = Now } };
        }

        var conditions = new JsonArray([.. ((string[])["Initialized", "Ready", "ContainersReady", "PodScheduled"]).Select(type => new JsonObject
        {
            ["type"] = type,
            ["status"] = isReady || type is "Initialized" or "PodScheduled" ? "True" : "False",
            ["lastTransitionTime"] = Now,
        })]);
        var status = new JsonObject { ["phase"] = "Running", ["startTime"] = Now, ["conditions"] = conditions, ["containerStatuses"] = new JsonArray(container) };
        return api.MergeAsync($"{PathOf(pod)}/status", new JsonObject { ["status"] = status }, stopping.Token);
    }

    private string PathOf(JsonObject pod) => space.PathOf("api/v1", "pods", (string)pod["metadata"]!["name"]!);

    private static async Task UnlessGoneAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (KubernetesRefusedException refused) when (refused.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // the pod is gone, or was tended to already
        }
    }
}
