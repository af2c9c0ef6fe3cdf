using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Opsroom.Server.Tests.Proofs.Development.Mutants;

/// <summary>One change of a source: the first of the texts that compiles takes the place of what stands there.</summary>
internal sealed record Change(string Operator, TextSpan Span, IReadOnlyList<string> Texts)
{
    public string Apply(SourceText source, string text) => source.WithChanges(new TextChange(Span, text)).ToString();

    public string Describe(SourceText source, string text) =>
        string.Create(CultureInfo.InvariantCulture, $"{source.Lines.GetLineFromPosition(Span.Start).LineNumber + 1} {Operator}: {source.ToString(Span)} -> {text}");
}

/// <summary>The places at which a C# source is changed; <c>evals/development/services/README.md</c> says how.</summary>
internal sealed class CSharpMutants : CSharpSyntaxWalker
{
    private static readonly Dictionary<SyntaxKind, (string Operator, string[] Texts)> Swaps = new()
    {
        [SyntaxKind.AddExpression] = ("arithmetic", ["-"]),
        [SyntaxKind.SubtractExpression] = ("arithmetic", ["+"]),
        [SyntaxKind.MultiplyExpression] = ("arithmetic", ["/"]),
        [SyntaxKind.DivideExpression] = ("arithmetic", ["*"]),
        [SyntaxKind.ModuloExpression] = ("arithmetic", ["*"]),
        [SyntaxKind.AddAssignmentExpression] = ("arithmetic", ["-="]),
        [SyntaxKind.SubtractAssignmentExpression] = ("arithmetic", ["+="]),
        [SyntaxKind.MultiplyAssignmentExpression] = ("arithmetic", ["/="]),
        [SyntaxKind.DivideAssignmentExpression] = ("arithmetic", ["*="]),
        [SyntaxKind.LessThanExpression] = ("relational", ["<=", ">="]),
        [SyntaxKind.LessThanOrEqualExpression] = ("relational", ["<", ">"]),
        [SyntaxKind.GreaterThanExpression] = ("relational", [">=", "<="]),
        [SyntaxKind.GreaterThanOrEqualExpression] = ("relational", [">", "<"]),
        [SyntaxKind.EqualsExpression] = ("relational", ["!="]),
        [SyntaxKind.NotEqualsExpression] = ("relational", ["=="]),
        [SyntaxKind.LogicalAndExpression] = ("logical", ["||"]),
        [SyntaxKind.LogicalOrExpression] = ("logical", ["&&"]),
    };

    private readonly List<Change> found = [];

    public static IReadOnlyList<Change> Of(SyntaxNode root)
    {
        var walker = new CSharpMutants();
        walker.Visit(root);
        return walker.found;
    }

    public override void VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        Swap(node.Kind(), node.OperatorToken);
        base.VisitBinaryExpression(node);
    }

    public override void VisitAssignmentExpression(AssignmentExpressionSyntax node)
    {
        Swap(node.Kind(), node.OperatorToken);
        base.VisitAssignmentExpression(node);
    }

    public override void VisitRelationalPattern(RelationalPatternSyntax node)
    {
        var kind = node.OperatorToken.Kind() switch
        {
            SyntaxKind.LessThanToken => SyntaxKind.LessThanExpression,
            SyntaxKind.LessThanEqualsToken => SyntaxKind.LessThanOrEqualExpression,
            SyntaxKind.GreaterThanToken => SyntaxKind.GreaterThanExpression,
            _ => SyntaxKind.GreaterThanOrEqualExpression,
        };
        Swap(kind, node.OperatorToken);
        base.VisitRelationalPattern(node);
    }

    public override void VisitBinaryPattern(BinaryPatternSyntax node)
    {
        Add("logical", node.OperatorToken.Span, node.IsKind(SyntaxKind.OrPattern) ? "and" : "or");
        base.VisitBinaryPattern(node);
    }

    public override void VisitUnaryPattern(UnaryPatternSyntax node)
    {
        Add("logical", node.Span, node.Pattern.ToString());
        base.VisitUnaryPattern(node);
    }

    public override void VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        switch (node.Kind())
        {
            case SyntaxKind.LogicalNotExpression:
                Add("logical", node.Span, node.Operand.ToString());
                break;
            case SyntaxKind.UnaryMinusExpression:
                Add("arithmetic", node.Span, node.Operand.ToString());
                break;
            case SyntaxKind.PreIncrementExpression:
                Add("arithmetic", node.OperatorToken.Span, "--");
                break;
            case SyntaxKind.PreDecrementExpression:
                Add("arithmetic", node.OperatorToken.Span, "++");
                break;
        }

        base.VisitPrefixUnaryExpression(node);
    }

    public override void VisitPostfixUnaryExpression(PostfixUnaryExpressionSyntax node)
    {
        if (!node.IsKind(SyntaxKind.SuppressNullableWarningExpression))
        {
            Add("arithmetic", node.OperatorToken.Span, node.IsKind(SyntaxKind.PostIncrementExpression) ? "--" : "++");
        }

        base.VisitPostfixUnaryExpression(node);
    }

    public override void VisitLiteralExpression(LiteralExpressionSyntax node)
    {
        switch (node.Token.Value)
        {
            case bool value:
                Add("constant", node.Span, value ? "false" : "true");
                break;
            case string value:
                Add("constant", node.Span, value.Length == 0 ? "\"mutant\"" : "\"\"");
                break;
            case decimal value:
                Add("constant", node.Span, string.Create(CultureInfo.InvariantCulture, $"{value + 1}m"));
                break;
            case int or long or double:
                Add("constant", node.Span, $"({node.Token.Text} + 1)");
                break;
        }
    }

    public override void VisitInterpolatedStringExpression(InterpolatedStringExpressionSyntax node)
    {
        Add("constant", node.Span, "\"\"");
        base.VisitInterpolatedStringExpression(node);
    }

    public override void VisitReturnStatement(ReturnStatementSyntax node)
    {
        Return(node.Expression);
        base.VisitReturnStatement(node);
    }

    public override void VisitArrowExpressionClause(ArrowExpressionClauseSyntax node)
    {
        Return(node.Expression);
        base.VisitArrowExpressionClause(node);
    }

    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node)
    {
        Return(node.ExpressionBody);
        base.VisitSimpleLambdaExpression(node);
    }

    public override void VisitIfStatement(IfStatementSyntax node)
    {
        Negate(node.Condition);
        base.VisitIfStatement(node);
    }

    public override void VisitWhileStatement(WhileStatementSyntax node)
    {
        Negate(node.Condition);
        base.VisitWhileStatement(node);
    }

    public override void VisitForStatement(ForStatementSyntax node)
    {
        Negate(node.Condition);
        base.VisitForStatement(node);
    }

    public override void VisitConditionalExpression(ConditionalExpressionSyntax node)
    {
        Negate(node.Condition);
        base.VisitConditionalExpression(node);
    }

    public override void VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        Add("statement", node.Span, ";");
        base.VisitExpressionStatement(node);
    }

    public override void VisitBreakStatement(BreakStatementSyntax node) => Add("statement", node.Span, ";");

    public override void VisitContinueStatement(ContinueStatementSyntax node) => Add("statement", node.Span, ";");

    // the wording of what is thrown stays: only the throwing goes
    public override void VisitThrowStatement(ThrowStatementSyntax node) => Add("statement", node.Span, ";");

    public override void VisitThrowExpression(ThrowExpressionSyntax node)
    {
    }

    public override void VisitAttributeList(AttributeListSyntax node)
    {
    }

    public override void VisitEnumDeclaration(EnumDeclarationSyntax node)
    {
    }

    public override void VisitClassDeclaration(ClassDeclarationSyntax node)
    {
        // an exception's own constructor says what its message is: nothing of it is wording that a test needs
        if (node.BaseList?.Types.Any(type => type.Type.ToString().EndsWith("Exception", StringComparison.Ordinal)) != true)
        {
            base.VisitClassDeclaration(node);
        }
    }

    private void Swap(SyntaxKind kind, SyntaxToken token)
    {
        if (Swaps.TryGetValue(kind, out var swap))
        {
            foreach (var text in swap.Texts)
            {
                Add(swap.Operator, token.Span, text);
            }
        }
    }

    private void Return(ExpressionSyntax? value)
    {
        if (value is not null and not ThrowExpressionSyntax && !value.IsKind(SyntaxKind.DefaultLiteralExpression))
        {
            Add("return", value.Span, $"!({value})", value.ToString() is "0" or "null" ? "1" : "default!");
        }
    }

    private void Negate(ExpressionSyntax? condition)
    {
        if (condition is not null)
        {
            Add("condition", condition.Span, $"!({condition})");
        }
    }

    private void Add(string operation, TextSpan span, params string[] texts) => found.Add(new Change(operation, span, texts));
}
