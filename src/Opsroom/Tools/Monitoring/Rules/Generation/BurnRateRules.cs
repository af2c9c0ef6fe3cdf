using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Prometheus;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Monitoring.Rules.Generation;

/// <summary>
/// Rules for objectives: alerts on how fast the error budget burns, each on a long window and on a short one that ends it soon after the harm ends (Site Reliability
/// Workbook, chapter 5: 2 % of a 30 days' budget in 1 h, 5 % in 6 h, 10 % in 1 d and in 3 d), over recorded ratios.
/// </summary>
internal sealed class BurnRateRules(string service, ServiceMetrics metrics, string? runbookUrl, string? team)
{
    private static readonly Burn[] Burns =
    [
        new(14.4m, "1h", "5m", "2m", "page"),
        new(6m, "6h", "30m", "15m", "page"),
        new(3m, "1d", "2h", "1h", "ticket"),
        new(1m, "3d", "6h", "3h", "ticket"),
    ];

    private static readonly string[] Windows = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"];

    private readonly ImmutableArray<string>.Builder alerts = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<string>.Builder assumptions = ImmutableArray.CreateBuilder<string>();

    public ImmutableArray<string> Alerts => alerts.ToImmutable();

    public ImmutableArray<string> Assumptions => assumptions.ToImmutable();

    public string Write(AlertObjectives objectives)
    {
        var groups = new YamlList();
        if (objectives.Availability is { } availability)
        {
            assumptions.Add($"Requests are counted by {metrics.Requests} with the service in the label {metrics.ServiceLabel} and the outcome in {metrics.StatusLabel}.");
            AddObjective(groups, new("Availability", "errors", (decimal)availability, ErrorRatio));
        }

        var latencies = objectives.Latencies.ToList();
        foreach (var (share, text) in latencies)
        {
            var seconds = AlertObjectives.Seconds(text)!.Value;
            assumptions.Add($"The histogram {metrics.Duration}_bucket has a bucket up to {metrics.Bound(seconds)}, with the service in the label {metrics.ServiceLabel}.");
            var mark = latencies.Count == 1 ? "" : $"P{Percent((decimal)share).Replace(".", "", StringComparison.Ordinal)}";
            AddObjective(groups, new($"Latency{mark}", latencies.Count == 1 ? "slow" : $"slow_{mark.ToLowerInvariant()}", (decimal)share, window => SlowRatio(seconds, window)));
        }

        groups.Items.Add(Absence(objectives.Availability is null ? metrics.Timed : metrics.All));
        return YamlWriter.Write(new YamlMap().Add("groups", groups));
    }

    private void AddObjective(YamlList groups, Objective objective)
    {
        var record = $"{metrics.ServiceLabel}:request_{objective.Series}:ratio_rate";
        var group = $"{ServiceMetrics.FileNameOf(service)}-{string.Concat(objective.Name.Select(char.ToLowerInvariant))}";
        groups.Items.Add(new YamlMap().Add("name", $"{group}-ratios").Add("rules", new YamlList(Windows.Select(window =>
            new YamlMap().Add("record", record + window).Add("expr", objective.Ratio(window))))));

        var budget = 1 - objective.Share;
        var fitting = Burns.Where(burn => burn.Factor * budget < 1).ToList();
        if (fitting.Count < Burns.Length)
        {
            assumptions.Add($"With an objective of {Percent(objective.Share)} % a burn rate of {string.Join(" or ", Burns.Except(fitting).Select(burn => Number(burn.Factor)))} is more than all requests; those alerts are left out.");
        }

        groups.Items.Add(new YamlMap().Add("name", $"{group}-burn-rate").Add("rules", new YamlList(fitting.Select(burn => Alert(objective, burn, record)))));
    }

    private YamlMap Alert(Objective objective, Burn burn, string record)
    {
        var name = $"{ServiceMetrics.NameOf(service)}{objective.Name}Burn{burn.Long}";
        alerts.Add(name);
        var limit = $"({Number(burn.Factor)} * {Number(1 - objective.Share)})";
        var only = PromQL.Is(metrics.ServiceLabel, service);
        var hours = 720m / burn.Factor;
        return new YamlMap()
            .Add("alert", name)
            .Add("expr", $"{record}{burn.Long}{{{only}}} > {limit}\nand\n{record}{burn.Short}{{{only}}} > {limit}")
            .Add("for", burn.For)
            .Add("labels", new YamlMap().Add("severity", burn.Severity).AddIfAny("team", team).Add("slo", string.Concat(objective.Name.Select(char.ToLowerInvariant))).Add("burn_window", burn.Long))
            .Add("annotations", new YamlMap()
                .Add("summary", $"{{{{ $labels.{metrics.ServiceLabel} }}}} burns its error budget {Number(burn.Factor)} times too fast")
                .Add("description", $"{{{{ $value | humanizePercentage }}}} of the requests of the last {burn.Long} missed the objective ({Percent(objective.Share)} %), and it goes on. At this rate the budget of 30 days is gone in {Number(Math.Round(hours / 24, 1))} days.")
                .Add(runbookUrl is null ? "runbook" : "runbook_url", runbookUrl ?? "See which routes and versions fail, compare with the last deployments and with dependencies, and take back what changed last."));
    }

    private YamlMap Absence(string selector)
    {
        var name = $"{ServiceMetrics.NameOf(service)}RequestsAbsent";
        alerts.Add(name);
        return new YamlMap().Add("name", $"{ServiceMetrics.FileNameOf(service)}-absence").Add("rules", new YamlList([new YamlMap()
            .Add("alert", name)
            .Add("expr", $"absent({selector})")
            .Add("for", "15m")
            .Add("labels", new YamlMap().Add("severity", "ticket").AddIfAny("team", team))
            .Add("annotations", new YamlMap()
                .Add("summary", $"No requests of {{{{ $labels.{metrics.ServiceLabel} }}}} are measured")
                .Add("description", "The series that its objectives rest on are gone: the other alerts cannot fire. The service, its scraping or the metric's name has changed.")
                .Add(runbookUrl is null ? "runbook" : "runbook_url", runbookUrl ?? "See whether the target is up in Prometheus, and whether the metric is still exported."))]));
    }

    private string ErrorRatio(string window)
    {
        var all = Rate(metrics.All, window);
        return $"(\n  {Rate(metrics.Errors, window)}\n  or\n  {all} * 0\n)\n/\n{all}";
    }

    private string SlowRatio(decimal seconds, string window) => $"1 - (\n  {Rate(metrics.BucketUpTo(seconds), window)}\n  /\n  {Rate(metrics.Timed, window)}\n)";

    private string Rate(string selector, string window) => $"sum by ({metrics.ServiceLabel}) (rate({selector}[{window}]))";

    private static string Percent(decimal share) => Number(share * 100);

    private static string Number(decimal number) => number.ToString("0.########", CultureInfo.InvariantCulture);

    private sealed record Burn(decimal Factor, string Long, string Short, string For, string Severity);

    private sealed record Objective(string Name, string Series, decimal Share, Func<string, string> Ratio);
}
