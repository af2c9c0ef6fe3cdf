using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs;

/// <summary>Clients that start one run after the other and watch each to its end; they try again where the server says 503 and come back where a stream breaks.</summary>
internal sealed class DatabaseLoad(Uri server, string name, string agent, CancellationToken cancellationToken) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient http = new() { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
    private readonly ConcurrentBag<WatchedRun> runs = [];
    private readonly Channel<bool> finished = Channel.CreateUnbounded<bool>();
    private readonly List<Task> workers = [];
    private volatile bool stopping;
    private int finishedCount;
    private int refused;
    private int shown;
    private int awaited;

    /// <summary>Runs that were watched to their end.</summary>
    public int Finished => Volatile.Read(ref finishedCount);

    /// <summary>Requests that were answered with 503.</summary>
    public int Refused => Volatile.Read(ref refused);

    /// <summary>Durable events that watchers were shown.</summary>
    public int Shown => Volatile.Read(ref shown);

    public void Start(int count) =>
        workers.AddRange([.. Enumerable.Range(workers.Count + 1, count).Select(worker => Task.Run(() => WorkAsync($"{name}-{worker}"), cancellationToken))]);

    /// <summary>Completes when so many runs have finished.</summary>
    public async Task FinishedAsync(int count)
    {
        for (; awaited < count; awaited++)
        {
            await finished.Reader.ReadAsync(cancellationToken);
        }
    }

    /// <summary>Lets every client watch its run to the end.</summary>
    public async Task<IReadOnlyCollection<WatchedRun>> StopAsync()
    {
        stopping = true;
        await Task.WhenAll(workers);
        return runs;
    }

    /// <summary>Asks until the answer has a status, and gives its body.</summary>
    public async Task<JsonObject> WaitForStatusAsync(string path, int status)
    {
        while (true)
        {
            using var answer = await http.GetAsync(path, cancellationToken);
            if ((int)answer.StatusCode == status)
            {
                return (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!;
            }

            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task WorkAsync(string worker)
    {
        for (var number = 1; !stopping; number++)
        {
            var run = new WatchedRun($"{worker}-{number}");
            while (!await WatchAsync(run))
            {
                await Task.Delay(BetweenTries, cancellationToken);
            }

            runs.Add(run);
            Interlocked.Increment(ref finishedCount);
            finished.Writer.TryWrite(true);
        }
    }

    /// <summary>Starts the run, or goes on where the stream broke. True at the run's end.</summary>
    private async Task<bool> WatchAsync(WatchedRun run)
    {
        using var request = ProofClient.Stream(run.Thread, "Write down, step by step, how the tests are run.", agent, run.Shown.Count > 0 ? run.Shown[^1].Id : null);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        switch (response.StatusCode)
        {
            case HttpStatusCode.NoContent:
                return true;
            case HttpStatusCode.ServiceUnavailable:
                Assert.NotNull(response.Headers.RetryAfter);
                Interlocked.Increment(ref refused);
                return false;
            case var status:
                Assert.True(status == HttpStatusCode.OK, $"{run.Thread}: {status} {(status == HttpStatusCode.OK ? "" : await response.Content.ReadAsStringAsync(cancellationToken))}");
                break;
        }

        await foreach (var block in SseBlock.ReadAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken))
        {
            if (block.IsDone)
            {
                return true;
            }

            if (block.Id is not null)
            {
                run.Shown.Add(block);
                Interlocked.Increment(ref shown);
            }
        }

        return false;
    }
}

/// <summary>A run as its watcher saw it.</summary>
internal sealed record WatchedRun(string Thread)
{
    /// <summary>The durable events, over all connections.</summary>
    public List<SseBlock> Shown { get; } = [];
}
