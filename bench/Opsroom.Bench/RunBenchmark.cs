using Opsroom.Bench.Machine;
using Opsroom.Bench.Server;

namespace Opsroom.Bench;

/// <summary>Runs over HTTP, durable, end to end: how many a second, and how long one takes.</summary>
internal static class RunBenchmark
{
    public static async Task<RunFigures> MeasureAsync(BenchSetup setup, string kind, int connections, TimeSpan warmUp, TimeSpan duration)
    {
        await using var server = ServerProcess.Start(setup);
        var load = new LoadGenerator(server, RunKinds.Encode(kind));
        var warmed = await load.RunAsync(connections, warmUp);
        var cpu = CpuUse.Begin(server.ProcessId);
        var latencies = await load.RunAsync(connections, duration);
        var used = cpu();
        var rss = server.Figures.Rss;

        // answered runs have to be there after a kill
        server.Kill();
        var stored = StoreCheck.CountThreads(setup, server)
            ?? throw new BenchException("The store that the server left behind is damaged.");
        return stored >= warmed.Count + latencies.Count
            ? new RunFigures(kind, connections, latencies, used, rss)
            : throw new BenchException($"{warmed.Count + latencies.Count} runs were answered and the store holds {stored}.");
    }
}

/// <param name="Latencies">Of every run that was answered while it was measured.</param>
/// <param name="Cpu">Who used the cores meanwhile.</param>
/// <param name="Rss">Of the server afterwards.</param>
internal sealed record RunFigures(string Kind, int Connections, Latencies Latencies, CpuUse Cpu, long Rss)
{
    public double RunsPerSecond => Latencies.Count / Cpu.Wall.TotalSeconds;

    public TimeSpan ServerCpuPerRun => Cpu.Server / Latencies.Count;

    public TimeSpan GeneratorCpuPerRun => Cpu.Generator / Latencies.Count;

    /// <summary>What the cores would do with nobody else on them: load of others cancels out of it.</summary>
    public double RunsPerSecondOf(int cores) => cores / (ServerCpuPerRun + GeneratorCpuPerRun).TotalSeconds;
}
