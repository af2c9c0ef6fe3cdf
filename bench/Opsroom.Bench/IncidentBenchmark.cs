using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Opsroom.Bench.Server;

namespace Opsroom.Bench;

/// <param name="Mebibytes">The size of the log.</param>
/// <param name="Times">Of each investigation, in milliseconds.</param>
/// <param name="Growth">The most memory that one of them took, in MiB.</param>
internal sealed record IncidentFigures(int Mebibytes, IReadOnlyList<double> Times, double Growth);

/// <summary>How long an incident bundle with one long log takes, each time in a fresh process.</summary>
internal static class IncidentBenchmark
{
    private const int Calls = 5;

    public static async Task<IncidentFigures> MeasureAsync(BenchSetup setup, int mebibytes)
    {
        var folder = setup.NewFolder();
        try
        {
            await WriteAsync(Path.Combine(folder, "case"), mebibytes << 20);
            var times = new List<double>();
            var growth = 0d;
            for (var call = 0; call < Calls; call++)
            {
                using var measured = JsonDocument.Parse(await EvaluateAsync(setup, folder));
                var figures = measured.RootElement.GetProperty("cases")[0];
                times.Add(figures.GetProperty("ms").GetDouble());
                growth = Math.Max(growth, figures.GetProperty("growth_mib").GetDouble());
            }

            return new(mebibytes, times, growth);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> EvaluateAsync(BenchSetup setup, string folder)
    {
        var start = new ProcessStartInfo(setup.Executable, ["eval", "incidents", folder, "--json"]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new BenchException($"{setup.Executable} did not start.");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new BenchException("The bundle was not investigated.");
    }

    /// <summary>An hour of a service whose volume is full in the last third: every third line then is an error.</summary>
    private static async Task WriteAsync(string folder, int size)
    {
        var logs = Directory.CreateDirectory(Path.Combine(folder, "logs", "ledger"));
        await File.WriteAllTextAsync(Path.Combine(folder, "expected.yaml"), "verdict: incident\ncategory: storage\nmust_mention: []\nmust_not_mention: []\n");
        await using var log = new StreamWriter(Path.Combine(logs.FullName, "app.log"));
        var begin = new DateTime(2026, 3, 10, 8, 0, 0, DateTimeKind.Utc);
        for (long written = 0, number = 0; written < size; number++)
        {
            var part = (double)written / size;
            var at = begin.AddSeconds(3600 * part).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            var line = part > 0.667 && number % 3 == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{at} ERROR ledger.api booking refused entry={number}: write /var/lib/ledger/wal: no space left on device\n")
                : string.Create(CultureInfo.InvariantCulture, $"{at} INFO ledger.api booked entry={number} account={number % 9973} took={8 + (number % 17)}ms trace={number * 2654435761L:x12}\n");
            await log.WriteAsync(line);
            written += line.Length;
        }
    }
}
