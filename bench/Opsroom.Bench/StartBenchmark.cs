using System.Diagnostics;
using Opsroom.Bench.Http;
using Opsroom.Bench.Machine;
using Opsroom.Bench.Server;

namespace Opsroom.Bench;

/// <summary>How long a start takes, and what the server holds in memory when nobody asks anything of it.</summary>
internal static class StartBenchmark
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);
    private static readonly EncodedRequest Health = EncodedRequest.Get("/health");

    public static async Task<StartFigures> MeasureAsync(BenchSetup setup, int starts)
    {
        var times = new List<TimeSpan>();
        for (var start = 1; start < starts; start++)
        {
            await using var server = ServerProcess.Start(setup);
            times.Add(server.StartTime);
        }

        await using var last = ServerProcess.Start(setup);
        times.Add(last.StartTime);
        return new StartFigures([.. times.Order()], await WatchAsync(last));
    }

    /// <summary>Asks for its health now and then, as a probe does, and gives the most memory it held.</summary>
    private static async Task<ProcessFigures> WatchAsync(ServerProcess server)
    {
        using var connection = server.Connect();
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var begun = Stopwatch.GetTimestamp();
        var most = server.Figures;
        while (Stopwatch.GetElapsedTime(begun) < Idle && await second.WaitForNextTickAsync(CancellationToken.None))
        {
            if (!connection.Exchange(Health).Ok)
            {
                throw new BenchException("The idle server is not healthy.");
            }

            most = server.Figures is var now && now.Rss > most.Rss ? now : most;
        }

        return most;
    }
}

/// <param name="Times">From start to the first answered <c>/health</c>, shortest first.</param>
/// <param name="Idle">The most it held in ten idle seconds.</param>
internal sealed record StartFigures(IReadOnlyList<TimeSpan> Times, ProcessFigures Idle)
{
    public TimeSpan Median => Times[Times.Count / 2];
}
