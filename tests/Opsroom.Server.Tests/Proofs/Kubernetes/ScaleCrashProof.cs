using System.Globalization;
using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary><c>kill -9</c> after events of a run that scales, and a restart each time: it is scaled once. Under <c>eng/prove</c> after each event.</summary>
public sealed class ScaleCrashProof(KubernetesCluster cluster)
{
    private const string Tool = "kubernetes_scale_deployment";
    private const int DeathsAmongTests = 3;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deployment_is_scaled_once_whenever_the_server_is_killed()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        await site.PutAsync(Shop.All("1.0.0", 1), Cancelled);
        var calm = await ScaleAsync(site, "calm", null);
        var length = calm.Journal.Count;
        var deaths = ProofRun.IsLong ? length : Math.Min(length, DeathsAmongTests);
        for (var number = 1; number <= deaths; number++)
        {
            var after = deaths == length ? number : ((2 * number) - 1) * length / (2 * deaths);
            var run = await ScaleAsync(site, string.Create(CultureInfo.InvariantCulture, $"after-{after}"), after);
            Assert.True(run.Died);
            ProofRun.Tell($"killed after event {after} of {length}, {(string?)run.Journal[after - 1]["kind"]}: scaled once");
        }
    }

    private static async Task<KilledCall> ScaleAsync(ClusterSite site, string thread, int? afterEvent)
    {
        var before = await site.DeploymentAsync(Cancelled);
        var replicas = Shop.ReplicasOf(before) == 1 ? 2 : 1;
        var call = new KilledCall(site, thread);
        var arguments = new JsonObject { ["namespace"] = site.Space.Name, ["name"] = Shop.Name, ["replicas"] = replicas };
        await call.RunAsync(Tool, arguments, afterEvent, mayDie: false, Cancelled);
        call.AssertOnce();
        Assert.Equal(("complete", replicas), ((string?)call.Outcome["status"], (int?)call.Outcome["result"]!["after"]));
        var after = await site.WaitUntilReadyAsync(Cancelled);
        Assert.Equal((replicas, (long)before["metadata"]!["generation"]! + 1), (Shop.ReplicasOf(after), (long)after["metadata"]!["generation"]!));
        return call;
    }
}
