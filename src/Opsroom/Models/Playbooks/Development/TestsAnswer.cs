using System.Globalization;
using System.Text;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;
using Opsroom.Threads;

namespace Opsroom.Models.Playbooks.Development;

/// <summary>Tests that are written for a source or an API document, and tests of a folder that are run.</summary>
internal static class TestsAnswer
{
    private const int MostShown = 12;
    private static readonly string[] Sources = [".cs", ".py", ".js", ".mjs", ".cjs", ".ts", ".java"];
    private static readonly string[] Documents = [".yaml", ".yml", ".json"];

    /// <summary>The next turn; null where the tools are not here.</summary>
    public static PlaybookTurn? Next(PlaybookSituation situation, TaskBrief brief)
    {
        var isRun = IsRun(brief);
        if (!situation.Tools.Contains(isRun ? "run_tests" : "generate_tests"))
        {
            return null;
        }

        if ((isRun ? Run(situation.Brief, brief) : Generate(situation.Brief, brief)) is not { } planned)
        {
            var wanted = isRun ? "Say which folder of the workspace, or below a folder that the operator opened, has the tests: `run the tests in services/cart`."
                : "Show the source (or the OpenAPI document) in the task, name its file, or upload it as an artifact of this thread.";
            return new PlaybookTurn.Answer($"**Not done:** {wanted}", new Fault("tool_failed", wanted));
        }

        var ledger = new CallLedger(situation);
        if (ledger.Find(planned) is not { } made)
        {
            return ledger.Open([planned]) is { IsEmpty: false } open ? new PlaybookTurn.CallTools(isRun ? "I run the tests in the sandbox." : "I write the tests.", open) : null;
        }

        return !made.Succeeded ? new PlaybookTurn.Answer($"**Not done:** {ToolAnswers.FailureOf(made)}", ToolAnswers.FaultOf(made))
            : new PlaybookTurn.Answer(isRun ? Ran(made.Result) : Written(made.Result));
    }

    private static bool IsRun(TaskBrief brief) =>
        brief.Text.Mentions("run", "rerun", "execute", "lance", "lancer", "ejecuta", "ejecutar", "führe", "starte", "esegui", "uruchom", "запусти")
        && !brief.Text.Mentions("write", "generate", "create", "add", "schreibe", "erstelle", "escribe", "genera", "écris", "scrivi", "characterise", "characterize");

    private static PlannedCall? Run(PlaybookBrief asked, TaskBrief brief)
    {
        var folder = brief.Paths.Concat(brief.Quoted).FirstOrDefault(path => path.StartsWith('/') || asked.Files.Any(file => file.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal)))
            ?? (asked.Files.Select(file => file.Split('/')).Where(parts => parts.Length > 1).Select(parts => parts[0]).Distinct(StringComparer.Ordinal).ToList() is [var only] ? only : null);
        return folder is null ? null : new("run_tests", CallLedger.Arguments(("path", folder.Length > 1 ? folder.TrimEnd('/') : folder)));
    }

    private static PlannedCall? Generate(PlaybookBrief asked, TaskBrief brief)
    {
        var framework = brief.Frameworks.FirstOrDefault(name => name is "xunit" or "pytest" or "jest" or "vitest" or "mocha" or "junit");
        var isContract = brief.Text.Mentions("contract", "openapi", "swagger", "spec", "contrato", "vertrag");
        var characterise = brief.Text.Mentions("characterise", "characterize", "characterisation", "characterization", "record") ? true : (bool?)null;
        if (brief.CodeBlocks.FirstOrDefault(block => !isContract || block.Content.Contains("paths", StringComparison.Ordinal)) is { } shown)
        {
            var isSpec = shown.Content.Contains("openapi", StringComparison.Ordinal) || shown.Content.Contains("swagger", StringComparison.Ordinal);
            return new("generate_tests", CallLedger.Arguments((isSpec ? "spec_content" : "source_content", shown.Content), ("framework", framework ?? (isSpec ? null : ByKind(shown.Kind))), ("characterise", isSpec ? null : characterise)));
        }

        var endings = isContract ? Documents : Sources;
        var file = brief.Paths.Concat(brief.Quoted).FirstOrDefault(path => Ends(path, endings)) ?? (asked.Files.Where(path => Ends(path, endings)).ToList() is [var only] ? only : Named(asked, brief, endings));
        return file is null ? null : new("generate_tests", CallLedger.Arguments((isContract ? "spec_path" : "source_path", file), ("framework", framework), ("characterise", isContract ? null : characterise)));
    }

    /// <summary>The file of the workspace whose name the task says as a word, without its ending.</summary>
    private static string? Named(PlaybookBrief asked, TaskBrief brief, string[] endings) =>
        asked.Files.FirstOrDefault(path => Ends(path, endings) && brief.Text.Mentions(Path.GetFileNameWithoutExtension(path).ToLowerInvariant()));

    private static string? ByKind(string kind) => kind switch
    {
        "csharp" or "cs" or "c#" => "xunit",
        "python" or "py" => "pytest",
        "java" => "junit",
        "javascript" or "js" or "typescript" or "ts" => "vitest",
        _ => null,
    };

    private static bool Ends(string path, string[] endings) => endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static string Written(JsonElement result)
    {
        var text = new StringBuilder();
        var cases = result.Items("cases").ToList();
        text.Append(CultureInfo.InvariantCulture, $"**{Told.Count(result.Integer("total") ?? cases.Count, "test")} for {result.Text("framework")}** in {Told.Names(result.Items("files").Select(file => Told.Code(file.Text("path"))))}.\n");
        text.Append("\n| test | asserts | known by |\n| --- | --- | --- |\n");
        foreach (var each in cases.Take(MostShown))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {Told.Code(each.Text("name"))} | {Told.Quote(each.Text("asserts"))} | {each.Text("known")} |\n");
        }

        text.Append(cases.Count > MostShown ? $"\nand {cases.Count - MostShown} more\n" : "");
        foreach (var warning in result.Items("warnings"))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n- {Told.Quote(warning.GetString())}");
        }

        return text.Append("\n\nNext: put the file beside the source, read what it asserts, and run it (`run the tests in …`).").ToString().Trim();
    }

    private static string Ran(JsonElement result)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"**{result.Integer("passed")} passed, {result.Integer("failed")} failed, {result.Integer("skipped")} skipped** in {result.Text("duration")} ({result.Text("runner")}, {(result.Truth("sandboxed") == true ? "in the sandbox" : "without a sandbox")}): {Told.Code(result.Text("command"))}\n");
        if (result.Text("message") is { } message)
        {
            text.Append('\n').Append(message).Append('\n');
        }

        foreach (var failure in result.Items("failures").Take(MostShown))
        {
            var place = failure.Text("file") is { } file ? $" ({file}{(failure.Integer("line") is { } line ? $":{line}" : "")})" : "";
            text.Append(CultureInfo.InvariantCulture, $"\n- {Told.Code(failure.Text("name"))}{place}: {Told.Quote(failure.Text("message"))}");
        }

        return text.ToString().Trim();
    }
}
