using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.TestKit.Prometheus;

namespace Opsroom.Tests.Tools.Deployments.Verifying;

/// <summary>Verifying requests by a real Prometheus, of pods on a real API server.</summary>
public sealed class TrafficTests(KubernetesCluster cluster, PrometheusServer prometheus)
{
    private const string Service = """
        apiVersion: v1
        kind: Service
        metadata: {name: shopfront}
        spec: {selector: {part-of: web}, ports: [{port: 80}]}
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_canary_with_more_errors_than_the_stable_pods_fails()
    {
        await using var space = await ReleaseAsync();
        await PlayAsync((await PodAsync(space, "web", "http_requests_total", 5_000, 5)).Concat(await PodAsync(space, "web-canary", "http_requests_total", 400, 20)));

        var verified = await VerifyAsync(space, "canary");

        Assert.False((bool)verified["passed"]!);
        Assert.Equal("http_requests_total", (string)verified["metrics"]!);
        Assert.Equal("4.76 % of 420 requests failed; 0.10 % of 5,005 of web. That is worse (p < 0.0001).", Detail(verified, "error_ratio", "failed"));
        Assert.Contains("That is worse", (string)verified["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_canary_that_fails_no_more_often_passes_and_so_does_one_with_a_few_errors_by_chance()
    {
        await using var space = await ReleaseAsync();
        await PlayAsync((await PodAsync(space, "web", "http_server_request_duration_seconds_count", 5_000, 50)).Concat(await PodAsync(space, "web-canary", "http_server_request_duration_seconds_count", 97, 3)));
        var verified = await VerifyAsync(space, "canary");
        Assert.True((bool)verified["passed"]!, verified.ToJsonString());
        Assert.EndsWith("That is not worse.", Detail(verified, "error_ratio", "passed"), StringComparison.Ordinal);

        verified = await VerifyAsync(space, "canary", ("max_error_ratio", 0.01));
        Assert.Contains("at most 1.00 % may", Detail(verified, "error_ratio", "failed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_requests_are_not_judged_unless_that_was_asked_for()
    {
        await using var space = await ReleaseAsync();
        await PlayAsync(await PodAsync(space, "web-canary", "http_requests_total", 10, 9));
        var verified = await VerifyAsync(space, "canary");
        Assert.True((bool)verified["passed"]!);
        Assert.Equal("Only 19 requests were counted (http_requests_total); at least 20 are needed to judge.", Detail(verified, "error_ratio", "not_seen"));

        verified = await VerifyAsync(space, "canary", ("require_metrics", true));
        Assert.False((bool)verified["passed"]!);
    }

    [Fact]
    public async Task Pods_without_series_are_not_seen()
    {
        await using var space = await ReleaseAsync();
        await PlayAsync([$$"""http_requests_total{namespace="{{space.Name}}",pod="web-canary-other-pod",code="500"} {0}"""]);
        var verified = await VerifyAsync(space, "canary");
        Assert.True((bool)verified["passed"]!);
        Assert.StartsWith("Prometheus has no requests of these pods", Detail(verified, "error_ratio", "not_seen"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_that_became_slower_fail()
    {
        await using var space = await ReleaseAsync();
        await PlayAsync((await DurationsAsync(space, "web", 900, 980, 1_000)).Concat(await DurationsAsync(space, "web-canary", 300, 400, 1_000)));
        var verified = await VerifyAsync(space, "canary");
        Assert.False((bool)verified["passed"]!);
        Assert.Contains("That is worse", Detail(verified, "latency_p95", "failed"), StringComparison.Ordinal);
        Assert.StartsWith("No label", Detail(verified, "error_ratio", "not_seen"), StringComparison.Ordinal);

        verified = await VerifyAsync(space, "stable", ("max_latency", "150ms"));
        Assert.Contains("95 % of 1,000 requests took up to 194 ms; they may take 150 ms.", Detail(verified, "latency_p95", "failed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_rolling_update_the_pods_before_it_are_the_baseline()
    {
        await using var space = await ReleaseAsync();
        var before = await PodAsync(space, "web", "http_requests_total", 2_000, 2);
        await cluster.Api.MergeAsync(space.DeploymentPath("web"), JsonNode.Parse("""{"spec": {"template": {"metadata": {"annotations": {"version": "2"}}}}}""")!.AsObject(), Cancelled);
        await cluster.Api.WaitUntilAsync(
            space.DeploymentPath("web"),
            state => (int?)state["status"]!["observedGeneration"] == 2 && (int?)state["status"]!["updatedReplicas"] == 2 && (int?)state["status"]!["replicas"] == 2 && (int?)state["status"]!["availableReplicas"] == 2, Cancelled);
        await PlayAsync(before.Concat(await PodAsync(space, "web", "http_requests_total", 300, 60)));

        var verified = await VerifyAsync(space, "stable");
        Assert.False((bool)verified["passed"]!);
        Assert.Matches("^16.67 % of 360 requests failed; 0.[0-9]+ % of 2,[0-9]+ of the pods before them. That is worse", Detail(verified, "error_ratio", "failed"));
    }

    [Fact]
    public async Task What_stands_before_the_service_is_compared_with_itself_before()
    {
        await using var space = await ReleaseAsync();
        await space.CreateAsync(Service, Cancelled);
        string Line(string status) => $$"""nginx_ingress_controller_requests{exported_namespace="{{space.Name}}",exported_service="shopfront",status="{{status}}"}""";
        var now = TimeProvider.System.GetUtcNow();
        await prometheus.PlayAsync(
        [
            (now - TimeSpan.FromMinutes(20), $"{Line("200")} 0\n{Line("502")} 0"),
            (now - TimeSpan.FromSeconds(70), $"{Line("200")} 4000\n{Line("502")} 4"),
            (now, $"{Line("200")} 4500\n{Line("502")} 54"),
        ], Cancelled);
        var verified = await VerifyAsync(space, "canary");
        Assert.Equal("nginx_ingress_controller_requests", (string)verified["metrics"]!);
        Assert.Contains("of 550 requests failed; 0.10 % of", Detail(verified, "error_ratio", "failed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Prometheus_that_fails_is_said_and_does_not_fail_the_deployment()
    {
        await using var space = await ReleaseAsync();
        var verified = await Releases.Tools(cluster, new Opsroom.Tools.Prometheus.PrometheusOptions { Url = "http://127.0.0.1:9" }).AnswerAsync(
            "verify_deployment", new JsonObject { ["namespace"] = space.Name, ["name"] = "web" }, Cancelled);
        Assert.True((bool)verified["passed"]!);
        Assert.Contains("could not be reached", Detail(verified, "error_ratio", "not_seen"), StringComparison.Ordinal);
    }

    private async Task<KubernetesNamespace> ReleaseAsync()
    {
        await prometheus.StartAsync(Cancelled);
        var space = await cluster.CreateNamespaceAsync(Cancelled);
        await space.RunningAsync(cluster, Releases.Deployment("web"), Cancelled);
        await space.RunningAsync(cluster, Releases.Deployment("web-canary", 1), Cancelled);
        return space;
    }

    private Task<JsonObject> VerifyAsync(KubernetesNamespace space, string track, params (string Key, JsonNode Value)[] more)
    {
        var arguments = new JsonObject { ["namespace"] = space.Name, ["name"] = "web", ["track"] = track };
        foreach (var (key, value) in more)
        {
            arguments[key] = value;
        }

        return Releases.Tools(cluster, prometheus.Options).AnswerAsync("verify_deployment", arguments, Cancelled);
    }

    /// <summary>Series of one pod that grow to these numbers within the time of watching; those of errors are there only once there are some.</summary>
    private async Task<IEnumerable<string>> PodAsync(KubernetesNamespace space, string deployment, string metric, int fine, int failed)
    {
        var pod = $"{await space.SetOfAsync(cluster, deployment, Cancelled)}-abcde";
        var label = metric == "http_requests_total" ? "code" : "http_response_status_code";
        return
        [
            $$"""{{metric}}{namespace="{{space.Name}}",pod="{{pod}}",{{label}}="200"} {{fine}}""",
            $$"""+{{metric}}{namespace="{{space.Name}}",pod="{{pod}}",{{label}}="503"} {{failed}}""",
        ];
    }

    private async Task<IEnumerable<string>> DurationsAsync(KubernetesNamespace space, string deployment, int below100, int below250, int below500)
    {
        var pod = $"{await space.SetOfAsync(cluster, deployment, Cancelled)}-abcde";
        string Line(string name, string le) => $$"""{{name}}{namespace="{{space.Name}}",pod="{{pod}}"{{le}}}""";
        return
        [
            Line("http_request_duration_seconds_bucket", ",le=\"0.1\"") + $" {below100}",
            Line("http_request_duration_seconds_bucket", ",le=\"0.25\"") + $" {below250}",
            Line("http_request_duration_seconds_bucket", ",le=\"0.5\"") + $" {below500}",
            Line("http_request_duration_seconds_bucket", ",le=\"+Inf\"") + $" {below500}",
            Line("http_request_duration_seconds_count", "") + $" {below500}",
        ];
    }

    /// <summary>Plays counters from nothing to their numbers; a line with a plus has no beginning.</summary>
    private Task PlayAsync(IEnumerable<string> lines)
    {
        var (now, all) = (TimeProvider.System.GetUtcNow(), lines.ToList());
        return prometheus.PlayAsync(
        [
            (now - TimeSpan.FromSeconds(90), string.Join('\n', all.Where(line => line[0] != '+').Select(line => line[..line.LastIndexOf(' ')] + " 0"))),
            (now, string.Join('\n', all.Select(line => line.TrimStart('+')))),
        ], Cancelled);
    }

    private static string Detail(JsonObject verified, string check, string status)
    {
        var found = verified["checks"]!.AsArray().Single(each => (string)each!["check"]! == check)!;
        Assert.True((string)found["status"]! == status, found.ToJsonString());
        return (string)found["detail"]!;
    }
}
