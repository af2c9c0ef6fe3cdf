using System.Globalization;
using System.Text;
using Opsroom.TestKit.Prometheus;

namespace Opsroom.Server.Tests.Proofs.Monitoring;

/// <summary>
/// A real Prometheus, Alertmanager and node exporter. Prometheus begins as one that was restarted: it has three days of a service of which every twentieth request fails
/// since more than two hours, and knows since when the alert about that was pending.
/// </summary>
internal sealed class MonitoringSite : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsroom-monitoring-");
    private InstalledServer? exporter;
    private InstalledServer? prometheus;

    public AlertmanagerServer Alertmanager { get; } = new();

    /// <summary>Settings with which a server reaches both.</summary>
    public Dictionary<string, string?> Settings => new(StringComparer.OrdinalIgnoreCase)
    {
        ["Prometheus:Url"] = prometheus!.Address.ToString(),
        ["Alertmanager:Url"] = Alertmanager.Address.ToString(),
    };

    /// <summary>Skips the test where one of them is not installed.</summary>
    /// <param name="rules">A rule file.</param>
    public static async Task<MonitoringSite> StartAsync(string rules, CancellationToken cancellationToken)
    {
        var site = new MonitoringSite();
        try
        {
            await site.Alertmanager.StartAsync(cancellationToken);
            site.exporter = await InstalledServer.StartAsync("prometheus-node-exporter", [], cancellationToken);
            await site.StartPrometheusAsync(rules, cancellationToken);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (prometheus is not null)
        {
            await prometheus.DisposeAsync();
        }

        if (exporter is not null)
        {
            await exporter.DisposeAsync();
        }

        await Alertmanager.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task StartPrometheusAsync(string rules, CancellationToken cancellationToken)
    {
        string PathOf(string name) => Path.Combine(folder.FullName, name);
        await File.WriteAllTextAsync(PathOf("rules.yaml"), rules, cancellationToken);
        await InstalledServer.RunAsync("promtool", ["check", "rules", PathOf("rules.yaml")], cancellationToken);
        await File.WriteAllTextAsync(PathOf("prometheus.yaml"), Configuration(), cancellationToken);
        await InstalledServer.RunAsync("promtool", ["check", "config", PathOf("prometheus.yaml")], cancellationToken);
        await File.WriteAllTextAsync(PathOf("history"), History(TimeProvider.System.GetUtcNow()), cancellationToken);
        await InstalledServer.RunAsync("promtool", ["tsdb", "create-blocks-from", "openmetrics", "-q", PathOf("history"), PathOf("data")], cancellationToken);
        // without a grace period also alerts that wait for minutes only go on where they were; what fires before Alertmanager is known is sent again soon
        prometheus = await InstalledServer.StartAsync(
            "prometheus",
            ["--config.file=" + PathOf("prometheus.yaml"), "--storage.tsdb.path=" + PathOf("data"), "--rules.alert.for-grace-period=0s", "--rules.alert.resend-delay=1s"], cancellationToken);
    }

    private string Configuration() => $$"""
        global: {scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms, external_labels: {cluster: proof} }
        rule_files: [rules.yaml]
        alerting:
          alertmanagers:
          - static_configs: [{targets: ['{{Alertmanager.Address.Authority}}']}]
        scrape_configs:
        - job_name: node
          static_configs: [{targets: ['{{exporter!.Address.Authority}}']}]
        """;

    private static string History(DateTimeOffset now)
    {
        const double PerSecond = 10;
        var text = new StringBuilder();
        var turn = now.AddMinutes(-150);
        var start = now.AddHours(-73);
        var times = Steps(start, now.AddHours(-3), TimeSpan.FromMinutes(4)).Concat(Steps(now.AddHours(-3), now.AddSeconds(-5), TimeSpan.FromMinutes(1))).ToList();
        foreach (var (code, counts) in new[] { ("200", false), ("500", true) })
        {
            foreach (var at in times)
            {
                var all = PerSecond * (at - start).TotalSeconds;
                var failed = all / 10_000 + (at > turn ? PerSecond / 20 * (at - turn).TotalSeconds : 0);
                Write($"http_requests_total{{service=\"checkout\",code=\"{code}\"}}", Math.Floor(counts ? failed : all - failed), at);
            }
        }

        var slowSince = now.AddMinutes(-40);
        foreach (var (bound, before, since) in new[] { ("0.1", 0.9, 0.5), ("0.5", 0.999, 0.6), ("2", 1.0, 1.0), ("+Inf", 1.0, 1.0) })
        {
            foreach (var at in times)
            {
                var late = at > slowSince ? (at - slowSince).TotalSeconds : 0;
                Write($"http_request_duration_seconds_bucket{{service=\"checkout\",le=\"{bound}\"}}", Math.Floor(PerSecond * (before * ((at - start).TotalSeconds - late) + since * late)), at);
            }
        }

        var pending = now.AddMinutes(-30);
        foreach (var at in Steps(pending, now.AddSeconds(-5), TimeSpan.FromMinutes(1)))
        {
            Write("service:request_errors:ratio_rate1h{service=\"checkout\"}", 0.05, at);
            Write("service:request_errors:ratio_rate5m{service=\"checkout\"}", 0.05, at);
            Write(
                "ALERTS_FOR_STATE{alertname=\"CheckoutAvailabilityBurn1h\",service=\"checkout\",severity=\"page\",slo=\"availability\",burn_window=\"1h\",team=\"payments\"}",
                pending.ToUnixTimeSeconds(), at);
        }

        return text.Append("# EOF\n").ToString();

        void Write(string series, double value, DateTimeOffset at) =>
            text.Append(CultureInfo.InvariantCulture, $"{series} {value} {at.ToUnixTimeMilliseconds() / 1000.0}\n");
    }

    private static IEnumerable<DateTimeOffset> Steps(DateTimeOffset from, DateTimeOffset to, TimeSpan step)
    {
        for (var at = from; at < to; at += step)
        {
            yield return at;
        }
    }
}
