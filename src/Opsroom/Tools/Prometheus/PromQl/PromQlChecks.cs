namespace Opsroom.Tools.Prometheus.PromQl;

/// <summary>What an expression of good syntax is refused for: types, numbers of arguments, and matching where there is nothing to match.</summary>
internal static class PromQlChecks
{
    public static IEnumerable<(int Start, string Message)> Of(PromQlNode root) => root.Tree.SelectMany(node => node switch
    {
        VectorSelector selector => OfSelector(selector, bypass: root.Tree.OfType<FunctionCall>().Any(call => call.Name == "info" && call.Arguments.Length > 1 && ReferenceEquals(call.Arguments[1], selector))),
        Aggregation aggregation => OfAggregation(aggregation),
        BinaryOperation operation => OfOperation(operation),
        FunctionCall call => OfCall(call),
        Negated { Inner.Type: not (PromQlType.Scalar or PromQlType.Vector) } negated =>
            [(negated.Start, $"unary expression only allowed on expressions of type scalar or instant vector, got \"{Named(negated.Inner.Type)}\"")],
        Subquery { Inner.Type: not PromQlType.Vector } subquery => [(subquery.Start, $"subquery is only allowed on instant vector, got {Named(subquery.Inner.Type)} instead")],
        _ => [],
    });

    private static IEnumerable<(int Start, string Message)> OfSelector(VectorSelector selector, bool bypass)
    {
        var names = selector.Matchers.Where(matcher => matcher.Label == "__name__").ToList();
        if (selector.Name is { } name)
        {
            foreach (var again in names)
            {
                yield return (selector.Start, $"metric name must not be set twice: \"{name}\" or \"{again.Value}\"");
            }
        }
        else if (!bypass && selector.Matchers.All(matcher => matcher.FitsEmpty))
        {
            yield return (selector.Start, "vector selector must contain at least one non-empty matcher");
        }
    }

    private static IEnumerable<(int Start, string Message)> OfAggregation(Aggregation aggregation) =>
    [
        .. Expected(aggregation.Operand, PromQlType.Vector, "aggregation expression"),
        .. aggregation.Parameter is null ? [] : Expected(aggregation.Parameter, aggregation.Operator == "count_values" ? PromQlType.Text : PromQlType.Scalar, "aggregation parameter"),
    ];

    private static IEnumerable<(int Start, string Message)> OfOperation(BinaryOperation operation)
    {
        var (left, right) = (operation.Left.Type, operation.Right.Type);
        if (operation is { IsBool: true, IsComparison: false })
        {
            yield return (operation.OperatorStart, "bool modifier can only be used on comparison operators");
        }

        if (operation is { IsComparison: true, IsBool: false } && left == PromQlType.Scalar && right == PromQlType.Scalar)
        {
            yield return (operation.OperatorStart, "comparisons between scalars must use BOOL modifier");
        }

        if (operation.Matching is { IsOn: true } on && on.Labels.Intersect(on.Include, StringComparer.Ordinal).FirstOrDefault() is { } twice)
        {
            yield return (operation.OperatorStart, $"label \"{twice}\" must not occur in ON and GROUP clause at once");
        }

        foreach (var side in (PromQlNode[])[operation.Left, operation.Right])
        {
            if (side.Type is not (PromQlType.Scalar or PromQlType.Vector))
            {
                yield return (side.Start, "binary expression must contain only scalar and instant vector types");
            }
        }

        if (left != PromQlType.Vector || right != PromQlType.Vector)
        {
            if (operation.Matching is { Labels.Length: > 0 })
            {
                yield return (operation.Start, "vector matching only allowed between instant vectors");
            }

            if (operation.IsSet && (left == PromQlType.Scalar || right == PromQlType.Scalar))
            {
                yield return (operation.OperatorStart, $"set operator \"{operation.Operator}\" not allowed in binary scalar expression");
            }
        }
        else if (operation is { IsSet: true, Matching.Group: not null })
        {
            yield return (operation.OperatorStart, $"no grouping allowed for \"{operation.Operator}\" operation");
        }
    }

    private static IEnumerable<(int Start, string Message)> OfCall(FunctionCall call)
    {
        var (function, count) = (call.Function, call.Arguments.Length);
        if (count < function.Least || count > function.Most)
        {
            var bound = function.Least == function.Most ? "" : count < function.Least ? "at least " : "at most ";
            yield return (call.Start, $"expected {bound}{(count < function.Least ? function.Least : function.Most)} argument(s) in call to \"{function.Name}\", got {count}");
        }

        if (function.Name == "info" && count > 1 && call.Arguments[1] is not VectorSelector { Name: null })
        {
            yield return (call.Arguments[1].Start, "expected label selectors only");
        }

        for (var i = 0; i < count && function.Arguments.Length > 0; i++)
        {
            foreach (var fault in Expected(call.Arguments[i], function.Arguments[Math.Min(i, function.Arguments.Length - 1)], $"call to function \"{function.Name}\""))
            {
                yield return fault;
            }
        }
    }

    private static (int Start, string Message)[] Expected(PromQlNode node, PromQlType type, string context) =>
        node.Type == type ? [] : [(node.Start, $"expected type {Named(type)} in {context}, got {Named(node.Type)}")];

    private static string Named(PromQlType type) => type switch
    {
        PromQlType.Scalar => "scalar",
        PromQlType.Text => "string",
        PromQlType.Vector => "instant vector",
        _ => "range vector",
    };
}
