using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>Versions behave on the cluster as the proofs about releases need it.</summary>
public sealed class PodKeeperTests(KubernetesCluster cluster)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bad_version_crashes_at_once_or_once_it_was_ready_and_a_sound_one_takes_its_place()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        await using var keeper = await PodKeeper.StartAsync(space, cluster.Api, Cancelled);
        await using var record = new RolloutRecorder(space, cluster.Api);
        var path = space.PathOf("apis/apps/v1", "deployments", Shop.Name);
        foreach (var document in Shop.All(PodKeeper.Shaky, 2, PodKeeper.Scheduler).Split("\n---\n"))
        {
            await space.CreateAsync(document, Cancelled);
        }

        await cluster.Api.WaitUntilAsync(path, Shop.IsReady, Cancelled);
        await cluster.Api.WaitUntilAsync(path, deployment => deployment["status"]!["readyReplicas"] is null, Cancelled);
        var pods = await cluster.Api.GetAsync(space.PathOf("api/v1", "pods"), Cancelled);
        Assert.All(pods["items"]!.AsArray(), pod => Assert.Equal(
            (PodKeeper.Reason, 3), ((string?)pod!["status"]!["containerStatuses"]![0]!["state"]!["waiting"]!["reason"], (int)pod["status"]!["containerStatuses"]![0]!["restartCount"]!)));

        await SetVersionAsync(path, "1.0.0");
        await cluster.Api.WaitUntilAsync(path, Shop.IsReady, Cancelled);
        await SetVersionAsync(path, PodKeeper.Crashing);
        await cluster.Api.WaitUntilAsync(path, deployment => (int?)deployment["status"]!["unavailableReplicas"] > 0, Cancelled);
        await record.WaitForAsync(each => each.Version == PodKeeper.Crashing, Cancelled);
        Assert.Equal([PodKeeper.Shaky, "1.0.0", PodKeeper.Crashing], record.Seen.Select(each => each.Version));
        Assert.Empty(record.Violations);
    }

    private async Task SetVersionAsync(string path, string version)
    {
        var deployment = await cluster.Api.GetAsync(path, Cancelled);
        var containers = deployment["spec"]!["template"]!["spec"]!["containers"]!.DeepClone();
        containers[0]!["image"] = Shop.Image(version);
        var template = new JsonObject { ["spec"] = new JsonObject { ["containers"] = containers } };
        await cluster.Api.MergeAsync(path, new JsonObject { ["spec"] = new JsonObject { ["template"] = template } }, Cancelled);
    }
}
