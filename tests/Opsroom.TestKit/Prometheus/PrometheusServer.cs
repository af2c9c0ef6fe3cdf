using System.Globalization;
using Opsroom.Tools.Prometheus;

namespace Opsroom.TestKit.Prometheus;

/// <summary>
/// A real Prometheus on a free loopback port that scrapes a target of the tests' own. As an assembly fixture it starts when the first test asks for it; each test
/// uses labels of its own.
/// </summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim starting = new(1, 1);
    private ScrapeTarget? target;
    private string? folder;
    private InstalledServer? server;

    public Uri Address => server?.Address ?? throw new InvalidOperationException("Prometheus has not been started.");

    /// <summary>Settings with which the tools reach it.</summary>
    public PrometheusOptions Options => new() { Url = Address.ToString() };

    /// <summary>Starts it where it does not run. Skips the test where Prometheus is not installed.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await starting.WaitAsync(cancellationToken);
        try
        {
            if (server is null)
            {
                InstalledServer.Find("prometheus");
                target ??= await ScrapeTarget.StartNewAsync(cancellationToken);
                folder ??= Directory.CreateTempSubdirectory("opsroom-prometheus-").FullName;
                await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), Configuration(target.Port), cancellationToken);
                await File.WriteAllTextAsync(Path.Combine(folder, "rules.yml"), Rules, cancellationToken);
                server = await InstalledServer.StartAsync(
                    "prometheus", ["--config.file=" + Path.Combine(folder, "prometheus.yml"), "--storage.tsdb.path=" + Path.Combine(folder, "data")], cancellationToken);
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
        if (server is not null)
        {
            await server.DisposeAsync();
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
}
