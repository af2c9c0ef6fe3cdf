namespace Opsroom.Tools.Templates.Jinja.Syntax;

/// <summary>A part of a parsed template with its place, from 1.</summary>
internal abstract record JinjaNode
{
    public int Line { get; init; }

    public int Column { get; init; }
}

internal abstract record Expression : JinjaNode;

internal sealed record Constant(object? Value) : Expression;

internal sealed record NameRead(string Name) : Expression;

internal sealed record ListLiteral(IReadOnlyList<Expression> Items) : Expression;

internal sealed record TupleLiteral(IReadOnlyList<Expression> Items) : Expression;

internal sealed record DictLiteral(IReadOnlyList<(Expression Key, Expression Value)> Pairs) : Expression;

/// <summary><c>target.name</c>: an attribute, else an item.</summary>
internal sealed record AttributeRead(Expression Target, string Name) : Expression;

/// <summary><c>target[index]</c>: an item, else an attribute.</summary>
internal sealed record ItemRead(Expression Target, Expression Index) : Expression;

internal sealed record SliceIndex(Expression? Start, Expression? Stop, Expression? Step) : Expression;

internal sealed record CallArguments(
    IReadOnlyList<Expression> Positional, IReadOnlyList<(string Name, Expression Value)> Named, Expression? Spread, Expression? NamedSpread)
{
    public static CallArguments None { get; } = new([], [], null, null);

    public IEnumerable<Expression> All => [.. Positional, .. Named.Select(argument => argument.Value), .. Given(Spread), .. Given(NamedSpread)];

    private static IEnumerable<Expression> Given(Expression? expression) => expression is null ? [] : [expression];
}

internal sealed record Call(Expression Target, CallArguments Arguments) : Expression;

/// <param name="Target">Null in a filter block, where the text of the block is filtered.</param>
internal sealed record FilterUse(Expression? Target, string Name, CallArguments Arguments) : Expression;

internal sealed record TestUse(Expression Target, string Name, CallArguments Arguments, bool IsNegated) : Expression;

/// <param name="Operator"><c>-</c>, <c>+</c> or <c>not</c>.</param>
internal sealed record Unary(string Operator, Expression Operand) : Expression;

/// <param name="Operator">An arithmetic sign, <c>and</c> or <c>or</c>.</param>
internal sealed record Binary(string Operator, Expression Left, Expression Right) : Expression;

internal sealed record Comparison(Expression First, IReadOnlyList<(string Operator, Expression Operand)> Others) : Expression;

internal sealed record Concatenation(IReadOnlyList<Expression> Parts) : Expression;

internal sealed record Choice(Expression Test, Expression Then, Expression? Else) : Expression;

internal abstract record Statement : JinjaNode;

internal sealed record TextOutput(string Text) : Statement;

internal sealed record ValueOutput(Expression Value) : Statement;

internal sealed record ForLoop(
    Expression Target, Expression Items, Expression? Filter, IReadOnlyList<Statement> Body, IReadOnlyList<Statement> Otherwise, bool IsRecursive) : Statement;

internal sealed record IfStatement(IReadOnlyList<(Expression Test, IReadOnlyList<Statement> Body)> Cases, IReadOnlyList<Statement> Otherwise) : Statement;

internal sealed record SetStatement(Expression Target, Expression Value) : Statement;

/// <param name="Filter">Applied to the text; null for none.</param>
internal sealed record SetBlock(Expression Target, Expression? Filter, IReadOnlyList<Statement> Body) : Statement;

/// <param name="Defaults">Of the last parameters.</param>
internal sealed record MacroDefinition(string Name, IReadOnlyList<string> Parameters, IReadOnlyList<Expression> Defaults, IReadOnlyList<Statement> Body) : Statement;

internal sealed record CallBlock(Call Call, MacroDefinition Caller) : Statement;

internal sealed record FilterBlock(Expression Filter, IReadOnlyList<Statement> Body) : Statement;

internal sealed record WithBlock(IReadOnlyList<(Expression Target, Expression Value)> Values, IReadOnlyList<Statement> Body) : Statement;

internal sealed record IncludeStatement(Expression Template, bool MayBeMissing, bool WithContext) : Statement;

internal sealed record ImportStatement(Expression Template, string Alias, bool WithContext) : Statement;

internal sealed record FromImport(Expression Template, IReadOnlyList<(string Name, string Alias)> Names, bool WithContext) : Statement;

internal sealed record ExtendsStatement(Expression Template) : Statement;

internal sealed record BlockStatement(string Name, IReadOnlyList<Statement> Body, bool IsScoped, bool IsRequired) : Statement;

internal sealed record DoStatement(Expression Value) : Statement;

/// <summary><c>{% now 'utc', '%Y' %}</c> of cookiecutter's time extension.</summary>
internal sealed record NowStatement(Expression Zone, Expression? Format) : Statement;

/// <param name="IsBreak">Else it continues with the next round.</param>
internal sealed record LoopControl(bool IsBreak) : Statement;
