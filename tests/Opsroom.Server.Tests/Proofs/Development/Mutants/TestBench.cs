using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Opsroom.Server.Tests.Proofs.Development.Mutants;

/// <summary>A source that was changed at one place: what was changed, and the folder in which the tests can be run against it.</summary>
internal sealed record Mutant(string Change, string Folder);

/// <summary>How a run of tests ended.</summary>
internal sealed record TestRun(bool Succeeded, bool TimedOut, int Passed, TimeSpan Duration, string Output);

/// <summary>Runs the tests of one language with its real runner, against a source and against mutants of it.</summary>
internal abstract partial class TestBench(string service)
{
    protected const string Python = "/usr/bin/python3";
    /// <summary>What the tests may use: a mutant may loop and fill the memory.</summary>
    protected const int Megabytes = 1024;

    private const string Sandbox = "/usr/bin/bwrap";

    /// <summary>The source's file.</summary>
    public string Service { get; } = service;

    public string FileName => Path.GetFileName(Service);

    /// <summary>What the tool is asked to write tests for.</summary>
    public abstract string Framework { get; }

    /// <summary>The programs and libraries without which the tests cannot be run.</summary>
    protected abstract IReadOnlyList<string> Needs { get; }

    /// <summary>Finds the number of tests in what the runner says: <c>passed</c>, and <c>skipped</c> where that one counts those too.</summary>
    protected abstract Regex PassedPattern { get; }

    public static TestBench Of(string name)
    {
        var service = DevelopmentCase.Folder("services", name);
        return Path.GetDirectoryName(name) switch
        {
            "csharp" => new CSharpBench(service),
            "python" => new PythonBench(service),
            "javascript" => new JavaScriptBench(service),
            "java" => new JavaBench(service),
            var other => throw new ArgumentException($"There is no bench for {other}.", nameof(name)),
        };
    }

    /// <summary>Skips the test where something is missing, and fails it where everything has to be there.</summary>
    public void Require()
    {
        if (Needs.Append(Sandbox).FirstOrDefault(path => !Path.Exists(path)) is not { } missing)
        {
            return;
        }

        Assert.False(Environment.GetEnvironmentVariable("OPSROOM_REQUIRE_SERVICES") == "1", $"{missing} is missing.");
        Assert.Skip($"{missing} is missing.");
    }

    /// <summary>Makes a folder in which the tests can be run against the source as it is.</summary>
    public async Task<string> PrepareAsync(string folder, string tests, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        File.Copy(Service, Path.Combine(folder, FileName));
        File.Copy(tests, Path.Combine(folder, Path.GetFileName(tests)));
        await BuildAsync(folder, tests, cancellationToken);
        return folder;
    }

    /// <summary>Makes mutants, chosen by a seed; each with the tests beside it.</summary>
    public abstract Task<IReadOnlyList<Mutant>> MutateAsync(int seed, int count, string folder, string tests, CancellationToken cancellationToken);

    /// <summary>Runs the tests of a folder. Ends them, and what they started, at the limit.</summary>
    public async Task<TestRun> RunAsync(string folder, string tests, TimeSpan limit, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var (code, output) = await RunAsync(Command(folder, Path.GetFileName(tests)), folder, limit, cancellationToken);
        var said = PassedPattern.Match(output).Groups;
        return new TestRun(code == 0, code is null, Number(said["passed"]) - Number(said["skipped"]), watch.Elapsed, output);
    }

    /// <summary>What has to be done before the tests of a folder can be run.</summary>
    protected virtual Task BuildAsync(string folder, string tests, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The command that runs the tests of a folder, in that folder.</summary>
    protected abstract ProcessStartInfo Command(string folder, string tests);

    /// <summary>Makes mutants by a script of the language's own, which says one line for each.</summary>
    protected static async Task<IReadOnlyList<Mutant>> MutateAsync(ProcessStartInfo script, string folder, CancellationToken cancellationToken)
    {
        var (code, output) = await RunAsync(script, Directory.CreateDirectory(folder).FullName, TimeSpan.FromMinutes(5), cancellationToken);
        Assert.True(code == 0, output);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((change, index) => new Mutant(change, Path.Combine(folder, (index + 1).ToString(CultureInfo.InvariantCulture))))];
    }

    /// <summary>Runs a program; its exit code, or null where the limit ended it.</summary>
    protected static async Task<(int? Code, string Output)> RunAsync(ProcessStartInfo program, string folder, TimeSpan limit, CancellationToken cancellationToken)
    {
        program.WorkingDirectory = folder;
        program.RedirectStandardOutput = true;
        program.RedirectStandardError = true;
        using var process = new Process { StartInfo = program };
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(output, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ended.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(ended.Token);
            return (process.ExitCode, Said(output));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, Said(output));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static int Number(Group group) => group.Success ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    private static void Keep(StringBuilder output, string? line)
    {
        lock (output)
        {
            // a mutant may print without end
            if (line is not null && output.Length < 1_000_000)
            {
                output.Append(line).Append('\n');
            }
        }
    }

    private static string Said(StringBuilder output)
    {
        lock (output)
        {
            return output.ToString();
        }
    }
}
