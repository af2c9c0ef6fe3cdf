using System.Text.Json;
using Opsroom.Tools;
using Opsroom.Tools.Monitoring.Signals;
using Opsroom.Tools.Prometheus;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tests.Tools.Monitoring.Signals;

/// <summary>Against a real Prometheus.</summary>
public sealed class GoldenSignalsTests(SignalScene scene) : IClassFixture<SignalScene>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("otel", "http_server_request_duration_seconds_count", "http_response_status_code")]
    [InlineData("spring", "http_server_requests_seconds_count", "status")]
    [InlineData("plain", "http_requests_total", "code")]
    [InlineData("meshed", "istio_requests_total", "response_code")]
    [InlineData("front", "nginx_ingress_controller_requests", "status")]
    [InlineData("edge", "traefik_service_requests_total", "code")]
    [InlineData("proxied", "envoy_cluster_upstream_rq_xx", "envoy_response_code_class")]
    [InlineData("rpc", "grpc_server_handled_total", "grpc_code")]
    [InlineData("django", "django_http_responses_total_by_status_total", "status")]
    [InlineData("flask", "flask_http_request_total", "status")]
    [InlineData("fastapi", "http_requests_total", "status")]
    [InlineData("own", "acme_orders_http_requests_total", "result")]
    public async Task Requests_and_failures_are_found_under_the_names_that_are_there(string service, string counter, string status)
    {
        var result = await AskAsync(service);
        Assert.Equal((counter, status), (Text(result.GetProperty("found"), "requests"), Text(result.GetProperty("found"), "status_label")));
        var errors = result.GetProperty("errors");
        Assert.Equal(("critical", "ratio"), (Text(errors, "verdict"), Text(errors, "unit")));
        Assert.InRange(errors.GetProperty("value").GetDouble(), 0.08, 0.12);
        Assert.InRange(errors.GetProperty("baseline").GetDouble(), 0, 0.01);
        Assert.Equal("ok", Text(result.GetProperty("traffic"), "verdict"));
        Assert.InRange(result.GetProperty("traffic").GetProperty("value").GetDouble(), 0.8, 1.2);
        Assert.Equal("critical", Text(result, "verdict"));
        Assert.All(Queries(result), query => Assert.True(PromQlParser.Read(query) is { IsValid: true }, query));
    }

    [Theory]
    [InlineData("otel")]
    [InlineData("spring")]
    [InlineData("plain")]
    [InlineData("meshed")]
    public async Task Latency_is_in_seconds_whatever_the_histogram_is_in(string service)
    {
        var latency = (await AskAsync(service)).GetProperty("latency");
        Assert.Equal(("s", "critical"), (Text(latency, "unit"), Text(latency, "verdict")));
        Assert.InRange(latency.GetProperty("value").GetDouble(), 0.9, 1);
        Assert.InRange(latency.GetProperty("baseline").GetDouble(), 0.05, 0.1);
        Assert.Contains(latency.GetProperty("measures").EnumerateArray(), measure => Text(measure, "name") == "mean" && measure.GetProperty("value").GetDouble() is > 0.7 and < 0.9);
    }

    [Fact]
    public async Task What_is_used_up_is_critical_and_the_limit_is_part_of_the_query()
    {
        var saturation = (await AskAsync("plain")).GetProperty("saturation");
        Assert.Equal(("critical", "open files of the limit: 98 %"), (Text(saturation, "verdict"), Text(saturation, "why")));
        Assert.Equal("max(process_open_fds{service=\"plain\"} / process_max_fds{service=\"plain\"})", Text(saturation, "query"));
        Assert.Equal(0.1, saturation.GetProperty("baseline").GetDouble());
    }

    [Fact]
    public async Task Pods_of_a_deployment_are_found_by_their_names_and_what_is_not_measured_is_said()
    {
        var result = await AskAsync("boxed");
        Assert.Equal(("warning", "memory of the limit: 90 %"), (Text(result.GetProperty("saturation"), "verdict"), Text(result.GetProperty("saturation"), "why")));
        Assert.Equal(("unknown", "nothing counts its requests"), (Text(result.GetProperty("traffic"), "verdict"), Text(result.GetProperty("traffic"), "why")));
        Assert.Contains("No counter of requests", result.GetProperty("not_found")[0].GetString(), StringComparison.Ordinal);
        Assert.False(result.GetProperty("found").TryGetProperty("requests", out _));
    }

    [Fact]
    public async Task A_quiet_service_is_ok_and_what_has_no_outcome_is_not_called_free_of_errors()
    {
        var calm = await AskAsync("calm");
        Assert.Equal(("ok", "ok", 0.0), (Text(calm, "verdict"), Text(calm.GetProperty("errors"), "verdict"), calm.GetProperty("errors").GetProperty("value").GetDouble()));
        var mute = await AskAsync("mute");
        Assert.Equal(("unknown", "no label tells which of its requests failed"), (Text(mute.GetProperty("errors"), "verdict"), Text(mute.GetProperty("errors"), "why")));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("x\\\"} or vector(1) #")]
    [InlineData("plain\\\",code=~\\\".*")]
    [InlineData(".*")]
    public async Task A_service_that_is_not_there_is_not_found_and_others_are_named(string service)
    {
        var outcome = await scene.Tool("golden_signals").InvokeAsync(Samples.Json($$"""{"service": "{{service}}"}"""), Samples.Context(), Cancelled);
        var error = outcome.Result.GetProperty("error");
        Assert.Equal(FaultCodes.NotFound, Text(error, "code"));
        Assert.Contains("calm, ", Text(error, "message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_Prometheus_the_setting_is_named()
    {
        var outcome = await scene.Tool("golden_signals", new PrometheusOptions()).InvokeAsync(Samples.Json("""{"service": "plain"}"""), Samples.Context(), Cancelled);
        Assert.Equal((FaultCodes.NotConfigured, "PROMETHEUS_URL"), (Text(outcome.Result.GetProperty("error"), "code"), Text(outcome.Result.GetProperty("error"), "setting")));
    }

    [Fact]
    public void Every_source_of_saturation_is_a_query_that_can_be_read() => Assert.All(
        SaturationSource.All,
        source => Assert.True(PromQlParser.Read(source.Query(PromQL.Is("service", "a\"b"), "300s")) is { IsValid: true }, source.Query("x", "y")));

    private async Task<JsonElement> AskAsync(string service)
    {
        var outcome = await scene.Tool("golden_signals").InvokeAsync(Samples.Json($$"""{"service": "{{service}}", "time_range": "22m"}"""), Samples.Context(), Cancelled);
        Assert.True(outcome.Succeeded, outcome.Result.GetRawText());
        return outcome.Result;
    }

    private static IEnumerable<string> Queries(JsonElement result) => new[] { "latency", "traffic", "errors", "saturation" }
        .SelectMany(signal => result.GetProperty(signal).GetProperty("measures").EnumerateArray()).Select(measure => Text(measure, "query"));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
