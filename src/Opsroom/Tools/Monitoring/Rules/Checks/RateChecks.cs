using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Opsroom.Tools.Prometheus.PromQl;
using static Opsroom.Tools.Monitoring.Rules.RuleCheck;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Monitoring.Rules.Checks;

/// <summary>Counters, gauges, histograms and summaries, each asked in its own way. What a metric is follows from its name.</summary>
internal static partial class RateChecks
{
    /// <summary>Functions that ask for growth, or for being there.</summary>
    private static readonly FrozenSet<string> ThatDoNotUseValues = FrozenSet.ToFrozenSet(
        [
            "rate", "irate", "increase", "resets", "changes", "absent", "absent_over_time", "present_over_time", "count_over_time", "timestamp", "deriv", "delta", "idelta", "predict_linear",
            "holt_winters", "double_exponential_smoothing", "info",
        ], StringComparer.Ordinal);

    public static IEnumerable<RuleCheck> All { get; } =
    [
        OfParts<FunctionCall>("rate-of-gauge", Warning, "Rates are of counters.", (part, rule, report) =>
        {
            if (part.Node.Name is "rate" or "irate" or "increase" && MetricOf(part.Node) is { } metric && IsGauge(metric))
            {
                report.Add(rule, part.Node, $"{metric} looks like a gauge, and {part.Node.Name}() takes every fall for a restart. Use deriv() or delta(), or the value itself.");
            }
        }),
        OfParts<FunctionCall>("rate-of-rate", Warning, "What is recorded as a rate is not rated again.", (part, rule, report) =>
        {
            if (part.Node.Name is "rate" or "irate" or "increase" && MetricOf(part.Node) is { } metric && RecordedRate().IsMatch(metric))
            {
                report.Add(rule, part.Node, $"{metric} is a rate already. Use it as it is, or rate the counter that it comes from.");
            }
        }),
        OfParts<FunctionCall>("rate-of-aggregate", Warning, "Rates are taken before sums.", (part, rule, report) =>
        {
            if (part.Node.Name is "rate" or "irate" or "increase" && part.Node.Arguments[0].Bare is Subquery subquery && subquery.Inner.Bare is Aggregation or BinaryOperation)
            {
                report.Add(rule, part.Node, $"{part.Node.Name}() of a sum takes the restart of one instance for a fall of all, and then counts everything again. Take the {part.Node.Name} of each series first, then aggregate.");
            }
        }),
        OfParts<VectorSelector>("counter-without-rate", Warning, "Counters are asked for their growth.", (part, rule, report) =>
        {
            if (part.Node.Metric is { } metric && metric.EndsWith("_total", StringComparison.Ordinal) && IsValueUsed(part))
            {
                report.Add(rule, part.Node, $"{metric} is a counter: its value only grows, and begins again with each restart. Ask for rate({metric}[5m]) or increase().");
            }
        }),
        OfParts<FunctionCall>("delta-of-counter", Warning, "Counters are not asked by functions of gauges.", (part, rule, report) =>
        {
            if (part.Node.Name is "deriv" or "delta" or "idelta" or "predict_linear" or "holt_winters" or "double_exponential_smoothing" && MetricOf(part.Node) is { } metric && IsCounter(metric))
            {
                report.Add(rule, part.Node, $"{metric} is a counter, and {part.Node.Name}() does not know restarts: each looks like a fall. Use rate() or increase().");
            }
        }),
        OfParts<FunctionCall>("range-too-short", Warning, "Ranges hold at least two samples.", (part, rule, report) =>
        {
            if (part.Node.Arguments.Select(argument => argument.Bare).OfType<MatrixSelector>().FirstOrDefault() is not { } matrix)
            {
                return;
            }

            var needsTwo = part.Node.Name is "rate" or "irate" or "increase" or "delta" or "idelta" or "deriv" or "predict_linear" or "changes" or "resets";
            if (needsTwo && matrix.Range < 2 * report.ScrapeInterval)
            {
                report.Add(rule, matrix, $"{part.Node.Name}() needs two samples, and with one every {PromQlDuration.Format(report.ScrapeInterval)} a range of {PromQlDuration.Format(matrix.Range)} often has fewer: gaps, and alerts that do not fire. Use at least {PromQlDuration.Format(4 * report.ScrapeInterval)}.");
            }
            else if (rule.Group.Interval is { } interval && matrix.Range < interval && matrix.Vector.Shift.At is null)
            {
                report.Add(rule, matrix, $"The rule is evaluated every {PromQlDuration.Format(interval)} and looks back {PromQlDuration.Format(matrix.Range)}: what happens in between is not seen. Use a range of at least {PromQlDuration.Format(interval)}.");
            }
        }),
        OfParts<FunctionCall>("irate-in-alert", Warning, "Alerts do not rest on two samples.", (part, rule, report) =>
        {
            if (part.Node.Name is "irate" or "idelta")
            {
                report.Add(rule, part.Node, $"{part.Node.Name}() takes the last two samples only: one quiet scrape resets the alert's for. Use {(part.Node.Name == "irate" ? "rate()" : "delta()")}.");
            }
        }, alertsOnly: true),
        OfParts<FunctionCall>("histogram-without-le", Error, "A quantile is taken of buckets that still have their bounds.", (part, rule, report) =>
        {
            if (part.Node is { Name: "histogram_quantile", Arguments: [_, var buckets] } && IsClassic(buckets) && !LabelFlow.Of(buckets).CanHave("le"))
            {
                report.Add(rule, buckets, "The buckets have lost their label le, so there is no quantile: the result is empty. Add le to by (…).");
            }
        }),
        OfParts<FunctionCall>("histogram-without-rate", Warning, "A quantile is of recent requests.", (part, rule, report) =>
        {
            if (part.Node is { Name: "histogram_quantile", Arguments: [_, var buckets] } && IsClassic(buckets)
                && !buckets.Tree.Any(each => each is MatrixSelector or Subquery) && buckets.Tree.OfType<VectorSelector>().All(each => each.Metric?.EndsWith("_bucket", StringComparison.Ordinal) is true))
            {
                report.Add(rule, part.Node, "Without rate() the quantile is of all requests since the process began, and hardly moves. Take rate(…_bucket[5m]).");
            }
        }),
        OfParts<FunctionCall>("histogram-of-other", Warning, "A quantile is taken of buckets.", (part, rule, report) =>
        {
            if (part.Node is { Name: "histogram_quantile", Arguments: [_, var buckets] }
                && buckets.Tree.OfType<VectorSelector>().FirstOrDefault(each => each.Metric is { } metric && (metric.EndsWith("_count", StringComparison.Ordinal) || metric.EndsWith("_sum", StringComparison.Ordinal) || metric.EndsWith("_total", StringComparison.Ordinal))) is { } other)
            {
                report.Add(rule, other, $"{other.Metric} has no buckets. Give histogram_quantile the series that end in _bucket.");
            }
        }),
        OfRules("quantile-out-of-range", Error, "Quantiles are between 0 and 1.", (rule, report) =>
        {
            foreach (var quantile in rule.Root?.Tree.Select(QuantileOf).OfType<NumberLiteral>().Where(quantile => quantile.Value is < 0 or > 1) ?? [])
            {
                report.Add(rule, quantile, $"A quantile is between 0 and 1; {quantile.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)} gives infinity. Write 95 % as 0.95.");
            }
        }),
        OfParts<Aggregation>("averaged-quantile", Warning, "Quantiles are not averaged or summed.", (part, rule, report) =>
        {
            if (part.Node.Operator is "avg" or "sum" && (part.Node.Operand.Tree.OfType<VectorSelector>().Any(each => each.Matchers.Any(matcher => matcher.Label == "quantile"))
                || part.Node.Operand.Bare is FunctionCall { Name: "histogram_quantile" } or Aggregation { Operator: "quantile" }))
            {
                report.Add(rule, part.Node, $"The {(part.Node.Operator == "avg" ? "average" : "sum")} of quantiles is no quantile of anything. Take max() of them, or a histogram_quantile over the sum of the buckets.");
            }
        }),
        OfParts<Subquery>("needless-subquery", Info, "A series is asked for its range without a subquery.", (part, rule, report) =>
        {
            if (part.Node.Inner.Bare is VectorSelector { Shift: { Offset: null, At: null } })
            {
                report.Add(rule, part.Node, $"A subquery of a plain selector reads the same samples at the evaluation interval. Write [{PromQlDuration.Format(part.Node.Range)}], without the colon.");
            }
        }),
    ];

    /// <summary>Whether a metric's name is one of counters.</summary>
    public static bool IsCounter(string metric) => metric.EndsWith("_total", StringComparison.Ordinal) || metric.EndsWith("_bucket", StringComparison.Ordinal);

    private static bool IsGauge(string metric) => metric == "up" || (!IsCounter(metric) && !metric.EndsWith("_count", StringComparison.Ordinal) && !metric.EndsWith("_sum", StringComparison.Ordinal) && Gauge().IsMatch(metric));

    /// <summary>Whether the buckets are series of their own, so that their bounds are a label.</summary>
    private static bool IsClassic(PromQlNode node) => node.Tree.OfType<VectorSelector>().Any(each => each.Metric?.EndsWith("_bucket", StringComparison.Ordinal) is true);

    private static string? MetricOf(FunctionCall call) => call.Arguments.Select(argument => argument.Bare).Select(argument => argument switch
    {
        MatrixSelector matrix => matrix.Vector.Metric,
        Subquery subquery when subquery.Inner.Bare is VectorSelector selector => selector.Metric,
        _ => null,
    }).FirstOrDefault(metric => metric is not null);

    private static PromQlNode? QuantileOf(PromQlNode node) => node switch
    {
        FunctionCall { Name: "histogram_quantile" or "quantile_over_time" } call => call.Arguments[0].Bare,
        Aggregation { Operator: "quantile" } aggregation => aggregation.Parameter?.Bare,
        _ => null,
    };

    /// <summary>Whether what is asked of a selector is its value, not its growth or that it is there.</summary>
    private static bool IsValueUsed(PromQlPart<VectorSelector> part)
    {
        PromQlNode inner = part.Node;
        foreach (var node in part.Above)
        {
            switch (node)
            {
                case FunctionCall call when ThatDoNotUseValues.Contains(call.Name):
                case Aggregation { Operator: "count" or "group" }:
                case BinaryOperation { Operator: "and" or "unless" } set when !set.Left.Tree.Contains(inner, ReferenceEqualityComparer.Instance):
                case BinaryOperation { Operator: "-" } difference when IsSameMetric(difference):
                case BinaryOperation { Operator: "*", Matching.Group: not null } info when info.Left.Tree.Contains(inner, ReferenceEqualityComparer.Instance) == (info.Matching.Group == "group_right"):
                    return false;
                default:
                    inner = node;
                    break;
            }
        }

        return true;
    }

    private static bool IsSameMetric(BinaryOperation operation) =>
        operation is { Left.Bare: VectorSelector left, Right.Bare: VectorSelector right } && left.Metric == right.Metric && left.Shift != right.Shift;

    [GeneratedRegex(@"(?:_memory_|_ratio\z|_percent\z|_celsius\z|_info\z|_timestamp_seconds\z|_free_bytes\z|_avail_bytes\z|_available_bytes\z|_size_bytes\z|_usage_bytes\z|_limit_bytes\z|_used_bytes\z|_working_set_bytes\z|_in_flight\z|_in_progress\z|_queue_length\z|_queue_size\z|_queue_depth\z|_replicas\z|_active_connections\z|_connections_active\z|_open_fds\z|_threads\z|_goroutines\z|_temperature|_utilization\z|_up\z|_pending\z|_lag\z|_lag_seconds\z|^node_load[0-9]+\z)", RegexOptions.NonBacktracking)]
    private static partial Regex Gauge();

    [GeneratedRegex(":(?:[a-z_]*_)?(?:i?rate|increase)[0-9]*[smhdw]?", RegexOptions.NonBacktracking)]
    private static partial Regex RecordedRate();
}
