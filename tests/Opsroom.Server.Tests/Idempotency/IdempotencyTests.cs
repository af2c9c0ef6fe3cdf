using System.Net;
using System.Text.Json;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Idempotency;

public sealed class IdempotencyTests
{
    private const string Request = """{"task":"Say hello","agent_name":"harness_expert"}""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_repeated_request_waits_for_the_first_one_and_gets_its_answer()
    {
        await using var server = await ScriptedServer.StartAsync();
        var requests = Enumerable.Range(0, 8).Select(_ => server.PostAsync("/agent/invoke", Request, ("Idempotency-Key", "k"))).ToList();
        await server.AskedAsync(Cancelled);
        server.Give(ScriptedTurn.Say("Once."));
        var bodies = (await Task.WhenAll(requests)).Select(answer => answer.Body.GetRawText()).ToList();
        Assert.Single(bodies.Distinct());
        var (_, later) = await server.PostAsync("/agent/invoke", Request, ("Idempotency-Key", "k"));
        Assert.Equal(bodies[0], later.GetRawText());
        Assert.Single((await server.GetAsync("/threads")).Body.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task The_same_key_with_another_body_or_route_is_422()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Give(ScriptedTurn.Say("Once."));
        await server.PostAsync("/agent/invoke", Request, ("Idempotency-Key", "k"));
        foreach (var (path, body) in new[] { ("/agent/invoke", """{"task":"Say goodbye"}"""), ("/agent/stream", Request) })
        {
            var (response, answer) = await server.PostAsync(path, body, ("Idempotency-Key", "k"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
            Assert.Equal("idempotency-key", answer.GetProperty("detail")[0].GetProperty("loc")[1].GetString());
        }
    }

    [Fact]
    public async Task A_request_that_was_refused_does_not_use_its_key_up()
    {
        await using var server = await ScriptedServer.StartAsync();
        var (refused, _) = await server.PostAsync("/agent/invoke", """{"task":""}""", ("Idempotency-Key", "k"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        server.Give(ScriptedTurn.Say("Once."));
        var (response, _) = await server.PostAsync("/agent/invoke", Request, ("Idempotency-Key", "k"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task A_key_says_something(string key)
    {
        await using var server = await ScriptedServer.StartAsync();
        var (response, _) = await server.PostAsync("/agent/invoke", Request, ("Idempotency-Key", key));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [Fact]
    public async Task The_first_answer_survives_a_restart_also_as_a_stream_and_for_tools()
    {
        await using var server = await ScriptedServer.StartAsync();
        const string call = """{"arguments":{"path":"a.txt","content":"x"}}""";
        server.Give(ScriptedTurn.Say("Once."), ScriptedTurn.Say("Streamed."));
        var (_, invoked) = await server.PostAsync("/agent/invoke", Request, ("Idempotency-Key", "k1"));
        var streamed = await StreamAsync(server, "k2");
        var (_, called) = await server.PostAsync("/tools/workspace_write/invoke", call, ("Idempotency-Key", "k3"));
        await server.RestartAsync();
        Assert.Equal(invoked.GetRawText(), (await server.PostAsync("/agent/invoke", Request, ("Idempotency-Key", "k1"))).Body.GetRawText());
        Assert.Equal(called.GetRawText(), (await server.PostAsync("/tools/workspace_write/invoke", call, ("Idempotency-Key", "k3"))).Body.GetRawText());
        Assert.Equal(Durable(streamed), Durable(await StreamAsync(server, "k2")));
    }

    [Fact]
    public async Task A_stream_that_is_posted_again_with_its_last_id_goes_on_where_it_broke_off()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Give(ScriptedTurn.Say("Streamed."));
        var whole = Durable(await StreamAsync(server, "k"));
        Assert.Equal(whole[3..], Durable(await StreamAsync(server, "k", after: 3)));
    }

    [Fact]
    public async Task A_repeated_fork_is_the_same_thread()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Give(ScriptedTurn.Say("One."), ScriptedTurn.Say("Two."));
        await server.PostAsync("/agent/invoke", """{"task":"x","agent_name":"harness_expert","thread_id":"t1"}""");
        var (response, first) = await server.PostAsync("/threads/t1/fork", "", ("Idempotency-Key", "k"));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        await server.PostAsync("/agent/invoke", $$"""{"task":"x","agent_name":"harness_expert","thread_id":"{{first.GetProperty("thread_id").GetString()}}"}""");
        var (_, second) = await server.PostAsync("/threads/t1/fork", "", ("Idempotency-Key", "k"));
        Assert.Equal(first.GetRawText(), second.GetRawText());
        var (_, other) = await server.PostAsync("/threads/t1/fork", "", ("Idempotency-Key", "k2"));
        Assert.NotEqual(first.GetProperty("thread_id").GetString(), other.GetProperty("thread_id").GetString());
    }

    [Fact]
    public async Task A_repeated_cancel_does_not_stop_a_later_run()
    {
        await using var server = await ScriptedServer.StartAsync();
        const string body = """{"task":"x","agent_name":"harness_expert","thread_id":"t1"}""";
        var first = server.PostAsync("/agent/invoke", body);
        await server.AskedAsync(Cancelled);
        var (_, cancelled) = await server.PostAsync("/threads/t1/cancel", "", ("Idempotency-Key", "k"));
        await first;
        var second = server.PostAsync("/agent/invoke", body);
        await server.AskedAsync(Cancelled);
        var (response, again) = await server.PostAsync("/threads/t1/cancel", "", ("Idempotency-Key", "k"));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(cancelled.GetRawText(), again.GetRawText());
        server.Give(ScriptedTurn.Say("Two."));
        Assert.Equal("success", (await second).Body.GetProperty("status").GetString());
    }

    private static List<(long?, string)> Durable(IEnumerable<SseEvent> events) =>
        [.. events.Where(each => each.Id is not null || each.Name == "done").Select(each => (each.Id, JsonSerializer.Serialize(each.Data)))];

    private static async Task<List<SseEvent>> StreamAsync(ScriptedServer server, string key, long? after = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/agent/stream")
        {
            Content = new StringContent(Request, null, "application/json"),
            Headers = { { "Idempotency-Key", key } },
        };
        if (after is not null)
        {
            request.Headers.Add("Last-Event-ID", $"{after}");
        }

        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        return await SseEvent.ReadAsync(response, Cancelled).ToListAsync(Cancelled);
    }
}
