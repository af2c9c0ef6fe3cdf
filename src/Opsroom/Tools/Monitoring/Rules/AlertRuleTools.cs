using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Opsroom.Tools.Monitoring.Rules.Generation;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tools.Monitoring.Rules;

/// <summary>Tools that judge and write alert rules and dashboards. Nothing leaves this process.</summary>
public sealed class AlertRuleTools
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string NamePattern = "[a-zA-Z_][a-zA-Z0-9_]*";

    [Tool("lint_alert_rules", Effect.Read)]
    [ToolExample("""{"rules_content": "groups:\n- name: web\n  rules:\n  - alert: HighErrorRate\n    expr: rate(http_requests_total{code=~\"5..\"}[30s]) > 5\n"}""")]
    [Description(
        "Judges Prometheus alert and recording rules (rule files, PrometheusRule objects, groups): errors that Prometheus would refuse or that never work, warnings of what should not ship, infos of taste, each with "
        + "rule, line and column. Parses the PromQL and the templates, and follows labels through the expressions. A text that cannot be read is a finding.")]
    public static ToolResult<AlertRuleLint> LintAlertRules(
        [Description("The rules to judge; bad YAML or PromQL is a finding, not a failure.")] TextInput rules,
        [Description("How often targets are scraped, such as 30s; 1m if not given.")] string? scrapeInterval = null) =>
        scrapeInterval is null ? AlertRuleLinter.Lint(rules.Text, AlertRuleLinter.DefaultScrapeInterval)
            : PromQlDuration.Parse(scrapeInterval) is { Ticks: > 0 } interval ? AlertRuleLinter.Lint(rules.Text, interval)
            : ToolFailure.InvalidArgument($"scrape_interval has to be a span of time such as 30s or 1m, not '{scrapeInterval}'.");

    [Tool("generate_alert_rules", Effect.Write)]
    [ToolExample("""{"service": "checkout", "objectives": {"availability": 0.999, "latency_threshold": "500ms", "latency_objective": 0.99}}""")]
    [Description(
        "Writes Prometheus rules for a service's objectives: recorded ratios of errors and of slow requests, and multi-window burn-rate alerts on them (14.4 over 1h and 5m, 6 over 6h and 30m page; 3 over 1d and 2h, "
        + "1 over 3d and 6h open a ticket), and one for when the series are gone. The file stands in the workspace as monitoring/rules/<service>.yaml; findings is what lint_alert_rules says of it; assumptions says "
        + "which metrics and labels were taken for granted.")]
    public static ToolResult<GeneratedAlertRules> GenerateAlertRules(
        [Description("The service, as its label has it."), StringLength(120, MinimumLength = 1)] string service,
        [Description("What the service promises; at least one.")] AlertObjectives objectives,
        [Description("The counter or histogram of its requests, such as http_server_request_duration_seconds or istio_requests_total; http_requests_total if not given."), RegularExpression(NamePattern)] string? metric,
        [Description("The label that names the service; service if not given, or what the metric is known to use."), RegularExpression(NamePattern)] string? serviceLabel,
        [Description("The label that has the outcome; what the metric is known to use if not given."), RegularExpression(NamePattern)] string? statusLabel,
        [Description("The address of the runbook; without it alerts carry first steps."), RegularExpression("https?://[^\\s{}]+")] string? runbookUrl,
        [Description("The team that alerts are routed to; becomes a label."), RegularExpression("[A-Za-z0-9_. -]{1,60}")] string? team,
        ToolContext context)
    {
        if (objectives.Fault() is { } fault)
        {
            return ToolFailure.InvalidArgument(fault);
        }

        var rules = new BurnRateRules(service, new ServiceMetrics(service, metric, serviceLabel, statusLabel), runbookUrl, team);
        var yaml = rules.Write(objectives);
        var written = context.Workspace.Write($"monitoring/rules/{ServiceMetrics.FileNameOf(service)}.yaml", "application/yaml", Encoding.UTF8.GetBytes(yaml));
        return written.Value is { } file
            ? new GeneratedAlertRules(yaml, file.Path, AlertRuleLinter.Lint(yaml, AlertRuleLinter.DefaultScrapeInterval).Findings, rules.Alerts, rules.Assumptions, [file])
            : written.Failure!;
    }

    [Tool("generate_dashboard", Effect.Write)]
    [ToolExample("""{"service": "checkout", "signals": ["traffic", "errors", "latency"]}""")]
    [Description(
        "Writes a Grafana dashboard of a service's golden signals: traffic, errors, latency (p50, p95, p99) and saturation of its pods, over a Prometheus that the reader chooses. The file stands in the workspace as "
        + "monitoring/dashboards/<service>.json and can be imported as it is; assumptions says which metrics and labels were taken for granted.")]
    public static ToolResult<GeneratedDashboard> GenerateDashboard(
        [Description("The service, as its label has it."), StringLength(120, MinimumLength = 1)] string service,
        [Description("What to show; all four if not given.")] ImmutableArray<DashboardSignal>? signals,
        [Description("The counter or histogram of its requests; http_requests_total if not given."), RegularExpression(NamePattern)] string? metric,
        [Description("The label that names the service; service if not given, or what the metric is known to use."), RegularExpression(NamePattern)] string? serviceLabel,
        [Description("The label that has the outcome; what the metric is known to use if not given."), RegularExpression(NamePattern)] string? statusLabel,
        ToolContext context)
    {
        var metrics = new ServiceMetrics(service, metric, serviceLabel, statusLabel);
        var shown = signals is { IsDefaultOrEmpty: false } some ? some.Distinct().ToList() : [.. Enum.GetValues<DashboardSignal>()];
        var dashboard = new ServiceDashboard(service, metrics);
        var json = JsonSerializer.SerializeToElement(dashboard.Write(shown), Indented);
        var written = context.Workspace.Write($"monitoring/dashboards/{ServiceMetrics.FileNameOf(service)}.json", "application/json", JsonSerializer.SerializeToUtf8Bytes(json, Indented));
        return written.Value is { } file ? new GeneratedDashboard(json, file.Path, dashboard.Titles, [.. Assumed(shown, metrics)], [file]) : written.Failure!;
    }

    private static IEnumerable<string> Assumed(List<DashboardSignal> shown, ServiceMetrics metrics)
    {
        if (shown.Contains(DashboardSignal.Traffic) || shown.Contains(DashboardSignal.Errors))
        {
            yield return $"Requests are counted by {metrics.Requests} with the service in the label {metrics.ServiceLabel} and the outcome in {metrics.StatusLabel}.";
        }

        if (shown.Contains(DashboardSignal.Latency))
        {
            yield return $"Durations are in the histogram {metrics.Duration}, with the service in the label {metrics.ServiceLabel}.";
        }

        if (shown.Contains(DashboardSignal.Saturation))
        {
            yield return "Its pods are named after the service, and cAdvisor and kube-state-metrics are scraped.";
        }
    }
}
