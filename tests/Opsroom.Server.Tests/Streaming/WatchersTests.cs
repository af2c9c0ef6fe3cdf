using Opsroom.TestKit.Models;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Streaming;

public sealed class WatchersTests
{
    [Fact]
    public async Task Two_hundred_clients_watch_one_thread_and_see_the_same()
    {
        const int watchers = 200;
        var cancelled = TestContext.Current.CancellationToken;
        await using var server = await ScriptedServer.StartAsync();
        using var file = new ByteArrayContent("x"u8.ToArray());
        await server.Client.PutAsync("/threads/t1/artifacts/a.txt", file, cancelled);
        var opened = await Task.WhenAll(Enumerable.Range(0, watchers).Select(_ => OpenAsync(server, cancelled)));
        var watching = opened.Select(response => WatchAsync(response, cancelled)).ToList();
        server.Give(ScriptedTurn.Call(("c1", "workspace_list", "{}")), ScriptedTurn.Say("Done."));
        await server.PostAsync("/agent/invoke", """{"task":"x","agent_name":"harness_expert","thread_id":"t1"}""");
        var seen = await Task.WhenAll(watching);
        Assert.All(seen, each => Assert.Equal(seen[0], each));
        Assert.True(seen[0].Count > 8);
    }

    private static async Task<HttpResponseMessage> OpenAsync(ScriptedServer server, CancellationToken cancelled)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/threads/t1/events?follow=true") { Headers = { { "Accept", "text/event-stream" } } };
        return await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancelled);
    }

    /// <summary>The ids of what is durable, until the run ends.</summary>
    private static async Task<List<long>> WatchAsync(HttpResponseMessage response, CancellationToken cancelled)
    {
        using (response)
        {
            var ids = new List<long>();
            await foreach (var each in SseEvent.ReadAsync(response, cancelled))
            {
                if (each.Id is { } id)
                {
                    ids.Add(id);
                }

                if (each.Event == "on_chain_end" && each.Data.GetProperty("name").GetString() == "workflow")
                {
                    break;
                }
            }

            return ids;
        }
    }
}
