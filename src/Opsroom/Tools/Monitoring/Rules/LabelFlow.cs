using System.Collections.Immutable;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tools.Monitoring.Rules;

/// <summary>Which labels the series of an expression can have, as far as the expression itself tells.</summary>
/// <param name="IsClosed">Whether there can be no others than <see cref="Labels"/>.</param>
/// <param name="Labels">The only labels of a closed set; of an open one those that are gone.</param>
/// <param name="Values">Labels that have one certain value.</param>
internal sealed record LabelFlow(bool IsClosed, ImmutableHashSet<string> Labels, ImmutableDictionary<string, string> Values)
{
    private static readonly ImmutableHashSet<string> None = ImmutableHashSet.Create<string>(StringComparer.Ordinal);
    private static readonly ImmutableDictionary<string, string> NoValues = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    public static LabelFlow Nothing { get; } = new(true, None, NoValues);

    private static LabelFlow Anything { get; } = new(false, None, NoValues);

    public bool CanHave(string label) => IsClosed == Labels.Contains(label);

    public static LabelFlow Of(PromQlNode node) => node switch
    {
        Parenthesized parenthesized => Of(parenthesized.Inner),
        Negated negated => Of(negated.Inner).Without(["__name__"]),
        VectorSelector selector => Anything with { Values = CertainOf(selector) },
        MatrixSelector matrix => Of(matrix.Vector),
        Subquery subquery => Of(subquery.Inner),
        Aggregation aggregation => OfAggregation(aggregation),
        FunctionCall call => OfCall(call),
        BinaryOperation operation => OfOperation(operation),
        _ => Nothing,
    };

    public LabelFlow Only(IEnumerable<string> labels)
    {
        var kept = labels.Where(CanHave).ToImmutableHashSet(StringComparer.Ordinal);
        return new(true, kept, Values.RemoveRange(Values.Keys.Where(label => !kept.Contains(label))));
    }

    public LabelFlow Without(IEnumerable<string> labels)
    {
        var gone = labels.ToList();
        return new(IsClosed, IsClosed ? Labels.Except(gone) : Labels.Union(gone), Values.RemoveRange(gone));
    }

    public LabelFlow With(IEnumerable<string> labels)
    {
        var more = labels.ToList();
        return new(IsClosed, IsClosed ? Labels.Union(more) : Labels.Except(more), Values.RemoveRange(more));
    }

    private static ImmutableDictionary<string, string> CertainOf(VectorSelector selector) => selector.Matchers
        .Where(matcher => matcher is { Operation: "=", Value.Length: > 0 } && matcher.Label != "__name__").DistinctBy(matcher => matcher.Label, StringComparer.Ordinal)
        .ToImmutableDictionary(matcher => matcher.Label, matcher => matcher.Value, StringComparer.Ordinal);

    private static LabelFlow OfAggregation(Aggregation aggregation)
    {
        var inner = Of(aggregation.Operand);
        if (aggregation.KeepsSeries)
        {
            return inner;
        }

        var left = aggregation.IsWithout ? inner.Without([.. aggregation.Grouping, "__name__"]) : inner.Only(aggregation.Grouping);
        return aggregation is { Operator: "count_values", Parameter: TextLiteral { Value: var label } } ? left.With([label]) : left;
    }

    private static LabelFlow OfCall(FunctionCall call)
    {
        switch (call.Name)
        {
            case "absent" or "absent_over_time":
                var certain = call.Arguments[0].Bare switch { VectorSelector selector => CertainOf(selector), MatrixSelector matrix => CertainOf(matrix.Vector), _ => NoValues };
                return new(true, [.. certain.Keys], certain);
            case "label_replace" or "label_join" when call.Arguments[1].Bare is TextLiteral { Value: var label }:
                return Of(call.Arguments[0]).With([label]);
            case "histogram_quantile":
                return Of(call.Arguments[1]).Without(["le", "__name__"]);
            case "info":
                return Anything;
        }

        var vectors = call.Arguments.Where(argument => argument.Type is PromQlType.Vector or PromQlType.Matrix).ToList();
        var keepsName = call.Name is "sort" or "sort_desc" or "sort_by_label" or "sort_by_label_desc" or "last_over_time" or "first_over_time";
        return call.Name == "vector" || vectors.Count == 0 ? Nothing : keepsName ? Of(vectors[^1]) : Of(vectors[^1]).Without(["__name__"]);
    }

    private static LabelFlow OfOperation(BinaryOperation operation)
    {
        if (operation.Left.Type != PromQlType.Vector || operation.Right.Type != PromQlType.Vector)
        {
            var side = Of(operation.Left.Type == PromQlType.Vector ? operation.Left : operation.Right);
            return operation is { IsComparison: true, IsBool: false } ? side : side.Without(["__name__"]);
        }

        var (left, right) = (Of(operation.Left), Of(operation.Right));
        return operation switch
        {
            { Operator: "or" } => Either(left, right),
            { IsSet: true } => left,
            { Matching.Group: "group_left" } => left.With(operation.Matching.Include),
            { Matching.Group: "group_right" } => right.With(operation.Matching.Include),
            { Matching.IsOn: true } => left.Only(operation.Matching.Labels),
            { Matching: { } ignoring } => left.Without([.. ignoring.Labels, "__name__"]),
            _ => operation is { IsComparison: true, IsBool: false } ? left : left.Without(["__name__"]),
        };
    }

    private static LabelFlow Either(LabelFlow left, LabelFlow right) => (left.IsClosed, right.IsClosed) switch
    {
        (true, true) => new(true, left.Labels.Union(right.Labels), NoValues),
        (false, false) => new(false, left.Labels.Intersect(right.Labels), NoValues),
        (true, false) => new(false, right.Labels.Except(left.Labels), NoValues),
        _ => new(false, left.Labels.Except(right.Labels), NoValues),
    };
}
