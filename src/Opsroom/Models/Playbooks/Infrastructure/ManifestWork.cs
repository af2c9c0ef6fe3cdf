using System.Globalization;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Makes, judges and applies manifests. Nothing with an error is applied.</summary>
internal sealed class ManifestWork(Desk desk, Told told, Place place, TaskBrief brief, ContextValues context)
{
    private const int MostShown = 20;

    /// <returns>What was made; null while it waits, and where nothing was made.</returns>
    public ManifestSource? Generate()
    {
        var request = ManifestWish.Read(brief, context, place);
        if (request.Missing is { } missing)
        {
            told.NotDone(missing);
            return null;
        }

        var made = desk.Look($"I write a manifest for {request.Name}.", "kubernetes_generate_manifest", request.Arguments());
        if (!told.Succeeded(made, $"The manifest for {Told.Code(request.Name)}"))
        {
            return null;
        }

        var result = made!.Result;
        told.Line($"Wrote the manifest for {Told.Code(request.Name)}: {Told.Code(result.Text("path"))}.");
        told.Bullet("Objects", result.Items("objects").Any() ? Told.Names(result.Items("objects").Select(each => each.ToString()), 20) : null);
        told.Bullet("Kubernetes", result.Text("kubernetes_version"));
        told.Bullet("Linter", Verdict(result));
        told.AddList(result.Items("findings"), "error", "warning");
        foreach (var assumption in result.Items("assumptions").Take(12))
        {
            told.Bullet("Assumed", Told.Quote(assumption.ToString()));
        }

        return FindingsReport.CountOf(result, "error") == 0 && result.Text("path") is { } path ? new ManifestSource(null, path) : null;
    }

    public void Lint(ManifestSource source)
    {
        var judged = Judged(source);
        if (told.Succeeded(judged, "Linting"))
        {
            told.Line($"{Shown(source)}: {Verdict(judged!.Result)}.");
            told.AddList(judged.Result.Items("findings"));
        }
    }

    public void Apply(ManifestSource source, bool prune)
    {
        if (Judged(source) is not { } judged)
        {
            return;
        }

        var faults = judged.Succeeded ? judged.Result.Items("findings").Where(finding => !IsForItsServer(finding)).ToList() : [];
        if (faults.Exists(finding => finding.Text("severity") == "error"))
        {
            told.NotDone($"{Shown(source)} has errors, so it was not applied.");
            told.AddList(faults, "error");
            return;
        }

        var made = desk.Change(
            $"I apply {(source.Path is null ? "the given manifest" : source.Path)}.", "kubernetes_apply", ("manifest_content", source.Content), ("manifest_path", source.Path),
            ("namespace", place.Namespace ?? (place.Environment is null ? place.Word : null)), ("prune", prune ? true : null), ("environment", place.Environment), ("cluster", place.Cluster));
        if (!told.Succeeded(made, $"Applying {Shown(source).ToLowerInvariant()}", source.Path is { } file ? $"kubectl apply --server-side -f {file}" : null))
        {
            return;
        }

        var applied = made!.Result.Items("applied").ToList();
        told.Line($"Applied {Told.Count(applied.Count, "object")}.");
        foreach (var each in applied.Take(MostShown))
        {
            var id = each.Text("object");
            told.Bullet($"{Told.Code(id)}: {Told.Quote(each.Text("outcome"))}");
            if (id?.Split('/') is [_, var space, var name])
            {
                told.AddRollout(desk, made with { Result = each }, name, space, place.Cluster);
            }
        }

        if (made.Result.Truth("complete") == false)
        {
            told.NotDone($"It stopped: {Told.Quote(made.Result.Text("failed"))} What was applied before stands.");
            told.Bullet("Not applied", made.Result.Items("not_applied").Any() ? Told.Names(made.Result.Items("not_applied").Select(each => each.ToString()), MostShown) : null);
        }

        told.AddList(faults, "warning");
    }

    private ToolExchange? Judged(ManifestSource source) =>
        desk.Look("I lint the manifest.", "kubernetes_lint_manifest", ("manifest_content", source.Content), ("manifest_path", source.Path), ("cluster", place.Cluster));

    /// <summary>Without a cluster that is named, versions are judged against the newest one. What the target serves it says itself, in the dry run before anybody is asked.</summary>
    private bool IsForItsServer(JsonElement finding) => place.Cluster is null && finding.Text("rule") is "removed-api" or "api-not-yet-served" or "deprecated-api";

    private static string Shown(ManifestSource source) => source.Path is { } path ? Told.Code(path) : "The given manifest";

    private static string Verdict(JsonElement result)
    {
        var (errors, warnings) = (FindingsReport.CountOf(result, "error"), FindingsReport.CountOf(result, "warning"));
        return errors + warnings == 0 ? "no error and no warning" : string.Create(CultureInfo.InvariantCulture, $"{Told.Count(errors, "error")}, {Told.Count(warnings, "warning")}");
    }
}
