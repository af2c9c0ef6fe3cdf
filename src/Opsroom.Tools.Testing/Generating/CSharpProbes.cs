using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Opsroom.Tools.Testing.Generating;

/// <summary>Lets comparisons, conditions and branches of a C# source tell their outcome, and compiles it together with the explorer. What was compiled is never loaded here.</summary>
internal static class CSharpProbes
{
    private const int MostAttempts = 12;

    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Latest, DocumentationMode.None);

    /// <summary>The assemblies of the runtime that the server itself runs on, without its own.</summary>
    private static readonly Lazy<ImmutableArray<MetadataReference>> References = new(() =>
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Where(IsManaged).Select(file => (MetadataReference)MetadataReference.CreateFromFile(file))]);

    /// <summary>The assembly, or why there is none.</summary>
    public static (byte[]? Assembly, string? Problem) Compile(string source, string explorer)
    {
        var plain = CSharpSyntaxTree.ParseText(source, Parse);
        var fixedTrees = new[] { CSharpSyntaxTree.ParseText(Usings, Parse), CSharpSyntaxTree.ParseText(explorer, Parse) };
        var unprobed = Build(plain, fixedTrees);
        if (unprobed.GetDiagnostics().FirstOrDefault(found => found.Severity == DiagnosticSeverity.Error) is { } problem)
        {
            return (null, $"The source does not compile by itself: line {problem.Location.GetLineSpan().StartLinePosition.Line + 1}: {problem.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
        }

        var left = new HashSet<int>();
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            // types that a comparison takes as its operands are known only to the compiler: what it refuses is left as it was
            var probed = CSharpSyntaxTree.ParseText(new Rewriter(left).Visit(plain.GetRoot())!.ToFullString(), Parse);
            var compilation = Build(probed, fixedTrees);
            var refused = compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error && found.Location.SourceTree == probed).ToList();
            if (refused.Count == 0)
            {
                return (Emit(compilation), null);
            }

            var before = left.Count;
            foreach (var place in refused)
            {
                left.UnionWith(Around(probed.GetRoot(), place.Location.SourceSpan));
            }

            if (left.Count == before)
            {
                break;
            }
        }

        return (Emit(unprobed), null);
    }

    private static CSharpCompilation Build(SyntaxTree source, SyntaxTree[] others) => CSharpCompilation.Create(
        "Explored", [source, .. others], References.Value,
        new CSharpCompilationOptions(OutputKind.ConsoleApplication, mainTypeName: "Opsroom.Exploring.Program", optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: false));

    private static byte[]? Emit(CSharpCompilation compilation)
    {
        using var stream = new MemoryStream();
        return compilation.Emit(stream).Success ? stream.ToArray() : null;
    }

    /// <summary>The probes of the statement or member that a refusal stands in.</summary>
    private static List<int> Around(SyntaxNode root, Microsoft.CodeAnalysis.Text.TextSpan span)
    {
        for (var node = root.FindNode(span); node is not null; node = node.Parent)
        {
            var probes = node.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>()
                .Where(call => call.Expression.ToString().StartsWith("global::Opsroom.Exploring.Probe.", StringComparison.Ordinal) && call.ArgumentList.Arguments.Count > 0)
                .Select(call => int.Parse(call.ArgumentList.Arguments[0].ToString(), System.Globalization.CultureInfo.InvariantCulture)).ToList();
            if (probes.Count > 0 && (node is StatementSyntax or MemberDeclarationSyntax or ArrowExpressionClauseSyntax or SwitchExpressionArmSyntax || node.Span.Contains(span) && node is InvocationExpressionSyntax))
            {
                return probes;
            }
        }

        return [];
    }

    private static bool IsManaged(string file)
    {
        using var stream = File.OpenRead(file);
        using var image = new System.Reflection.PortableExecutable.PEReader(stream);
        return image.HasMetadata;
    }

    private sealed class Rewriter(HashSet<int> left) : CSharpSyntaxRewriter
    {
        private int _count;

        public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
        {
            var number = ++_count;
            var visited = (BinaryExpressionSyntax)base.VisitBinaryExpression(node)!;
            if (left.Contains(number) || IsConstant(node))
            {
                return visited;
            }

            return node.Kind() switch
            {
                SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression or SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression
                    when !node.Right.IsKind(SyntaxKind.NullLiteralExpression) && !node.Right.IsKind(SyntaxKind.DefaultLiteralExpression) =>
                    Call($"C({number}, {visited.Left}, {visited.Right}, static (one, other) => one {visited.OperatorToken.Text} other)", node),
                SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression => visited.WithRight(Call($"B({number}, {visited.Right})", node.Right)),
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
            return left.Contains(number) || node.Condition.IsKind(SyntaxKind.TrueLiteralExpression) ? visited : visited.WithCondition(Call($"B({number}, {visited.Condition})", node.Condition));
        }

        public override SyntaxNode? VisitForStatement(ForStatementSyntax node)
        {
            var number = ++_count;
            var visited = (ForStatementSyntax)base.VisitForStatement(node)!;
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

        public override SyntaxNode? VisitSwitchExpressionArm(SwitchExpressionArmSyntax node)
        {
            var number = ++_count;
            var visited = (SwitchExpressionArmSyntax)base.VisitSwitchExpressionArm(node)!;
            return left.Contains(number) || visited.Expression is ThrowExpressionSyntax ? visited : visited.WithExpression(Call($"R({number}, {visited.Expression})", node.Expression));
        }

        public override SyntaxNode? VisitWhenClause(WhenClauseSyntax node)
        {
            var number = ++_count;
            var visited = (WhenClauseSyntax)base.VisitWhenClause(node)!;
            return left.Contains(number) ? visited : visited.WithCondition(Call($"B({number}, {visited.Condition})", node.Condition));
        }

        // their expressions have to stay constants
        public override SyntaxNode? VisitAttributeList(AttributeListSyntax node) => node;

        public override SyntaxNode? VisitEqualsValueClause(EqualsValueClauseSyntax node) => node.Parent is ParameterSyntax or EnumMemberDeclarationSyntax ? node : base.VisitEqualsValueClause(node);

        public override SyntaxNode? VisitFieldDeclaration(FieldDeclarationSyntax node) => node.Modifiers.Any(SyntaxKind.ConstKeyword) ? node : base.VisitFieldDeclaration(node);

        public override SyntaxNode? VisitCaseSwitchLabel(CaseSwitchLabelSyntax node) => node;

        private static bool IsConstant(BinaryExpressionSyntax node) => node.Left is LiteralExpressionSyntax && node.Right is LiteralExpressionSyntax;

        private static ExpressionSyntax Call(string call, SyntaxNode of) => SyntaxFactory.ParseExpression("global::Opsroom.Exploring.Probe." + call).WithLeadingTrivia(of.GetLeadingTrivia()).WithTrailingTrivia(of.GetTrailingTrivia());
    }
}
