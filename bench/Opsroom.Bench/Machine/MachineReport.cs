using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Opsroom.Bench.Machine;

/// <summary>Under which conditions figures were taken.</summary>
/// <param name="Cores">Cores that generator and server share.</param>
/// <param name="Load">The load average of the last minute: above the number of cores, others were computing too.</param>
/// <param name="FileSystem">Where the data folder lies.</param>
/// <param name="FlushMilliseconds">Median time in which the disk makes 8 KiB durable: no answered run can be faster.</param>
internal sealed record MachineReport(string Processor, int Cores, double Load, string FileSystem, double FlushMilliseconds)
{
    private const int Flushes = 100;

    public static MachineReport Read(string folder) => new(
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? RuntimeInformation.OSArchitecture.ToString(),
        Environment.ProcessorCount,
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture),
        FileSystemOf(folder),
        MeasureFlush(folder));

    /// <summary>The file system that holds a folder.</summary>
    public static string FileSystemOf(string folder) =>
        DriveInfo.GetDrives().Where(drive => Holds(drive.Name, folder)).MaxBy(drive => drive.Name.Length)?.DriveFormat ?? "unknown";

    private static bool Holds(string mount, string folder) =>
        folder == mount || folder.StartsWith(mount.EndsWith('/') ? mount : mount + "/", StringComparison.Ordinal);

    private static double MeasureFlush(string folder)
    {
        var path = Path.Combine(folder, $"flush-{Environment.ProcessId}");
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 4096, FileOptions.DeleteOnClose);
        var bytes = new byte[8192];
        var times = new List<double>(Flushes);
        for (var flush = 0; flush < Flushes; flush++)
        {
            RandomAccess.Write(file.SafeFileHandle, bytes, flush * bytes.Length);
            var start = Stopwatch.GetTimestamp();
            RandomAccess.FlushToDisk(file.SafeFileHandle);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times.Order().ElementAt(Flushes / 2);
    }
}
