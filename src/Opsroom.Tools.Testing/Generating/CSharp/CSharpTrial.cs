using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Opsroom.Tools.Testing.Sandboxing;

namespace Opsroom.Tools.Testing.Generating.CSharp;

/// <summary>Compiles generated tests and runs them once in another process, so that only those are written that compile and pass.</summary>
internal sealed class CSharpTrial(Sandbox sandbox)
{
    private const int MostRounds = 6;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(120);

    /// <param name="write">The text of the tests with these cases.</param>
    public async Task<List<WrittenCase>> PassingAsync(string source, IReadOnlyList<WrittenCase> cases, Func<IReadOnlyList<WrittenCase>, string> write, CancellationToken cancellationToken)
    {
        var left = cases.ToList();
        if (CSharpProbes.Library(source) is not { } subject)
        {
            return left;
        }

        byte[]? tests = null;
        for (var round = 0; tests is null && round < MostRounds; round++)
        {
            (tests, var refused) = Compile(write(left), subject);
            left.RemoveAll(each => refused.Contains(each.Name));
            if (tests is null && refused.Count == 0)
            {
                return left;
            }
        }

        return tests is null ? left : await RunAsync(tests, subject, left, cancellationToken);
    }

    private static (byte[]? Tests, HashSet<string> Refused) Compile(string text, byte[] subject)
    {
        var tree = CSharpProbes.Tree(text);
        var compilation = CSharpProbes.Build(tree, [CSharpProbes.UsualTree, CSharpProbes.Tree(Explorer.Resource("Trial.txt"))], "Xunit.TrialProgram", MetadataReference.CreateFromImage(subject));
        var wrong = compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error && found.Location.SourceTree == tree).ToList();
        return wrong.Count == 0 ? (CSharpProbes.Emit(compilation), [])
            : (null, wrong.Select(found => tree.GetRoot().FindNode(found.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.Text).OfType<string>().ToHashSet(StringComparer.Ordinal));
    }

    private async Task<List<WrittenCase>> RunAsync(byte[] tests, byte[] subject, List<WrittenCase> cases, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("opsroom-trial-").FullName;
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "Explored.dll"), tests, cancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(folder, "Subject.dll"), subject, cancellationToken);
            CSharpProbes.WriteRuntime(folder);
            var run = await sandbox.RunAsync(new(folder, "dotnet exec Explored.dll \"$RESULTS/failed.txt\"", Time) { Collect = ["$RESULTS/failed.txt"] }, null, cancellationToken);
            if (run.Files.FirstOrDefault() is not { } told)
            {
                return cases;
            }

            var failed = Encoding.UTF8.GetString(told.Content).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
            return [.. cases.Where(each => !failed.Contains(each.Name))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
