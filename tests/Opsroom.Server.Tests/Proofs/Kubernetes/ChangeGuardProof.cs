using System.Text;
using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>What was shown is what is done: drift, fields of others and secrets on a real API server.</summary>
public sealed class ChangeGuardProof(KubernetesCluster cluster)
{
    private const string Thread = "guard";
    private const string Password = "Xq7vT2mR9-kLp4wZs8Bn";
    private const string Token = "hN3_fYw6QdKe2sVb0uJt";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deployment_that_was_scaled_since_it_was_shown_is_asked_about_again()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        await site.PutAsync(Shop.All("1.0.0", 2), Cancelled);
        var arguments = new JsonObject { ["namespace"] = site.Space.Name, ["name"] = Shop.Name, ["replicas"] = 5 };
        var shown = await site.AskAsync("kubernetes_scale_deployment", arguments, Thread, Cancelled);
        await site.Api.MergeAsync(site.DeploymentPath, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = 3 } }, Cancelled);
        await site.DecideAsync(Thread, shown, Cancelled);
        Assert.Equal(3, Shop.ReplicasOf(await site.DeploymentAsync(Cancelled)));

        var again = Assert.Single(await site.Client.PendingAsync(Thread, Cancelled));
        Assert.NotEqual((shown.ApprovalId, shown.Digest), (again.ApprovalId, again.Digest));
        var before = await site.WaitUntilReadyAsync(Cancelled);
        await site.ApproveAsync(Thread, again, Cancelled);
        ShownDiff.AssertTrue(again, before, await site.WaitUntilReadyAsync(Cancelled));
        Assert.Equal(5, Shop.ReplicasOf(await site.DeploymentAsync(Cancelled)));
    }

    [Fact]
    public async Task What_changed_since_an_apply_was_shown_is_asked_about_again()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        await ApplyAsync(site, Shop.All("1.0.0", 2));
        var shown = await site.AskAsync("kubernetes_apply", Manifest(site, Shop.All("2.0.0", 3)), Thread, Cancelled);

        // to the same value, which is no conflict
        await SetAsync(site, "somebody", deployment => deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = Shop.Image("2.0.0"));
        await site.DecideAsync(Thread, shown, Cancelled);
        Assert.Equal(2, Shop.ReplicasOf(await site.DeploymentAsync(Cancelled)));
        var again = Assert.Single(await site.Client.PendingAsync(Thread, Cancelled));
        Assert.NotEqual((shown.ApprovalId, shown.Digest), (again.ApprovalId, again.Digest));
        Assert.DoesNotContain(Shop.Image("1.0.0"), ShownDiff.Diff(again), StringComparison.Ordinal);
        await site.ApproveAsync(Thread, again, Cancelled);
        Assert.Equal(3, Shop.ReplicasOf(await site.DeploymentAsync(Cancelled)));
    }

    [Fact]
    public async Task Another_deployment_of_the_same_name_is_not_deleted()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        await site.PutAsync(Shop.All("1.0.0", 1), Cancelled);
        var arguments = new JsonObject { ["kind"] = "Deployment", ["namespace"] = site.Space.Name, ["name"] = Shop.Name };
        var shown = await site.AskAsync("kubernetes_delete", arguments, Thread, Cancelled, risk: "destroy");
        await site.Api.DeleteAsync(site.DeploymentPath, Cancelled);
        await site.Api.WaitUntilGoneAsync(site.DeploymentPath, Cancelled);
        await site.Space.CreateAsync(Shop.Deployment("1.0.0", 1), Cancelled);
        await site.DecideAsync(Thread, shown, Cancelled);
        var there = await site.DeploymentAsync(Cancelled);
        Assert.Null(there["metadata"]!["deletionTimestamp"]);
        Assert.NotEqual(shown.Digest, Assert.Single(await site.Client.PendingAsync(Thread, Cancelled)).Digest);
    }

    [Fact]
    public async Task A_field_that_another_manager_owns_is_a_conflict_that_names_it()
    {
        const string Manager = "capacity-planner";
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        await ApplyAsync(site, Shop.All("1.0.0", 2));
        await SetAsync(site, Manager, deployment => deployment["spec"]!["replicas"] = 4);

        var asked = await site.Client.CallAsync("kubernetes_apply", Manifest(site, Shop.All("1.0.0", 3)), Thread, Cancelled);
        Assert.Contains(Manager, asked.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("conflict", asked.Body.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        if (asked.Items is [var item])
        {
            var outcome = await site.DecideAsync(Thread, item, Cancelled);
            Assert.Contains("conflict", outcome.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        }
        else
        {
            Assert.Equal(("error", "conflict"), (asked.Status, asked.Fault));
        }

        Assert.Equal(4, Shop.ReplicasOf(await site.DeploymentAsync(Cancelled)));
    }

    [Fact]
    public async Task A_secret_that_is_approved_after_the_server_was_killed_has_its_real_value_and_stands_nowhere_in_clear()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        var manifest = $$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: {{Shop.Name}}-login }
            type: Opaque
            stringData:
              password: {{Password}}
              user: shop-reader
            data:
              token: {{ClusterSite.Base64(Token)}}
            """;
        var asked = await site.AskAsync("kubernetes_apply", Manifest(site, manifest), Thread, Cancelled);
        var told = new StringBuilder(asked.Json.ToJsonString());
        Assert.Contains($"{Shop.Name}-login", asked.Preview, StringComparison.Ordinal);
        Assert.Null(await site.FindAsync("api/v1", "secrets", $"{Shop.Name}-login", Cancelled));
        told.Append(site.Output);
        await site.KillAsync(Cancelled);
        await AssertNowhereAsync(site, told);

        await site.StartAsync(wish: null, Cancelled);
        var item = Assert.Single(await site.Client.PendingAsync(Thread, Cancelled));
        Assert.Equal(asked.Digest, item.Digest);
        told.Append(item.Json.ToJsonString()).Append((await site.ApproveAsync(Thread, item, Cancelled)).ToJsonString());
        var data = (await site.FindAsync("api/v1", "secrets", $"{Shop.Name}-login", Cancelled))!["data"]!;
        Assert.Equal((ClusterSite.Base64(Password), ClusterSite.Base64(Token)), ((string?)data["password"], (string?)data["token"]));
        told.Append(await site.Client.StatusAsync(Thread, Cancelled)).AppendJoin('\n', (await site.Client.JournalAsync(Thread, Cancelled)).Select(@event => @event.ToJsonString()));
        told.Append(site.Output);
        await site.KillAsync(Cancelled);
        await AssertNowhereAsync(site, told);
    }

    private static JsonObject Manifest(ClusterSite site, string yaml) => new() { ["manifest_content"] = yaml, ["namespace"] = site.Space.Name };

    private static async Task ApplyAsync(ClusterSite site, string yaml)
    {
        await site.ChangeAsync("kubernetes_apply", Manifest(site, yaml), "before", Cancelled);
        await site.WaitUntilReadyAsync(Cancelled);
    }

    /// <summary>Changes the deployment as somebody of that name.</summary>
    private static async Task SetAsync(ClusterSite site, string manager, Action<JsonObject> change)
    {
        await site.WaitUntilReadyAsync(Cancelled);
        var deployment = await site.DeploymentAsync(Cancelled);
        change(deployment);
        var patch = new JsonObject { ["spec"] = deployment["spec"]!.DeepClone() };
        await site.Api.MergeAsync($"{site.DeploymentPath}?fieldManager={manager}", patch, Cancelled);
    }

    private static async Task AssertNowhereAsync(ClusterSite site, StringBuilder told)
    {
        Assert.Empty(await site.FindAsync([Password, Token], Cancelled));
        foreach (var text in (string[])[Password, Token, ClusterSite.Base64(Password), ClusterSite.Base64(Token)])
        {
            Assert.DoesNotContain(text, told.ToString(), StringComparison.Ordinal);
        }
    }
}
