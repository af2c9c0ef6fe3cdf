using System.Diagnostics;
using Opsroom.TestKit.Harness;

namespace Opsroom.Tools.CodeGeneration.Tests.Clients;

/// <summary>The compilers and interpreters that judge generated code. A test that needs one that is missing skips, or fails where services are required.</summary>
internal static class Toolchain
{
    public const string Python = "/usr/bin/python3";

    /// <summary>The compiler of TypeScript, as an argument of node.</summary>
    public static string TypeScript => Installed(Path.Combine(AjvJudge.RepositoryRoot, "eng", "test-tools", "node_modules", "typescript", "bin", "tsc"), "eng/test-tools/install");

    public static string RequirePython() => Installed(Python, "apt-get install python3");

    /// <summary>A program of the search path.</summary>
    public static string Require(string program, string cure)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        return Installed(found ?? program, cure);
    }

    /// <summary>Runs a program to its end; answers what it said, and fails with that where it does not succeed.</summary>
    public static async Task<string> RunAsync(string folder, string program, IEnumerable<string> arguments, CancellationToken cancellationToken, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var run = Process.Start(start)!;
        var (said, complaints) = (run.StandardOutput.ReadToEndAsync(cancellationToken), run.StandardError.ReadToEndAsync(cancellationToken));
        await run.WaitForExitAsync(cancellationToken);
        var text = $"{await said}{await complaints}";
        Assert.True(run.ExitCode == 0, $"{Path.GetFileName(program)} in {folder}:\n{(text.Length > 6000 ? text[..6000] : text)}");
        return text;
    }

    private static string Installed(string path, string cure)
    {
        if (!File.Exists(path))
        {
            var reason = $"{path} is not there: {cure}.";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("OPSROOM_REQUIRE_SERVICES") == "1", reason);
            Assert.Fail(reason);
        }

        return path;
    }
}
