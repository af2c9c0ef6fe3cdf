using System.Collections.Immutable;
using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Templates.Catalogue;
using Opsroom.Tools.Templates.Formats;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;
using Opsroom.Tools.Templates.Scaffolding;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Templates.Generation;

/// <summary>Renders templates into the workspace.</summary>
internal sealed class GenerationTools(TemplateWork work, TimeProvider time)
{
    private const int MostNamed = 10;

    [Tool("generate_from_template", Effect.Write)]
    [Description(
        "Renders a template of the catalogue, or a folder, into the workspace: Handlebars, cookiecutter, copier, Maven archetypes and Harness templates. Hooks, tasks and scripts of templates are shown and never run. "
        + "Files that are there with another content are not replaced without force; dry_run shows what would be written, what would change, and the variables with their questions and defaults.")]
    [ToolExample("""{"template_name": "python-library", "output_path": "libs", "variables": {"project_name": "Rate Limits"}, "dry_run": false}""")]
    public async Task<ToolResult<GeneratedTemplate>> GenerateAsync(
        [Description("A template's name, as list_templates shows it.")] string? templateName,
        [Description("A template's folder in the workspace, or in a folder that the operator opened; or the file of a Harness template.")] string? templatePath,
        [Description("The folder to render into; . for the workspace itself.")] string outputPath,
        [Description("Values of variables by name. What is not given takes the template's default.")] JsonElement? variables,
        [Description("Only show what would be written.")] bool? dryRun,
        [Description("Replace files that are there with another content.")] bool? force,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var target = TargetFolder.Of(outputPath);
        if (target.Value is not { } folder)
        {
            return target.Failure!;
        }

        var found = await work.FindAsync(templateName, templatePath, context.Workspace, cancellationToken);
        if (found.Value is not { } template)
        {
            return found.Failure!;
        }

        var given = TemplateWork.Given(variables);
        var made = await work.RenderAsync(template, given, cancellationToken);
        if (made.Value is not { } rendered)
        {
            return made.Failure!;
        }

        if (rendered.Answers.Missing.Count > 0 && dryRun != true)
        {
            return RenderingNotes.Asking(rendered);
        }

        return await WriteAsync(rendered, folder, templateName ?? templatePath!, templatePath is not null, given, dryRun ?? false, force ?? false, context.Workspace, cancellationToken);
    }

    private async Task<ToolResult<GeneratedTemplate>> WriteAsync(
        RenderedTemplate rendered, string folder, string template, bool isPath, JinjaDict given, bool dryRun, bool force, IWorkspace workspace, CancellationToken cancellationToken)
    {
        var there = workspace.List().ToDictionary(file => file.Path, StringComparer.OrdinalIgnoreCase);
        var skipped = Lists.Texts(rendered.Definition.Settings, "_skip_if_exists").ToList();
        var (replaced, unchanged, files) = (ImmutableArray.CreateBuilder<ReplacedFile>(), ImmutableArray.CreateBuilder<string>(), new List<(string Path, ReadOnlyMemory<byte> Bytes)>());
        foreach (var file in rendered.Tree.Files)
        {
            var path = folder.Length == 0 ? file.Path : $"{folder}/{file.Path}";
            if (!there.TryGetValue(path, out var old))
            {
                files.Add((path, file.Bytes));
            }
            else if (old.Sha256 == Convert.ToHexStringLower(SHA256.HashData(file.Bytes.Span)) || skipped.Exists(pattern => Globs.Ignores(pattern, file.Path)))
            {
                unchanged.Add(old.Path);
            }
            else
            {
                replaced.Add(new(old.Path, await DiffAsync(old, file.Bytes, workspace, cancellationToken)));
                files.Add((path, file.Bytes));
            }
        }

        if (replaced.Count > 0 && !force && !dryRun)
        {
            var named = string.Join(", ", replaced.Take(MostNamed).Select(file => file.Path)) + (replaced.Count > MostNamed ? $" and {replaced.Count - MostNamed} more" : "");
            return new ToolFailure(FaultCodes.Conflict, $"Nothing was written: {named} would be replaced. Look at the differences with dry_run, then choose another output_path, or replace them with force.");
        }

        if (rendered.Tree.Files.Count > 0)
        {
            var state = TemplateState.Of(rendered, template, isPath).Write(new RenderBudget(new RenderLimits(), time, cancellationToken));
            files.Add(((folder.Length == 0 ? "" : folder + "/") + TemplateState.ProjectIn(rendered) + TemplateState.File, Encoding.UTF8.GetBytes(state)));
        }

        var written = ImmutableArray.CreateBuilder<WorkspaceFile>();
        foreach (var (path, bytes) in files)
        {
            if (dryRun)
            {
                written.Add(new(path, MediaTypes.Of(path), bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), ""));
                continue;
            }

            var result = workspace.Write(path, MediaTypes.Of(path), bytes);
            if (result.Value is not { } artifact)
            {
                return result.Failure!;
            }

            written.Add(artifact);
        }

        return new GeneratedTemplate(
            rendered.Folder.Name, rendered.Definition.Format, folder.Length == 0 ? "." : folder, dryRun, written.ToImmutable(), replaced.ToImmutable(), unchanged.ToImmutable(), [.. RenderingNotes.Warnings(rendered, given)],
            [.. RenderingNotes.Values(rendered)],
            [.. rendered.Answers.Missing.Select(VariableSummary.Of)]);
    }

    private static async Task<string> DiffAsync(WorkspaceFile old, ReadOnlyMemory<byte> made, IWorkspace workspace, CancellationToken cancellationToken)
    {
        var read = await workspace.ReadAsync(old.Path, cancellationToken);
        return read.Value is { } file ? FileDiff.Of(old.Path, file.Bytes, made) : read.Failure!.Message;
    }
}

/// <param name="Files">Every file that was written; in a dry run with an empty url.</param>
/// <param name="Replaced">Files that were there with another content, with what changes in them.</param>
/// <param name="Unchanged">Files that were left as they are.</param>
/// <param name="Variables">What the template was rendered with.</param>
/// <param name="Missing">What has to be given before anything can be rendered; in a dry run only.</param>
internal sealed record GeneratedTemplate(
    string Template, string Format, string OutputPath, bool DryRun, ImmutableArray<WorkspaceFile> Files, ImmutableArray<ReplacedFile> Replaced, ImmutableArray<string> Unchanged, ImmutableArray<string> Warnings,
    ImmutableArray<VariableValue> Variables, ImmutableArray<VariableSummary> Missing);
