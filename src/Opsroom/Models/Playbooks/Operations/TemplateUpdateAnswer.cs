using System.Globalization;
using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Operations;

/// <summary>Brings a project up to the newer version of its template, and tells what has to be decided by a person.</summary>
/// <param name="given">Values of variables that the task states.</param>
internal sealed class TemplateUpdateAnswer(Desk desk, TaskBrief brief, Told told, JsonObject? given)
{
    private const int MostShown = 20;

    private static readonly string[] Records = [".opsroom-template.yml", ".copier-answers.yml", ".cruft.json"];

    private static readonly string[] Verbs =
    [
        "update", "updates", "updated", "updating", "upgrade", "upgraded", "upgrading", "sync", "synchronize", "synchronise", "resync", "refresh", "rebase", "bring", "merge", "move", "moved", "cruft", "copier", "newer", "latest",
        "aktualisiere", "aktualisieren", "aktualisier", "nachziehen", "mets", "mettre", "actualise", "actualiser", "actualiza", "actualizar", "aggiorna", "aggiornare", "atualiza", "atualizar", "atualize", "bijwerken", "zaktualizuj",
    ];

    private static readonly string[] Sources =
    [
        "its", "newer", "latest", "current", "version", "versions", "date", "copier", "cruft", "from", "to", "changes", "project", "upstream", "seiner", "seine", "neueren", "neuen", "neue", "neuesten", "version", "aus", "von", "auf",
        "son", "depuis", "nouvelle", "nouveau", "su", "desde", "nueva", "nuevo", "dal", "suo", "nuovo", "sua", "seu", "novo", "nova",
    ];

    private static readonly string[] Previews = ["preview", "dry", "dry-run", "would", "show", "diff", "vorschau", "zeig", "montre", "muestra", "mostra"];

    /// <summary>Whether a project is to follow its template, rather than a template to be changed.</summary>
    public static bool IsAsked(TaskText text)
    {
        for (var index = 0; index < text.Count; index++)
        {
            if (!Verbs.Contains(text[index].Key, StringComparer.Ordinal) || !text.Mentions(Sources))
            {
                continue;
            }

            // "update the template": it is the template itself that shall change
            var next = index + 1;
            while (text.Is(next, Term.Stop | Term.Indefinite))
            {
                next++;
            }

            return !text.Is(next, Term.Template) || text[index].Key is "newer" or "latest" or "copier" or "cruft";
        }

        return false;
    }

    public void Update()
    {
        var projects = desk.Brief.Files.Where(file => Records.Contains(file[(file.LastIndexOf('/') + 1)..], StringComparer.Ordinal)).Select(file => file.Contains('/', StringComparison.Ordinal) ? file[..file.LastIndexOf('/')] : ".").Distinct(StringComparer.Ordinal).ToList();
        List<string> paths = [.. brief.Paths.Select(path => path.TrimEnd('/'))];
        var project = paths.Find(projects.Contains) ?? Named(projects) ?? paths.FirstOrDefault() ?? (projects.Count == 1 ? projects[0] : null);
        if (project is null)
        {
            told.NotDone(
                projects.Count == 0
                    ? "No project of the workspace says which template it was made from. Upload the project with its `.opsroom-template.yml`, `.copier-answers.yml` or `.cruft.json`, or name its folder and the folders of the old and the newer template."
                    : $"It was not said which project. There are {Told.Names(projects, MostShown)}.", "invalid_argument");
            return;
        }

        var template = paths.Find(path => path != project);
        var isPreview = desk.Brief.Task.Length < 2_000 && brief.Text.Mentions(Previews);
        var made = desk.Look("I merge the newer template into the project.", "update_from_template", ("path", project), ("template_path", template), ("variables", given), ("dry_run", isPreview ? true : null));
        if (made is null)
        {
            return;
        }

        if (!made.Succeeded)
        {
            var fault = ToolAnswers.FaultOf(made);
            told.NotDone(Told.Quote(fault.Message), fault.Code, fault.Setting);
            return;
        }

        var result = made.Result;
        var (from, to) = (result.Text("from_version"), result.Text("to_version"));
        var versions = (from, to) switch { (not null, not null) when from != to => $" from {Told.Code(from)} to {Told.Code(to)}", (_, not null) => $" at {Told.Code(to)}", _ => "" };
        if (result.Truth("up_to_date") == true)
        {
            told.Line($"{Told.Code(project)} has all of its template {Told.Code(result.Text("template"))}{versions}: nothing changes.");
            return;
        }

        var conflicts = result.Items("conflicts").ToList();
        told.Line($"{(isPreview ? "Would bring" : "Brought")} {Told.Code(project)} up to its template {Told.Code(result.Text("template"))}{versions}: {Told.Count(result.Items("changes").Count(), "file")} {(isPreview ? "would change" : "changed")}, {Told.Count(conflicts.Count, "conflict")}.");
        foreach (var change in result.Items("changes").Take(MostShown))
        {
            told.Bullet($"{Told.Code(change.Text("path"))}: {change.Text("action")}");
        }

        if (isPreview)
        {
            told.Source(string.Join('\n', result.Items("changes").Select(change => (change.Text("diff") ?? "").TrimEnd('\n'))), "diff", MostShown * 10);
        }

        if (conflicts.Count > 0)
        {
            told.Line("To decide:");
        }

        foreach (var conflict in conflicts.Take(MostShown))
        {
            told.Bullet($"{Told.Code(conflict.Text("path"))}{(conflict.Integer("line") is { } line ? string.Create(CultureInfo.InvariantCulture, $", line {line}") : "")}: {Told.Quote(conflict.Text("message"))}");
        }

        foreach (var file in result.Items("obsolete").Take(MostShown))
        {
            told.Bullet($"{Told.Code(file.Text("path"))}: {Told.Quote(file.Text("reason"))}");
        }

        foreach (var warning in result.Items("warnings").Take(MostShown))
        {
            told.Bullet(Told.Quote(warning.GetString()));
        }

        told.Line(isPreview ? "Say it without \"preview\" to write it." : conflicts.Count > 0 ? "Look through the conflicts, run the project's tests, then commit." : "Look through the changes, run the project's tests, then commit.");
    }

    /// <summary>The project whose folder the task names in any of its words.</summary>
    private string? Named(List<string> projects)
    {
        var words = desk.Brief.Task.Split((char[])[' ', '\n', '\t', ',', '"', '\'', '`', '.', ':', ';', '/', '?', '!'], StringSplitOptions.RemoveEmptyEntries);
        return projects.Where(project => words.Contains(project[(project.LastIndexOf('/') + 1)..], StringComparer.OrdinalIgnoreCase)).OrderByDescending(project => project.Length).FirstOrDefault();
    }
}
