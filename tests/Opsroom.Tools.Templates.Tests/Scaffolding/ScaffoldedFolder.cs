using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Opsroom.TestKit.Harness;
using Opsroom.Tools.Harness;
using Opsroom.Tools.Templates.Scaffolding;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Templates.Tests.Scaffolding;

/// <summary>A project as the tool makes it, in a temporary folder as somebody has it who downloaded it.</summary>
internal sealed class ScaffoldedFolder : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private ScaffoldedFolder(string path) => Path = path;

    public string Path { get; }

    public static Task<ToolResult<ScaffoldedProject>> MakeAsync(
        FilesInMemory workspace, string template, string name = "billing-api", string? folder = null, ScaffoldOptions? options = null, string? variables = null, bool dryRun = false, bool force = false) =>
        new ScaffoldTools(new HarnessOptions()).ScaffoldAsync(
            template, name, folder, options, variables is null ? null : JsonSerializer.Deserialize<JsonElement>(variables), dryRun, force,
            new ToolContext("call", "scaffold_agent", workspace, _ => { }), TestContext.Current.CancellationToken);

    public static async Task<ScaffoldedFolder> OfAsync(string template, string name = "billing-api", ScaffoldOptions? options = null, string? variables = null)
    {
        var workspace = new FilesInMemory();
        var made = await MakeAsync(workspace, template, name, folder: ".", options, variables);
        Assert.Null(made.Failure);
        return await OfAsync(made.Value!.Files.Select(file => file.Path), workspace);
    }

    /// <summary>Files of a workspace.</summary>
    /// <param name="below">A folder of the workspace that is laid out itself, with its slash.</param>
    public static async Task<ScaffoldedFolder> OfAsync(IEnumerable<string> paths, IWorkspace workspace, string below = "")
    {
        var folder = new ScaffoldedFolder(Directory.CreateTempSubdirectory("opsroom-scaffold-").FullName);
        foreach (var name in paths)
        {
            var path = System.IO.Path.Combine(folder.Path, name[below.Length..]);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            var content = await workspace.ReadAsync(name, TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(path, content.Value!.Bytes.ToArray(), TestContext.Current.CancellationToken);
        }

        return folder;
    }

    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => System.IO.Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Skips the test where a program is not installed; under OPSROOM_REQUIRE_SERVICES it fails instead.</summary>
    public static void Need(bool isThere, string what)
    {
        if (!isThere && Environment.GetEnvironmentVariable("OPSROOM_REQUIRE_SERVICES") == "1")
        {
            Assert.Fail($"{what} is needed: eng/install-services installs it.");
        }

        Assert.SkipUnless(isThere, $"{what} is not installed (eng/install-services).");
    }

    /// <summary>Runs a program in the folder and answers what it printed; fails the test where it fails.</summary>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (code, output) = await TryAsync(program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}:\n{(output.Length > 8000 ? output[^8000..] : output)}");
        return output;
    }

    /// <summary>The same for a program that may fail.</summary>
    public async Task<(int Code, string Output)> TryAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, new StringBuilder(await output).Append(await errors).ToString());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Starts a program in the folder with its output at hand.</summary>
    public Process Start(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Path, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Quiet.Concat(environment))
        {
            start.Environment[name] = value;
        }

        // what the tests themselves are run with is not for the programs they run
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) || key.StartsWith("TESTINGPLATFORM", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        return Process.Start(start)!;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static readonly (string Name, string Value)[] Quiet =
    [
        ("CI", "true"), ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"), ("DOTNET_NOLOGO", "1"), ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"), ("MSBUILDDISABLENODEREUSE", "1"), ("UseSharedCompilation", "false"),
        ("NO_COLOR", "1"), ("GOFLAGS", "-mod=mod"), ("PYTHONDONTWRITEBYTECODE", "1"), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("TF_CLI_CONFIG_FILE", "/dev/null"), ("CHECKPOINT_DISABLE", "1"),
    ];
}
