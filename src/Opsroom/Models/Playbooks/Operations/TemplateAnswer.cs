using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Operations;

/// <summary>Looks through the template catalogue, judges templates and renders them, as far as the task says which and where.</summary>
internal sealed partial class TemplateAnswer(Desk desk, TaskBrief brief)
{
    private const int MostShown = 15;

    private readonly Told told = new();

    /// <summary>The next turn; null where the tool for it is not there, and for a template that is to be written, which takes a language model.</summary>
    /// <param name="tool">What the task is about.</param>
    public static PlaybookTurn? Next(PlaybookSituation situation, TaskBrief brief, string tool)
    {
        if (!situation.Tools.Contains(tool) || tool == "workspace_write")
        {
            return null;
        }

        var desk = new Desk(situation);
        var answer = new TemplateAnswer(desk, brief);
        switch (tool)
        {
            case "validate_template":
                answer.Judge();
                break;
            case "generate_from_template":
                answer.Render();
                break;
            case "update_from_template":
                new TemplateUpdateAnswer(desk, brief, answer.told, answer.Given()).Update();
                break;
            default:
                answer.Find(tool);
                break;
        }

        return (PlaybookTurn?)desk.NextCalls() ?? answer.told.ToAnswer();
    }

    private void Find(string tool)
    {
        var found = tool == "search_templates"
            ? desk.Look("I search the catalogue of templates.", tool, ("query", Purpose()))
            : desk.Look("I look through the catalogue of templates.", tool);
        if (found is null || Failed(found))
        {
            return;
        }

        var templates = found.Result.Items("templates").ToList();
        if (templates.Count == 0)
        {
            told.Line("No template of the catalogue fits. `list_templates` shows all; your own are added by `Templates:Directories` (`--templates`).");
            return;
        }

        told.Line($"{Told.Count(templates.Count, "template")}:");
        foreach (var template in templates.Take(MostShown))
        {
            Tell(template);
        }

        if (templates.Count > MostShown)
        {
            told.Bullet(string.Create(CultureInfo.InvariantCulture, $"and {templates.Count - MostShown} more"));
        }

        told.Line("Say \"generate NAME into FOLDER with variable=value\" to render one.");
    }

    private void Judge()
    {
        var block = brief.CodeBlocks.FirstOrDefault()?.Content;
        var path = block is null ? brief.Paths.Select(desk.Brief.FileNamed).FirstOrDefault() : null;
        if (block is null && path is null)
        {
            told.NotDone("It was not said which template. Name its folder in the workspace, or show its text in a code block.", "invalid_argument");
            return;
        }

        var judged = desk.Look("I judge the template.", "validate_template", ("path", path?.TrimEnd('/')), ("content", block));
        if (judged is null || Failed(judged))
        {
            return;
        }

        var result = judged.Result;
        told.Line($"The template{(path is null ? "" : $" {Told.Code(path)}")} is **{(result.Truth("valid") == true ? "valid" : "not valid")}** ({result.Text("format") ?? "no known format"}, quality {result.Integer("quality_score") ?? 0} of 100).");
        foreach (var finding in result.Items("findings").Take(MostShown))
        {
            var place = finding.Text("path") is { } file ? $" in {Told.Code(file)}" : "";
            told.Bullet($"{finding.Text("severity")} `{finding.Text("rule")}`{place}{(finding.Integer("line") is { } line ? string.Create(CultureInfo.InvariantCulture, $", line {line}") : "")}: {Told.Quote(finding.Text("message"))}");
        }

        Variables("Its variables:", result.Items("variables"));
    }

    private void Render()
    {
        if (desk.Look("I look through the catalogue of templates.", "list_templates") is not { } catalogue)
        {
            return;
        }

        var names = catalogue.Succeeded ? catalogue.Result.Items("templates").Select(template => template.Text("name")).OfType<string>().ToList() : [];
        var words = desk.Brief.Task.Split((char[])[' ', '\n', '\t', ',', '"', '\'', '`', '.', ':', ';'], StringSplitOptions.RemoveEmptyEntries);
        var name = names.Where(each => words.Contains(each, StringComparer.OrdinalIgnoreCase)).OrderByDescending(each => each.Length).FirstOrDefault();
        var folder = name is null ? brief.Paths.FirstOrDefault(path => desk.Brief.Files.Any(file => file.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal))) : null;
        if (name is null && folder is null)
        {
            told.NotDone($"It was not said which template. There are {Told.Names(names, MostShown)}; a folder of the workspace is taken too.", "invalid_argument");
            return;
        }

        var output = brief.Paths.Select(path => path.TrimEnd('/')).FirstOrDefault(path => path != folder?.TrimEnd('/') && !path.StartsWith('/')) ?? brief.NewName ?? brief.Service ?? name ?? "rendered";
        var made = desk.Look(
            "I render the template.", "generate_from_template", ("template_name", name), ("template_path", folder?.TrimEnd('/')), ("output_path", output), ("variables", Given()),
            ("dry_run", brief.Text.Mentions("dry", "preview", "vorschau") ? true : null), ("force", brief.Text.Mentions("overwrite", "replace", "force") ? true : null));
        if (made is null || Failed(made))
        {
            return;
        }

        var result = made.Result;
        var files = result.Items("files").ToList();
        told.Line($"{(result.Truth("dry_run") == true ? "Would render" : "Rendered")} {Told.Code(result.Text("template"))} into {Told.Code(result.Text("output_path"))}: {Told.Count(files.Count, "file")}.");
        told.Block(files.Select(file => file.Text("path") ?? "").Take(MostShown * 2));
        foreach (var warning in result.Items("warnings").Take(MostShown))
        {
            told.Bullet(Told.Quote(warning.GetString()));
        }

        foreach (var value in result.Items("variables").Where(value => value.Truth("is_default") == true).Take(MostShown))
        {
            told.Bullet($"{Told.Code(value.Text("name"))} is {Told.Code(value.Text("value"))}, as the template has it");
        }

        Variables("Still to be given:", result.Items("missing"));
    }

    private void Tell(JsonElement template)
    {
        var variables = template.Items("variables").Select(variable => variable.Text("name")).OfType<string>().ToList();
        told.Bullet($"{Told.Code(template.Text("name"))} ({template.Text("format")}, {template.Text("source")}): {Told.Quote(template.Text("description") ?? template.Text("problem") ?? "no description")}");
        if (variables.Count > 0)
        {
            told.Under($"asks for {Told.Names(variables, MostShown)}");
        }
    }

    private void Variables(string heading, IEnumerable<JsonElement> variables)
    {
        var all = variables.ToList();
        if (all.Count == 0)
        {
            return;
        }

        told.Line(heading);
        foreach (var variable in all.Take(MostShown))
        {
            var otherwise = variable.Text("default") is { } given ? $", {Told.Code(given)} unless told" : variable.Truth("required") == true ? ", required" : "";
            told.Bullet($"{Told.Code(variable.Text("name"))} ({variable.Text("type")}{otherwise}){(variable.Text("question") is { } question ? $": {Told.Quote(question)}" : "")}");
        }
    }

    private bool Failed(ToolExchange made)
    {
        if (!made.Succeeded)
        {
            var fault = ToolAnswers.FaultOf(made);
            told.NotDone(Told.Quote(fault.Message), fault.Code, fault.Setting);
        }

        return !made.Succeeded;
    }

    /// <summary>What the task searches for: its language and frameworks, else its words.</summary>
    private string Purpose()
    {
        string[] known = [.. new[] { brief.Language }.Concat(brief.Frameworks).OfType<string>()];
        return known.Length > 0 ? string.Join(' ', known) : desk.Brief.Task.Length <= 400 ? desk.Brief.Task : desk.Brief.Task[..400];
    }

    /// <summary><c>name=value</c> in the task, and <c>variables</c> of the context.</summary>
    private JsonObject? Given()
    {
        var given = ContextValues.Of(desk.Brief.Context).Raw("variables") is { ValueKind: JsonValueKind.Object } variables ? JsonObject.Create(variables)! : [];
        foreach (var pair in Assigned().EnumerateMatches(desk.Brief.Task))
        {
            var text = desk.Brief.Task.AsSpan(pair.Index, pair.Length);
            var at = text.IndexOf('=');
            given[text[..at].Trim().ToString()] = text[(at + 1)..].Trim().Trim("\"'").TrimEnd(",;").ToString();
        }

        return given.Count == 0 ? null : given;
    }

    [GeneratedRegex("""[A-Za-z_][A-Za-z0-9_.-]{0,60} ?= ?("[^"\n]{0,400}"|'[^'\n]{0,400}'|[^\s"']{1,400})""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Assigned();
}
