using System.Globalization;
using System.Net;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Streaming;

public sealed class StreamTests
{
    private const string Direct = """{"task":"Say hello","agent_name":"harness_expert","thread_id":"t1"}""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_streams_from_its_start_over_its_pieces_to_its_end()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Give(
            ScriptedTurn.Call(("c1", "workspace_write", """{"path":"a.txt","content":"hello"}""")),
            ScriptedTurn.Say("Hel", "lo."));
        using var response = await OpenAsync(server, HttpMethod.Post, "/agent/stream", Direct);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoCache);
        Assert.Equal("t1", response.Headers.GetValues("X-Thread-Id").Single());
        var events = await SseEvent.ReadAsync(response, Cancelled).ToListAsync(Cancelled);

        Assert.Equal("on_chain_start", events[0].Event);
        Assert.Equal("workflow", events[0].Data.GetProperty("name").GetString());
        Assert.Equal("t1", events[0].Data.GetProperty("metadata").GetProperty("thread_id").GetString());
        Assert.Equal(1, events[0].Id);
        Assert.Equal("done", events[^1].Name);
        Assert.Equal("complete", events[^1].Data.GetProperty("status").GetString());
        Assert.Equal("t1", events[^1].Data.GetProperty("thread_id").GetString());

        var ids = events.Select(each => each.Id).OfType<long>().ToList();
        Assert.Equal(ids.Distinct().Order(), ids);
        Assert.All(events.Where(each => each.Event == "on_chat_model_stream"), each => Assert.Null(each.Id));
        Assert.All(events.Where(each => each.Event is not null and not "on_chat_model_stream"), each => Assert.NotNull(each.Id));
        var work = events.Where(each => each.Event is { } name && !name.StartsWith("on_chain", StringComparison.Ordinal) && Of(each, "agent") == "harness_expert").ToList();
        Assert.Equal(
            ["on_chat_model_start", "on_chat_model_end", "on_tool_start", "on_tool_end", "on_chat_model_start", "on_chat_model_stream", "on_chat_model_end"],
            work.Select(each => each.Event).Where((name, index) => index == 0 || name != work[index - 1].Event));
        Assert.Equal("Hello.", string.Concat(
            work.Where(each => each.Event == "on_chat_model_stream").Select(each => each.Data.GetProperty("data").GetProperty("chunk").GetProperty("content").GetString())));

        var tool = events.Single(each => each.Event == "on_tool_end").Data;
        Assert.Equal("workspace_write", tool.GetProperty("name").GetString());
        Assert.Equal("a.txt", tool.GetProperty("data").GetProperty("input").GetProperty("path").GetString());
        Assert.Equal("a.txt", tool.GetProperty("data").GetProperty("output").GetProperty("path").GetString());
        var answer = work.Last(each => each.Event == "on_chat_model_end").Data.GetProperty("data").GetProperty("output");
        Assert.Equal("Hello.", answer.GetProperty("content").GetString());
        Assert.Equal(120, answer.GetProperty("usage_metadata").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task A_model_that_costs_nothing_starts_before_it_speaks()
    {
        await using var server = new ServerFixture();
        await server.InitializeAsync();
        using var response = await OpenAsync(server, HttpMethod.Post, "/agent/stream", """{"task":"Create a pipeline for checkout","agent_name":"harness_expert"}""");
        var events = await SseEvent.ReadAsync(response, Cancelled).ToListAsync(Cancelled);
        var begun = false;
        foreach (var each in events.Select(each => each.Event))
        {
            begun = each switch
            {
                "on_chat_model_start" => true,
                "on_chat_model_end" => false,
                _ => begun,
            };
            Assert.True(each != "on_chat_model_stream" || begun);
        }

        Assert.Contains(events, each => each.Event == "on_chat_model_stream");
    }

    [Fact]
    public async Task A_client_that_reconnects_often_sees_every_durable_event_once_and_in_order()
    {
        await using var server = await ScriptedServer.StartAsync();
        for (var turn = 0; turn < 5; turn++)
        {
            server.Give(ScriptedTurn.Call(($"c{turn}", "workspace_write", $$"""{"path":"{{turn}}.txt","content":"x"}""")));
        }

        var seen = new List<long>();
        var (response, _) = await server.PostAsync("/agent/invoke", Direct, ("Prefer", "respond-async"));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        for (var connection = 0; ; connection++)
        {
            if (connection == 20)
            {
                server.Give(ScriptedTurn.Say("Done."));
            }

            using var stream = await OpenAsync(server, HttpMethod.Get, "/agent/stream?thread_id=t1", null, ("Last-Event-ID", seen.LastOrDefault().ToString(CultureInfo.InvariantCulture)));
            if (stream.StatusCode == HttpStatusCode.NoContent)
            {
                break;
            }

            await foreach (var each in SseEvent.ReadAsync(stream, Cancelled).Where(each => each.Id is not null).Take(connection < 20 ? 1 : int.MaxValue))
            {
                seen.Add(each.Id!.Value);
                if (connection < 20 && seen.Count > connection)
                {
                    break;
                }
            }
        }

        var (_, journal) = await server.GetAsync("/threads/t1/events?limit=1000");
        using var whole = await OpenAsync(server, HttpMethod.Get, "/threads/t1/events", null, ("Accept", "text/event-stream"));
        var all = await SseEvent.ReadAsync(whole, Cancelled).Where(each => each.Id is not null).Select(each => each.Id!.Value).ToListAsync(Cancelled);
        Assert.Equal(all, seen);
        Assert.Equal("run_ended", journal.GetProperty("items").EnumerateArray().Last().GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_reconnecting_EventSource_never_starts_a_run()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Give(ScriptedTurn.Say("Done."));
        var (_, _) = await server.PostAsync("/agent/invoke", Direct);
        foreach (var path in new[] { "/agent/stream?task=x&agent_name=harness_expert", "/agent/stream?task=x&thread_id=unknown", "/agent/stream?task=x&thread_id=t1" })
        {
            using var response = await OpenAsync(server, HttpMethod.Get, path, null, ("Last-Event-ID", "1000"));
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }

        using var posted = await OpenAsync(server, HttpMethod.Post, "/agent/stream", Direct, ("Last-Event-ID", "1000"));
        Assert.Equal(HttpStatusCode.NoContent, posted.StatusCode);
        using var wrong = await OpenAsync(server, HttpMethod.Get, "/agent/stream?task=x&thread_id=t1", null, ("Last-Event-ID", "x"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var (_, threads) = await server.GetAsync("/threads");
        Assert.Single(threads.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_stream_holds_its_own_run_and_a_threads_stream_all_of_them()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Give(ScriptedTurn.Say("One."), ScriptedTurn.Say("Two."));
        var (_, _) = await server.PostAsync("/agent/invoke", Direct);
        using var second = await OpenAsync(server, HttpMethod.Post, "/agent/stream", Direct);
        var events = await SseEvent.ReadAsync(second, Cancelled).ToListAsync(Cancelled);
        Assert.Single(events.Where(each => each.Name is null).Select(each => each.Data.GetProperty("run_id").GetString()).Distinct());

        using var whole = await OpenAsync(server, HttpMethod.Get, "/threads/t1/events", null, ("Accept", "text/event-stream"));
        var all = await SseEvent.ReadAsync(whole, Cancelled).ToListAsync(Cancelled);
        Assert.Equal(2, all.Where(each => each.Name is null).Select(each => each.Data.GetProperty("run_id").GetString()).Distinct().Count());
        Assert.Equal("done", all[^1].Name);

        // who lost the first run's stream is given the rest of that run, not of the second
        using var first = await OpenAsync(server, HttpMethod.Get, "/agent/stream?thread_id=t1", null, ("Last-Event-ID", "2"));
        var rest = await SseEvent.ReadAsync(first, Cancelled).ToListAsync(Cancelled);
        Assert.Equal(all.Where(each => each.Id > 2 && each.Id < events[0].Id).Select(each => each.Id), rest.Select(each => each.Id).Where(id => id is not null));
    }

    [Fact]
    public async Task A_stream_that_follows_stays_open_when_the_thread_rests()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Give(ScriptedTurn.Say("One."));
        var (_, _) = await server.PostAsync("/agent/invoke", Direct);
        using var following = await OpenAsync(server, HttpMethod.Get, "/threads/t1/events?follow=true", null, ("Accept", "text/event-stream"));
        await using var events = SseEvent.ReadAsync(following, Cancelled).GetAsyncEnumerator(Cancelled);
        await UntilAsync(events, each => each.Data.GetProperty("name").GetString() == "workflow" && each.Event == "on_chain_end");
        server.Give(ScriptedTurn.Say("Two."));
        var (_, _) = await server.PostAsync("/agent/invoke", Direct);
        await UntilAsync(events, each => each.Data.GetProperty("name").GetString() == "workflow" && each.Event == "on_chain_end");
    }

    [Fact]
    public async Task A_large_value_is_referenced()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Give(ScriptedTurn.Say(new string('"', 200_000)));
        using var response = await OpenAsync(server, HttpMethod.Post, "/agent/stream", $$"""{"task":"{{new string('x', 99_000)}}","agent_name":"harness_expert"}""");
        var events = await SseEvent.ReadAsync(response, Cancelled).ToListAsync(Cancelled);
        Assert.All(events, each => Assert.InRange(each.Line, 0, 256 * 1024));
        var input = events[0].Data.GetProperty("data").GetProperty("input");
        Assert.StartsWith("xxx", input.GetProperty("task").GetString(), StringComparison.Ordinal);
        Assert.Equal(99_002, input.GetProperty("task_reference").GetProperty("size").GetInt32());
        Assert.Equal("done", events[^1].Name);
    }

    [Fact]
    public async Task A_server_that_stops_says_so_on_its_streams()
    {
        await using var server = await ScriptedServer.StartAsync(options => options with
        {
            Configuration = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Runs:ShutdownSeconds"] = "0" },
        });
        using var response = await OpenAsync(server, HttpMethod.Post, "/agent/stream", Direct);
        await server.AskedAsync(Cancelled);
        var restarting = server.RestartAsync();
        var events = await SseEvent.ReadAsync(response, Cancelled).ToListAsync(Cancelled);
        Assert.Equal("error", events[^1].Name);
        Assert.Equal("stopping", events[^1].Data.GetProperty("code").GetString());
        await restarting;
        server.Give(ScriptedTurn.Say("Back."));
        using var resumed = await OpenAsync(server, HttpMethod.Get, "/agent/stream?thread_id=t1", null, ("Last-Event-ID", events.Max(each => each.Id)!.Value.ToString(CultureInfo.InvariantCulture)));
        var rest = await SseEvent.ReadAsync(resumed, Cancelled).ToListAsync(Cancelled);
        Assert.Equal("complete", rest[^1].Data.GetProperty("status").GetString());
    }

    private static string? Of(SseEvent each, string name) =>
        each.Data.GetProperty("metadata").TryGetProperty(name, out var value) ? value.GetString() : null;

    private static async Task UntilAsync(IAsyncEnumerator<SseEvent> events, Func<SseEvent, bool> found)
    {
        while (await events.MoveNextAsync())
        {
            if (found(events.Current))
            {
                return;
            }
        }

        Assert.Fail("The stream ended.");
    }

    private static async Task<HttpResponseMessage> OpenAsync(
        ServerFixture server, HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, null, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
    }
}
