using System.Globalization;
using Opsroom.Tools.Prometheus;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tools.Monitoring.Rules;

/// <summary>Writes an expression in one way, so that two that mean the same are equal texts.</summary>
internal static class ExpressionText
{
    public static string Of(PromQlNode node) => node.Bare switch
    {
        NumberLiteral number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        TextLiteral text => PromQL.Quote(text.Value),
        VectorSelector selector => Of(selector),
        MatrixSelector matrix => $"{Of(matrix.Vector)}[{PromQlDuration.Format(matrix.Range)}]",
        Subquery subquery => $"{Of(subquery.Inner)}[{PromQlDuration.Format(subquery.Range)}:{subquery.Step}]{Of(subquery.Shift)}",
        Negated negated => $"{(negated.IsMinus ? "-" : "+")}{Of(negated.Inner)}",
        Aggregation aggregation =>
            $"{aggregation.Operator} {(aggregation.IsWithout ? "without" : "by")} ({string.Join(',', aggregation.Grouping.Order(StringComparer.Ordinal))}) ({string.Join(',', aggregation.Children.Select(Of))})",
        FunctionCall call => $"{call.Name}({string.Join(',', call.Arguments.Select(Of))})",
        BinaryOperation operation => $"({Of(operation.Left)} {operation.Operator}{(operation.IsBool ? " bool" : "")}{Of(operation.Matching)} {Of(operation.Right)})",
        _ => "",
    };

    private static string Of(VectorSelector selector) =>
        $"{selector.Name}{{{string.Join(',', selector.Matchers.Select(matcher => $"{matcher.Label}{matcher.Operation}{PromQL.Quote(matcher.Value)}").Order(StringComparer.Ordinal))}}}{Of(selector.Shift)}";

    private static string Of(TimeShift shift) => $"{(shift.Offset is { } offset ? $" offset {PromQlDuration.Format(offset)}" : "")}{(shift.At is { } at ? $" @ {at}" : "")}";

    private static string Of(VectorMatching? matching) => matching is null ? ""
        : $" {(matching.IsOn ? "on" : "ignoring")} ({string.Join(',', matching.Labels)}) {matching.Group} ({string.Join(',', matching.Include)})";
}
