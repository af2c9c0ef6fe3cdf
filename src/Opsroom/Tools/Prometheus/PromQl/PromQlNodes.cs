using System.Collections.Immutable;

namespace Opsroom.Tools.Prometheus.PromQl;

/// <summary>What an expression is worth.</summary>
internal enum PromQlType
{
    Scalar,
    Text,
    Vector,
    Matrix,
}

/// <summary>A part of an expression, with its place.</summary>
/// <param name="Start">The offset of its first character.</param>
/// <param name="End">The offset after its last character.</param>
internal abstract record PromQlNode(int Start, int End)
{
    public abstract PromQlType Type { get; }

    /// <summary>The parts it is made of.</summary>
    public virtual IEnumerable<PromQlNode> Children => [];

    /// <summary>It, and all it is made of, from the outside in.</summary>
    public IEnumerable<PromQlNode> Tree => Children.SelectMany(child => child.Tree).Prepend(this);

    /// <summary>What is meant, without parentheses around it.</summary>
    public virtual PromQlNode Bare => this;
}

internal sealed record NumberLiteral(double Value, int Start, int End) : PromQlNode(Start, End)
{
    public override PromQlType Type => PromQlType.Scalar;
}

internal sealed record TextLiteral(string Value, int Start, int End) : PromQlNode(Start, End)
{
    public override PromQlType Type => PromQlType.Text;
}

/// <summary>How a selector's label is compared.</summary>
/// <param name="Operation">One of <c>= != =~ !~</c>.</param>
internal sealed record LabelMatcher(string Label, string Operation, string Value, int Start, int End)
{
    public bool IsPattern => Operation is "=~" or "!~";

    /// <summary>Whether series without the label fit.</summary>
    public bool FitsEmpty => Operation switch
    {
        "=" => Value.Length == 0,
        "!=" => Value.Length > 0,
        "=~" => Re2Pattern.Read(Value).Fits(""),
        _ => !Re2Pattern.Read(Value).Fits(""),
    };
}

/// <summary>From when values are taken.</summary>
/// <param name="Offset">How long before the evaluation; negative for after it.</param>
/// <param name="At">A fixed time: a number of seconds, or <c>start</c> or <c>end</c>.</param>
/// <param name="OffsetStart">Where the offset stands.</param>
internal sealed record TimeShift(TimeSpan? Offset = null, string? At = null, int OffsetStart = 0)
{
    public static TimeShift None { get; } = new();
}

internal sealed record VectorSelector(string? Name, ImmutableArray<LabelMatcher> Matchers, TimeShift Shift, int Start, int End) : PromQlNode(Start, End)
{
    /// <summary>The metric, by name or by a matcher of <c>__name__</c>; null where it is not one.</summary>
    public string? Metric => Name ?? Matchers.FirstOrDefault(matcher => matcher is { Label: "__name__", Operation: "=" })?.Value;

    public override PromQlType Type => PromQlType.Vector;
}

internal sealed record MatrixSelector(VectorSelector Vector, TimeSpan Range, int Start, int End) : PromQlNode(Start, End)
{
    public override PromQlType Type => PromQlType.Matrix;

    public override IEnumerable<PromQlNode> Children => [Vector];
}

internal sealed record Subquery(PromQlNode Inner, TimeSpan Range, TimeSpan? Step, TimeShift Shift, int Start, int End) : PromQlNode(Start, End)
{
    public override PromQlType Type => PromQlType.Matrix;

    public override IEnumerable<PromQlNode> Children => [Inner];
}

internal sealed record Parenthesized(PromQlNode Inner, int Start, int End) : PromQlNode(Start, End)
{
    public override PromQlType Type => Inner.Type;

    public override IEnumerable<PromQlNode> Children => [Inner];

    public override PromQlNode Bare => Inner.Bare;
}

internal sealed record Negated(bool IsMinus, PromQlNode Inner, int Start, int End) : PromQlNode(Start, End)
{
    public override PromQlType Type => Inner.Type;

    public override IEnumerable<PromQlNode> Children => [Inner];
}

/// <summary>Which series of two vectors belong together.</summary>
/// <param name="IsOn">Whether the labels are those that count (<c>on</c>), not those that do not (<c>ignoring</c>).</param>
/// <param name="Group"><c>group_left</c>, <c>group_right</c>, or null for one to one.</param>
/// <param name="Include">Labels that are taken from the side of which there is one.</param>
internal sealed record VectorMatching(bool IsOn, ImmutableArray<string> Labels, string? Group, ImmutableArray<string> Include);

internal sealed record BinaryOperation(string Operator, PromQlNode Left, PromQlNode Right, bool IsBool, VectorMatching? Matching, int OperatorStart, int Start, int End) : PromQlNode(Start, End)
{
    public bool IsComparison => Operator is "==" or "!=" or "<" or "<=" or ">" or ">=";

    public bool IsSet => Operator is "and" or "or" or "unless";

    public override PromQlType Type => Left.Type == PromQlType.Scalar && Right.Type == PromQlType.Scalar ? PromQlType.Scalar : PromQlType.Vector;

    public override IEnumerable<PromQlNode> Children => [Left, Right];
}

/// <param name="Grouping">The labels of <c>by</c> or <c>without</c>.</param>
/// <param name="IsWithout">Whether it is <c>without</c>.</param>
/// <param name="Parameter">The first argument of those that take two.</param>
internal sealed record Aggregation(string Operator, PromQlNode Operand, PromQlNode? Parameter, ImmutableArray<string> Grouping, bool IsWithout, int Start, int End) : PromQlNode(Start, End)
{
    public override PromQlType Type => PromQlType.Vector;

    public override IEnumerable<PromQlNode> Children => Parameter is null ? [Operand] : [Parameter, Operand];

    /// <summary>Whether series come out as they went in, only fewer.</summary>
    public bool KeepsSeries => Operator is "topk" or "bottomk" or "limitk" or "limit_ratio";
}

internal sealed record FunctionCall(PromQlFunction Function, ImmutableArray<PromQlNode> Arguments, int Start, int End) : PromQlNode(Start, End)
{
    public string Name => Function.Name;

    public override PromQlType Type => Function.Returns;

    public override IEnumerable<PromQlNode> Children => Arguments;
}
