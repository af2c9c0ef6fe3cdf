using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Opsroom.TestKit.Proofs;

/// <summary>The built <c>opsroom</c> as a process of its own, which a proof may kill.</summary>
public sealed class OpsroomProcess : IAsyncDisposable
{
    private static readonly TimeSpan BetweenKnocks = TimeSpan.FromMilliseconds(10);
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR", "DOTNET_ROOT"];

    private readonly ConcurrentQueue<string> output = new();
    private readonly Process process;

    private OpsroomProcess(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it wrote on both outputs.</summary>
    public string Output => string.Join('\n', output);

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>Of a process that has ended.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>Starts a server; it listens once <see cref="WaitForPortAsync"/> completes.</summary>
    /// <param name="environment">All of its environment but for what a process needs to start.</param>
    public static OpsroomProcess Serve(string folder, int port, IReadOnlyDictionary<string, string> environment, params string[] options) =>
        Start(Executable("Opsroom.Cli", "opsroom"), folder, environment, ["serve", "--host", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", "data", .. options]);

    /// <summary>Starts the server that has the tools of a system outside; its environment says the rest.</summary>
    public static OpsroomProcess ServeOutside(string folder, IReadOnlyDictionary<string, string> environment) =>
        Start(Executable("Opsroom.ProofHost", "Opsroom.ProofHost"), folder, environment);

    /// <summary>Runs a command to its end.</summary>
    /// <param name="environment">All of its environment but for what a process needs to start.</param>
    public static async Task<(int Code, string Output)> RunAsync(
        string folder, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken, params string[] arguments)
    {
        await using var command = Start(Executable("Opsroom.Cli", "opsroom"), folder, environment, arguments);
        await command.process.WaitForExitAsync(cancellationToken);
        return (command.process.ExitCode, command.Output);
    }

    /// <summary>A port is the only sign that a foreign process gives: it is knocked at until it opens or the process ends.</summary>
    public async Task WaitForPortAsync(int port, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var knock = new TcpClient();
            try
            {
                await knock.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException) when (!process.HasExited)
            {
                await Task.Delay(BetweenKnocks, cancellationToken);
            }
            catch (SocketException refused)
            {
                throw new EndedException($"opsroom ended with code {process.ExitCode}:\n{Output}", refused);
            }
        }
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public void Kill() => process.Kill();

    public Task WaitForExitAsync(CancellationToken cancellationToken) => process.WaitForExitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    /// <summary>An executable that was built beside the tests.</summary>
    private static string Executable(string project, string name)
    {
        // artifacts/bin/PROJECT/CONFIGURATION
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
    }

    private static OpsroomProcess Start(string executable, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(executable, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new OpsroomProcess(start);
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            output.Enqueue(line);
        }
    }

    /// <summary>The process ended where it was expected to serve.</summary>
    public sealed class EndedException(string message, Exception inner) : Exception(message, inner);
}
