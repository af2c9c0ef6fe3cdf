using Opsroom.Tools.Prometheus.PromQl;
using static Opsroom.Tools.Monitoring.Rules.RuleCheck;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Monitoring.Rules.Checks;

/// <summary>Whether the two sides of an operation can have series that belong together.</summary>
internal static class MatchingChecks
{
    public static IEnumerable<RuleCheck> All { get; } =
    [
        OfMatched("matching-never", Error, "The sides of an operation can have series with equal labels.", (sides, rule, report) =>
        {
            if (sides.Missing() is { } missing)
            {
                report.Add(rule, sides.Operation.OperatorStart, missing);
            }
        }),
        OfMatched("matching-values-differ", Error, "Both sides ask for the same values of the labels that are matched.", (sides, rule, report) =>
        {
            foreach (var (label, value) in sides.Left.Values)
            {
                if (sides.IsMatched(label) && sides.Right.Values.TryGetValue(label, out var other) && other != value)
                {
                    report.Add(rule, sides.Operation.OperatorStart, $"On the left {label} is \"{value}\", on the right \"{other}\": the series never match and the result is empty. Add ignoring ({label}), or on (…) with the labels that are equal.");
                }
            }
        }),
        OfMatched("matching-many-to-many", Warning, "One side of an operation has one series for each match.", (sides, rule, report) =>
        {
            if (sides.IsMany(sides.Left) && sides.IsMany(sides.Right))
            {
                report.Add(rule, sides.Operation.OperatorStart, "Both sides can have several series for each match: many-to-many matching fails at the evaluation. Aggregate one side by the labels that are matched.");
            }
        }),
        OfMatched("matching-without-group", Warning, "A side with several series for each match says so by group_left or group_right.", (sides, rule, report) =>
        {
            var (left, right) = (sides.IsMany(sides.Left), sides.IsMany(sides.Right));
            if (sides.Operation.Matching?.Group is null && left != right)
            {
                report.Add(rule, sides.Operation.OperatorStart, $"The {(left ? "left" : "right")} side can have several series for each match, and then the evaluation fails. Add {(left ? "group_left" : "group_right")}, or aggregate it by the labels that are matched.");
            }
        }),
        OfMatched("matching-wrong-group", Warning, "The side that group_left or group_right calls one has one series for each match.", (sides, rule, report) =>
        {
            if (sides.Operation.Matching?.Group is { } group && !(sides.IsMany(sides.Left) && sides.IsMany(sides.Right)) && sides.IsMany(group == "group_left" ? sides.Right : sides.Left))
            {
                report.Add(rule, sides.Operation.OperatorStart, $"{group} says that the {(group == "group_left" ? "right" : "left")} side has one series for each match, but it can have several, and then the evaluation fails. Turn it round, or aggregate that side.");
            }
        }),
        OfMatched("join-of-equals", Info, "An included label is one that the other side has.", (sides, rule, report) =>
        {
            foreach (var label in sides.Operation.Matching?.Include ?? [])
            {
                if (!(sides.Operation.Matching!.Group == "group_left" ? sides.Right : sides.Left).CanHave(label))
                {
                    report.Add(rule, sides.Operation.OperatorStart, $"{sides.Operation.Matching.Group} takes over {label}, which the expression on that side has dropped. Keep it there, or remove it here.");
                }
            }
        }),
    ];

    private static RuleCheck OfMatched(string id, Severity severity, string summary, Action<MatchedSides, RuleEntry, RuleReport> check) => OfParts<BinaryOperation>(id, severity, summary, (part, rule, report) =>
    {
        if (part.Node is { Operator: not "or", Left.Type: PromQlType.Vector, Right.Type: PromQlType.Vector } operation)
        {
            check(new(operation, LabelFlow.Of(operation.Left), LabelFlow.Of(operation.Right)), rule, report);
        }
    });

    /// <summary>An operation of two vectors, and what their series can have.</summary>
    private sealed record MatchedSides(BinaryOperation Operation, LabelFlow Left, LabelFlow Right)
    {
        public bool IsMatched(string label) => Operation.Matching is not { } matching || matching.Labels.Contains(label, StringComparer.Ordinal) == matching.IsOn;

        /// <summary>Whether a side has labels besides those that are matched and taken over; of sets that does not matter.</summary>
        public bool IsMany(LabelFlow side) => !Operation.IsSet && side.IsClosed && Operation.Matching is not null && side.Labels.Any(label => !IsMatched(label) && !side.Values.ContainsKey(label) && !Operation.Matching.Include.Contains(label, StringComparer.Ordinal));

        /// <summary>Why nothing can match; null where something can.</summary>
        public string? Missing()
        {
            if (Operation.Operator == "unless")
            {
                return null;
            }

            var cure = "Aggregate both sides by the same labels, or say with on (…) what is matched.";
            if (Operation.Matching is { IsOn: true } on)
            {
                return on.Labels.FirstOrDefault(label => Left.CanHave(label) != Right.CanHave(label)) is { } gone
                    ? $"on ({gone}) matches a label that the {(Left.CanHave(gone) ? "right" : "left")} side has dropped, so nothing matches. Keep {gone} there, or remove it here."
                    : null;
            }

            var left = Kept(Left);
            var right = Kept(Right);
            if (Left.IsClosed && Right.IsClosed)
            {
                return left.SetEquals(right) ? null
                    : $"The left side has the labels ({Listed(left)}), the right side ({Listed(right)}): series match only where all labels are equal, so the result is empty. {cure}";
            }

            // what was scraped has at least the labels instance and job
            var closed = Left.IsClosed ? Left : Right;
            var open = Left.IsClosed ? Right : Left;
            string[] scraped = ["instance", "job"];
            return Left.IsClosed != Right.IsClosed && scraped.FirstOrDefault(label => IsMatched(label) && open.CanHave(label) && !closed.CanHave(label)) is { } lacking
                && (Left.IsClosed ? Operation.Right : Operation.Left).Bare.Tree.OfType<VectorSelector>().All(selector => selector.Metric?.Contains(':', StringComparison.Ordinal) is false)
                ? $"The {(Left.IsClosed ? "right" : "left")} side has the labels of the scrape, such as {lacking}; the other has dropped it, so the result is empty. {cure}"
                : null;
        }

        private HashSet<string> Kept(LabelFlow side) => side.IsClosed ? [.. side.Labels.Where(IsMatched)] : [];

        private static string Listed(HashSet<string> labels) => labels.Count == 0 ? "none" : string.Join(", ", labels.Order(StringComparer.Ordinal));
    }
}
