using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.Prometheus;
using Xunit;

namespace Opsroom.TestKit.Prometheus;

/// <summary>
/// A real Prometheus on a free loopback port that scrapes a target of the tests' own. As an assembly fixture it starts when the first test asks for it; each test
/// uses labels of its own.
/// </summary>
public sealed partial class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim starting = new(1, 1);
    private ScrapeTarget? target;
    private string? folder;
    private Process? process;
    private Task<string>? reading;
    private Uri? address;

    public Uri Address => address ?? throw new InvalidOperationException("Prometheus has not been started.");

    /// <summary>Settings with which the tools reach it.</summary>
    public PrometheusOptions Options => new() { Url = Address.ToString() };

    /// <summary>Starts it where it does not run. Skips the test where Prometheus is not installed.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await starting.WaitAsync(cancellationToken);
        try
        {
            if (process is null)
            {
                var program = Find("prometheus") ?? throw Missing();
                target = await ScrapeTarget.StartNewAsync(cancellationToken);
                folder = Directory.CreateTempSubdirectory("opsroom-prometheus-").FullName;
                await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), Configuration(target.Port), cancellationToken);
                await File.WriteAllTextAsync(Path.Combine(folder, "rules.yml"), Rules, cancellationToken);
                var launched = Launch(program, folder);
                address = await ReadAddressAsync(launched, cancellationToken);
                // what it goes on to say has to be read, or it stops when the pipe is full
                reading = launched.StandardError.ReadToEndAsync(CancellationToken.None);
                process = launched;
                // the first scrapes may be too slow to be taken
                await target.PlayAsync([.. Enumerable.Repeat((TimeProvider.System.GetUtcNow(), ""), 3)], cancellationToken);
            }
        }
        finally
        {
            starting.Release();
        }
    }

    /// <summary>Has it scrape these states of a target one after the other, each as of its own time, and returns when it has stored the last.</summary>
    /// <param name="frames">Each with series as <c>name{label="value"} 12</c>, a line each.</param>
    public async Task PlayAsync(IEnumerable<(DateTimeOffset At, string Lines)> frames, CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await target!.PlayAsync(frames, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.StandardInput.Close();
            await reading!;
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        if (target is not null)
        {
            await target.DisposeAsync();
        }

        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }

        starting.Dispose();
    }

    private const string Rules = """
        groups:
        - name: test
          rules:
          - alert: TestAlert
            expr: test_alert == 1
        """;

    private static string Configuration(int port) => string.Create(CultureInfo.InvariantCulture, $$"""
        global: {scrape_interval: 120ms, scrape_timeout: 120ms, evaluation_interval: 200ms}
        rule_files: [rules.yml]
        scrape_configs:
        - job_name: test
          honor_labels: true
          static_configs: [{targets: ['127.0.0.1:{{port}}']}]
        """);

    // the shell ends the server when it is told to, and also when whoever started it is gone
    private static Process Launch(string program, string home)
    {
        const string Script = "\"$@\" & read -r end; kill -TERM $!; wait $!";
        return Process.Start(new ProcessStartInfo("sh", [
            "-c", Script, "sh", program, "--config.file=" + Path.Combine(home, "prometheus.yml"), "--storage.tsdb.path=" + Path.Combine(home, "data"),
            "--web.listen-address=127.0.0.1:0"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
    }

    private static async Task<Uri> ReadAddressAsync(Process started, CancellationToken cancellationToken)
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

        throw new InvalidOperationException("Prometheus ended without listening: " + string.Join('\n', said));
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);

    private static InvalidOperationException Missing()
    {
        const string Reason = "Prometheus is not installed; run eng/install-services.";
        if (Environment.GetEnvironmentVariable("OPSROOM_REQUIRE_SERVICES") == "1")
        {
            Assert.Fail(Reason);
        }

        Assert.Skip(Reason);
        return new InvalidOperationException(Reason);
    }

    [GeneratedRegex("msg=\"Listening on\" address=(?<address>[0-9.:]+)", RegexOptions.NonBacktracking)]
    private static partial Regex ListeningOn();
}
