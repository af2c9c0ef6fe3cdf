using System.Globalization;

namespace Opsroom.Tools.Incidents.Evaluation;

/// <summary>How much more memory the process holds at its peak than when watching began. Where the system keeps no peak, what it holds at the end.</summary>
internal sealed class MemoryPeak : IDisposable
{
    private const string Reset = "/proc/self/clear_refs";
    private const string Status = "/proc/self/status";

    private readonly long _before;
    private readonly bool _keepsPeak;

    private MemoryPeak()
    {
        GC.Collect();
        try
        {
            // proc(5): 5 sets the peak back to what is held now
            File.WriteAllText(Reset, "5");
            _keepsPeak = true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            _keepsPeak = false;
        }

        _before = Environment.WorkingSet;
    }

    public double GrowthInMiB => Math.Max(0, (_keepsPeak ? Peak() : Environment.WorkingSet) - _before) / (1024.0 * 1024);

    public static MemoryPeak Watch() => new();

    public void Dispose() => GC.Collect();

    private static long Peak()
    {
        var line = File.ReadLines(Status).First(each => each.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6).Trim()[..^3], NumberStyles.None, CultureInfo.InvariantCulture) * 1024;
    }
}
