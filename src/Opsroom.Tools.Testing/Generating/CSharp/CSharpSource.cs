using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Opsroom.Tools.Testing.Generating.CSharp;

/// <summary>What tests need to know of a C# source.</summary>
internal static class CSharpSource
{
    public static IEnumerable<string> Namespaces(string source)
    {
        var root = CSharpSyntaxTree.ParseText(source).GetRoot();
        return root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().Select(each => each.Name.ToString())
            .Concat(root.DescendantNodes().OfType<UsingDirectiveSyntax>().Where(each => each.Alias is null && each.GlobalKeyword.IsKind(SyntaxKind.None) && each.StaticKeyword.IsKind(SyntaxKind.None)).Select(each => each.Name!.ToString()));
    }

    public static string Identifier(string name) => new([.. name.Select(letter => char.IsLetterOrDigit(letter) ? letter : '_')]);

    public static ImmutableArray<string> Types(string source) =>
        [.. CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Where(each => each.Modifiers.Any(SyntaxKind.PublicKeyword)).Select(each => each.Identifier.Text)];
}
