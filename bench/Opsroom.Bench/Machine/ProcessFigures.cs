using System.Globalization;
using System.Runtime.InteropServices;

namespace Opsroom.Bench.Machine;

/// <summary>What Linux says about a process.</summary>
/// <param name="Cpu">Time that its threads have run, in user and kernel mode.</param>
/// <param name="Rss">Bytes of memory that are resident, shared pages of files included.</param>
/// <param name="Anonymous">The part of them that is its own: heaps, stacks, compiled code.</param>
/// <param name="Threads">How many threads it has.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProcessFigures(TimeSpan Cpu, long Rss, long Anonymous, int Threads)
{
    private const int TicksPerSecond = 100;

    public static ProcessFigures Of(int processId)
    {
        var status = File.ReadAllLines($"/proc/{processId}/status");
        return new ProcessFigures(CpuOf(processId), KibOf(status, "VmRSS:"), KibOf(status, "RssAnon:"), (int)NumberOf(status, "Threads:"));
    }

    public static TimeSpan CpuOf(int processId)
    {
        // the name of the program stands in parentheses and may hold anything
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return Ticks(fields[11]) + Ticks(fields[12]);
    }

    /// <summary>Time that the machine's cores were busy, whoever with.</summary>
    public static TimeSpan BusyOfMachine()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Ticks(fields[1]) + Ticks(fields[2]) + Ticks(fields[3]) + Ticks(fields[6]) + Ticks(fields[7]);
    }

    private static TimeSpan Ticks(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture) / TicksPerSecond);

    private static long KibOf(string[] status, string name) => NumberOf(status, name) * 1024;

    private static long NumberOf(string[] status, string name) => long.Parse(
        status.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
