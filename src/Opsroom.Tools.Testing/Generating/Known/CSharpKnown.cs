using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Opsroom.Tools.Testing.Generating.Writing;

namespace Opsroom.Tools.Testing.Generating.Known;

/// <summary>What a C# source says about itself without being run: enums, guards with their bounds, documented examples and signatures.</summary>
internal static class CSharpKnown
{
    private static readonly Dictionary<string, string> Usual = new(StringComparer.Ordinal)
    {
        ["int"] = "1",
        ["long"] = "1L",
        ["short"] = "(short)1",
        ["double"] = "1d",
        ["float"] = "1f",
        ["decimal"] = "1m",
        ["bool"] = "true",
        ["string"] = "\"a\"",
        ["char"] = "'a'",
    };

    public static IEnumerable<WrittenCase> Of(string source, CaseNames names)
    {
        var root = CSharpSyntaxTree.ParseText(source).GetRoot();
        foreach (var type in root.DescendantNodes().OfType<EnumDeclarationSyntax>().Where(IsPublic))
        {
            var values = string.Join(", ", type.Members.Select(member => $"\"{member.Identifier.Text}\""));
            yield return new(names.Next($"{type.Identifier.Text}_has_its_members"), $"{type.Identifier.Text} has the members {values}", "signature", [$"Assert.Equal(new[] {{ {values} }}, Enum.GetNames<{NameOf(type)}>());"]);
        }

        foreach (var found in CSharpSignature.Values(root, IsPublic, NameOf, names))
        {
            yield return found;
        }

        foreach (var method in root.DescendantNodes().OfType<MethodDeclarationSyntax>().Where(method => IsPublic(method) && method.Parent is TypeDeclarationSyntax owner && IsPublic(owner) && owner.TypeParameterList is null))
        {
            foreach (var found in Of(method, names))
            {
                yield return found;
            }
        }
    }

    private static IEnumerable<WrittenCase> Of(MethodDeclarationSyntax method, CaseNames names)
    {
        var owner = (TypeDeclarationSyntax)method.Parent!;
        var called = $"{owner.Identifier.Text}_{method.Identifier.Text}";
        var subject = method.Modifiers.Any(SyntaxKind.StaticKeyword) ? NameOf(owner) : HasPlainConstructor(owner) ? $"new {NameOf(owner)}()" : null;
        var known = 0;
        foreach (var (argument, parameter, exception, condition) in subject is null ? [] : Guards(method))
        {
            known++;
            var arguments = method.ParameterList.Parameters.Select(each => each.Identifier.Text == parameter ? argument : each.Default is not null ? null : Usual.GetValueOrDefault(each.Type!.ToString().TrimEnd('?'))).ToList();
            if (arguments.TakeWhile(each => each is not null).Count() is var given && given > method.ParameterList.Parameters.IndexOf(each => each.Identifier.Text == parameter)
                && method.ParameterList.Parameters.Skip(given).All(each => each.Default is not null))
            {
                var call = $"{subject}.{method.Identifier.Text}({string.Join(", ", arguments.Take(given))})";
                yield return new(names.Next($"{called}_refuses_{parameter}"), $"{call} throws {exception}, as the guard {condition} says", "guard", [$"Assert.Throws<{exception}>(() => {{ {call}; }});"]);
            }
        }

        foreach (var (left, right) in Examples(method))
        {
            known++;
            yield return new(names.Next($"{called}_does_as_documented"), $"{left} is {right}, as documented", "example", [$"Assert.Equal({right}, {(left.StartsWith(method.Identifier.Text + "(", StringComparison.Ordinal) ? $"{subject ?? NameOf(owner)}.{left}" : left)});"]);
        }

        if (method.TypeParameterList is null && method.ParameterList.Parameters.Count > 0 && owner.Members.OfType<MethodDeclarationSyntax>().Count(each => each.Identifier.Text == method.Identifier.Text) == 1)
        {
            yield return CSharpSignature.Of($"typeof({NameOf(owner)}).GetMethod(\"{method.Identifier.Text}\")!", method.Identifier.Text, names.Next($"{called}_takes_its_parameters"), method.ParameterList);
        }

        if (known == 0)
        {
            yield return new(names.Next($"{called}_does_what_it_should"), $"what {method.Identifier.Text} should give: a person has to say", "person", [], $"Say what {method.Identifier.Text} should give; the source does not tell without running it.");
        }
    }

    /// <summary>Guards at the beginning of a method: each bound gives the nearest value that is refused.</summary>
    private static IEnumerable<(string Argument, string Parameter, string Exception, string Condition)> Guards(MethodDeclarationSyntax method)
    {
        foreach (var statement in method.Body?.Statements.TakeWhile(IsGuard) ?? [])
        {
            if (statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, ArgumentList.Arguments: [var checkedParameter, ..] } })
            {
                var nothing = access.Name.Identifier.Text switch { "ThrowIfNull" or "ThrowIfNullOrEmpty" or "ThrowIfNullOrWhiteSpace" => "null!", _ => null };
                if (nothing is not null)
                {
                    yield return (nothing, checkedParameter.ToString(), "ArgumentNullException", access.ToString());
                }
            }
            else if (statement is IfStatementSyntax { Condition: var condition } guard && Thrown(guard) is { } exception)
            {
                foreach (var part in Alternatives(condition).OfType<BinaryExpressionSyntax>())
                {
                    if (part.Left is IdentifierNameSyntax name && part.Right is LiteralExpressionSyntax { Token.Value: int bound } && method.ParameterList.Parameters.Any(parameter => parameter.Identifier.Text == name.Identifier.Text))
                    {
                        var argument = part.Kind() switch
                        {
                            SyntaxKind.LessThanExpression => bound - 1,
                            SyntaxKind.GreaterThanExpression => bound + 1,
                            SyntaxKind.LessThanOrEqualExpression or SyntaxKind.GreaterThanOrEqualExpression or SyntaxKind.EqualsExpression => bound,
                            _ => (int?)null,
                        };
                        if (argument is { } value)
                        {
                            yield return (value.ToString(System.Globalization.CultureInfo.InvariantCulture), name.Identifier.Text, exception, part.ToString());
                        }
                    }
                }
            }
        }
    }

    private static bool IsGuard(StatementSyntax statement) => statement is IfStatementSyntax { Else: null } guard && Thrown(guard) is not null
        || statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: var called } } } && called.StartsWith("ThrowIf", StringComparison.Ordinal);

    private static string? Thrown(IfStatementSyntax guard) =>
        (guard.Statement is BlockSyntax { Statements: [var only] } ? only : guard.Statement) is ThrowStatementSyntax { Expression: ObjectCreationExpressionSyntax made } ? made.Type.ToString() : null;

    private static IEnumerable<ExpressionSyntax> Alternatives(ExpressionSyntax condition) =>
        condition is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } both ? Alternatives(both.Left).Concat(Alternatives(both.Right)) : [condition];

    /// <summary>Lines of <c>example</c> and <c>code</c> that say what a call gives: <c>Parse("1") == 1</c>.</summary>
    private static IEnumerable<(string Left, string Right)> Examples(MethodDeclarationSyntax method)
    {
        foreach (var element in method.GetLeadingTrivia().Select(trivia => trivia.GetStructure()).OfType<DocumentationCommentTriviaSyntax>().SelectMany(comment => comment.DescendantNodes()).OfType<XmlElementSyntax>()
            .Where(element => element.StartTag.Name.LocalName.Text is "example" or "code" && !element.Ancestors().OfType<XmlElementSyntax>().Any(outer => outer.StartTag.Name.LocalName.Text is "example")))
        {
            foreach (var line in element.Content.ToFullString().Split('\n').Select(line => line.Replace("///", "", StringComparison.Ordinal).Replace("&quot;", "\"", StringComparison.Ordinal).Replace("<code>", "", StringComparison.Ordinal).Replace("</code>", "", StringComparison.Ordinal).Trim()))
            {
                if (SyntaxFactory.ParseExpression(line.TrimEnd(';', '.')) is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression, Left: InvocationExpressionSyntax call, Right: LiteralExpressionSyntax literal } said && !said.ContainsDiagnostics)
                {
                    yield return (call.ToString(), literal.ToString());
                }
            }
        }
    }

    private static bool HasPlainConstructor(TypeDeclarationSyntax owner) => !owner.Modifiers.Any(SyntaxKind.AbstractKeyword) && owner is not InterfaceDeclarationSyntax && owner.ParameterList?.Parameters.All(parameter => parameter.Default is not null) != false
        && (owner.Members.OfType<ConstructorDeclarationSyntax>().ToList() is { Count: 0 } || owner.Members.OfType<ConstructorDeclarationSyntax>().Any(made => made.ParameterList.Parameters.Count == 0 && IsPublic(made)));

    private static string NameOf(BaseTypeDeclarationSyntax type) => type.Parent is BaseTypeDeclarationSyntax outer ? $"{NameOf(outer)}.{type.Identifier.Text}" : type.Identifier.Text;

    private static bool IsPublic(MemberDeclarationSyntax member) => member.Modifiers.Any(SyntaxKind.PublicKeyword) && (member.Parent is not BaseTypeDeclarationSyntax outer || member is not BaseTypeDeclarationSyntax || IsPublic(outer));
}
