using System.Diagnostics;

namespace Opsroom.Bench.Machine;

/// <summary>Who used the cores while something was measured.</summary>
/// <param name="Wall">How long it took.</param>
/// <param name="Server">By the server.</param>
/// <param name="Generator">By this program.</param>
/// <param name="Others">By everybody else on the machine.</param>
internal sealed record CpuUse(TimeSpan Wall, TimeSpan Server, TimeSpan Generator, TimeSpan Others)
{
    /// <summary>Begins to count; what it returns ends.</summary>
    public static Func<CpuUse> Begin(int server)
    {
        var start = Stopwatch.GetTimestamp();
        var (serverBefore, generatorBefore, busyBefore) = Now(server);
        return () =>
        {
            var wall = Stopwatch.GetElapsedTime(start);
            var (serverAfter, generatorAfter, busyAfter) = Now(server);
            var (ofServer, ofGenerator) = (serverAfter - serverBefore, generatorAfter - generatorBefore);
            var others = busyAfter - busyBefore - ofServer - ofGenerator;
            return new CpuUse(wall, ofServer, ofGenerator, others < TimeSpan.Zero ? TimeSpan.Zero : others);
        };
    }

    private static (TimeSpan Server, TimeSpan Generator, TimeSpan Busy) Now(int server) =>
        (ProcessFigures.CpuOf(server), ProcessFigures.CpuOf(Environment.ProcessId), ProcessFigures.BusyOfMachine());
}
