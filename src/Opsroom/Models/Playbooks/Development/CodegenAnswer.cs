using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Development;

/// <summary>Judges API descriptions and makes clients and models of contracts, as far as the task says what is wanted of what.</summary>
internal static class CodegenAnswer
{
    private const int MostShown = 12;

    private static readonly string[] Languages = ["csharp", "typescript", "python", "go", "java"];

    /// <summary>The next turn; null where the tools for it are not there.</summary>
    public static PlaybookTurn? Next(PlaybookSituation situation, TaskBrief brief, string tool)
    {
        if (!situation.Tools.Contains(tool))
        {
            return null;
        }

        var isForModels = tool == "generate_models";
        var told = new Told();
        var sources = ContractSource.Find(situation.Brief, brief, isForModels);
        if (sources.Length != 1)
        {
            return Ask(told, sources, isForModels).ToAnswer();
        }

        var desk = new Desk(situation);
        if (tool == "validate_openapi")
        {
            return Judge(desk, sources[0]) is { } judged ? Judged(told, judged, sources[0]).ToAnswer() : desk.NextCalls();
        }

        if ((LanguageOf(brief) ?? LanguageOf(situation.Brief.Files)) is not { } language)
        {
            told.Line("Which language shall it be: C#, TypeScript, Python, Go or Java?");
            told.NotDone($"The task does not say the language of the {(isForModels ? "models" : "client")}, and no file of the workspace tells it.", "invalid_argument");
            return told.ToAnswer();
        }

        return isForModels ? Models(desk, brief, sources[0], language, told) : Client(desk, brief, sources[0], language, told);
    }

    private static PlaybookTurn? Client(Desk desk, TaskBrief brief, ContractSource source, string language, Told told)
    {
        var judged = desk.Offers("validate_openapi") ? Judge(desk, source) : null;
        if (desk.Offers("validate_openapi") && judged is null)
        {
            return desk.NextCalls();
        }

        var output = Output(brief) ?? $"clients/{language}";
        var style = language == "python" && brief.Text.Mentions("httpx") ? "httpx" : null;
        if (desk.Look("I write the client.", "generate_api_client", ("spec_content", source.Content), ("spec_path", source.Path), ("language", language), ("output_path", output), ("style", style)) is not { } made)
        {
            return desk.NextCalls();
        }

        if (!made.Succeeded)
        {
            told.NotDone(ToolAnswers.FailureOf(made), ToolAnswers.FaultOf(made).Code);
            return (judged is null ? told : Findings(told, judged.Result)).ToAnswer();
        }

        told.Line($"The {Name(language)} client with {Told.Count((int)(made.Result.Integer("operations") ?? 0), "operation")} is in {Told.Code(output)}.");
        Files(told, made.Result);
        told.Line("").Line(language switch
        {
            "typescript" => $"Next: `npm install && npm run build` in {Told.Code(output)}; `examples/example.ts` shows a call.",
            "python" => $"Next: `pip install ./{output}`; `examples/example.py` shows a call.",
            "csharp" => $"Next: `dotnet build` in {Told.Code(output)}; `examples/Example` shows a call.",
            _ => $"Next: read {Told.Code(output + "/README.md")}; it shows how the client is built and called.",
        });
        Warnings(told, made.Result);
        return (judged is null ? told : Findings(told, judged.Result)).ToAnswer();
    }

    private static PlaybookTurn? Models(Desk desk, TaskBrief brief, ContractSource source, string language, Told told)
    {
        var output = Output(brief) ?? $"models/{language}";
        if (desk.Look("I write the models.", "generate_models", ("schema_content", source.Content), ("schema_path", source.Path), ("language", language), ("output_path", output), ("schema_format", source.Format)) is not { } made)
        {
            return desk.NextCalls();
        }

        if (!made.Succeeded)
        {
            return told.NotDone(ToolAnswers.FailureOf(made), ToolAnswers.FaultOf(made).Code).ToAnswer();
        }

        told.Line($"The {Name(language)} models are in {Told.Code(output)}.");
        Files(told, made.Result);
        Warnings(told, made.Result);
        return told.ToAnswer();
    }

    private static ToolExchange? Judge(Desk desk, ContractSource source) =>
        desk.Look("I judge the API description.", "validate_openapi", ("spec_content", source.Content), ("spec_path", source.Path));

    private static Told Judged(Told told, ToolExchange judged, ContractSource source)
    {
        if (!judged.Succeeded)
        {
            return told.NotDone(ToolAnswers.FailureOf(judged), ToolAnswers.FaultOf(judged).Code);
        }

        var isValid = judged.Result.Member("valid") is { ValueKind: JsonValueKind.True };
        var operations = Told.Count((int)(judged.Result.Integer("operations") ?? 0), "operation");
        told.Line($"The API description{(source.Path is { } path ? $" {Told.Code(path)}" : "")} is **{(isValid ? "valid" : "not valid")}** ({operations}).");
        return Findings(told, judged.Result);
    }

    /// <summary>What was found, the worst first; taste only where there is nothing worse.</summary>
    private static Told Findings(Told told, JsonElement result)
    {
        var all = result.Items("findings").ToList();
        var worse = all.Where(finding => finding.Text("severity") != "info").ToList();
        var shown = worse.Count > 0 ? worse : all;
        if (shown.Count == 0)
        {
            return told;
        }

        told.Line(worse.Count > 0 ? "What the description should improve:" : "Matters of taste:");
        foreach (var finding in shown.Take(MostShown))
        {
            told.Bullet($"{(finding.Integer("line") is { } line ? $"line {line.ToString(CultureInfo.InvariantCulture)}: " : "")}{finding.Text("severity")} `{finding.Text("rule")}`: {Told.Quote(finding.Text("message"))}");
        }

        return shown.Count > MostShown ? told.Bullet($"and {shown.Count - MostShown} more; `validate_openapi` shows them all") : told;
    }

    private static void Warnings(Told told, JsonElement result)
    {
        var warnings = result.Items("warnings").ToList();
        if (warnings.Count > 0)
        {
            told.Line("Written otherwise than it may be meant:");
            foreach (var warning in warnings.Take(MostShown))
            {
                told.Bullet(Told.Quote(warning.ValueKind == JsonValueKind.String ? warning.GetString() : warning.Text("message")));
            }
        }
    }

    private static void Files(Told told, JsonElement result)
    {
        string[] files = [.. result.Items("files").Select(file => file.Text("path")).OfType<string>()];
        foreach (var file in files.Take(MostShown))
        {
            told.Bullet(Told.Code(file));
        }

        if (files.Length > MostShown)
        {
            told.Bullet($"and {files.Length - MostShown} more");
        }
    }

    private static Told Ask(Told told, ImmutableArray<ContractSource> sources, bool isForModels)
    {
        var what = isForModels ? "schema (OpenAPI, JSON Schema, GraphQL, Prisma, or sample JSON)" : "API description (OpenAPI or Swagger, YAML or JSON)";
        return sources.IsEmpty
            ? told.NotDone($"No {what} is here. Show it in the task in a code block, name its file, or upload it as an artifact of this thread.", "invalid_argument")
            : told.NotDone($"Several files may be the {what}: {Told.Names(sources.Select(source => source.Path!))}. Name the one that is meant.", "invalid_argument");
    }

    private static string? LanguageOf(TaskBrief brief) => brief.Language switch
    {
        "javascript" => "typescript",
        { } language when Languages.Contains(language, StringComparer.Ordinal) => language,
        _ => null,
    };

    /// <summary>The language that the files of the workspace are of; null where they are of several or none.</summary>
    private static string? LanguageOf(ImmutableArray<string> files)
    {
        string[] found = [.. files.Select(file => Path.GetFileName(file) switch
        {
            "package.json" or "tsconfig.json" => "typescript",
            "go.mod" => "go",
            "pyproject.toml" or "requirements.txt" or "setup.py" => "python",
            "pom.xml" or "build.gradle" or "build.gradle.kts" => "java",
            var name when name.EndsWith(".csproj", StringComparison.Ordinal) => "csharp",
            _ => null,
        }).OfType<string>().Distinct(StringComparer.Ordinal)];
        return found is [var only] ? only : null;
    }

    /// <summary>A folder that the task names.</summary>
    private static string? Output(TaskBrief brief) =>
        brief.Paths.Select(path => path.TrimEnd('/')).FirstOrDefault(path => path.Length > 0 && !path.StartsWith('/') && Path.GetExtension(path).Length == 0 && path.Contains('/', StringComparison.Ordinal));

    private static string Name(string language) => language switch { "csharp" => "C#", "typescript" => "TypeScript", "python" => "Python", "go" => "Go", _ => "Java" };
}
