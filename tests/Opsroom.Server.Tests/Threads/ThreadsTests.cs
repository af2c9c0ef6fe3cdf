using System.Net;
using System.Text.Json;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Threads;

public sealed class ThreadsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Threads_are_listed_newest_first_and_page_by_page()
    {
        await using var server = await WithRunsAsync("t1", "t2", "t3");
        var (_, first) = await server.GetAsync("/threads?limit=2");
        Assert.Equal(["t3", "t2"], Ids(first));
        var (_, second) = await server.GetAsync($"/threads?limit=2&cursor={Uri.EscapeDataString(first.GetProperty("next_cursor").GetString()!)}");
        Assert.Equal(["t1"], Ids(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
        var row = first.GetProperty("items")[0];
        Assert.Equal("complete", row.GetProperty("status").GetString());
        Assert.Equal("harness_expert", row.GetProperty("agent").GetString());
        Assert.Equal("Task of t3", row.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Threads_of_direct_calls_are_listed_only_when_asked_for()
    {
        await using var server = await WithRunsAsync("t1");
        await server.PostAsync("/tools/workspace_write/invoke", """{"arguments":{"path":"a.txt","content":"x"},"thread_id":"tool-1"}""");
        Assert.Equal(["t1"], Ids((await server.GetAsync("/threads")).Body));
        Assert.Equal(["tool-1"], Ids((await server.GetAsync("/threads?kind=tool")).Body));
        Assert.Empty(Ids((await server.GetAsync("/threads?status=failed")).Body));
        Assert.Equal(["t1"], Ids((await server.GetAsync("/threads?status=complete&agent=harness_expert")).Body));
    }

    [Theory]
    [InlineData("status=done", "enum")]
    [InlineData("kind=x", "enum")]
    [InlineData("limit=0", "greater_than_equal")]
    [InlineData("limit=1000", "less_than_equal")]
    [InlineData("limit=1.5", "int_parsing")]
    [InlineData("limit=x", "int_parsing")]
    [InlineData("cursor=x", "value_error")]
    public async Task A_list_asked_for_wrongly_is_422(string query, string type)
    {
        await using var server = await ScriptedServer.StartAsync();
        var (response, body) = await server.GetAsync("/threads?" + query);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(type, body.GetProperty("detail")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_thread_can_be_read_and_deleted_and_its_id_used_again()
    {
        await using var server = await WithRunsAsync("t1");
        var (_, thread) = await server.GetAsync("/threads/t1");
        Assert.Equal("complete", thread.GetProperty("run").GetProperty("status").GetString());
        Assert.Equal("Task of t1", thread.GetProperty("run").GetProperty("task").GetString());
        Assert.Equal("local", thread.GetProperty("run").GetProperty("principal").GetString());
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(server, "/threads/t1"));
        Assert.Equal(HttpStatusCode.NotFound, await DeleteAsync(server, "/threads/t1"));
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/threads/t1")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/workflow/status/t1")).Response.StatusCode);
        server.Give(ScriptedTurn.Say("Again."));
        var (_, again) = await server.PostAsync("/agent/invoke", """{"task":"x","agent_name":"harness_expert","thread_id":"t1"}""");
        Assert.Equal("Again.", again.GetProperty("result").GetProperty("message").GetString());
    }

    [Fact]
    public async Task The_journal_is_read_page_by_page()
    {
        await using var server = await WithRunsAsync("t1");
        var (_, all) = await server.GetAsync("/threads/t1/events?limit=1000");
        var events = all.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal("run_started", events[0].GetProperty("kind").GetString());
        Assert.Equal("run_ended", events[^1].GetProperty("kind").GetString());
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(each => each.GetProperty("sequence").GetInt32()));
        Assert.All(events, each => Assert.NotEqual(default, each.GetProperty("at").GetDateTimeOffset()));

        var (_, page) = await server.GetAsync("/threads/t1/events?limit=2&after=1");
        Assert.Equal([2, 3], page.GetProperty("items").EnumerateArray().Select(each => each.GetProperty("sequence").GetInt32()));
        Assert.Equal("3", page.GetProperty("next_cursor").GetString());
        var (_, next) = await server.GetAsync("/threads/t1/events?limit=1000&cursor=3");
        Assert.Equal(events.Count - 3, next.GetProperty("items").GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/threads/other/events")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await server.GetAsync("/threads/t1/events?after=-1")).Response.StatusCode);
    }

    [Fact]
    public async Task A_fork_has_the_history_and_the_files_up_to_a_point_of_rest()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Give(ScriptedTurn.Call(("c1", "workspace_write", """{"path":"a.txt","content":"one"}""")), ScriptedTurn.Say("One."));
        await server.PostAsync("/agent/invoke", """{"task":"x","agent_name":"harness_expert","thread_id":"t1"}""");
        var (_, thread) = await server.GetAsync("/threads/t1");
        var end = thread.GetProperty("last_event").GetInt64();
        var (response, fork) = await server.PostAsync("/threads/t1/fork", $$"""{"at_event":{{end + 100}}}""");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(end, fork.GetProperty("at_event").GetInt64());
        var id = fork.GetProperty("thread_id").GetString();
        Assert.Equal($"/threads/{id}", response.Headers.Location!.ToString());
        Assert.Equal("one", await server.Client.GetStringAsync($"/threads/{id}/artifacts/a.txt", Cancelled));
        var (early, _) = await server.PostAsync("/threads/t1/fork", """{"at_event":2}""");
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        var (wrong, _) = await server.PostAsync("/threads/t1/fork", """{"at_event":"x"}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var (unknown, _) = await server.PostAsync("/threads/other/fork", "{}");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static async Task<ScriptedServer> WithRunsAsync(params string[] threads)
    {
        var server = await ScriptedServer.StartAsync();
        foreach (var thread in threads)
        {
            server.Give(ScriptedTurn.Say("Done."));
            await server.PostAsync("/agent/invoke", $$"""{"task":"Task of {{thread}}","agent_name":"harness_expert","thread_id":"{{thread}}"}""");
        }

        return server;
    }

    private static IEnumerable<string?> Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("thread_id").GetString());

    private static async Task<HttpStatusCode> DeleteAsync(ServerFixture server, string path) => (await server.Client.DeleteAsync(path, Cancelled)).StatusCode;
}
