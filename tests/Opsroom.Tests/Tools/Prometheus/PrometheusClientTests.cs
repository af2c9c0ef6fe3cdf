using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Opsroom.Telemetry;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Prometheus;
using Opsroom.Tools;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tests.Tools.Prometheus;

/// <summary>Against a real Prometheus, and against servers that only look like one.</summary>
public sealed class PrometheusClientTests(PrometheusServer prometheus)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_gives_series_with_labels_and_values()
    {
        using var client = await ClientAsync();
        await PlayAsync("""client_one{app="web",zone="a"} 3""", """client_one{app="web",zone="b"} 4.5""");

        var answer = (await client.QueryAsync("client_one", null, Cancelled)).Value!;
        Assert.Equal(("vector", false), (answer.ResultType, answer.IsTruncated));
        Assert.Equal(["a", "b"], answer.Series.Select(series => series.Label("zone")));
        Assert.Equal(7.5, (await client.QueryAsync("sum(client_one)", null, Cancelled)).Value!.Single);
        Assert.Equal(2, (await client.QueryAsync("scalar(vector(2))", null, Cancelled)).Value!.Single);
        Assert.Null((await client.QueryAsync("0 / vector(0)", null, Cancelled)).Value!.Single);
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("x\"} or up{job=\"")]
    [InlineData("a.b|c*[d]$ {é}")]
    public async Task Values_of_labels_are_values_whatever_is_in_them(string value)
    {
        using var client = await ClientAsync();
        var name = "client_" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value));
        var written = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        await PlayAsync($$"""{{name}}{app="{{written}}"} 1""", $$"""{{name}}{app="other"} 1""");

        Assert.Equal(1, (await client.QueryAsync($"sum({name}{{{PromQL.Is("app", value)}}})", null, Cancelled)).Value!.Single);
        Assert.Equal(1, (await client.QueryAsync($"sum({name}{{{PromQL.IsOneOf("app", [value, "a"])}}})", null, Cancelled)).Value!.Single);
    }

    [Fact]
    public async Task A_wrong_query_is_answered_with_what_is_wrong_and_where()
    {
        using var client = await ClientAsync();
        var failure = (await client.QueryAsync("sum(rate(x[5m])", null, Cancelled)).Failure!;
        Assert.Equal(FaultCodes.InvalidArgument, failure.Code);
        Assert.Contains("1:16: parse error: unclosed left parenthesis", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_cannot_be_evaluated_says_why()
    {
        using var client = await ClientAsync();
        await PlayAsync("""client_twice{app="a",zone="1"} 1""", """client_twice{app="a",zone="2"} 1""");
        var failure = (await client.QueryAsync("client_twice * on(app) client_twice", null, Cancelled)).Failure!;
        Assert.Equal(FaultCodes.InvalidArgument, failure.Code);
        Assert.Contains("duplicate series", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_address_it_is_not_configured()
    {
        using var client = new PrometheusClient(new PrometheusOptions(), TimeProvider.System);
        var failure = (await client.QueryAsync("up", null, Cancelled)).Failure!;
        Assert.Equal((FaultCodes.NotConfigured, "PROMETHEUS_URL"), (failure.Code, failure.Setting));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var client = new PrometheusClient(new PrometheusOptions { Url = $"http://127.0.0.1:{port}" }, new SkippingTimeProvider { LongestSkip = TimeSpan.FromSeconds(2) });
        var failure = (await client.QueryAsync("up", null, Cancelled)).Failure!;
        Assert.Equal((FaultCodes.Unreachable, "PROMETHEUS_URL"), (failure.Code, failure.Setting));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up()
    {
        await using var server = await PretenderAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var client = new PrometheusClient(new PrometheusOptions { Url = server.Urls.First() }, new SkippingTimeProvider());
        Assert.Equal(FaultCodes.Timeout, (await client.QueryAsync("up", null, Cancelled)).Failure!.Code);
    }

    [Theory]
    [InlineData(401, "no", FaultCodes.Denied)]
    [InlineData(200, "<html>", FaultCodes.Unreachable)]
    [InlineData(404, "404 page not found", FaultCodes.Unreachable)]
    [InlineData(200, "{\"status\":\"success\",\"data\":{}}", FaultCodes.Unreachable)]
    [InlineData(503, "{\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"query timed out\"}", FaultCodes.Timeout)]
    [InlineData(500, "oops", FaultCodes.Unreachable)]
    public async Task Other_answers_say_what_to_look_at(int status, string body, string code)
    {
        await using var server = await PretenderAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body, Cancelled);
        });
        using var client = new PrometheusClient(new PrometheusOptions { Url = server.Urls.First() }, TimeProvider.System);
        Assert.Equal(code, (await client.QueryAsync("up", null, Cancelled)).Failure!.Code);
    }

    [Fact]
    public async Task Credentials_and_the_path_of_the_address_are_sent()
    {
        var seen = "";
        await using var server = await PretenderAsync(context =>
        {
            seen = $"{context.Request.Path} {context.Request.Headers.Authorization}";
            return context.Response.WriteAsync("""{"status":"success","data":{"resultType":"vector","result":[]}}""", Cancelled);
        });
        using (var client = new PrometheusClient(new PrometheusOptions { Url = server.Urls.First() + "/prom", BearerToken = new Secret("t0ken") }, TimeProvider.System))
        {
            Assert.Empty((await client.QueryAsync("up", null, Cancelled)).Value!.Series);
            Assert.Equal("/prom/api/v1/query Bearer t0ken", seen);
        }

        using (var client = new PrometheusClient(new PrometheusOptions { Url = server.Urls.First(), Username = "ops", Password = new Secret("p") }, TimeProvider.System))
        {
            await client.QueryAsync("up", null, Cancelled);
            Assert.Equal("/api/v1/query Basic " + Convert.ToBase64String("ops:p"u8), seen);
        }
    }

    [Theory]
    [InlineData("prometheus:9090", "Prometheus:Url")]
    [InlineData("http://user:pw@prometheus:9090", "Prometheus:Url")]
    public void A_wrong_address_is_named(string url, string key) =>
        Assert.StartsWith(key, Assert.Single(new PrometheusOptions { Url = url }.Validate()), StringComparison.Ordinal);

    [Fact]
    public void Credentials_that_do_not_go_together_are_named()
    {
        Assert.Contains("Prometheus:Password is missing", Assert.Single(new PrometheusOptions { Username = "ops" }.Validate()), StringComparison.Ordinal);
        Assert.Contains("Prometheus:BearerToken", Assert.Single(new PrometheusOptions { Username = "ops", Password = new Secret("p"), BearerToken = new Secret("t") }.Validate()), StringComparison.Ordinal);
    }

    private async Task<PrometheusClient> ClientAsync()
    {
        await prometheus.StartAsync(Cancelled);
        return new PrometheusClient(prometheus.Options, TimeProvider.System);
    }

    private Task PlayAsync(params string[] lines) => prometheus.PlayAsync([(TimeProvider.System.GetUtcNow(), string.Join('\n', lines))], Cancelled);

    private static async Task<WebApplication> PretenderAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(Cancelled);
        return app;
    }
}
