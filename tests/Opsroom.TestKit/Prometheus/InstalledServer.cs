using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Opsroom.TestKit.Prometheus;

/// <summary>A server of the Prometheus family as the distribution has it, on a free loopback port; it ends with whoever started it.</summary>
public sealed partial class InstalledServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> reading;

    private InstalledServer(Process process, Uri address)
    {
        (this.process, Address) = (process, address);
        // what it goes on to say has to be read, or it stops when the pipe is full
        reading = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    public Uri Address { get; }

    /// <summary>Starts a program that listens where <c>--web.listen-address</c> says. Skips the test where it is not installed.</summary>
    public static async Task<InstalledServer> StartAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        // the shell ends the server when it is told to, and also when whoever started it is gone
        const string Script = "\"$@\" & read -r end; kill -TERM $!; wait $!";
        var started = Process.Start(new ProcessStartInfo("sh", ["-c", Script, "sh", Find(program), .. arguments, "--web.listen-address=127.0.0.1:0"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        return new InstalledServer(started, await ReadAddressAsync(program, started, cancellationToken));
    }

    /// <summary>Where a program is. Skips the test where it is not installed.</summary>
    public static string Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists) ?? throw Missing(program);

    /// <summary>Runs a program to its end; fails with what it said where it does not succeed.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var run = Process.Start(new ProcessStartInfo(Find(program), arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, complaints) = (run.StandardOutput.ReadToEndAsync(cancellationToken), run.StandardError.ReadToEndAsync(cancellationToken));
        await run.WaitForExitAsync(cancellationToken);
        Assert.True(run.ExitCode == 0, $"{program}: {await said}{await complaints}");
        return await said;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    private static async Task<Uri> ReadAddressAsync(string program, Process started, CancellationToken cancellationToken)
    {
        var said = new List<string>();
        while (await started.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            said.Add(line);
            if (ListeningOn().Match(line) is { Success: true } match)
            {
                return new Uri($"http://{match.Groups["address"].Value}/");
            }
        }

        throw new InvalidOperationException($"{program} ended without listening: {string.Join('\n', said)}");
    }

    private static InvalidOperationException Missing(string program)
    {
        var reason = $"{program} is not installed; run eng/install-services.";
        if (Environment.GetEnvironmentVariable("OPSROOM_REQUIRE_SERVICES") == "1")
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
        return new InvalidOperationException(reason);
    }

    [GeneratedRegex("msg=\"Listening on\" address=(?<address>[0-9.:]+)", RegexOptions.NonBacktracking)]
    private static partial Regex ListeningOn();
}
