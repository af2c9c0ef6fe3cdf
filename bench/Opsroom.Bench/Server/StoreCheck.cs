using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Opsroom.Bench.Server;

/// <summary>Reads the store of a server that was killed: every run that was answered has to be in it.</summary>
internal static partial class StoreCheck
{
    /// <summary>How many threads the store holds; null where its own check finds a fault.</summary>
    public static int? CountThreads(BenchSetup setup, ServerProcess killed)
    {
        var start = new ProcessStartInfo(setup.Executable, ["store", "verify", "--data", Path.Combine(killed.Folder, "data")]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var check = Process.Start(start) ?? throw new InvalidOperationException($"{setup.Executable} did not start.");
        var output = check.StandardOutput.ReadToEnd();
        check.WaitForExit();
        return check.ExitCode == 0 && Threads().Match(output) is { Success: true } found ? int.Parse(found.Groups["threads"].ValueSpan, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"(?<threads>[0-9]+) threads, [0-9]+ events, 0 problems", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Threads();
}
