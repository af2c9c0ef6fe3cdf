using System.CommandLine;
using Opsroom.Bench.Machine;
using Opsroom.Bench.Server;

namespace Opsroom.Bench;

/// <summary>The command line: one command for each kind of measurement, and one for all.</summary>
internal static class CommandTree
{
    private static readonly Option<FileInfo> Executable = new("--server") { Description = "The published executable", HelpName = "FILE", Required = true };
    private static readonly Option<DirectoryInfo> Data = new("--data") { Description = "A folder on a disk; what is written there is removed again", HelpName = "DIR", Required = true };
    private static readonly Option<string> Kind = new("--kind") { Description = "Which run", DefaultValueFactory = _ => RunKinds.Primary };
    private static readonly Option<int> Connections = new("--connections") { Description = "Requests in flight", DefaultValueFactory = _ => 32 };
    private static readonly Option<int> WarmUp = new("--warm-up") { Description = "Seconds before it counts", DefaultValueFactory = _ => 10 };
    private static readonly Option<int> Seconds = new("--seconds") { Description = "Seconds that count", DefaultValueFactory = _ => 10 };
    private static readonly Option<int> Starts = new("--starts") { Description = "How often the server is started", DefaultValueFactory = _ => 10 };
    private static readonly Option<int> Streams = new("--streams") { Description = "Streams that are held open", DefaultValueFactory = _ => 2000 };
    private static readonly Option<int> Threads = new("--threads") { Description = "Threads that they follow", DefaultValueFactory = _ => 200 };
    private static readonly Option<int> Objects = new("--objects") { Description = "Objects in the manifest", DefaultValueFactory = _ => 5000 };

    private static readonly Option<int> Mebibytes = new("--mebibytes") { Description = "Size of the log", DefaultValueFactory = _ => 50 };

    private static readonly Option<int> Passages = new("--passages") { Description = "Passages that are indexed", DefaultValueFactory = _ => 100_000 };

    public static RootCommand Create()
    {
        Kind.AcceptOnlyFromAmong([.. RunKinds.Names]);
        return new RootCommand("Measures a published server. bench/README.md tells how to read the figures.")
        {
            Command("run", "Throughput and latency of runs", RunAsync, Kind, Connections, WarmUp, Seconds),
            Command("start", "Start to first answer, and memory when idle", StartAsync, Starts),
            Command("streams", "Memory with idle streams", StreamsAsync, Streams, Threads),
            Command("lint", "A Kubernetes manifest of many objects, linted", LintAsync, Objects),
            Command("incident", "An incident bundle with one long log, investigated", IncidentAsync, Mebibytes),
            Command("search", "Many passages, indexed and searched; exit code 1 where a bound does not hold", SearchAsync, Passages),
            Command("all", "All of it, held against the bounds", AllAsync, WarmUp, Seconds, Starts, Streams, Threads),
        };
    }

    private static Command Command(string name, string description, Func<BenchSetup, Report, ParseResult, Task<int>> measure, params Option[] options)
    {
        var command = new Command(name, description) { Executable, Data };
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, _) =>
        {
            var setup = BenchSetup.Check(parsed.GetRequiredValue(Executable), parsed.GetRequiredValue(Data));
            var report = new Report(Console.Out, MachineReport.Read(setup.Folder));
            report.Machine();
            return await measure(setup, report, parsed);
        });
        return command;
    }

    private static async Task<int> RunAsync(BenchSetup setup, Report report, ParseResult parsed)
    {
        report.Runs(await RunBenchmark.MeasureAsync(setup, parsed.GetRequiredValue(Kind), parsed.GetValue(Connections), Of(parsed, WarmUp), Of(parsed, Seconds)));
        return 0;
    }

    private static async Task<int> StartAsync(BenchSetup setup, Report report, ParseResult parsed)
    {
        report.Start(await StartBenchmark.MeasureAsync(setup, parsed.GetValue(Starts)));
        return 0;
    }

    private static async Task<int> StreamsAsync(BenchSetup setup, Report report, ParseResult parsed)
    {
        report.Streams(await StreamsBenchmark.MeasureAsync(setup, parsed.GetValue(Streams), parsed.GetValue(Threads)));
        return 0;
    }

    private static async Task<int> LintAsync(BenchSetup setup, Report report, ParseResult parsed)
    {
        report.Lint(await LintBenchmark.MeasureAsync(setup, parsed.GetValue(Objects)));
        return 0;
    }

    private static async Task<int> IncidentAsync(BenchSetup setup, Report report, ParseResult parsed)
    {
        report.Incident(await IncidentBenchmark.MeasureAsync(setup, parsed.GetValue(Mebibytes)));
        return 0;
    }

    private static async Task<int> SearchAsync(BenchSetup setup, Report report, ParseResult parsed)
    {
        var figures = await SearchBenchmark.MeasureAsync(setup, parsed.GetValue(Passages));
        report.Search(figures);
        return Bounds.Hold(figures, report) ? 0 : 1;
    }

    private static async Task<int> AllAsync(BenchSetup setup, Report report, ParseResult parsed)
    {
        var (warmUp, seconds) = (Of(parsed, WarmUp), Of(parsed, Seconds));
        var bounds = new Bounds
        {
            Start = await StartBenchmark.MeasureAsync(setup, parsed.GetValue(Starts)),
            Streams = await StreamsBenchmark.MeasureAsync(setup, parsed.GetValue(Streams), parsed.GetValue(Threads)),
            Many = await RunBenchmark.MeasureAsync(setup, RunKinds.Primary, 32, warmUp, seconds),
            One = await RunBenchmark.MeasureAsync(setup, RunKinds.Primary, 1, warmUp, seconds),
        };
        report.Start(bounds.Start);
        report.Streams(bounds.Streams);
        report.Runs(bounds.Many);
        report.Runs(bounds.One);
        foreach (var kind in RunKinds.Names.Where(kind => kind != RunKinds.Primary))
        {
            report.Runs(await RunBenchmark.MeasureAsync(setup, kind, 32, warmUp, seconds));
            report.Runs(await RunBenchmark.MeasureAsync(setup, kind, 1, warmUp, seconds));
        }

        return bounds.Hold(report) ? 0 : 1;
    }

    private static TimeSpan Of(ParseResult parsed, Option<int> seconds) => TimeSpan.FromSeconds(parsed.GetValue(seconds));
}
