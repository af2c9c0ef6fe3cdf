using System.Diagnostics;
using Opsroom.Bench.Http;
using Opsroom.Bench.Server;

namespace Opsroom.Bench;

/// <summary>Connections that each send the next request when the answer to the last one has been read and checked, every one on a thread of its own.</summary>
internal sealed class LoadGenerator(ServerProcess server, EncodedRequest request)
{
    private volatile Exception? fault;

    /// <summary>Sends requests for a while and gives how long each took that was begun and answered in it.</summary>
    public async Task<Latencies> RunAsync(int connections, TimeSpan duration)
    {
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var times = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Factory.StartNew(
            () => SendUntil(end), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return fault is null ? new Latencies(times.SelectMany(ofConnection => ofConnection)) : throw new BenchException(fault.Message);
    }

    private List<long> SendUntil(long end)
    {
        var times = new List<long>();
        try
        {
            using var connection = server.Connect();
            for (var sent = Stopwatch.GetTimestamp(); sent < end && fault is null;)
            {
                var answer = connection.Exchange(request);
                var answered = Stopwatch.GetTimestamp();
                if (!answer.Succeeded)
                {
                    throw new BenchException($"A run did not succeed: {answer.Text}");
                }

                if (answered <= end)
                {
                    times.Add(answered - sent);
                }

                sent = answered;
            }
        }
        catch (Exception exception)
        {
            fault = exception;
        }

        return times;
    }
}
