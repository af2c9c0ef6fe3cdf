using System.Text.RegularExpressions;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Prometheus.PromQl;
using Opsroom.Tools.Yaml;
using static Opsroom.Tools.Monitoring.Rules.RuleCheck;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Monitoring.Rules.Checks;

/// <summary>Names, times, labels and annotations: what an alert needs to be of use to whoever gets it.</summary>
internal static partial class AlertChecks
{
    private static readonly TimeSpan Staleness = TimeSpan.FromMinutes(5);

    public static IEnumerable<RuleCheck> All { get; } =
    [
        OfAlerts("alert-name", Info, "Alerts are named in CamelCase.", (rule, report) =>
        {
            if (rule.Name.Length > 0 && !AlertName().IsMatch(rule.Name))
            {
                report.Add(rule, rule.Map["alert"], $"\"{rule.Name}\" is not CamelCase, as names of alerts are by convention. Rename it, for it stands in routes and silences.");
            }
        }),
        OfRules("record-name", Warning, "Recorded series are named level:metric:operations.", (rule, report) =>
        {
            if (!rule.IsAlert && rule.Name.Length > 0 && !rule.Name.Contains(':', StringComparison.Ordinal))
            {
                report.Add(rule, rule.Map["record"], $"{rule.Name} looks like a metric that somebody scrapes. Name it level:metric:operations, such as job:{rule.Name}:rate5m.");
            }
        }),
        new("duplicate-rule", Warning, "No rule stands twice with the same name and labels.", DuplicateRule),
        new("duplicate-expression", Warning, "No two alerts ask the same.", DuplicateExpression),
        OfAlerts("missing-for", Warning, "Alerts last a while before they fire.", (rule, report) =>
        {
            var window = rule.Root?.Tree.OfType<MatrixSelector>().Select(matrix => matrix.Range).DefaultIfEmpty().Max();
            if (rule.Name.Length > 0 && (PromQlDuration.Parse(rule.Map.TextAt("for") ?? "0") ?? TimeSpan.MaxValue) == TimeSpan.Zero && window < TimeSpan.FromMinutes(30) && !IsHeartbeat(rule))
            {
                report.Add(rule, rule.Map["for"], $"The alert {rule.Name} fires at the first evaluation: one bad scrape wakes somebody. Give it a for, such as 5m.");
            }
        }),
        OfAlerts("for-below-interval", Warning, "An alert waits for at least one more evaluation.", (rule, report) =>
        {
            if (rule.Map["for"] is YamlScalar { Value: var text } place && PromQlDuration.Parse(text) is { Ticks: > 0 } wait && rule.Group.Interval is { } interval && wait < interval)
            {
                report.Add(rule, place, $"for is {text}, but the group is evaluated every {PromQlDuration.Format(interval)}: the alert waits that long anyway. Raise for, or shorten the interval.");
            }
        }),
        OfAlerts("keep-firing-long", Info, "An alert that has ended is not kept for a day.", (rule, report) =>
        {
            if (rule.Map["keep_firing_for"] is YamlScalar { Value: var text } place && PromQlDuration.Parse(text) >= TimeSpan.FromDays(1))
            {
                report.Add(rule, place, $"The alert goes on firing {text} after its cause has ended. Minutes are enough to bridge gaps.");
            }
        }),
        new("interval-over-staleness", Warning, "Groups are evaluated before their series go stale.", report =>
        {
            foreach (var group in report.File.Groups.Where(group => group.Interval > Staleness))
            {
                report.Add(group, group.Map["interval"]!, $"The group is evaluated every {group.Map.TextAt("interval")}, but a series is gone {PromQlDuration.Format(Staleness)} after its last sample: what the group records or alerts has gaps. Evaluate it at least every 2m.");
            }
        }),
        OfAlerts("missing-severity", Warning, "Alerts have a severity.", (rule, report) =>
        {
            if (!rule.Labels.Any(label => label.Key.Value is "severity" or "priority"))
            {
                report.Add(rule, rule.Map["labels"], $"The alert {rule.Name} has no label severity, so it cannot be routed by how much it matters. Add one, such as page or ticket.");
            }
        }),
        OfAlerts("unknown-severity", Info, "Severities are words that others use.", (rule, report) =>
        {
            foreach (var (_, value) in rule.Labels.Where(label => label.Key.Value == "severity"))
            {
                if (value.Text is { } text && !text.Contains("{{", StringComparison.Ordinal) && text is not ("critical" or "warning" or "info" or "none" or "page" or "ticket" or "error" or "high" or "medium" or "low" or "notice" or "debug" or "major" or "minor" or "sev1" or "sev2" or "sev3" or "sev4"))
                {
                    report.Add(rule, value, $"severity {text} is not one of the usual words (critical, warning, info, page, ticket). Check that a route takes it.");
                }
            }
        }),
        OfAlerts("missing-summary", Warning, "Alerts have a summary.", (rule, report) => Missing(rule, report, "summary", "Say in one sentence what is wrong and for whom.")),
        OfAlerts("missing-description", Info, "Alerts have a description.", (rule, report) => Missing(rule, report, "description", "Say what it means, with the value.")),
        OfAlerts("missing-runbook", Info, "Alerts have a runbook.", (rule, report) => Missing(rule, report, "runbook_url", "Say where it stands what to do.")),
        OfAlerts("runbook-not-a-url", Warning, "The runbook's address is one.", (rule, report) =>
        {
            foreach (var (_, value) in rule.Annotations.Where(annotation => annotation.Key.Value is "runbook_url" or "dashboard_url"))
            {
                if (value.Text is { } text && !text.StartsWith("http://", StringComparison.Ordinal) && !text.StartsWith("https://", StringComparison.Ordinal) && !text.StartsWith("{{", StringComparison.Ordinal))
                {
                    report.Add(rule, value, $"\"{(text.Length > 60 ? text[..60] + "…" : text)}\" is no address that can be opened. Begin it with https://.");
                }
            }
        }),
        new("recorded-later", Warning, "A rule uses what its group has recorded already.", RecordedLater),
        OfParts<VectorSelector>("unknown-recorded-series", Info, "Recorded series that rules use are recorded in the file.", (part, rule, report) =>
        {
            if (part.Node.Metric is { } metric && metric.Contains(':', StringComparison.Ordinal) && report.File.Recorded.Count > 0 && !report.File.Recorded.Contains(metric))
            {
                report.Add(rule, part.Node, $"{metric} is not recorded in this file. If no other file records it, the rule sees nothing.");
            }
        }),
    ];

    /// <summary>Alerts that are meant to fire always, to prove that they would arrive.</summary>
    public static bool IsHeartbeat(RuleEntry rule) => rule.Root?.Bare is FunctionCall { Name: "vector" } || Heartbeat().IsMatch(rule.Name);

    private static void Missing(RuleEntry rule, RuleReport report, string annotation, string hint)
    {
        var others = annotation switch { "summary" => "message", "description" => "message", "runbook_url" => "runbook", _ => annotation };
        if (!rule.Annotations.Any(each => each.Key.Value == annotation || each.Key.Value == others))
        {
            report.Add(rule, rule.Map["annotations"], $"The alert {rule.Name} has no {annotation}. {hint}");
        }
    }

    private static void DuplicateRule(RuleReport report)
    {
        var seen = new HashSet<(string Group, bool IsAlert, string Name, string Labels, string Expression)>();
        foreach (var rule in report.File.Rules.Where(rule => rule.Name.Length > 0))
        {
            // an alert of the same name with another condition is a step of it
            if (!seen.Add((rule.IsAlert ? "" : rule.Group.Name, rule.IsAlert, rule.Name, LabelsOf(rule), rule.IsAlert ? rule.Expression?.Value ?? "" : "")))
            {
                report.Add(rule, rule.Map[rule.IsAlert ? "alert" : "record"], $"There is another rule {rule.Name} with the same labels{(rule.IsAlert ? " and expression" : "; which one is stored is chance")}. Remove one, or tell them apart by a label.");
            }
        }
    }

    private static void DuplicateExpression(RuleReport report)
    {
        foreach (var same in report.File.Rules.Where(rule => rule is { IsAlert: true, Root: not null }).GroupBy(rule => Blanks().Replace(rule.Expression!.Value, " ").Trim(), StringComparer.Ordinal))
        {
            foreach (var again in same.Skip(1).Where(rule => rule.Name != same.First().Name && LabelsOf(rule) == LabelsOf(same.First())))
            {
                report.Add(again, again.Expression, $"The alert {same.First().Name} has the same expression and labels: two notices of one thing. Remove one.");
            }
        }
    }

    private static void RecordedLater(RuleReport report)
    {
        foreach (var group in report.File.Groups)
        {
            var places = group.Rules.Where(rule => !rule.IsAlert).GroupBy(rule => rule.Name, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Min(rule => rule.Index), StringComparer.Ordinal);
            foreach (var rule in group.Rules.Where(rule => rule.Root is not null))
            {
                foreach (var selector in rule.Root!.Tree.OfType<VectorSelector>().Where(selector => selector.Metric is { } metric && places.TryGetValue(metric, out var at) && at > rule.Index))
                {
                    report.Add(rule, selector, $"{selector.Metric} is recorded further down in the group, so this rule sees it one evaluation late. Move the recording rule above.");
                }
            }
        }
    }

    private static string LabelsOf(RuleEntry rule) => string.Join('\n', rule.Labels.Select(label => $"{label.Key.Value}={label.Value.Text}").Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^[A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex AlertName();

    [GeneratedRegex("watchdog|dead.?man|heartbeat|always.?firing", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Heartbeat();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
