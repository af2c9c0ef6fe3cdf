using System.Net;
using System.Text.Json;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Runs;

public sealed class InvokeTests
{
    private const string Direct = """{"task":"Say hello","agent_name":"harness_expert","thread_id":"t1"}""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_direct_run_answers_its_five_fields()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Give(Finish("Hello."));
        var (response, body) = await server.PostAsync("/agent/invoke", Direct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("success", body.GetProperty("status").GetString());
        Assert.Equal("harness_expert", body.GetProperty("agent_used").GetString());
        Assert.Equal("t1", body.GetProperty("thread_id").GetString());
        Assert.True(body.GetProperty("execution_time").GetDouble() >= 0);
        Assert.Equal("Hello.", body.GetProperty("result").GetProperty("message").GetString());
        Assert.Equal("scripted", body.GetProperty("result").GetProperty("model").GetString());
    }

    [Fact]
    public async Task A_run_that_fails_is_answered_with_200()
    {
        await using var server = await ScriptedServer.StartAsync(options => options with
        {
            Configuration = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Models:Retries"] = "0" },
        });
        server.Give(ScriptedTurn.Fail(new IOException("cut")));
        var (response, body) = await server.PostAsync("/agent/invoke", Direct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("error", body.GetProperty("status").GetString());
        Assert.Equal("model_unavailable", body.GetProperty("result").GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_second_run_on_a_busy_thread_is_409()
    {
        await using var server = await ScriptedServer.StartAsync();
        var first = server.PostAsync("/agent/invoke", Direct);
        await server.AskedAsync(Cancelled);
        var (response, body) = await server.PostAsync("/agent/invoke", Direct);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains("in progress", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var (deleted, _) = await SendAsync(server, HttpMethod.Delete, "/threads/t1");
        Assert.Equal(HttpStatusCode.Conflict, deleted);
        server.Give(Finish("Hello."));
        Assert.Equal(HttpStatusCode.OK, (await first).Response.StatusCode);
    }

    [Fact]
    public async Task Who_prefers_not_to_wait_is_answered_at_once()
    {
        await using var server = await ScriptedServer.StartAsync();
        var (response, body) = await server.PostAsync("/agent/invoke", Direct, ("Prefer", "handling=lenient, respond-async"));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("/workflow/status/t1", response.Headers.Location!.ToString());
        Assert.Equal("respond-async", response.Headers.GetValues("Preference-Applied").Single());
        Assert.Equal("in_progress", body.GetProperty("status").GetString());
        await server.AskedAsync(Cancelled);
        var (_, status) = await server.GetAsync("/workflow/status/t1");
        Assert.Equal("in_progress", status.GetProperty("status").GetString());
        Assert.Equal("executing", status.GetProperty("current_phase").GetString());
        Assert.Equal("harness_expert", status.GetProperty("next_action").GetString());
        Assert.False(status.TryGetProperty("result", out _));

        server.Give(Finish("Hello."));
        await RestAsync(server, "t1");
        (_, status) = await server.GetAsync("/workflow/status/t1");
        Assert.Equal("complete", status.GetProperty("status").GetString());
        Assert.Equal("complete", status.GetProperty("current_phase").GetString());
        Assert.Equal(JsonValueKind.Null, status.GetProperty("next_action").ValueKind);
        Assert.Equal("Hello.", status.GetProperty("result").GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_client_that_goes_away_does_not_stop_the_run()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var gone = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/agent/invoke") { Content = new StringContent(Direct, null, "application/json") };
        var invoking = server.Client.SendAsync(request, gone.Token);
        await server.AskedAsync(Cancelled);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => invoking);
        server.Give(Finish("Hello."));
        await RestAsync(server, "t1");
        var (_, status) = await server.GetAsync("/workflow/status/t1");
        Assert.Equal("complete", status.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_run_that_is_cancelled_ends_at_its_next_safe_point()
    {
        await using var server = await ScriptedServer.StartAsync();
        var run = server.PostAsync("/agent/invoke", Direct);
        await server.AskedAsync(Cancelled);
        var (response, body) = await server.PostAsync("/threads/t1/cancel", "");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("stopping", body.GetProperty("status").GetString());
        var (_, answer) = await run;
        Assert.Equal("error", answer.GetProperty("status").GetString());
        Assert.Equal("cancelled", answer.GetProperty("result").GetProperty("error").GetProperty("code").GetString());
        var (again, _) = await server.PostAsync("/threads/t1/cancel", "");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        var (unknown, _) = await server.PostAsync("/threads/other/cancel", "");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_server_that_stops_answers_who_waits_and_goes_on_when_it_is_back()
    {
        await using var server = await ScriptedServer.StartAsync(options => options with
        {
            Configuration = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Runs:ShutdownSeconds"] = "0" },
        });
        var invoking = server.PostAsync("/agent/invoke", Direct);
        await server.AskedAsync(Cancelled);
        var restarting = server.RestartAsync();
        var (response, body) = await invoking;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Contains("/workflow/status/t1", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await restarting;
        server.Give(Finish("Back."));
        await RestAsync(server, "t1");
        var (_, status) = await server.GetAsync("/workflow/status/t1");
        Assert.Equal("Back.", status.GetProperty("result").GetProperty("message").GetString());
    }

    private static ScriptedTurn Finish(string text) => ScriptedTurn.Say(text);

    /// <summary>Waits until the thread rests, as a client would: by its stream.</summary>
    private static async Task RestAsync(ScriptedServer server, string thread)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/threads/{thread}/events") { Headers = { { "Accept", "text/event-stream" } } };
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        Assert.Equal("done", (await SseEvent.ReadAsync(response, Cancelled).LastAsync(Cancelled)).Name);
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(ScriptedServer server, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        var response = await server.Client.SendAsync(request, Cancelled);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }
}
