using System.Globalization;
using System.Text.Json;
using Opsroom.Tools.Templates.Catalogue;
using Opsroom.Tools.Templates.Formats;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;
using Opsroom.Tools.Templates.Updating;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Templates.Generation;

/// <summary>A template rendered in memory.</summary>
internal sealed record RenderedTemplate(TemplateFolder Folder, TemplateDefinition Definition, TemplateAnswers Answers, RenderedTree Tree);

/// <summary>Finds templates by name or path and renders them in the sandbox.</summary>
internal sealed class TemplateWork(TemplateCatalogue catalogue, TimeProvider time)
{
    private const int MostClimbed = 3;

    private static readonly RenderLimits Limits = new();

    public async Task<ToolResult<TemplateFolder>> FindAsync(string? name, string? path, IWorkspace workspace, CancellationToken cancellationToken)
    {
        if (name is null == path is null)
        {
            return ToolFailure.InvalidArgument("Give either template_name, as list_templates shows it, or template_path, a folder.");
        }

        if (path is not null)
        {
            var read = await ReadAsync(path, workspace, cancellationToken);
            return read.Value is { } folder ? await DescribedAsync(folder, workspace, cancellationToken) : read;
        }

        var entries = await catalogue.ListAsync(cancellationToken);
        if (entries.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            return await DescribedAsync(found.Folder, workspace, cancellationToken);
        }

        var near = TemplateSearch.Search(entries, name!).Take(3).Select(each => each.Entry.Name).ToList();
        return ToolFailure.NotFound($"There is no template '{name}' in the catalogue{(near.Count > 0 ? $"; near are {string.Join(", ", near)}" : "")}. list_templates shows all.");
    }

    public static async Task<ToolResult<TemplateFolder>> ReadAsync(string path, IWorkspace workspace, CancellationToken cancellationToken)
    {
        var plain = path.Length > 1 ? path.TrimEnd('/') : path;
        var folder = new TemplateFolder(plain[(plain.LastIndexOf('/') + 1)..]) { Place = Path.IsPathFullyQualified(plain) ? plain : null };
        var failure = await workspace.ReadFolderAsync(plain, folder, cancellationToken);
        if (failure is null)
        {
            return folder;
        }

        // a template of Harness may be one file
        var file = failure.Code == FaultCodes.NotFound ? (await workspace.ReadAsync(plain, cancellationToken)).Value : null;
        if (file is null)
        {
            return failure;
        }

        folder.Add(folder.Name, file.Bytes);
        return folder;
    }

    /// <summary>The checkout of git that a template lies in, where it and its <c>.git</c> are in a folder that the operator opened.</summary>
    public async Task<TemplateCheckout?> CheckoutOfAsync(TemplateFolder template, IWorkspace workspace, CancellationToken cancellationToken)
    {
        var place = template.Place;
        for (var climbed = 0; place is not null && climbed <= MostClimbed; climbed++, place = Path.GetDirectoryName(place))
        {
            var head = Path.Combine(place, ".git", "HEAD");
            if (catalogue.Holds(place) ? File.Exists(head) : (await workspace.ReadAsync(head, cancellationToken)).Value is not null)
            {
                return new TemplateCheckout(place, Path.GetRelativePath(place, template.Place!) is var inside && inside == "." ? "" : inside);
            }
        }

        return null;
    }

    /// <summary>Renders on a thread of its own, so that a call that is cancelled need not wait for it.</summary>
    /// <returns>Without files where values are missing.</returns>
    public Task<ToolResult<RenderedTemplate>> RenderAsync(TemplateFolder folder, JinjaDict given, CancellationToken cancellationToken) =>
        Task.Run(() => Render(folder, given, cancellationToken), cancellationToken);

    public static JinjaDict Given(JsonElement? variables) => variables is { ValueKind: JsonValueKind.Object } given ? (JinjaDict)PythonJson.Of(given)! : new JinjaDict();

    private ToolResult<RenderedTemplate> Render(TemplateFolder folder, JinjaDict given, CancellationToken cancellationToken)
    {
        if (folder.Refused is [var (path, why), ..])
        {
            return ToolFailure.InvalidArgument($"The template was refused: {WorkspaceNameOf(path)}: {why}");
        }

        if (TemplateFormats.Of(folder) is not { } format)
        {
            return ToolFailure.InvalidArgument($"'{folder.Name}' is no template of a known format: there is no cookiecutter.json, copier.yml, META-INF/maven/archetype-metadata.xml, template.yaml, Handlebars file or Harness template in it.");
        }

        try
        {
            DateTimeOffset? now = given.TryGet("_now", out var said) && DateTimeOffset.TryParse(said as string, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var stated) ? stated : null;
            var budget = new RenderBudget(Limits, time, cancellationToken);
            var job = new TemplateJob(folder, format.Read(folder), given, budget, now);
            var answers = format.Answer(job);
            var tree = new RenderedTree(budget);
            if (answers.Missing.Count == 0)
            {
                format.Render(job, answers, tree);
            }

            return new RenderedTemplate(folder, job.Definition, answers, tree);
        }
        catch (TemplateFault fault)
        {
            return ToolFailure.InvalidArgument($"{fault.Located} ({fault.Rule})");
        }
    }

    private async Task<TemplateFolder> DescribedAsync(TemplateFolder template, IWorkspace workspace, CancellationToken cancellationToken) =>
        await CheckoutOfAsync(template, workspace, cancellationToken) is { } checkout ? template.As(TemplateHistory.Describe(checkout), null) : template;

    private static string WorkspaceNameOf(string path) => $"'{string.Concat(path.Where(letter => !char.IsControl(letter)))}'";
}
