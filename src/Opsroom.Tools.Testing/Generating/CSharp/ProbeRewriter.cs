using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Opsroom.Tools.Testing.Generating.CSharp;

/// <summary>Puts probes around comparisons, conditions, results, constants and statements: each tells what it saw, and can be told to change it.</summary>
/// <param name="left">Numbers of probes that the compiler refused.</param>
internal sealed class ProbeRewriter(HashSet<int> left) : CSharpSyntaxRewriter
{
    public const string Probe = "global::Opsroom.Exploring.Probe.";

    private int _count;

    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        var number = ++_count;
        var visited = (BinaryExpressionSyntax)base.VisitBinaryExpression(node)!;
        if (left.Contains(number))
        {
            return visited;
        }

        var (one, other, sign) = (visited.Left.ToString(), visited.Right.ToString(), visited.OperatorToken.Text);
        var isNothing = node.Right.Kind() is SyntaxKind.NullLiteralExpression or SyntaxKind.DefaultLiteralExpression || node.Left.IsKind(SyntaxKind.NullLiteralExpression);
        var isEqual = sign is "==" or "!=" && isNothing;
        return sign switch
        {
            "<" or "<=" or ">" or ">=" => Call($"C({number}, {one}, {other}, {Lambda(sign)}, {Lambda(sign.Length == 1 ? sign + "=" : sign[..1])}, {Lambda(sign switch { "<" => ">=", "<=" => ">", ">" => "<=", _ => "<" })})", node),
            "==" or "!=" when !isEqual => Call($"C({number}, {one}, {other}, {Lambda(sign)}, null, {Lambda(sign == "==" ? "!=" : "==")})", node),
            "==" or "!=" => Parsed($"({Probe}M({number}) ^ ({one} {sign} {other}))", node),
            "+" or "-" or "*" or "/" or "%" => Call($"A({number}, {one}, {other}, {Lambda(sign)}, {Lambda(sign switch { "+" => "-", "-" => "+", "*" => "/", _ => "*" })})", node),
            // a && b is !(!a || !b): which of the two it is turns by one switch, without b being written twice
            "&&" or "||" => Parsed($"({Probe}M({number}) ^ (({Probe}M({number}) ^ ({one})) {sign} ({Probe}M({number}) ^ {Probe}B({number + 100_000}, {other}))))", node),
            _ => visited,
        };
    }

    public override SyntaxNode? VisitIfStatement(IfStatementSyntax node)
    {
        var number = ++_count;
        var visited = (IfStatementSyntax)base.VisitIfStatement(node)!;
        return left.Contains(number) ? visited : visited.WithCondition(Call($"B({number}, {visited.Condition})", node.Condition));
    }

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node)
    {
        var number = ++_count;
        var visited = (WhileStatementSyntax)base.VisitWhileStatement(node)!;
        return left.Contains(number) || node.Condition.IsKind(SyntaxKind.TrueLiteralExpression) ? visited.WithCondition(node.Condition) : visited.WithCondition(Call($"B({number}, {visited.Condition})", node.Condition));
    }

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node)
    {
        var number = ++_count;
        var visited = (ForStatementSyntax)base.VisitForStatement(node)!;
        var stepped = SyntaxFactory.SeparatedList(visited.Incrementors.Select((each, at) => Step(each) is { } step && !left.Contains(number + 200_000) ? (ExpressionSyntax)Parsed(string.Format(CultureInfo.InvariantCulture, step, number + 200_000), node.Incrementors[at]) : each));
        visited = visited.WithIncrementors(stepped);
        return left.Contains(number) || visited.Condition is null ? visited : visited.WithCondition(Call($"B({number}, {visited.Condition})", node.Condition!));
    }

    public override SyntaxNode? VisitConditionalExpression(ConditionalExpressionSyntax node)
    {
        var number = ++_count;
        var visited = (ConditionalExpressionSyntax)base.VisitConditionalExpression(node)!;
        return left.Contains(number) ? visited : visited.WithCondition(Call($"B({number}, {visited.Condition})", node.Condition));
    }

    public override SyntaxNode? VisitReturnStatement(ReturnStatementSyntax node)
    {
        var number = ++_count;
        var visited = (ReturnStatementSyntax)base.VisitReturnStatement(node)!;
        return left.Contains(number) || visited.Expression is null or RefExpressionSyntax or LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression }
            ? visited : visited.WithExpression(Call($"R({number}, {visited.Expression})", node.Expression!));
    }

    public override SyntaxNode? VisitArrowExpressionClause(ArrowExpressionClauseSyntax node)
    {
        var number = ++_count;
        var visited = (ArrowExpressionClauseSyntax)base.VisitArrowExpressionClause(node)!;
        var hasNone = node.Parent is MethodDeclarationSyntax { ReturnType: var type } && type.ToString() is "void" or "Task" or "ValueTask" || node.Parent is AccessorDeclarationSyntax or ConstructorDeclarationSyntax or LocalFunctionStatementSyntax;
        return left.Contains(number) || hasNone || visited.Expression is ThrowExpressionSyntax or RefExpressionSyntax ? visited : visited.WithExpression(Call($"R({number}, {visited.Expression})", node.Expression));
    }

    public override SyntaxNode? VisitSwitchExpressionArm(SwitchExpressionArmSyntax node)
    {
        var number = ++_count;
        var visited = (SwitchExpressionArmSyntax)base.VisitSwitchExpressionArm(node)!;
        return left.Contains(number) || visited.Expression is ThrowExpressionSyntax ? visited : visited.WithExpression(Call($"R({number}, {visited.Expression})", node.Expression));
    }

    public override SyntaxNode? VisitSwitchExpression(SwitchExpressionSyntax node)
    {
        var number = ++_count;
        var visited = (SwitchExpressionSyntax)base.VisitSwitchExpression(node)!;
        return left.Contains(number) || Watched(number, visited.GoverningExpression, node.Arms) is not { } watched ? visited : visited.WithGoverningExpression(watched);
    }

    public override SyntaxNode? VisitSwitchStatement(SwitchStatementSyntax node)
    {
        var number = ++_count;
        var visited = (SwitchStatementSyntax)base.VisitSwitchStatement(node)!;
        return left.Contains(number) || Watched(number, visited.Expression, node.Sections.SelectMany(section => section.Labels)) is not { } watched ? visited : visited.WithExpression(watched);
    }

    public override SyntaxNode? VisitIsPatternExpression(IsPatternExpressionSyntax node)
    {
        var number = ++_count;
        var visited = (IsPatternExpressionSyntax)base.VisitIsPatternExpression(node)!;
        return left.Contains(number) || Watched(number, visited.Expression, [node.Pattern]) is not { } watched ? visited : visited.WithExpression(watched.WithTrailingTrivia(SyntaxFactory.Space));
    }

    public override SyntaxNode? VisitWhenClause(WhenClauseSyntax node)
    {
        var number = ++_count;
        var visited = (WhenClauseSyntax)base.VisitWhenClause(node)!;
        return left.Contains(number) ? visited : visited.WithCondition(Call($"B({number}, {visited.Condition})", node.Condition));
    }

    public override SyntaxNode? VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        var number = ++_count;
        var visited = (PrefixUnaryExpressionSyntax)base.VisitPrefixUnaryExpression(node)!;
        return node.IsKind(SyntaxKind.LogicalNotExpression) && !left.Contains(number) ? Call($"B({number}, {visited})", node) : visited;
    }

    public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        var number = ++_count;
        var visited = (ExpressionStatementSyntax)base.VisitExpressionStatement(node)!;
        if (Step(visited.Expression) is { } step && !left.Contains(number + 200_000))
        {
            visited = visited.WithExpression((ExpressionSyntax)Parsed(string.Format(CultureInfo.InvariantCulture, step, number + 200_000), visited.Expression));
        }

        return Kept(number, node, visited);
    }

    public override SyntaxNode? VisitThrowStatement(ThrowStatementSyntax node) => Kept(++_count, node, node);

    public override SyntaxNode? VisitLiteralExpression(LiteralExpressionSyntax node)
    {
        var number = ++_count;
        return left.Contains(number) ? node : node.Kind() switch
        {
            SyntaxKind.NumericLiteralExpression => Call($"K({number}, {node})", node),
            SyntaxKind.StringLiteralExpression => Call($"S({number}, {node})", node),
            SyntaxKind.TrueLiteralExpression or SyntaxKind.FalseLiteralExpression => Parsed($"({Probe}M({number}) ^ {node})", node),
            _ => node,
        };
    }

    // a colon in a hole would begin its format
    public override SyntaxNode? VisitInterpolation(InterpolationSyntax node)
    {
        var visited = (InterpolationSyntax)base.VisitInterpolation(node)!;
        return visited.WithExpression(SyntaxFactory.ParenthesizedExpression(visited.Expression));
    }

    /// <summary>What tells the time is shifted when a recording is made again.</summary>
    public override SyntaxNode? VisitMemberAccessExpression(MemberAccessExpressionSyntax node) => node.ToString() switch
    {
        "DateTime.Now" or "DateTime.UtcNow" or "DateTimeOffset.Now" or "DateTimeOffset.UtcNow" => Parsed($"({node} + {Probe}Shift)", node),
        "DateTime.Today" => Parsed($"(DateTime.Today + {Probe}Shift).Date", node),
        "TimeProvider.System" => Parsed($"{Probe}Clock", node),
        _ => base.VisitMemberAccessExpression(node),
    };

    // their expressions have to stay constants
    public override SyntaxNode? VisitAttributeList(AttributeListSyntax node) => node;

    public override SyntaxNode? VisitThrowExpression(ThrowExpressionSyntax node) => node;

    public override SyntaxNode? VisitConstantPattern(ConstantPatternSyntax node) => node;

    public override SyntaxNode? VisitRelationalPattern(RelationalPatternSyntax node) => node;

    public override SyntaxNode? VisitCaseSwitchLabel(CaseSwitchLabelSyntax node) => node;

    public override SyntaxNode? VisitEqualsValueClause(EqualsValueClauseSyntax node) => node.Parent is ParameterSyntax or EnumMemberDeclarationSyntax ? node : base.VisitEqualsValueClause(node);

    public override SyntaxNode? VisitFieldDeclaration(FieldDeclarationSyntax node) => node.Modifiers.Any(SyntaxKind.ConstKeyword) ? node : base.VisitFieldDeclaration(node);

    public override SyntaxNode? VisitLocalDeclarationStatement(LocalDeclarationStatementSyntax node) => node.IsConst ? node : base.VisitLocalDeclarationStatement(node);

    /// <summary>A statement that can be left out; only where it stands in a list of them.</summary>
    private StatementSyntax Kept(int number, StatementSyntax node, StatementSyntax visited) =>
        left.Contains(number) || node.Parent is not (BlockSyntax or SwitchSectionSyntax) || node.DescendantNodes().Any(each => each is DeclarationExpressionSyntax) ? visited
            : SyntaxFactory.ParseStatement($"if ({Probe}Keep({number})) {visited.ToString()}").WithLeadingTrivia(node.GetLeadingTrivia()).WithTrailingTrivia(node.GetTrailingTrivia());

    /// <summary>The other direction of something that goes up or down, with a place for its number.</summary>
    private static string? Step(ExpressionSyntax expression)
    {
        var text = expression switch
        {
            PostfixUnaryExpressionSyntax { Operand: var operand, RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } step => (operand.ToString(), step.OperatorToken.Text[..1] + "=", "1"),
            PrefixUnaryExpressionSyntax { Operand: var operand, RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } step => (operand.ToString(), step.OperatorToken.Text[..1] + "=", "1"),
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression or (int)SyntaxKind.SubtractAssignmentExpression } step => (step.Left.ToString(), step.OperatorToken.Text, step.Right.ToString()),
            _ => ("", "", ""),
        };
        return text.Item1.Length == 0 ? null : $"{Escaped(text.Item1)} {text.Item2} {Probe}M({{0}}) ? -({Escaped(text.Item3)}) : ({Escaped(text.Item3)})";
    }

    private static string Escaped(string text) => text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    /// <summary>The expression that patterns look at, with the numbers that they compare it with.</summary>
    private static ExpressionSyntax? Watched(int number, ExpressionSyntax expression, IEnumerable<SyntaxNode> patterns)
    {
        var bounds = patterns.SelectMany(pattern => pattern.DescendantNodesAndSelf(each => each is not SwitchExpressionArmSyntax { } arm || arm.Pattern is not null)).OfType<LiteralExpressionSyntax>()
            .Where(literal => literal.Ancestors().Any(outer => outer is PatternSyntax or CaseSwitchLabelSyntax))
            .Select(literal => literal.Token.Value switch { char letter => letter, int or long or decimal => Convert.ToDecimal(literal.Token.Value, CultureInfo.InvariantCulture), double value when Math.Abs(value) < 1e20 => (decimal)value, _ => (decimal?)null })
            .OfType<decimal>().Distinct().Take(20).ToList();
        return bounds.Count == 0 ? null : (ExpressionSyntax)Call($"W({number}, {expression}, {string.Join(", ", bounds.Select(bound => bound.ToString(CultureInfo.InvariantCulture) + "m"))})", expression);
    }

    private static string Lambda(string sign) => $"static (one, other) => one {sign} other";

    private static ExpressionSyntax Call(string call, SyntaxNode of) => Parsed(Probe + call, of);

    private static ExpressionSyntax Parsed(string text, SyntaxNode of) => SyntaxFactory.ParseExpression(text).WithLeadingTrivia(of.GetLeadingTrivia()).WithTrailingTrivia(of.GetTrailingTrivia());
}
