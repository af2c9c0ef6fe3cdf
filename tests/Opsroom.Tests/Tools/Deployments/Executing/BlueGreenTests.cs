using Opsroom.TestKit.Kubernetes;
using Opsroom.Tools.Deployments;
using Opsroom.Tools.Kubernetes.Changes;
using static Opsroom.Tests.Tools.Deployments.Executing.RolloutSite;

namespace Opsroom.Tests.Tools.Deployments.Executing;

/// <summary>Blue-green deployments on a real API server.</summary>
public sealed class BlueGreenTests(KubernetesCluster cluster)
{
    private const string Stable = """{"app":"web"}""";
    private const string Green = """{"app":"web-green"}""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_traffic_is_switched_once_the_new_version_runs_beside_the_old_one()
    {
        await using var site = await OpenAsync(cluster, 2);
        var during = new List<string>();
        site.Verification.Meanwhile = async (track, _) => during.Add($"{track} {await site.SelectorAsync()} {string.Join(", ", await site.DeploymentsAsync())}");
        var result = await site.ExecuteAsync(await site.PlanAsync(DeploymentStrategy.BlueGreen));
        Assert.Equal(
            [
                $"green {Stable} web 1.0.0 x2, web-green 2.0.0 x2", $"green {Green} web 1.0.0 x2, web-green 2.0.0 x2", $"stable {Green} web 2.0.0 x2, web-green 2.0.0 x2",
            ],
            during);
        Assert.Equal(
            ["claim", "green-create", "green-verify", "confirm", "switch-web", "live-verify", "promote", "promote-verify", "return-web", "retire-green", "release"],
            StepsOf(result).Select(step => step.Split(' ')[0]));
        Assert.True((bool)result["verified"]!, result.ToJsonString());
        Assert.Equal(["web 2.0.0 x2"], await site.DeploymentsAsync());
        Assert.Equal(Stable, await site.SelectorAsync());
        Assert.Null(AnnotationOf(await site.WebAsync(), RolloutClaim.Annotation));
    }

    [Theory]
    [InlineData("green", 1, "back-green back-release")]
    [InlineData("green", 2, "back-web back-green back-release")]
    [InlineData("stable", 1, "back-image back-web back-green back-release")]
    public async Task Where_the_new_version_does_not_pass_the_traffic_goes_back(string track, int time, string taken)
    {
        await using var site = await OpenAsync(cluster, 1);
        site.Verification.Fails = (verified, nth) => verified == track && nth == time;
        var result = await site.ExecuteAsync(await site.PlanAsync(DeploymentStrategy.BlueGreen));
        Assert.Equal(taken, string.Join(' ', StepsOf(result).Where(step => step.StartsWith("back-", StringComparison.Ordinal)).Select(step => step.Split(' ')[0])));
        Assert.Equal((false, true), ((bool)result["verified"]!, (bool)result["rolled_back"]!));
        Assert.Equal(["web 1.0.0 x1"], await site.DeploymentsAsync());
        Assert.Equal(Stable, await site.SelectorAsync());
    }

    [Fact]
    public async Task What_would_be_fought_by_an_autoscaler_or_cut_off_by_a_policy_is_refused()
    {
        await using var site = await OpenAsync(cluster, 1);
        await site.Space.CreateAsync("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web-only}
            spec: {podSelector: {matchLabels: {app: web}}, ingress: [{}]}
            """, Cancelled);
        var cut = Answer(await site.AskAsync(await site.PlanAsync(DeploymentStrategy.BlueGreen)));
        Assert.Contains("the network policy web-only goes by it", (string)cut["message"]!, StringComparison.Ordinal);
        await site.Space.CreateAsync("""
            apiVersion: autoscaling/v1
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 1, maxReplicas: 4}
            """, Cancelled);
        var fought = Answer(await site.AskAsync(await site.PlanAsync(DeploymentStrategy.BlueGreen)));
        Assert.Contains("The autoscaler web sets the replicas", (string)fought["message"]!, StringComparison.Ordinal);
    }
}
