using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Opsroom.Tools.Testing.Generating.Writing;

namespace Opsroom.Tools.Testing.Generating.Known;

/// <summary>What callers have compiled into them: names and defaults of parameters, public constants, numbers of enum members.</summary>
internal static class CSharpSignature
{
    /// <param name="found">An expression of the method or constructor.</param>
    public static WrittenCase Of(string found, string shown, string name, ParameterListSyntax list)
    {
        var types = string.Join(", ", list.Parameters.Select(parameter => $"\"{parameter.Identifier.Text}\""));
        var defaults = list.Parameters.Select((parameter, at) => Literal(parameter.Default?.Value, parameter.Type) is { } value ? Said(value, $"parameters[{at}].DefaultValue") : null).OfType<string>().ToList();
        ImmutableArray<string> lines = defaults.Count == 0 ? [$"Assert.Equal(new string[] {{ {types} }}, {found}.GetParameters().Select(parameter => parameter.Name));"]
            : [$"var parameters = {found}.GetParameters();", $"Assert.Equal(new string[] {{ {types} }}, parameters.Select(parameter => parameter.Name));", .. defaults];
        return new(name, $"{shown} takes ({types})", "signature", lines);
    }

    public static IEnumerable<WrittenCase> Values(SyntaxNode root, Func<MemberDeclarationSyntax, bool> isPublic, Func<BaseTypeDeclarationSyntax, string> nameOf, CaseNames names)
    {
        foreach (var type in root.DescendantNodes().OfType<TypeDeclarationSyntax>().Where(type => isPublic(type) && type.TypeParameterList is null))
        {
            var lists = type.Members.OfType<ConstructorDeclarationSyntax>().Where(made => isPublic(made)).Select(made => made.ParameterList).Append(type.ParameterList).OfType<ParameterListSyntax>();
            foreach (var list in lists.Where(list => list.Parameters.Any(parameter => Literal(parameter.Default?.Value, parameter.Type) is not null)))
            {
                yield return Of($"typeof({nameOf(type)}).GetConstructors().Single(made => made.GetParameters().Length == {list.Parameters.Count})", $"new {type.Identifier.Text}", names.Next($"{type.Identifier.Text}_is_made_of_its_parameters"), list);
            }

            foreach (var field in type.Members.OfType<FieldDeclarationSyntax>().Where(field => field.Modifiers.Any(SyntaxKind.ConstKeyword) && isPublic(field)))
            {
                foreach (var variable in field.Declaration.Variables)
                {
                    if (Literal(variable.Initializer?.Value, field.Declaration.Type) is { } value)
                    {
                        yield return new(
                            names.Next($"{type.Identifier.Text}_{variable.Identifier.Text}_is_constant"), $"{variable.Identifier.Text} is {value}", "signature",
                            [Said(value, $"typeof({nameOf(type)}).GetField(\"{variable.Identifier.Text}\")!.GetValue(null)")]);
                    }
                }
            }
        }

        foreach (var type in root.DescendantNodes().OfType<EnumDeclarationSyntax>().Where(type => isPublic(type)))
        {
            ImmutableArray<string> numbers =
            [
                .. type.Members.Where(member => member.EqualsValue?.Value is LiteralExpressionSyntax { Token.Value: int })
                    .Select(member => $"Assert.Equal({member.EqualsValue!.Value}, Convert.ToInt32(Enum.Parse<{nameOf(type)}>(\"{member.Identifier.Text}\")));"),
            ];
            if (numbers.Length > 0)
            {
                yield return new(names.Next($"{type.Identifier.Text}_keeps_its_numbers"), $"members of {type.Identifier.Text} keep their numbers", "signature", numbers);
            }
        }
    }

    private static string Said(string value, string actual) => value == "null" ? $"Assert.Null({actual});" : $"Assert.Equal((object){value}, {actual});";

    /// <summary>The value in the parameter's own type; null where it is no plain literal.</summary>
    private static string? Literal(ExpressionSyntax? value, TypeSyntax? type)
    {
        var sign = value is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } ? "-" : "";
        var literal = (sign.Length > 0 ? ((PrefixUnaryExpressionSyntax)value!).Operand : value) as LiteralExpressionSyntax;
        return literal?.Kind() switch
        {
            SyntaxKind.NumericLiteralExpression when type is PredefinedTypeSyntax or NullableTypeSyntax { ElementType: PredefinedTypeSyntax } => $"({type.ToString().TrimEnd('?')})({sign}{literal})",
            SyntaxKind.StringLiteralExpression or SyntaxKind.TrueLiteralExpression or SyntaxKind.FalseLiteralExpression or SyntaxKind.CharacterLiteralExpression when type is PredefinedTypeSyntax => literal.ToString(),
            SyntaxKind.NullLiteralExpression => "null",
            _ => null,
        };
    }
}
