using System.Text.RegularExpressions;
using Opsroom.Bench.Http;
using Opsroom.Bench.Machine;
using Opsroom.Bench.Server;

namespace Opsroom.Bench;

/// <summary>What a server holds in memory with many clients that follow threads in which nothing happens.</summary>
internal static partial class StreamsBenchmark
{
    public static async Task<StreamsFigures> MeasureAsync(BenchSetup setup, int streams, int threads)
    {
        await using var server = ServerProcess.Start(setup);
        var ids = CreateThreads(server, threads);
        var before = server.Figures;
        var clients = new List<HttpConnection>(streams);
        try
        {
            for (var stream = 0; stream < streams; stream++)
            {
                clients.Add(Follow(server, ids[stream % ids.Count]));
            }

            // once every stream has been kept alive, all of them are open and idle
            foreach (var client in clients)
            {
                Await(client, "\n:\n\n"u8);
            }

            var idle = server.Figures;
            foreach (var client in clients)
            {
                client.Clear();
            }

            // an idle stream is of use only where it wakes up
            using var speaker = server.Connect();
            RunIn(speaker, ids[0]);
            for (var stream = 0; stream < streams; stream += ids.Count)
            {
                Await(clients[stream], "on_chain_end"u8);
            }

            return new StreamsFigures(streams, ids.Count, before, idle);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private static List<string> CreateThreads(ServerProcess server, int count)
    {
        using var connection = server.Connect();
        var request = RunKinds.Encode(RunKinds.Primary);
        var ids = new List<string>(count);
        while (ids.Count < count)
        {
            var answer = connection.Exchange(request);
            ids.Add(answer.Succeeded ? ThreadId().Match(answer.Text).Groups["id"].Value : throw new BenchException($"A run did not succeed: {answer.Text}"));
        }

        return ids;
    }

    private static HttpConnection Follow(ServerProcess server, string thread)
    {
        var connection = server.Connect();
        connection.Send(EncodedRequest.Get($"/threads/{thread}/events?follow=true", "text/event-stream"));
        Await(connection, "on_chain_end"u8);
        return connection;
    }

    private static void RunIn(HttpConnection connection, string thread)
    {
        var answer = connection.Exchange(EncodedRequest.Post(
            "/agent/invoke", $$"""{"task":"Validate this pipeline: {}","agent_name":"harness_expert","thread_id":"{{thread}}"}"""));
        if (!answer.Ok)
        {
            throw new BenchException($"A run in a watched thread was refused: {answer.Text}");
        }
    }

    private static void Await(HttpConnection connection, ReadOnlySpan<byte> text)
    {
        while (connection.Received.IndexOf(text) < 0)
        {
            connection.Receive();
        }
    }

    [GeneratedRegex("\"thread_id\":\"(?<id>[^\"]+)\"", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ThreadId();
}

/// <param name="Before">With the threads and no stream.</param>
/// <param name="Idle">With every stream open, and kept alive once.</param>
internal sealed record StreamsFigures(int Streams, int Threads, ProcessFigures Before, ProcessFigures Idle)
{
    public double BytesPerStream => (double)(Idle.Rss - Before.Rss) / Streams;
}
