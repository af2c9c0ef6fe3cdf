using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Opsroom.Tools.Harness;
using Opsroom.Tools.Harness.Generation;
using Opsroom.Tools.Templates.Scaffolding.Catalogue;
using Opsroom.Tools.Templates.Scaffolding.Names;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Templates.Scaffolding;

/// <summary>Makes projects from nothing.</summary>
internal sealed class ScaffoldTools(HarnessOptions harness)
{
    private const int MostEnvironments = 10;

    private readonly ProjectFiles projects = new(new ProjectPipeline(harness));

    [Tool("scaffold_project", Effect.Write)]
    [ToolExample("""{"template": "fastapi", "project_name": "billing-api", "options": {"environments": ["staging", "production"]}, "variables": {"description": "Bills and their payments."}}""")]
    [Description(
        "Makes a project that builds, tests and starts at once: dotnet-webapi, dotnet-worker, fastapi, express-typescript, spring-boot, go-service, react-app, terraform-module or helm-chart (and what people call "
        + "them). Each has a small real feature with tests, linter configuration, health and metrics endpoints, README, CI, and, unless turned off, Dockerfile and compose file, Kubernetes manifests and a Harness "
        + "pipeline that pass our linters, and a git repository with a first commit. Files that are there with another content are not replaced without force; dry_run shows what would be written and replaced.")]
    public async Task<ToolResult<ScaffoldedProject>> ScaffoldAsync(
        [Description("The kind of project: its id, or what people call it."), StringLength(100, MinimumLength = 1)] string template,
        [Description("The project's name, such as billing-api; names of packages, namespaces and images are made of it."), StringLength(100, MinimumLength = 1)] string projectName,
        [Description("The project's folder in the workspace; the project's name if not given, and the workspace itself for \".\"."), StringLength(300)] string? outputDir,
        [Description("What comes with it.")] ScaffoldOptions? options,
        [Description(ScaffoldVariables.Help)] JsonElement? variables,
        [Description("Only show what would be written.")] bool? dryRun,
        [Description("Replace files that are there with another content.")] bool? force,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var (request, problem) = Read(template, projectName, options ?? new ScaffoldOptions(), variables);
        if (request is null)
        {
            return ToolFailure.InvalidArgument(problem!);
        }

        var folder = (outputDir ?? request.Name.Kebab).TrimEnd('/');
        folder = folder is "." or "" ? "" : folder;
        if (folder.Length > 0)
        {
            if (!WorkspacePath.TryNormalize(folder, out var normalized, out var wrong))
            {
                return ToolFailure.InvalidArgument(wrong);
            }

            folder = normalized;
        }

        var made = projects.Make(request);
        return made.Value is { } project
            ? await new ProjectWriting(request, folder, context.Workspace).WriteAsync(project, dryRun ?? false, force ?? false, cancellationToken)
            : made.Failure!;
    }

    private static (ProjectRequest? Request, string? Problem) Read(string template, string projectName, ScaffoldOptions options, JsonElement? variables)
    {
        if (ScaffoldCatalogue.Find(template) is not { } scaffold)
        {
            var near = ScaffoldCatalogue.Nearest(template);
            var known = string.Join(", ", ScaffoldCatalogue.All.Select(each => each.Id));
            return (null, $"There is no scaffold of that name{(near is null ? "" : $"; did you mean {near}")}. There are {known}.");
        }

        if (!ProjectName.TryRead(projectName, out var name, out var problem))
        {
            return (null, problem);
        }

        if (scaffold.Reserved.Contains(name.Kebab) || scaffold.Reserved.Contains(name.Flat))
        {
            return (null, $"A {scaffold.Title} cannot be called {name.Kebab}: that is a word of the language, or the name of something that the project uses. Call it {name.Kebab}-service.");
        }

        var environments = options.Environments is { IsDefaultOrEmpty: false } given ? [.. given.Select(each => each.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal)] : ImmutableArray.Create("staging", "production");
        if (environments.Length > MostEnvironments || environments.FirstOrDefault(environment => !IsLabel(environment)) is not null)
        {
            return (null, $"options.environments has to name at most {MostEnvironments} environments in lower-case letters, digits and dashes, such as staging.");
        }

        var (read, fault) = ScaffoldVariables.Read(variables, scaffold, name);
        return read is null ? (null, fault) : (new(
            scaffold, name, read, options.Harness ?? true, options.Docker ?? true, options.Kubernetes ?? true, options.GitInit ?? true, environments), null);
    }

    private static bool IsLabel(string text) =>
        text.Length is > 0 and <= 30 && char.IsAsciiLetterLower(text[0]) && text[^1] != '-' && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
