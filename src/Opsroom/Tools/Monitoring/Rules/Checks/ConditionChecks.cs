using System.Globalization;
using Opsroom.Tools.Prometheus.PromQl;
using static Opsroom.Tools.Monitoring.Rules.RuleCheck;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Monitoring.Rules.Checks;

/// <summary>When an alert fires: not always, not never, and not by accident.</summary>
internal static class ConditionChecks
{
    public static IEnumerable<RuleCheck> All { get; } =
    [
        OfAlerts("alert-always-fires", Warning, "An alert has a condition.", (rule, report) =>
        {
            if (rule.Root is { } root && !IsCondition(root) && !AlertChecks.IsHeartbeat(rule))
            {
                var isBool = root.Tree.OfType<BinaryOperation>().Any(operation => operation.IsBool);
                report.Add(rule, root, isBool
                    ? "A comparison with bool gives 0 or 1 and drops nothing, so the alert fires as long as there are series. Remove bool."
                    : "There is no comparison, so the alert fires as long as there are series, whatever their values. Compare with a threshold.");
            }
        }),
        OfParts<BinaryOperation>("alert-never-fires", Error, "A condition can become true.", (part, rule, report) =>
        {
            if (part.Node is { IsComparison: true, IsBool: false } comparison && Impossible(comparison) is { } reason)
            {
                report.Add(rule, comparison.OperatorStart, reason);
            }
        }),
        OfParts<BinaryOperation>("contradicting-conditions", Error, "Conditions joined by and can hold at once.", (part, rule, report) =>
        {
            if (part.Node is { Operator: "and" } both && Compared(both.Left) is { } left && Compared(both.Right) is { } right && left.Subject == right.Subject && !left.Range.Meets(right.Range))
            {
                report.Add(rule, both.OperatorStart, "The two conditions are about the same value and can never hold at once: the alert never fires. Mend a threshold, or write or.");
            }
        }),
        OfParts<BinaryOperation>("always-true", Warning, "A condition can become false.", (part, rule, report) =>
        {
            if (part.Node is { IsComparison: true, IsBool: false } comparison && Subject(comparison) is { } compared && BoundsOf(compared.Node) is { } bounds && compared.Range.Covers(bounds))
            {
                report.Add(rule, comparison.OperatorStart, $"This is true for every value that there can be (at least {Shown(bounds.Low)}{(double.IsInfinity(bounds.High) ? "" : $", at most {Shown(bounds.High)}")}): the alert always fires. Mend the threshold.");
            }
        }, alertsOnly: true),
        OfParts<BinaryOperation>("division-by-zero", Warning, "What is divided by cannot be zero.", (part, rule, report) =>
        {
            if (part.Node is { Operator: "/" or "%" } division && IsUnguarded(division))
            {
                report.Add(rule, division.Right, division.Right.Bare is NumberLiteral
                    ? "This divides by zero. Mend the number."
                    : "Where this is zero the quotient is infinite, and an alert on it fires for nothing. Divide by (… > 0), or add a condition on the traffic.");
            }
        }),
        OfParts<BinaryOperation>("absent-with-operand", Error, "absent() is not joined with the series that it misses.", (part, rule, report) =>
        {
            if (part.Node.Operator == "or")
            {
                return;
            }

            foreach (var (absent, other) in (ReadOnlySpan<(PromQlNode, PromQlNode)>)[(part.Node.Left, part.Node.Right), (part.Node.Right, part.Node.Left)])
            {
                if (AbsentOf(absent) is { } missing && other.Type == PromQlType.Vector && part.Node.Operator != "unless" && other.Tree.OfType<VectorSelector>().Any(selector => selector.Metric == missing))
                {
                    report.Add(rule, absent, $"absent() has a result only while {missing} has no series, and then the other side has none: the alert never fires. Join them by or.");
                }
            }
        }),
        OfParts<FunctionCall>("absent-of-aggregate", Warning, "absent() is asked of a selector.", (part, rule, report) =>
        {
            if (part.Node is { Name: "absent", Arguments: [var argument] } && argument.Bare is BinaryOperation { IsComparison: true })
            {
                report.Add(rule, argument, "absent() of a comparison is true both when the series are gone and when none meets it. Give it the selector alone, and make two alerts.");
            }
        }),
        OfParts<BinaryOperation>("float-equality", Info, "Measured values are not compared for equality.", (part, rule, report) =>
        {
            if (part.Node is { Operator: "==" } equal && equal.Right.Bare is NumberLiteral { Value: var value } && value != Math.Floor(value) && double.IsFinite(value))
            {
                report.Add(rule, equal.OperatorStart, $"A measured value is hardly ever exactly {Shown(value)}. Compare with >= or <=.");
            }
        }),
        OfAlerts("alert-without-labels", Info, "An alert says which part of the system it is about.", (rule, report) =>
        {
            if (rule.Root is { } root && LabelFlow.Of(root) is { IsClosed: true, Labels.Count: 0 } && !AlertChecks.IsHeartbeat(rule) && AbsentOf(root) is null
                && rule.Labels.All(label => label.Key.Value is "severity" or "priority"))
            {
                report.Add(rule, root, "The expression drops every label and the rule adds none, so the alert cannot be routed or grouped by service, namespace or cluster. Keep one with by (…), or set it under labels.");
            }
        }),
    ];

    /// <summary>Whether an expression has no result where all is well.</summary>
    private static bool IsCondition(PromQlNode node) => node.Bare switch
    {
        BinaryOperation { IsComparison: true } comparison => !comparison.IsBool || IsCondition(comparison.Left),
        BinaryOperation { Operator: "or" } either => IsCondition(either.Left) && IsCondition(either.Right),
        BinaryOperation { Operator: "unless" } => true,
        BinaryOperation operation => IsCondition(operation.Left) || IsCondition(operation.Right),
        FunctionCall { Name: "absent" or "absent_over_time" } => true,
        // what Prometheus says of its own alerts is there only while they are
        VectorSelector { Metric: "ALERTS" } => true,
        MatrixSelector or NumberLiteral or TextLiteral or VectorSelector => false,
        var other => other.Children.Any(IsCondition),
    };

    private static string? Impossible(BinaryOperation comparison)
    {
        if (Subject(comparison) is not { } compared)
        {
            return null;
        }

        if (compared.Range.IsEmpty)
        {
            return "No value is beyond infinity: this never fires. Mend the threshold.";
        }

        return BoundsOf(compared.Node) is { } bounds && !compared.Range.Meets(bounds)
            ? $"This value is never {(double.IsInfinity(bounds.High) ? $"below {Shown(bounds.Low)}" : $"outside {Shown(bounds.Low)} to {Shown(bounds.High)}")}: the alert never fires. {(compared.Node is Aggregation { Operator: "count" } ? "Where there are no series there is no count: use absent(), or write count(…) or vector(0)" : bounds.High is 1 ? "Mend the threshold; a ratio is 0 to 1, not per cent" : "Mend the threshold")}."
            : null;
    }

    /// <summary>What is compared with a number, and the values for which it is true.</summary>
    private static (PromQlNode Node, ValueRange Range)? Subject(BinaryOperation comparison)
    {
        if (Number(comparison.Right) is { } right)
        {
            return (comparison.Left.Bare, ValueRange.Of(comparison.Operator, right));
        }

        return Number(comparison.Left) is { } left ? (comparison.Right.Bare, ValueRange.Of(comparison.Operator switch { "<" => ">", "<=" => ">=", ">" => "<", ">=" => "<=", var same => same }, left)) : null;
    }

    private static (string Subject, ValueRange Range)? Compared(PromQlNode node) =>
        node.Bare is BinaryOperation { IsComparison: true, IsBool: false } comparison && Subject(comparison) is { } compared ? (ExpressionText.Of(compared.Node), compared.Range) : null;

    private static double? Number(PromQlNode node) => node.Bare switch
    {
        NumberLiteral number => number.Value,
        Negated { IsMinus: true, Inner: var inner } => -Number(inner),
        BinaryOperation { Operator: "*", IsBool: false } product => Number(product.Left) * Number(product.Right),
        BinaryOperation { Operator: "/", IsBool: false } quotient => Number(quotient.Left) / Number(quotient.Right),
        BinaryOperation { Operator: "-", IsBool: false } difference => Number(difference.Left) - Number(difference.Right),
        BinaryOperation { Operator: "+", IsBool: false } sum => Number(sum.Left) + Number(sum.Right),
        _ => null,
    };

    /// <summary>The values that a part can have, where they follow from what it is.</summary>
    private static ValueRange? BoundsOf(PromQlNode node) => node.Bare switch
    {
        VectorSelector { Metric: "up" or "probe_success" or "ALERTS" } => new(0, true, 1, true),
        VectorSelector { Metric: { } metric } when metric.EndsWith("_ratio", StringComparison.Ordinal) && !metric.Contains(':', StringComparison.Ordinal) && !metric.Contains("compression", StringComparison.Ordinal) => new(0, true, 1, true),
        Aggregation { Operator: "avg" or "min" or "max" } aggregation => BoundsOf(aggregation.Operand),
        Aggregation { Operator: "count" } => new(1, true, double.PositiveInfinity, true),
        Aggregation { Operator: "group" } => new(1, true, 1, true),
        Aggregation { Operator: "stddev" or "stdvar" } => new(0, true, double.PositiveInfinity, true),
        Aggregation { Operator: "sum" } sum => BoundsOf(sum.Operand) is { Low: >= 0 } ? new(0, true, double.PositiveInfinity, true) : null,
        FunctionCall { Name: "rate" or "irate" or "increase" or "changes" or "resets" or "stddev_over_time" or "stdvar_over_time" or "abs" } => new(0, true, double.PositiveInfinity, true),
        FunctionCall { Name: "count_over_time" } => new(1, true, double.PositiveInfinity, true),
        FunctionCall { Name: "absent" or "absent_over_time" or "present_over_time" } => new(1, true, 1, true),
        FunctionCall { Name: "avg_over_time" or "max_over_time" or "min_over_time" or "last_over_time", Arguments: [var argument] } => argument.Bare is MatrixSelector matrix ? BoundsOf(matrix.Vector) : null,
        FunctionCall { Name: "day_of_week" } => new(0, true, 6, true),
        FunctionCall { Name: "hour" } => new(0, true, 23, true),
        FunctionCall { Name: "month" } => new(1, true, 12, true),
        _ => null,
    };

    private static bool IsUnguarded(BinaryOperation division)
    {
        if (division.Right.Type == PromQlType.Scalar)
        {
            return Number(division.Right) == 0;
        }

        // a part of a whole: where the whole is zero the part is, too, and the quotient is NaN, which no comparison takes
        var whole = division.Right.Tree.OfType<VectorSelector>().Select(selector => selector.Metric).FirstOrDefault();
        var isPart = division.Left.Tree.OfType<VectorSelector>().Any(selector => selector.Metric is { } metric && (metric == whole || IsKin(metric, whole) || IsKind(metric, whole)));
        var isGuarded = division.Right.Tree.Any(node => node is BinaryOperation { IsComparison: true, IsBool: false } or FunctionCall { Name: "clamp_min" or "clamp" or "vector" });
        var isCapacity = whole is not null && (whole.Contains("size", StringComparison.Ordinal) || whole.Contains("limit", StringComparison.Ordinal) || whole.Contains("capacity", StringComparison.Ordinal)
            || whole.Contains("max", StringComparison.OrdinalIgnoreCase) || whole.Contains("total_bytes", StringComparison.OrdinalIgnoreCase) || whole.Contains("MemTotal", StringComparison.Ordinal)
            || whole.Contains("allocatable", StringComparison.Ordinal) || whole.Contains("replicas", StringComparison.Ordinal));
        var isCount = division.Right.Bare is Aggregation { Operator: "count" } or FunctionCall { Name: "count_over_time" or "time" };
        return !isPart && !isGuarded && !isCapacity && !isCount && whole?.Contains(':', StringComparison.Ordinal) is not true;
    }

    /// <summary>Whether both belong to one histogram or summary.</summary>
    private static bool IsKin(string metric, string? other) => other is not null && Stem(metric) == Stem(other);

    /// <summary>Whether one is named as a kind of the other, as throttled periods are of periods.</summary>
    private static bool IsKind(string metric, string? other) => other is not null && metric.Split('_').ToHashSet(StringComparer.Ordinal).IsSupersetOf(other.Split('_'));

    private static string Stem(string metric) => metric.LastIndexOf('_') is > 0 and var at && metric[at..] is "_sum" or "_count" or "_bucket" ? metric[..metric.LastIndexOf('_')] : metric;

    private static string? AbsentOf(PromQlNode node) => node.Bare switch
    {
        FunctionCall { Name: "absent" or "absent_over_time" } call => call.Tree.OfType<VectorSelector>().Select(selector => selector.Metric).FirstOrDefault(),
        BinaryOperation { IsComparison: true } comparison => AbsentOf(comparison.Left),
        _ => null,
    };

    private static string Shown(double value) => value.ToString(CultureInfo.InvariantCulture);
}
