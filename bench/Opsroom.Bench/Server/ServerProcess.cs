using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Opsroom.Bench.Http;
using Opsroom.Bench.Machine;

namespace Opsroom.Bench.Server;

/// <summary>The published server as users run it, on a fresh data folder, with its log drained into files.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly EncodedRequest Health = EncodedRequest.Get("/health");

    private readonly Process process;
    private readonly Task logs;

    private ServerProcess(Process process, int port, string folder)
    {
        (this.process, Port, Folder) = (process, port, folder);
        logs = Task.WhenAll(DrainAsync(process.StandardOutput, "stdout"), DrainAsync(process.StandardError, "stderr"));
    }

    public int Port { get; }

    /// <summary>Holds its data and its log.</summary>
    public string Folder { get; }

    public int ProcessId => process.Id;

    /// <summary>From its start to its first answered <c>/health</c>.</summary>
    public TimeSpan StartTime { get; private set; }

    public ProcessFigures Figures => ProcessFigures.Of(process.Id);

    /// <param name="folder">With the data of an earlier process; null for a fresh one.</param>
    public static ServerProcess Start(BenchSetup setup, string? folder = null)
    {
        var port = FreePort();
        folder ??= setup.NewFolder();
        var start = new ProcessStartInfo(setup.Executable, ["--host", "127.0.0.1", "--port", $"{port}", "--data", Path.Combine(folder, "data")])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var begun = Stopwatch.GetTimestamp();
        var server = new ServerProcess(
            Process.Start(start) ?? throw new InvalidOperationException($"{setup.Executable} did not start."), port, folder);
        server.AwaitHealth(begun);
        server.StartTime = Stopwatch.GetElapsedTime(begun);
        return server;
    }

    public HttpConnection Connect() => new(Port);

    /// <summary>Ends it as a power cut would, as far as a process can tell.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            Kill();
        }

        await logs;
        process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task DrainAsync(StreamReader output, string name)
    {
        await using var file = File.Create(Path.Combine(Folder, name));
        await output.BaseStream.CopyToAsync(file);
    }

    private void AwaitHealth(long begun)
    {
        while (!IsHealthy())
        {
            if (process.WaitForExit(TimeSpan.FromMilliseconds(2)))
            {
                throw new InvalidOperationException($"{process.StartInfo.FileName} ended with exit code {process.ExitCode}.");
            }

            if (Stopwatch.GetElapsedTime(begun) > Patience)
            {
                throw new InvalidOperationException($"{process.StartInfo.FileName} did not answer /health within {Patience.TotalSeconds} s.");
            }
        }
    }

    private bool IsHealthy()
    {
        try
        {
            using var connection = Connect();
            return connection.Exchange(Health).Ok;
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return false;
        }
    }
}
