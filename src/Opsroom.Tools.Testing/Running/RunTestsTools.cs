using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Testing.Running.Results;
using Opsroom.Tools.Testing.Sandboxing;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Testing.Running;

/// <summary>Runs tests in a sandbox, on a copy of their folder.</summary>
internal sealed class RunTestsTools(Sandbox sandbox)
{
    private const int MostFailures = 100;
    private const int MostOutput = 12_000;

    [Tool("run_tests", Effect.Change, Tainted = true, Plan = nameof(PlanAsync), Verify = nameof(VerifyAsync))]
    [ToolExample("""{"path": "tests", "command": "python3 -m pytest -q", "timeout_seconds": 60}""")]
    [Description(
        "Runs the tests of a folder of the workspace, or of one that the operator opened, on a copy of it in a sandbox without network: dotnet test, xunit, pytest, jest, vitest, mocha, node --test, go test, "
        + "maven, gradle, junit, found out by the folder's files, or by a command. Answers with the numbers and each failure with its message and place.")]
    public async Task<ToolResult<TestRun>> RunAsync(
        [Description("The folder with the code and its tests."), StringLength(512, MinimumLength = 1)] string path,
        ToolContext context,
        CancellationToken cancellationToken,
        [Description("What runs the tests, for sh in the copy of the folder; left out, the folder's files tell."), StringLength(4000)] string? command = null,
        [Description("Seconds that the run may take; never more than the operator allows."), Range(1, 14_400)] int? timeoutSeconds = null)
    {
        if (sandbox.Missing is { } missing)
        {
            return missing;
        }

        var folder = Directory.CreateTempSubdirectory("opsroom-tests-").FullName;
        try
        {
            context.Report(new("Copying the folder."));
            var found = await CopyAsync(path, command, folder, context.Workspace, cancellationToken);
            if (found.Value is not { } runner)
            {
                return found.Failure!;
            }

            context.Report(new($"Running {runner.Name}."));
            var run = await sandbox.RunAsync(
                new(folder, runner.Command, timeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : sandbox.Options.TimeLimit) { Collect = runner.Collect },
                line => context.Report(new(OutsideText.OneLine(line))), cancellationToken);
            return Told(runner, run);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The folder is only named: its content is copied when the tests are run.</summary>
    public async Task<ToolResult<ChangePlan>> PlanAsync(string path, string? command, int? timeoutSeconds, ToolContext context, CancellationToken cancellationToken)
    {
        if (sandbox.Missing is { } missing)
        {
            return missing;
        }

        var seen = new FolderDigest();
        var unread = await context.Workspace.ReadFolderAsync(path, seen, cancellationToken);
        if (unread is not null)
        {
            return unread;
        }

        var options = sandbox.Options;
        var limit = timeoutSeconds is { } seconds && seconds < options.TimeLimit.TotalSeconds ? TimeSpan.FromSeconds(seconds) : options.TimeLimit;
        var shown = command ?? RunnerChoice.Find(seen.Paths, seen.Text)?.Command;
        if (shown is null)
        {
            return NoRunner(path);
        }

        var place = sandbox.IsSandboxed ? $"in a sandbox {(options.AllowNetwork ? "with" : "without")} network" : "WITHOUT a sandbox, with the rights of the server";
        var details = JsonSerializer.SerializeToElement(
            new PlannedRun(shown, sandbox.IsSandboxed, options.AllowNetwork || !sandbox.IsSandboxed, $"{limit.TotalSeconds:0}s", options.MemoryMegabytes, options.DiskMegabytes, options.Processes, seen.Paths.Count), ToolJson.Options);
        return new ChangePlan(
            new("sandbox", sandbox.IsSandboxed ? "bubblewrap" : "server"), path, seen.Digest(shown),
            new Preview(
                $"Runs `{OutsideText.OneLine(shown)}` on a copy of {path} ({seen.Paths.Count} files) {place}, for at most {limit.TotalSeconds:0} s.", BlastRadius: "Nothing outside the copy is changed.",
                Undo: "Nothing to take back: the copy is deleted.", Details: details));
    }

    /// <summary>A run changes nothing that outlives it, so that one nobody saw the end of can be made again.</summary>
    public static Task<Verification> VerifyAsync() => Task.FromResult(Verification.NotDone());

    private static ToolFailure NoRunner(string path) => ToolFailure.InvalidArgument(
        $"Nothing in {OutsideText.OneLine(path)} says how its tests are run (no project of .NET, pytest, node, go, maven or gradle): give command.");

    private async Task<ToolResult<RunnerChoice>> CopyAsync(string path, string? command, string folder, IWorkspace workspace, CancellationToken cancellationToken)
    {
        var copy = new FolderCopy(folder, (long)sandbox.Options.DiskMegabytes << 20);
        var unread = await workspace.ReadFolderAsync(path, copy, cancellationToken);
        if (unread is not null || copy.Problem is not null)
        {
            return unread ?? ToolFailure.InvalidArgument(copy.Problem!);
        }

        var runner = command is null ? RunnerChoice.Find(copy.Paths, name => File.ReadAllText(Path.Combine(folder, name))) : RunnerChoice.Of(command);
        return runner is null ? NoRunner(path) : runner;
    }

    private TestRun Told(RunnerChoice runner, SandboxRun run)
    {
        var counts = ResultReader.Read(run);
        var output = run.Output.Length > MostOutput ? $"{run.Output[..(MostOutput / 3)]}\n…\n{run.Output[^(MostOutput * 2 / 3)..]}" : run.Output;
        var message = run.End switch
        {
            SandboxEnd.Timeout => "The time was over and the run was ended; what had not run is not counted.",
            SandboxEnd.Memory => $"The run took more than {sandbox.Options.MemoryMegabytes} MiB of memory and was ended.",
            SandboxEnd.Processes => $"The run had more than {sandbox.Options.Processes} processes and threads and was ended.",
            SandboxEnd.Output => "The run wrote without end and was ended.",
            _ when (counts is null || counts.Failed == 0) && run.ExitCode != 0 && MissingPackages.Of(run.Output) is { } packages =>
                $"{packages}. Put what is needed into the folder (node_modules, vendor, a feed of NuGet); the operator can show NuGet's packages in {TestingOptions.Section}:PackageFolders, or set {TestingOptions.Section}:AllowNetwork.",
            _ when counts is null => $"The command ended with {run.ExitCode} and left no results that can be read: the output says more.",
            _ when counts.Failed == 0 && run.ExitCode != 0 => $"No test failed, and yet the command ended with {run.ExitCode}: the output says more.",
            _ when counts.Failures.Length > MostFailures => $"These are the first {MostFailures} of {counts.Failures.Length} failures.",
            _ => null,
        };
        return new(
            runner.Name, runner.Command, counts?.Passed ?? 0, counts?.Failed ?? 0, counts?.Skipped ?? 0, [.. (counts?.Failures ?? []).Take(MostFailures)],
            $"{run.Duration.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)}s", run.End == SandboxEnd.Exited ? "exited" : run.End.ToString().ToLowerInvariant(), run.ExitCode, counts is not null, sandbox.IsSandboxed, output, message);
    }

    private sealed record PlannedRun(string Command, bool Sandboxed, bool Network, string Timeout, int MemoryMib, int DiskMib, int Processes, int Files);

    /// <summary>Looks at a folder without copying it.</summary>
    private sealed class FolderDigest : IFolderIntake
    {
        private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
        private readonly List<string> _paths = [];
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public List<string> Paths => _paths;

        public int Room => 1 << 20;

        public bool Admits(string path) => !path.StartsWith(".git/", StringComparison.Ordinal);

        public void Add(string path, ReadOnlyMemory<byte> content, bool isCut = false, string? sha256 = null)
        {
            _paths.Add(path);
            _hash.AppendData(Encoding.UTF8.GetBytes($"{path}\n{sha256 ?? Convert.ToHexStringLower(SHA256.HashData(content.Span))}\n"));
            if (RunnerChoice.IsRead(path))
            {
                _texts[path] = Encoding.UTF8.GetString(content.Span);
            }
        }

        public void Refuse(string path, string why)
        {
        }

        public string Text(string path) => _texts.GetValueOrDefault(path, "");

        public string Digest(string command)
        {
            _hash.AppendData(Encoding.UTF8.GetBytes(command));
            return Convert.ToHexStringLower(_hash.GetHashAndReset());
        }
    }
}
