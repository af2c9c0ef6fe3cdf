using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>The life of a deployment on a real API server: each change is asked for, shown as it is, made as approved, and taken back.</summary>
public sealed class DeploymentLifeProof(KubernetesCluster cluster)
{
    private const string Thread = "life";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_applied_is_asked_then_created_and_becomes_ready()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        var item = await site.AskAsync("kubernetes_apply", Manifest(site, Shop.All("1.0.0", 2)), Thread, Cancelled);
        foreach (var made in ObjectYaml.Read(Shop.All("1.0.0", 2)))
        {
            ShownDiff.AssertTrue(item, null, made);
            Assert.Contains((string)made["kind"]!, item.Preview, StringComparison.Ordinal);
        }

        Assert.Null(await site.FindAsync("apis/apps/v1", "deployments", Shop.Name, Cancelled));
        Assert.Null(await site.FindAsync("api/v1", "services", Shop.Name, Cancelled));
        Assert.Null(await site.FindAsync("api/v1", "configmaps", $"{Shop.Name}-settings", Cancelled));

        var result = await site.ApproveAsync(Thread, item, Cancelled);
        Assert.Equal(3, result["applied"]!.AsArray().Count);
        var deployment = await site.WaitUntilReadyAsync(Cancelled);
        Assert.Equal((Shop.Image("1.0.0"), 2), (Shop.ImageOf(deployment), Shop.ReplicasOf(deployment)));
        Assert.Contains(deployment["metadata"]!["managedFields"]!.AsArray(), manager => ((string?)manager!["manager"], (string?)manager["operation"]) == ("opsroom", "Apply"));
        Assert.NotNull(await site.FindAsync("api/v1", "services", Shop.Name, Cancelled));
        Assert.Equal(Shop.Greeting, (string?)(await site.FindAsync("api/v1", "configmaps", $"{Shop.Name}-settings", Cancelled))!["data"]!["GREETING"]);
    }

    [Fact]
    public async Task What_is_applied_again_shows_only_what_differs_and_is_set_back()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        await site.ChangeAsync("kubernetes_apply", Manifest(site, Shop.All("1.0.0", 2)), Thread, Cancelled);
        var before = await site.WaitUntilReadyAsync(Cancelled);

        var item = await site.AskAsync("kubernetes_apply", Manifest(site, Shop.All("2.0.0", 3)), Thread, Cancelled);
        Assert.Equal(Shop.Image("1.0.0"), Shop.ImageOf(await site.DeploymentAsync(Cancelled)));
        Assert.DoesNotContain(Shop.Greeting, ShownDiff.Diff(item), StringComparison.Ordinal);
        await site.ApproveAsync(Thread, item, Cancelled);
        var after = await site.WaitUntilReadyAsync(Cancelled);
        Assert.Equal((Shop.Image("2.0.0"), 3), (Shop.ImageOf(after), Shop.ReplicasOf(after)));
        ShownDiff.AssertTrue(item, before, after);

        var back = await site.UndoAsync(Thread, Cancelled);
        var undone = await site.WaitUntilReadyAsync(Cancelled);
        Assert.Equal((Shop.Image("1.0.0"), 2), (Shop.ImageOf(undone), Shop.ReplicasOf(undone)));
        ShownDiff.AssertTrue(back, after, undone);
    }

    [Fact]
    public async Task What_is_scaled_is_asked_and_is_set_back()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        await site.PutAsync(Shop.All("1.0.0", 2), Cancelled);
        var before = await site.DeploymentAsync(Cancelled);

        var item = await site.AskAsync("kubernetes_scale_deployment", Named(site, ("replicas", 4)), Thread, Cancelled);
        Assert.Equal(2, Shop.ReplicasOf(await site.DeploymentAsync(Cancelled)));
        var result = await site.ApproveAsync(Thread, item, Cancelled);
        Assert.Equal((2, 4), ((int)result["before"]!, (int)result["after"]!));
        var after = await site.WaitUntilReadyAsync(Cancelled);
        Assert.Equal(4, Shop.ReplicasOf(after));
        ShownDiff.AssertTrue(item, before, after);

        var back = await site.UndoAsync(Thread, Cancelled);
        var undone = await site.WaitUntilReadyAsync(Cancelled);
        Assert.Equal(2, Shop.ReplicasOf(undone));
        ShownDiff.AssertTrue(back, after, undone);
    }

    [Fact]
    public async Task What_is_restarted_gets_new_pods()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        await site.PutAsync(Shop.All("1.0.0", 2), Cancelled);
        var (before, old) = (await site.DeploymentAsync(Cancelled), await site.PodsAsync(Cancelled));

        var item = await site.AskAsync("kubernetes_restart_deployment", Named(site), Thread, Cancelled);
        Assert.Equal((long)before["metadata"]!["generation"]!, (long)(await site.DeploymentAsync(Cancelled))["metadata"]!["generation"]!);
        var result = await site.ApproveAsync(Thread, item, Cancelled);
        Assert.NotNull(result["revision"]);
        var after = await site.WaitUntilReadyAsync(Cancelled);
        ShownDiff.AssertTrue(item, before, after);
        Assert.Equal((long)before["metadata"]!["generation"]! + 1, (long)after["metadata"]!["generation"]!);
        Assert.Empty(old.Select(pod => (string)pod["metadata"]!["uid"]!).Intersect((await site.PodsAsync(Cancelled)).Select(pod => (string)pod["metadata"]!["uid"]!), StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_rolled_back_has_the_version_before_and_can_be_set_forward_again()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        foreach (var version in (string[])["1.0.0", "2.0.0"])
        {
            await site.ChangeAsync("kubernetes_apply", Manifest(site, Shop.All(version, 2)), Thread, Cancelled);
            await site.WaitUntilReadyAsync(Cancelled);
        }

        var before = await site.DeploymentAsync(Cancelled);
        var item = await site.AskAsync("kubernetes_rollback_deployment", Named(site), Thread, Cancelled);
        Assert.Equal(Shop.Image("2.0.0"), Shop.ImageOf(await site.DeploymentAsync(Cancelled)));
        var result = await site.ApproveAsync(Thread, item, Cancelled);
        Assert.NotEqual(result["from"]!.ToJsonString(), result["to"]!.ToJsonString());
        var after = await site.WaitUntilReadyAsync(Cancelled);
        Assert.Equal((Shop.Image("1.0.0"), 2), (Shop.ImageOf(after), Shop.ReplicasOf(after)));
        ShownDiff.AssertTrue(item, before, after);

        var back = await site.UndoAsync(Thread, Cancelled);
        var undone = await site.WaitUntilReadyAsync(Cancelled);
        Assert.Equal(Shop.Image("2.0.0"), Shop.ImageOf(undone));
        ShownDiff.AssertTrue(back, after, undone);
    }

    [Fact]
    public async Task What_somebody_else_deployed_is_rolled_back_too()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        await site.PutAsync(Shop.All("1.0.0", 2), Cancelled);
        var containers = (await site.DeploymentAsync(Cancelled))["spec"]!["template"]!["spec"]!["containers"]!.DeepClone();
        containers[0]!["image"] = Shop.Image("2.0.0");
        var template = new JsonObject { ["spec"] = new JsonObject { ["containers"] = containers } };
        await site.Api.MergeAsync(site.DeploymentPath, new JsonObject { ["spec"] = new JsonObject { ["template"] = template } }, Cancelled);
        var before = await site.WaitUntilReadyAsync(Cancelled);

        var item = await site.AskAsync("kubernetes_rollback_deployment", Named(site), Thread, Cancelled);
        await site.ApproveAsync(Thread, item, Cancelled);
        var after = await site.WaitUntilReadyAsync(Cancelled);
        Assert.Equal((Shop.Image("1.0.0"), 2), (Shop.ImageOf(after), Shop.ReplicasOf(after)));
        ShownDiff.AssertTrue(item, before, after);

        await site.UndoAsync(Thread, Cancelled);
        Assert.Equal(Shop.Image("2.0.0"), Shop.ImageOf(await site.WaitUntilReadyAsync(Cancelled)));
    }

    [Fact]
    public async Task What_is_deleted_is_asked_as_what_destroys_and_is_gone()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        await site.PutAsync(Shop.All("1.0.0", 2), Cancelled);
        var arguments = Named(site, ("kind", "Deployment"));
        var item = await site.AskAsync("kubernetes_delete", arguments, Thread, Cancelled, risk: "destroy");
        Assert.Contains("Deployment", item.Preview, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Shop.Name, item.Preview, StringComparison.Ordinal);
        Assert.Contains("2", (string?)item.Json["preview"]!["blast_radius"] ?? item.Preview, StringComparison.Ordinal);
        Assert.True(Shop.IsReady(await site.DeploymentAsync(Cancelled)));

        await site.ApproveAsync(Thread, item, Cancelled);
        await site.Api.WaitUntilGoneAsync(site.DeploymentPath, Cancelled);
        Assert.NotNull(await site.FindAsync("api/v1", "services", Shop.Name, Cancelled));
    }

    [Fact]
    public async Task What_is_rejected_is_not_done()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        var item = await site.AskAsync("kubernetes_apply", Manifest(site, Shop.All("1.0.0", 2)), Thread, Cancelled);
        await site.Client.DecideAsync(Thread, false, item, Cancelled);
        Assert.Null(await site.FindAsync("apis/apps/v1", "deployments", Shop.Name, Cancelled));
    }

    private static JsonObject Manifest(ClusterSite site, string yaml) => new() { ["manifest_content"] = yaml, ["namespace"] = site.Space.Name };

    private static JsonObject Named(ClusterSite site, params (string Name, JsonNode Value)[] more)
    {
        var arguments = new JsonObject { ["namespace"] = site.Space.Name, ["name"] = Shop.Name };
        foreach (var (name, value) in more)
        {
            arguments[name] = value;
        }

        return arguments;
    }
}
