using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Opsroom.Server.Tests.Proofs.Development.Mutants;

/// <summary>xunit's own console, in a program of its own for each run: Roslyn compiles it here, as forty projects would take too long.</summary>
internal sealed partial class CSharpBench(string service) : TestBench(service)
{
    private const string Program = "tests.dll";

    // what a new project of xunit.v3 has beside its tests
    private const string Surroundings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Xunit;

        internal static class Start
        {
            public static int Main(string[] args) => Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args).GetAwaiter().GetResult();
        }
        """;

    private const string Configuration = """
        {"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"10.0.0"},"configProperties":{"System.Globalization.Invariant":true}}}
        """;

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    // xunit, and what it needs itself
    private static readonly IReadOnlyList<string> Libraries =
        [.. new[] { "xunit*.dll", "Microsoft.Testing.*.dll", "Microsoft.Bcl.AsyncInterfaces.dll" }.SelectMany(pattern => Directory.EnumerateFiles(AppContext.BaseDirectory, pattern))];

    private static readonly IReadOnlyList<MetadataReference> References =
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Where(IsManaged).Concat(Libraries).Select(path => MetadataReference.CreateFromFile(path))];

    public override string Framework => "xunit";

    protected override IReadOnlyList<string> Needs => [];

    protected override Regex PassedPattern => Passed();

    public override async Task<IReadOnlyList<Mutant>> MutateAsync(int seed, int count, string folder, string tests, CancellationToken cancellationToken)
    {
        var source = SourceText.From(await File.ReadAllTextAsync(Service, cancellationToken));
        var tested = await File.ReadAllTextAsync(tests, cancellationToken);
        var changes = CSharpMutants.Of(CSharpSyntaxTree.ParseText(source, Language, cancellationToken: cancellationToken).GetRoot(cancellationToken)).ToArray();
        new Random(seed).Shuffle(changes);
        List<Mutant> mutants = [];
        foreach (var change in changes)
        {
            if (mutants.Count == count)
            {
                break;
            }

            if (change.Texts.FirstOrDefault(text => Compiles(change.Apply(source, text), cancellationToken)) is not { } chosen)
            {
                continue;
            }

            var own = Directory.CreateDirectory(Path.Combine(folder, (mutants.Count + 1).ToString(CultureInfo.InvariantCulture))).FullName;
            Emit(own, [change.Apply(source, chosen), tested], cancellationToken);
            mutants.Add(new Mutant(change.Describe(source, chosen), own));
        }

        return mutants;
    }

    protected override async Task BuildAsync(string folder, string tests, CancellationToken cancellationToken)
    {
        var errors = Emit(folder, [await File.ReadAllTextAsync(Service, cancellationToken), await File.ReadAllTextAsync(tests, cancellationToken)], cancellationToken);
        Assert.Empty(errors);
    }

    protected override ProcessStartInfo Command(string folder, string tests) => new("dotnet", [Program, "-noColor", "-noLogo"])
    {
        Environment = { ["DOTNET_GCHeapHardLimit"] = $"0x{Megabytes << 20:x}" },
    };

    /// <summary>Makes a program of the texts. Where they do not compile together there is none, and to run it fails.</summary>
    private static IReadOnlyList<string> Emit(string folder, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        foreach (var library in Libraries)
        {
            File.Copy(library, Path.Combine(folder, Path.GetFileName(library)));
        }

        File.WriteAllText(Path.Combine(folder, Path.ChangeExtension(Program, ".runtimeconfig.json")), Configuration);
        var path = Path.Combine(folder, Program);
        var emitted = Compile([.. texts, Surroundings], OutputKind.ConsoleApplication, cancellationToken).Emit(path, cancellationToken: cancellationToken);
        if (!emitted.Success)
        {
            File.Delete(path);
        }

        return [.. emitted.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error).Select(found => found.ToString())];
    }

    private static bool Compiles(string text, CancellationToken cancellationToken) =>
        Compile([text], OutputKind.DynamicallyLinkedLibrary, cancellationToken).GetDiagnostics(cancellationToken).All(found => found.Severity != DiagnosticSeverity.Error);

    private static CSharpCompilation Compile(IEnumerable<string> texts, OutputKind kind, CancellationToken cancellationToken) =>
        CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(Program), texts.Select(text => CSharpSyntaxTree.ParseText(text, Language, cancellationToken: cancellationToken)), References,
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));

    private static bool IsManaged(string path)
    {
        using var reader = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(path));
        return reader.HasMetadata;
    }

    // what ran, and how many of those were skipped
    [GeneratedRegex(@"Total: (?<passed>\d+), Errors: 0, Failed: 0, Skipped: (?<skipped>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Passed();
}
