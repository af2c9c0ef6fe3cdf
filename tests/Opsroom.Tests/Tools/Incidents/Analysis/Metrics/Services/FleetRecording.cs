using System.Globalization;
using System.Text;
using Opsroom.Tests.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents;
using Opsroom.Tools.Incidents.Analysis;

namespace Opsroom.Tests.Tools.Incidents.Analysis.Metrics.Services;

/// <summary>An hour of eight services that are measured in the same way, of which single series may be replaced from a minute on.</summary>
internal sealed class FleetRecording
{
    private const int Minutes = 60;

    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-03-01T11:00:00Z", CultureInfo.InvariantCulture);
    private static readonly string[] Services = ["frontend", "basket", "catalog", "checkout", "currency", "mailer", "quotes", "ratings"];

    private readonly Dictionary<(string Metric, string Service), Func<int, double, double>> changed = [];
    private readonly HashSet<string> staged = [];
    private readonly List<(string Path, string Text)> more = [("incident.yaml", "description: is the shop well?\nnamespace: shop\nrecorded_at: '2026-03-01T12:00:00Z'")];

    public FleetRecording Change(string metric, string service, Func<int, double, double> change)
    {
        changed[(metric, service)] = change;
        return this;
    }

    /// <summary>Its series bear the label of staging.</summary>
    public FleetRecording Stage(string service)
    {
        staged.Add(service);
        return this;
    }

    /// <summary>From minute 30 on it has so many times its height.</summary>
    public FleetRecording Multiply(string metric, string service, double factor) => Change(metric, service, (minute, usual) => minute < 30 ? usual : usual * factor);

    public FleetRecording Add(string path, string text)
    {
        more.Add((path, text));
        return this;
    }

    public Investigation Investigate()
    {
        using var folder = new BundleFolder(
        [
            .. more, Metric("latency_p95", "histogram_quantile(0.95, sum by (le, service) (rate(http_request_duration_seconds_bucket[1m])))", 0.05), Metric("errors", "errors / requests", 0.001),
            Metric("requests", "sum by (service) (rate(http_requests_total[1m]))", 40), Metric("cpu", "sum by (service) (rate(container_cpu_usage_seconds_total[1m]))", 0.2),
            Metric("memory", "sum by (service) (container_memory_working_set_bytes)", 2e8), Metric("sockets", "sum by (service) (container_sockets)", 40),
        ]);
        return IncidentAnalysis.Investigate(folder.Read(), TestContext.Current.CancellationToken);
    }

    private (string Path, string Text) Metric(string name, string query, double height)
    {
        var random = new Random(name.Length + 11);
        var text = new StringBuilder($$"""{"query":"{{query}}","data":{"resultType":"matrix","result":[""");
        foreach (var service in Services)
        {
            var points = Enumerable.Range(0, Minutes).Select(minute =>
            {
                var usual = height * (1 + (0.1 * ((2 * random.NextDouble()) - 1)));
                var value = changed.TryGetValue((name, service), out var change) ? change(minute, usual) : usual;
                return string.Create(CultureInfo.InvariantCulture, $"[{Start.AddMinutes(minute).ToUnixTimeSeconds()},\"{value:0.#####}\"]");
            });
            text.Append(CultureInfo.InvariantCulture, $$"""{{(service == Services[0] ? "" : ",")}}{"metric":{"service":"{{service}}"{{(staged.Contains(service) ? ",\"environment\":\"staging\"" : "")}}},"values":[{{string.Join(',', points)}}]}""");
        }

        return ($"metrics/{name}.json", text.Append("]}}").ToString());
    }
}
