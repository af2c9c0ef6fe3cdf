using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Templates.Formats;
using Opsroom.Tools.Templates.Generation;
using Opsroom.Tools.Templates.Rendering;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Templates.Updating;

/// <summary>Brings projects up to their newer templates.</summary>
internal sealed class UpdatingTools(TemplateWork work, TimeProvider time)
{
    private const int MostNamed = 10;

    [Tool("update_from_template", Effect.Write)]
    [Description(
        "Brings a generated project up to a newer version of its template by a three-way merge of what the old template rendered, what the newer one renders, and the project as it is. "
        + "Your own changes and files stay; where both changed the same lines, both stand in the file between marks and in conflicts. Nothing is deleted. dry_run shows every difference first. "
        + "The project says what it was made from in .opsroom-template.yml, copier's .copier-answers.yml or cruft's .cruft.json.")]
    [ToolExample("""{"path": "notes", "template_name": "github-workflow-dotnet"}""")]
    public async Task<ToolResult<UpdatedProject>> UpdateAsync(
        [Description("The project's folder in the workspace, or in a folder that the operator opened (then with output_path).")] string path,
        [Description("The folder of the newer template; where not given, what the project names is looked for.")] string? templatePath,
        [Description("The newer template's name in the catalogue, instead of a path.")] string? templateName,
        [Description("The old template, where the project does not keep what was rendered: its folder, or a commit or tag of the checkout that the template lies in."), StringLength(512)] string? from,
        [Description("Values of variables that the newer template asks for, or that are to change.")] JsonElement? variables,
        [Description("Where changed files are written; the project's folder if not given.")] string? outputPath,
        [Description("Only show what would change.")] bool? dryRun,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var folder = TargetFolder.Of(outputPath ?? (Path.IsPathFullyQualified(path) ? null : path));
        if (folder.Value is not { } target)
        {
            return folder.Failure!;
        }

        try
        {
            var source = Path.IsPathFullyQualified(path) ? path : TargetFolder.Of(path).Value ?? path;
            var read = await ProjectOnHand.ReadAsync(source, context.Workspace, cancellationToken);
            if (read.Value is not { } project)
            {
                return read.Failure!;
            }

            var update = new RequestedUpdate(project, ProjectOrigin.Of(project), TemplateWork.Given(variables), from);
            var prepared = await work.PrepareAsync(update, templatePath, templateName, context.Workspace, cancellationToken);
            if (prepared.Value is not { } pair)
            {
                return prepared.Failure!;
            }

            return await Task.Run(() => Merge(update, pair, source == target, target, templatePath, dryRun ?? false, context.Workspace, cancellationToken), cancellationToken);
        }
        catch (TemplateFault fault)
        {
            return ToolFailure.InvalidArgument($"{fault.Located} ({fault.Rule})");
        }
    }

    private ToolResult<UpdatedProject> Merge(RequestedUpdate update, PreparedUpdate pair, bool isInPlace, string target, string? templatePath, bool dryRun, IWorkspace workspace, CancellationToken cancellationToken)
    {
        var rendered = pair.Newer;
        var after = RenderedBase.FilesOf(rendered).ToDictionary(file => file.Path, file => file.Bytes, StringComparer.Ordinal);
        List<string> left = [.. Lists.Texts(rendered.Definition.Settings, "_skip_if_exists"), .. update.Origin?.Left ?? []];
        var version = rendered.Definition.Version ?? rendered.Folder.Commit;
        var record = rendered.Definition.Format == "copier" ? CopierFormat.AnswersFileOf(rendered.Definition) : null;
        var plan = new UpdatePlan(
            update.Project, pair.Before, after, file => left.Exists(pattern => Globs.Ignores(pattern, file)), record, version is null ? "template" : $"template {version}", cancellationToken);
        plan.Run();
        if (plan.Unresolved.Count > 0)
        {
            return new ToolFailure(FaultCodes.Conflict, $"Nothing was written: {Some(plan.Unresolved)} still holds marks of an earlier update ({LineMerge.Begin} project). Choose between the versions there, remove the marks, then update again.");
        }

        var files = plan.Written.Select(file => (file.Key, file.Value)).ToList();
        foreach (var (name, text) in Records(update, pair, templatePath, after.Keys.Contains(record ?? "", StringComparer.Ordinal), cancellationToken))
        {
            files.Add((name, Encoding.UTF8.GetBytes(text)));
        }

        var written = ImmutableArray.CreateBuilder<WorkspaceFile>();
        foreach (var (name, bytes) in files)
        {
            var path = target.Length == 0 ? name : $"{target}/{name}";
            var result = dryRun ? new WorkspaceFile(path, MediaTypes.Of(path), bytes.Length, ProjectOnHand.HashOf(bytes), "") : workspace.Write(path, MediaTypes.Of(path), bytes);
            if (result.Value is not { } artifact)
            {
                return result.Failure!;
            }

            written.Add(artifact);
        }

        return new UpdatedProject(
            rendered.Folder.Name, rendered.Definition.Format, update.Origin?.Version ?? update.Origin?.Commit, version, target.Length == 0 ? "." : target, dryRun,
            plan.Changes.Count == 0 && plan.Conflicts.Count == 0 && plan.Obsolete.Count == 0, written.ToImmutable(), [.. plan.Conflicts], [.. plan.Changes], [.. plan.Obsolete],
            [.. pair.Warnings, .. RenderingNotes.Warnings(rendered, update.Given), .. Enumerable.Repeat("Only files that change were written; lay them over the project.", isInPlace ? 0 : 1)], [.. RenderingNotes.Values(rendered)]);
    }

    /// <summary>What the project remembers from now on, in the file it has for that.</summary>
    private IEnumerable<(string Name, string Text)> Records(RequestedUpdate update, PreparedUpdate pair, string? templatePath, bool hasAnswers, CancellationToken cancellationToken)
    {
        var (origin, commit) = (update.Origin, pair.Newer.Folder.Commit);
        if (origin is { IsCruft: true } && pair.Head is { } head)
        {
            yield return (ProjectOrigin.CruftFile, CruftRecord.Of(update.Project.Text(ProjectOrigin.CruftFile)!, head, pair.Newer.Answers));
        }
        else if (origin is null or { IsOurs: true } || commit is null || (!origin.IsCruft && !hasAnswers))
        {
            var isPath = templatePath is not null || origin?.IsPath == true;
            var state = TemplateState.Of(pair.Newer, templatePath ?? (origin is { IsOurs: true } ? origin.Template : pair.Newer.Folder.Name), isPath);
            var text = state.Write(new RenderBudget(new RenderLimits(), time, cancellationToken));
            if (update.Project.Text(TemplateState.File) != text)
            {
                yield return (TemplateState.File, text);
            }
        }
    }

    private static string Some(IReadOnlyList<string> names) => string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
