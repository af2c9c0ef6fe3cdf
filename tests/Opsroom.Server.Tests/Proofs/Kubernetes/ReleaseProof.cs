using Opsroom.TestKit.Kubernetes;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>Canary and blue-green releases of a service on a real API server: approved once, and then step by step to the end.</summary>
public sealed class ReleaseProof(KubernetesCluster cluster)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("canary")]
    [InlineData("blue-green")]
    [InlineData("rolling")]
    public async Task A_version_that_holds_replaces_the_one_before(string strategy)
    {
        await using var release = await ReleaseSite.OpenAsync(cluster, Cancelled);
        var (result, _) = await release.ReleaseAsync(strategy, ReleaseSite.Second, Cancelled);
        Assert.True((bool)result["verified"]! && !(bool)result["rolled_back"]!, result.ToJsonString());
        await release.AssertOnlyAsync(ReleaseSite.Second, Cancelled);
        Assert.Empty(release.Record.Violations);

        var beside = release.Record.Seen.Where(each => each.IsBeside && !each.IsGone).ToList();
        Assert.All(beside, each => Assert.Equal(ReleaseSite.Second, each.Version));
        switch (strategy)
        {
            case "canary":
                Assert.Contains(beside, each => each.Replicas is > 0 and < ReleaseSite.Replicas);
                break;
            case "blue-green":
                Assert.Contains(beside, each => each.Replicas == ReleaseSite.Replicas);
                break;
            default:
                Assert.Empty(beside);
                break;
        }
    }

    [Fact]
    public async Task Preflight_is_ready_for_a_sound_service_and_names_what_is_missing()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        await site.PutAsync(Shop.All("1.0.0", 2), Cancelled);
        var arguments = new { service = Shop.Name, environment = "production", @namespace = site.Space.Name };
        var sound = await site.Client.CallAsync("preflight_check", arguments, "sound", Cancelled);
        Assert.True((bool?)sound.Body["result"]?["ready"], sound.ToString());

        await site.Api.DeleteAsync(site.Space.PathOf("api/v1", "configmaps", $"{Shop.Name}-settings"), Cancelled);
        var lacking = await site.Client.CallAsync("preflight_check", arguments, "lacking", Cancelled);
        Assert.False((bool?)lacking.Body["result"]?["ready"], lacking.ToString());
        Assert.Contains(
            lacking.Body["result"]!["findings"]!.AsArray(),
            finding => (string?)finding!["severity"] == "error" && finding.ToJsonString().Contains($"{Shop.Name}-settings", StringComparison.Ordinal));
    }
}
