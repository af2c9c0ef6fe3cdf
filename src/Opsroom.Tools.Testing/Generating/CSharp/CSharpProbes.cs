using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Opsroom.Tools.Testing.Generating.CSharp;

/// <summary>Lets comparisons, conditions and branches of a C# source tell their outcome, and compiles it together with the explorer. What was compiled is never loaded here.</summary>
internal static class CSharpProbes
{
    private const int MostAttempts = 20;
    private const string Main = "Opsroom.Exploring.Program";

    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Latest, DocumentationMode.None);

    private static readonly CSharpCompilationOptions Options = new(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: false);

    /// <summary>What projects of .NET import without saying so.</summary>
    public static SyntaxTree UsualTree { get; } = Tree(Usings);

    /// <summary>The assemblies of the runtime that the server itself runs on, without its own.</summary>
    private static readonly Lazy<ImmutableArray<MetadataReference>> References = new(() =>
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Where(IsManaged).Select(file => (MetadataReference)MetadataReference.CreateFromFile(file))]);

    /// <summary>The assembly, or why there is none.</summary>
    public static (byte[]? Assembly, string? Problem) Compile(string source, IEnumerable<string> explorer)
    {
        var plain = Tree(source);
        SyntaxTree[] fixedTrees = [UsualTree, .. explorer.Select(Tree)];
        var unprobed = Build(plain, fixedTrees, Main);
        if (unprobed.GetDiagnostics().FirstOrDefault(found => found.Severity == DiagnosticSeverity.Error) is { } problem)
        {
            return (null, $"The source does not compile by itself: line {problem.Location.GetLineSpan().StartLinePosition.Line + 1}: {problem.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
        }

        var left = new HashSet<int>();
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            // types that a comparison takes as its operands are known only to the compiler: what it refuses is left as it was
            var probed = Tree(new ProbeRewriter(left).Visit(plain.GetRoot())!.ToFullString());
            var compilation = Build(probed, fixedTrees, Main);
            var refused = compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error && found.Location.SourceTree == probed).ToList();
            if (refused.Count == 0)
            {
                return (Emit(compilation), null);
            }

            var before = left.Count;
            foreach (var place in refused)
            {
                left.UnionWith(Around(probed.GetRoot(), place));
            }

            if (left.Count == before)
            {
                break;
            }
        }

        return (Emit(unprobed), null);
    }

    /// <summary>The source alone, as the tests of another assembly see it; null where it does not compile.</summary>
    public static byte[]? Library(string source) => Emit(CSharpCompilation.Create("Subject", [Tree(source), UsualTree], References.Value, Options.WithOutputKind(OutputKind.DynamicallyLinkedLibrary)));

    /// <summary>A program of the given trees.</summary>
    /// <param name="main">The type that it begins with.</param>
    public static CSharpCompilation Build(SyntaxTree source, SyntaxTree[] others, string main, params MetadataReference[] references) =>
        CSharpCompilation.Create("Explored", [source, .. others], References.Value.AddRange(references), Options.WithMainTypeName(main));

    public static byte[]? Emit(CSharpCompilation compilation)
    {
        using var stream = new MemoryStream();
        return compilation.Emit(stream).Success ? stream.ToArray() : null;
    }

    public static SyntaxTree Tree(string text) => CSharpSyntaxTree.ParseText(text, Parse);

    /// <summary>Says which runtime a program <c>Explored.dll</c> runs on: that of the server.</summary>
    public static void WriteRuntime(string folder)
    {
        var runtime = Environment.Version;
        File.WriteAllText(
            Path.Combine(folder, "Explored.runtimeconfig.json"),
            $$"""
            {"runtimeOptions": {
              "tfm": "net{{runtime.Major}}.{{runtime.Minor}}",
              "framework": {"name": "Microsoft.NETCore.App", "version": "{{runtime.Major}}.{{runtime.Minor}}.0"},
              "configProperties": {"System.Globalization.Invariant": true}
            } }
            """);
    }

    /// <summary>The probe that a refusal stands in, else those of the statement or member around it.</summary>
    private static List<int> Around(SyntaxNode root, Diagnostic refusal)
    {
        // statements that may be left out assign nothing for certain, and end nothing for certain
        var isFlow = refusal.Id is "CS0165" or "CS0170" or "CS0171" or "CS0177" or "CS0161" or "CS8070" or "CS0163";
        for (var node = root.FindNode(refusal.Location.SourceSpan, getInnermostNodeForTie: true); node is not null; node = node.Parent)
        {
            if (!isFlow && node is InvocationExpressionSyntax self && Number(self) is { } own)
            {
                return [own];
            }

            if (isFlow ? node is MemberDeclarationSyntax : node is StatementSyntax or MemberDeclarationSyntax or ArrowExpressionClauseSyntax or SwitchExpressionArmSyntax)
            {
                var probes = node.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>()
                    .Where(call => !isFlow || call.Expression.ToString() is ProbeRewriter.Probe + "Keep" or ProbeRewriter.Probe + "M" or ProbeRewriter.Probe + "B").Select(Number).OfType<int>().ToList();
                if (probes.Count > 0)
                {
                    return probes;
                }
            }
        }

        return [];
    }

    private static int? Number(InvocationExpressionSyntax call) =>
        call.Expression.ToString().StartsWith(ProbeRewriter.Probe, StringComparison.Ordinal) && call.ArgumentList.Arguments is [{ Expression: LiteralExpressionSyntax { Token.Value: int number } }, ..]
            ? number is > 100_000 and < 200_000 ? number - 100_000 : number : null;

    private static bool IsManaged(string file)
    {
        using var stream = File.OpenRead(file);
        using var image = new System.Reflection.PortableExecutable.PEReader(stream);
        return image.HasMetadata;
    }
}
