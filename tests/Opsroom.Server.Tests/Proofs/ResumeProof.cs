using Opsroom.TestKit.Models;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs;

/// <summary>Watchers that are cut off, that are many, and that do not read. A round is a run that is watched.</summary>
public sealed class ResumeProof
{
    private const int Reconnects = 20;
    private const int Watchers = 200;
    private const int Idle = 40;
    private const int MostMegabytes = 64;
    private const int MostEventsOfOneConnection = 8;
    private const string Verdict = """{"quality":1,"completeness":1,"findings":[],"remediation":null}""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_is_cut_off_twenty_times_sees_every_durable_event_once_and_in_order()
    {
        var random = new Random(ProofRun.Seed);
        await using var model = await FakeAnthropic.StartNewAsync(Cancelled);
        model.Otherwise = new LongScript("/nowhere").Answer;
        await using var server = await ProofServer.StartAsync(ProofServer.SettingsOf(model), Cancelled);
        for (var round = 1; round <= ProofRun.Rounds(1); round++)
        {
            var thread = $"cut-{round}";
            await server.Client.PutAsync(thread, LongScript.LargeFile, LongScript.LargeContent, Cancelled);
            var seen = new List<SseBlock>();
            var torn = 0;
            for (var connection = 0; connection < Reconnects; connection++)
            {
                var tears = random.Next(2) == 0;
                torn += tears ? 1 : 0;
                await ReadAsync(server, NextRequest(thread, seen, random), seen, random.Next(1, MostEventsOfOneConnection), tears);
            }

            await ReadAsync(server, NextRequest(thread, seen, random), seen, int.MaxValue, tears: false);
            Assert.Equal((await server.Client.ReplayAsync(thread, Cancelled)).Where(block => block.Id >= seen[0].Id), seen);
            Assert.Null(await server.Client.OpenAsync(ProofClient.Resume(thread, seen[^1].Id!.Value), Cancelled));
            ProofRun.Tell($"{thread}: {Reconnects} reconnects, {torn} of them after so many bytes, wherever that is; {seen.Count} durable events, each once and in order");
        }
    }

    [Fact]
    public async Task Two_hundred_watchers_of_one_thread_all_see_the_same()
    {
        string[] words = [.. Enumerable.Range(1, 100).Select(word => $"word{word} ")];
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var model = await FakeAnthropic.StartNewAsync(Cancelled);
        model.Reply(FakeReply.Say(words) with { BeforePiece = (_, left) => begin.Task.WaitAsync(left) }, FakeReply.Say(Verdict));
        await using var server = await ProofServer.StartAsync(ProofServer.SettingsOf(model), Cancelled);
        var run = server.Client.InvokeAsync("t", "Say a lot.", "harness_expert", Cancelled);
        await model.NextRequestAsync(Cancelled);
        var watchers = Enumerable.Range(0, Watchers).Select(_ => new Watcher(server.Client)).ToList();
        await Task.WhenAll(watchers.Select(watcher => watcher.Begun));
        begin.SetResult();
        await run;

        var seen = await Task.WhenAll(watchers.Select(watcher => watcher.Seen));
        Assert.All(seen, one => Assert.Equal(seen[0], one));
        Assert.Equal(string.Concat(words), string.Concat(seen[0].Select(block => block.Chunk)));
        ProofRun.Tell($"{Watchers} watchers saw the same {seen[0].Count} blocks");
    }

    [Fact]
    public async Task A_run_does_not_wait_for_readers_that_do_not_read_nor_is_its_stream_kept_for_each()
    {
        var alone = await MemoryOfLongAnswerAsync(idle: 0);
        var watched = await MemoryOfLongAnswerAsync(Idle);
        ProofRun.Tell($"a long answer takes {alone} MB unwatched, {watched} MB with {Idle} readers that read nothing");
        if (ProofRun.IsLong)
        {
            // among the tests others use the same memory
            Assert.InRange(watched - alone, long.MinValue, MostMegabytes);
        }
    }

    /// <summary>How many megabytes more are in use when a long answer has come and some readers have not read it; in the end each of them gets every durable event.</summary>
    private static async Task<long> MemoryOfLongAnswerAsync(int idle)
    {
        var words = string.Concat(Enumerable.Repeat("a word or ", 200));
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var model = await FakeAnthropic.StartNewAsync(Cancelled);
        model.Reply(FakeReply.Say([.. Enumerable.Repeat(words, 4_000)]) with { BeforePiece = (_, left) => begin.Task.WaitAsync(left) }, FakeReply.Say(Verdict));
        await using var server = await ProofServer.StartAsync(ProofServer.SettingsOf(model), Cancelled);
        var run = server.Client.InvokeAsync("t", "Say a lot.", "harness_expert", Cancelled);
        await model.NextRequestAsync(Cancelled);
        using var readers = new SlowReaders(server.Address);
        await readers.OpenAsync("t", idle, Cancelled);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        begin.SetResult();
        Assert.Equal("success", (string?)(await run)["status"]);
        var megabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) >> 20;

        var all = await server.Client.ReplayAsync("t", Cancelled);
        Assert.All(await readers.ReadAsync(Cancelled), seen => Assert.Equal(all, seen));
        return megabytes;
    }

    /// <summary>Reads so many durable events and goes away; where it <paramref name="tears"/>, after so many bytes instead, wherever in a block that is.</summary>
    private static async Task ReadAsync(ProofServer server, HttpRequestMessage request, List<SseBlock> seen, int most, bool tears)
    {
        using var response = await server.Client.OpenAsync(request, Cancelled);
        Assert.NotNull(response);
        await using var body = await response.Content.ReadAsStreamAsync(Cancelled);
        var here = 0;
        await foreach (var block in SseBlock.ReadAsync(tears ? new TornStream(body, most * 1500) : body, Cancelled))
        {
            if (block.Id is not null)
            {
                seen.Add(block);
                if (!tears && ++here == most)
                {
                    return;
                }
            }
        }
    }

    private static HttpRequestMessage NextRequest(string thread, List<SseBlock> seen, Random random) =>
        seen.Count == 0 ? ProofClient.Stream(thread, LongScript.DirectTask, LongScript.DirectAgent)
        : random.Next(2) == 0 ? ProofClient.Resume(thread, seen[^1].Id!.Value)
        : ProofClient.Stream(thread, LongScript.DirectTask, LongScript.DirectAgent, seen[^1].Id);

    /// <summary>One watcher of the thread, from its first block to its last.</summary>
    private sealed class Watcher
    {
        private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Watcher(ProofClient client) => Seen = WatchAsync(client);

        public Task Begun => begun.Task;

        public Task<List<SseBlock>> Seen { get; }

        private async Task<List<SseBlock>> WatchAsync(ProofClient client)
        {
            var blocks = new List<SseBlock>();
            await foreach (var block in client.ReadAsync(ProofClient.Watch("t"), Cancelled))
            {
                begun.TrySetResult();
                blocks.Add(block);
            }

            return blocks;
        }
    }

    /// <summary>A connection that ends after so many bytes, wherever that is.</summary>
    private sealed class TornStream(Stream whole, int bytes) : MemoryStream
    {
        private int left = bytes;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = left == 0 ? 0 : await whole.ReadAsync(buffer[..Math.Min(buffer.Length, left)], cancellationToken);
            left -= read;
            return read;
        }
    }
}
