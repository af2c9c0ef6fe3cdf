using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Monitoring.Rules.Generation;

/// <summary>What a dashboard shows of a service.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DashboardSignal>))]
public enum DashboardSignal
{
    /// <summary>Requests per second, and by outcome.</summary>
    [JsonStringEnumMemberName("traffic")]
    Traffic,

    /// <summary>The share of requests that fail.</summary>
    [JsonStringEnumMemberName("errors")]
    Errors,

    /// <summary>How long requests take.</summary>
    [JsonStringEnumMemberName("latency")]
    Latency,

    /// <summary>Processor, memory and restarts of its pods.</summary>
    [JsonStringEnumMemberName("saturation")]
    Saturation,
}

/// <summary>A dashboard as it was written.</summary>
/// <param name="Json">The dashboard, as Grafana imports it.</param>
/// <param name="Path">Where it stands in the workspace.</param>
/// <param name="Panels">The titles of its panels.</param>
/// <param name="Assumptions">What was not given and taken for granted.</param>
public sealed record GeneratedDashboard(JsonElement Json, string Path, ImmutableArray<string> Panels, ImmutableArray<string> Assumptions, ImmutableArray<Workspace.WorkspaceFile> Files);

/// <summary>Writes a Grafana dashboard of a service's golden signals, a row of panels each, over whatever Prometheus the reader chooses.</summary>
internal sealed class ServiceDashboard(string service, ServiceMetrics metrics)
{
    private const int Columns = 24;
    private const int Height = 8;

    private readonly JsonArray panels = [];
    private readonly ImmutableArray<string>.Builder titles = ImmutableArray.CreateBuilder<string>();
    private int line;

    public ImmutableArray<string> Titles => titles.ToImmutable();

    public JsonObject Write(IEnumerable<DashboardSignal> signals)
    {
        foreach (var signal in signals)
        {
            AddRow(signal);
        }

        return new JsonObject
        {
            ["uid"] = $"opsroom-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(service)))[..16]}",
            ["title"] = $"{service}: golden signals",
            ["tags"] = new JsonArray("opsroom", "golden-signals"),
            ["schemaVersion"] = 39,
            ["version"] = 1,
            ["editable"] = true,
            ["graphTooltip"] = 1,
            ["timezone"] = "browser",
            ["refresh"] = "30s",
            ["time"] = new JsonObject { ["from"] = "now-6h", ["to"] = "now" },
            ["annotations"] = new JsonObject { ["list"] = new JsonArray() },
            ["links"] = new JsonArray(),
            ["templating"] = new JsonObject
            {
                ["list"] = new JsonArray(new JsonObject
                {
                    ["name"] = "datasource",
                    ["label"] = "Data source",
                    ["type"] = "datasource",
                    ["query"] = "prometheus",
                    ["hide"] = 0,
                    ["includeAll"] = false,
                    ["multi"] = false,
                    ["refresh"] = 1,
                    ["regex"] = "",
                    ["options"] = new JsonArray(),
                    ["current"] = new JsonObject(),
                }),
            },
            ["panels"] = panels,
        };
    }

    private void AddRow(DashboardSignal signal)
    {
        panels.Add(new JsonObject
        {
            ["id"] = panels.Count + 1,
            ["type"] = "row",
            ["title"] = signal.ToString(),
            ["collapsed"] = false,
            ["panels"] = new JsonArray(),
            ["gridPos"] = Place(0, Columns, 1),
        });
        line++;
        var row = PanelsOf(signal);
        for (var i = 0; i < row.Length; i++)
        {
            AddPanel(row[i], i * (Columns / row.Length), Columns / row.Length);
        }

        line += Height;
    }

    private Panel[] PanelsOf(DashboardSignal signal)
    {
        var label = metrics.ServiceLabel;
        var all = $"sum by ({label}) (rate({metrics.All}[$__rate_interval]))";
        var pods = $"{PromQL.Fits("pod", $"{PromQL.Literal(service)}-.*")},container!=\"\"";
        return signal switch
        {
            DashboardSignal.Traffic =>
            [
                new("Requests", "reqps", [(all, "all")]),
                new("Requests by outcome", "reqps", [($"sum by ({metrics.StatusLabel}) (rate({metrics.All}[$__rate_interval]))", $"{{{{{metrics.StatusLabel}}}}}")]),
            ],
            DashboardSignal.Errors =>
            [
                new("Share of requests that fail", "percentunit", [($"sum by ({label}) (rate({metrics.Errors}[$__rate_interval])) / {all}", "errors")]),
                new("Requests that fail", "reqps", [($"sum by ({metrics.StatusLabel}) (rate({metrics.Errors}[$__rate_interval]))", $"{{{{{metrics.StatusLabel}}}}}")]),
            ],
            DashboardSignal.Latency =>
            [
                new("Latency", metrics.Unit == 1 ? "s" : "ms", [Quantile(0.5), Quantile(0.95), Quantile(0.99)]),
                new("Mean latency", metrics.Unit == 1 ? "s" : "ms", [($"sum by ({label}) (rate({metrics.DurationSum}[$__rate_interval])) / sum by ({label}) (rate({metrics.Timed}[$__rate_interval]))", "mean")]),
            ],
            _ =>
            [
                new("Processor by pod", "short", [($"sum by (pod) (rate(container_cpu_usage_seconds_total{{{pods}}}[$__rate_interval]))", "{{pod}}")]),
                new("Memory by pod", "bytes", [($"sum by (pod) (container_memory_working_set_bytes{{{pods}}})", "{{pod}}")]),
                new("Restarts by pod", "short", [($"sum by (pod) (increase(kube_pod_container_status_restarts_total{{{PromQL.Fits("pod", $"{PromQL.Literal(service)}-.*")}}}[$__rate_interval]))", "{{pod}}")]),
            ],
        };
    }

    private (string Expression, string Legend) Quantile(double quantile) =>
        (string.Create(CultureInfo.InvariantCulture, $"histogram_quantile({quantile}, sum by (le) (rate({metrics.Buckets}[$__rate_interval])))"), string.Create(CultureInfo.InvariantCulture, $"p{quantile * 100:0}"));

    private void AddPanel(Panel panel, int column, int width)
    {
        titles.Add(panel.Title);
        panels.Add(new JsonObject
        {
            ["id"] = panels.Count + 1,
            ["type"] = "timeseries",
            ["title"] = panel.Title,
            ["datasource"] = Source(),
            ["gridPos"] = Place(column, width, Height),
            ["fieldConfig"] = new JsonObject { ["defaults"] = new JsonObject { ["unit"] = panel.Unit, ["min"] = 0 }, ["overrides"] = new JsonArray() },
            ["options"] = new JsonObject
            {
                ["legend"] = new JsonObject { ["displayMode"] = "list", ["placement"] = "bottom", ["showLegend"] = true },
                ["tooltip"] = new JsonObject { ["mode"] = "multi", ["sort"] = "desc" },
            },
            ["targets"] = new JsonArray([.. panel.Targets.Select((target, index) => new JsonObject
            {
                ["refId"] = ((char)('A' + index)).ToString(),
                ["datasource"] = Source(),
                ["editorMode"] = "code",
                ["range"] = true,
                ["expr"] = target.Expression,
                ["legendFormat"] = target.Legend,
            })]),
        });
    }

    private JsonObject Place(int column, int width, int height) => new() { ["x"] = column, ["y"] = line, ["w"] = width, ["h"] = height };

    private static JsonObject Source() => new() { ["type"] = "prometheus", ["uid"] = "${datasource}" };

    private sealed record Panel(string Title, string Unit, (string Expression, string Legend)[] Targets);
}
