using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Testing.Generating.CSharp;
using Opsroom.Tools.Testing.Generating.Java;
using Opsroom.Tools.Testing.Generating.JavaScript;
using Opsroom.Tools.Testing.Generating.Known;
using Opsroom.Tools.Testing.Generating.Python;
using Opsroom.Tools.Testing.Generating.Writing;
using Opsroom.Tools.Testing.Sandboxing;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Testing.Generating;

/// <summary>Writes tests for sources and for API documents.</summary>
internal sealed class GenerateTestsTools(Sandbox sandbox)
{
    private const int MostShown = 100;
    private const int MostSource = 400_000;
    private const int UsualSeconds = 15;

    private static readonly string[] Scripts = ["jest", "vitest", "mocha", "node"];

    [Tool("generate_tests", Effect.Write, Plan = nameof(Plan), Verify = nameof(VerifyAsync))]
    [ToolExample("""{"source_content": "def half(n: int) -> int:\n    \"\"\"\n    >>> half(4)\n    2\n    \"\"\"\n    if n < 0:\n        raise ValueError(n)\n    return n // 2\n", "framework": "pytest", "output_path": "tests"}""")]
    [Description(
        "Writes tests for a source in C#, Python, JavaScript, TypeScript or Java, or contract tests for an OpenAPI document. What the source says is asserted: signatures, documented examples, guards at their bounds; what it does not "
        + "say is a skipped test that a person completes. With characterise the code is run in a sandbox with inputs that are chosen by the branches they reach, and what it does today is asserted, marked as characterisation.")]
    public async Task<ToolResult<GeneratedTests>> GenerateAsync(
        [Description("The source.")] TextInput? source,
        [Description("The API document, instead of a source.")] TextInput? spec,
        ToolContext context,
        CancellationToken cancellationToken,
        [Description("What the tests are written for; left out, the language's usual one. node is node --test."), AllowedValues("xunit", "pytest", "jest", "vitest", "mocha", "node", "junit")] string? framework = null,
        [Description("A folder of the workspace for the tests; left out, beside the source."), StringLength(400)] string? outputPath = null,
        [Description("The share of branches that inputs shall reach, 0 to 1: a higher one tries longer."), Range(0, 1)] double? coverageTarget = null,
        [Description("Runs the code in the sandbox and records what it does today.")] bool characterise = false)
    {
        if (spec is not null)
        {
            return Contract(spec.Text, framework ?? "pytest", outputPath ?? "contract", context.Workspace);
        }

        if (source is null)
        {
            return ToolFailure.InvalidArgument("source_content, source_path, spec_content or spec_path is needed.");
        }

        if (source.Text.Length > MostSource)
        {
            return ToolFailure.InvalidArgument($"The source has more than {MostSource} characters: give the class that the tests are for.");
        }

        if (SourceText.Of(source.Text, source.Path, framework) is not { } read)
        {
            return ToolFailure.InvalidArgument("The language of the source cannot be told: give source_path with its ending, or framework.");
        }

        var fitting = read.Language switch { SourceLanguage.CSharp => "xunit", SourceLanguage.Python => "pytest", SourceLanguage.Java => "junit", _ => framework is not null && Scripts.Contains(framework, StringComparer.Ordinal) ? framework : "vitest" };
        if (framework is not null && framework != fitting)
        {
            return ToolFailure.InvalidArgument($"{framework} does not test {read.Language}: give {fitting}, or leave framework out.");
        }

        Exploration? explored = null;
        if (characterise)
        {
            if (sandbox.Missing is { } missing)
            {
                return missing;
            }

            var found = await new Explorer(sandbox).ExploreAsync(read, TimeSpan.FromSeconds(UsualSeconds * (coverageTarget > 0.9 ? 2 : 1)), message => context.Report(new(message)), cancellationToken);
            if (found.Value is null)
            {
                return found.Failure!;
            }

            explored = found.Value;
        }

        return await WrittenAsync(read, fitting, explored, outputPath, source.Path, context.Workspace, cancellationToken);
    }

    /// <summary>Only running the code is more than writing files.</summary>
    public ToolResult<ChangePlan> Plan(TextInput? source, TextInput? spec, bool characterise, string? outputPath)
    {
        if (!characterise || spec is not null)
        {
            return new ChangePlan(new("workspace", "thread"), outputPath ?? "tests", "", new("Tests are written into the workspace.")) { Effect = Effect.Write };
        }

        if (sandbox.Missing is { } missing)
        {
            return missing;
        }

        var place = sandbox.IsSandboxed ? "in a sandbox" : "WITHOUT a sandbox, with the rights of the server";
        return new ChangePlan(
            new("sandbox", sandbox.IsSandboxed ? "bubblewrap" : "server"), source?.Path ?? "source", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source?.Text ?? ""))),
            new Preview(
                $"Runs {(source?.Path is { } path ? OutsideText.OneLine(path) : "the source")} {place} with chosen inputs and records what it does as tests.", BlastRadius: "Nothing outside the sandbox is changed.",
                Undo: "Nothing to take back: the tests are files of the workspace."))
        {
            Effect = Effect.Change,
        };
    }

    /// <summary>A run changes nothing that outlives it.</summary>
    public static Task<Verification> VerifyAsync() => Task.FromResult(Verification.NotDone());

    private async Task<ToolResult<GeneratedTests>> WrittenAsync(SourceText source, string framework, Exploration? explored, string? outputPath, string? sourcePath, IWorkspace workspace, CancellationToken cancellationToken)
    {
        var exports = explored is not null && source.Language != SourceLanguage.CSharp ? explored.Names : source.Language == SourceLanguage.Python ? ScriptKnown.PythonNames(source.Text) : ScriptKnown.Exports(source.Text);
        var cases = Cases(source, framework, explored, exports);
        var found = cases.Count;
        (cases, var untried) = await TriedAsync(source, framework, explored, exports, cases, cancellationToken);
        if (cases.Count == 0)
        {
            return ToolFailure.InvalidArgument("Nothing in the source can be tested: it has no public function or type.");
        }

        var (name, text) = TestFile.Of(source, framework, cases, explored, exports);
        var folder = outputPath?.TrimEnd('/') ?? (sourcePath is not null && !Path.IsPathRooted(sourcePath) ? Path.GetDirectoryName(sourcePath) ?? "" : "tests");
        var written = workspace.Write(folder.Length == 0 ? name : $"{folder}/{name}", MediaTypes.Of(name), Encoding.UTF8.GetBytes(text));
        return written.Value is { } file
            ? new GeneratedTests([file], [.. cases.Take(MostShown).Select(each => each.Told)], [.. Warnings(source, explored, cases, found, folder, sourcePath), .. untried is null ? Array.Empty<string>() : [$"The tests were not tried: {untried}."]], source.Language.ToString().ToLowerInvariant(), framework, cases.Count)
            : written.Failure!;
    }

    /// <summary>Runs the cases where the code may be run, and leaves out those that do not pass.</summary>
    /// <returns>The cases that are left, and why they were not tried where they should have been.</returns>
    private async Task<(List<WrittenCase> Cases, string? Untried)> TriedAsync(
        SourceText source, string framework, Exploration? explored, ImmutableArray<string> exports, List<WrittenCase> cases, CancellationToken cancellationToken)
    {
        string Python(IReadOnlyList<WrittenCase> left) => TestFile.Of(source, framework, left, explored, exports).Text;
        if (source.Language == SourceLanguage.Python)
        {
            cases = await new PythonTrial(sandbox).ReadableAsync(cases, Python, cancellationToken);
        }

        if (explored is null)
        {
            return (cases, null);
        }

        switch (source.Language)
        {
            case SourceLanguage.CSharp:
                return (await new CSharpTrial(sandbox).PassingAsync(source.Text, cases, left => CSharpTestFile.Of(source, left), cancellationToken), null);
            case SourceLanguage.Java:
                var (run, wasRun) = await new JavaTrial(sandbox).PassingAsync(source, cases, left => JavaTestFile.Of(source, left), cancellationToken);
                return (run, wasRun ? null : "the console of JUnit 5 is not at /usr/share/java");
            case SourceLanguage.Python:
                var (passing, werePassing) = await new PythonTrial(sandbox).PassingAsync(source, cases, Python, cancellationToken);
                return (passing, werePassing ? null : "pytest could not run them");
            default:
                var failing = await new ScriptTrial(sandbox).FailingAsync(source, Cases(source, "node", explored, exports), explored, cancellationToken);
                return ([.. cases.Where(each => failing?.Contains(each.Name) is not true)], failing is null ? "node --test could not load them" : null);
        }
    }

    /// <summary>What is known of the source and what was recorded, as the framework takes it; names do not depend on the framework.</summary>
    private static List<WrittenCase> Cases(SourceText source, string framework, Exploration? explored, ImmutableArray<string> exports)
    {
        var names = new CaseNames();
        var known = source.Language switch
        {
            SourceLanguage.CSharp => CSharpKnown.Of(source.Text, names),
            SourceLanguage.Python => ScriptKnown.Python(source.Text, names),
            SourceLanguage.Java => ScriptKnown.Java(source.Text, source.Stem, names),
            _ => ScriptKnown.Script(source.Text, exports, framework, names),
        };
        return explored is null ? [.. known] : [.. known.Where(each => each.Known == "example" || each.Known == "signature" && source.Language != SourceLanguage.Java), .. RecordedCases.Of(explored, source.Language, framework, names)];
    }

    private static IEnumerable<string> Warnings(SourceText source, Exploration? explored, List<WrittenCase> cases, int found, string folder, string? sourcePath)
    {
        if (source.Language != SourceLanguage.CSharp && (sourcePath is null || (Path.GetDirectoryName(sourcePath) ?? "") != folder))
        {
            yield return $"The tests look for {source.Name} beside them.";
        }

        if (cases.Count(each => each.Known == "person") is > 0 and var open)
        {
            yield return $"{open} tests are skipped until a person says what is right{(explored is null ? "; characterise records what the code does today instead" : "")}.";
        }

        if (explored is not null)
        {
            yield return $"{explored.Cases.Length} of {explored.Runs} inputs that were tried are kept. They record what the code does, right or wrong: read them.";
            if (explored.Unstable > 0)
            {
                yield return $"{explored.Unstable} inputs gave something else when they were run again and are left out.";
            }

            if (explored.Cases.Length > RecordedCases.Most)
            {
                yield return $"Of these the shortest {RecordedCases.Most} are written.";
            }
        }

        if (cases.Count < found)
        {
            yield return $"{found - cases.Count} tests did not compile or pass when they were tried and are left out.";
        }

        if (cases.Count > MostShown)
        {
            yield return $"The first {MostShown} of {cases.Count} cases are listed here.";
        }
    }

    private static ToolResult<GeneratedTests> Contract(string text, string framework, string folder, IWorkspace workspace)
    {
        var (cases, problem) = ContractCases.Read(text, new CaseNames());
        if (cases is null)
        {
            return ToolFailure.InvalidArgument(problem!);
        }

        var (name, content) = ContractFile.Of(framework, cases);
        var written = workspace.Write($"{folder.TrimEnd('/')}/{name}", MediaTypes.Of(name), Encoding.UTF8.GetBytes(content));
        var skipped = cases.Count(each => ContractFile.Skip(each) is not null);
        ImmutableArray<string> warnings = skipped > 0 ? ["API_BASE_URL says where the API is; without it nothing is asked.", $"{skipped} of {cases.Count} operations are skipped until a person completes them."] : ["API_BASE_URL says where the API is; without it nothing is asked."];
        return written.Value is { } file
            ? new GeneratedTests(
                [file], [.. cases.Take(MostShown).Select(each => new GeneratedCase(each.Name, $"{each.Method} {each.Path ?? "(parameters without examples)"} answers {(each.Answers.Count > 0 ? string.Join(", ", each.Answers.Select(answer => answer.Status)) : "(nothing documented)")}", ContractFile.Skip(each) is null ? "contract" : "person"))],
                warnings, "openapi", framework, cases.Count)
            : written.Failure!;
    }
}
