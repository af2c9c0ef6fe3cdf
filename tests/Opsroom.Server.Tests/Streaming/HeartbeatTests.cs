using Microsoft.Extensions.Time.Testing;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Streaming;

public sealed class HeartbeatTests
{
    [Fact]
    public async Task An_idle_stream_sends_a_comment_every_fifteen_seconds()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider();
        await using var server = await ScriptedServer.StartAsync(options => options with { TimeProvider = time });
        using var file = new ByteArrayContent("x"u8.ToArray());
        await server.Client.PutAsync("/threads/t1/artifacts/a.txt", file, cancelled);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/threads/t1/events?follow=true") { Headers = { { "Accept", "text/event-stream" } } };
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancelled);
        await using var events = SseEvent.ReadAsync(response, cancelled).GetAsyncEnumerator(cancelled);
        for (var beat = 0; beat < 3; beat++)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            Assert.True(await events.MoveNextAsync());
            Assert.Equal(SseEvent.Comment, events.Current.Name);
        }
    }
}
