using System.Globalization;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Makes a project and tells what was made.</summary>
internal sealed class ScaffoldWork(Desk desk, Told told)
{
    public const string Tool = "scaffold_project";

    private const int MostPlaces = 24;

    public void Do(ScaffoldWish wish)
    {
        if (wish.Template is not { } template)
        {
            told.NotDone(wish.UnknownLanguage is { } language
                ? $"There is no built-in scaffold for {Told.Code(language)}. There are {ProjectKinds.All}; your own templates are found by `search_templates`."
                : $"It was not said what kind of project it shall be. Name the language or one of {ProjectKinds.All}.");
            return;
        }

        if (wish.Name is null)
        {
            told.NotDone($"It was not said what the {ProjectKinds.Title(template)} is called. Say its name, such as \"called billing-api\": folders, packages and images are named after it.");
            return;
        }

        var made = desk.Look($"I make the {ProjectKinds.Title(template)} {wish.Name}.", Tool, wish.Arguments());
        if (made is null)
        {
            return;
        }

        if (!made.Succeeded)
        {
            var fault = ToolAnswers.FaultOf(made);
            told.NotDone($"{ProjectKinds.Title(template)} {Told.Code(wish.Name)}: {Told.Quote(fault.Message)}", fault.Code, fault.Setting);
            return;
        }

        Tell(template, made.Result);
    }

    private void Tell(string template, JsonElement result)
    {
        var root = result.Text("output_path") ?? ".";
        var paths = result.Items("files").Select(file => file.Text("path") ?? "").Select(path => root == "." ? path : path[Math.Min(path.Length, root.Length + 1)..]).ToList();
        var (repository, files) = (paths.Count(IsGit), paths.Where(path => !IsGit(path)).ToList());
        var verb = result.Truth("dry_run") == true ? "Would make" : "Made";
        told.Line($"{verb} the {ProjectKinds.Title(template)} {Told.Code(result.Text("project_name"))} in {Told.Code(root)}: {Told.Count(files.Count, "file")}{(repository > 0 ? " and a git repository with a first commit" : "")}.");
        told.Block(Places(files));
        foreach (var replaced in result.Items("replaced"))
        {
            told.Line($"Another content was in {Told.Code(replaced.Text("path"))}:").Source(replaced.Text("diff"), "diff", 40);
        }

        told.AddList(result.Items("findings"));
        told.Line("Next steps:");
        foreach (var step in result.Items("next_steps"))
        {
            told.Bullet(step.GetString() ?? "");
        }
    }

    private static bool IsGit(string path) => path.StartsWith(".git/", StringComparison.Ordinal);

    /// <summary>Files of the root by name, folders with how many files are in them.</summary>
    private static IEnumerable<string> Places(List<string> files)
    {
        var folders = files.Where(path => path.Contains('/', StringComparison.Ordinal)).GroupBy(Place, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Count() == 1 ? group.First() : string.Create(CultureInfo.InvariantCulture, $"{group.Key}/ ({group.Count()} files)"));
        return folders.Concat(files.Where(path => !path.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal)).Take(MostPlaces);
    }

    private static string Place(string path)
    {
        var parts = path.Split('/');
        return string.Join('/', parts.Take(Math.Min(2, parts.Length - 1)));
    }
}
