using Opsroom.Tools.Templates.Formats;
using Opsroom.Tools.Templates.Generation;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Templates.Updating;

/// <summary>Finds and renders both versions of a template for one project.</summary>
internal static class UpdatePreparation
{
    private const string Cure = "Give from: the folder of the old template, or a commit or tag of the git checkout that template_path lies in";

    public static async Task<ToolResult<PreparedUpdate>> PrepareAsync(
        this TemplateWork work, RequestedUpdate update, string? templatePath, string? templateName, IWorkspace workspace, CancellationToken cancellationToken)
    {
        if (update.Origin is null && update.From is null)
        {
            return ToolFailure.NotFound(
                $"There is no {TemplateState.File}, {CopierFormat.AnswersFile} or {ProjectOrigin.CruftFile} in the folder, so it is not known what it was made from.{Deeper(update.Project)} "
                + $"{Cure}; template_path, the newer one; and variables, the values that it was made with.");
        }

        var found = await FindAsync(work, update.Origin, templatePath, templateName, workspace, cancellationToken);
        if (found.Value is not { } template)
        {
            return found.Failure!;
        }

        var checkout = await work.CheckoutOfAsync(template, workspace, cancellationToken);
        if (update.Origin is { IsOurs: false, IsCruft: false } copier)
        {
            template = template.As(template.Commit, copier.Template);
        }

        if (Forgotten(update) is { Count: > 0 } forgotten)
        {
            return ToolFailure.InvalidArgument($"The project was made with {string.Join(", ", forgotten)}, which is secret and so not kept. Give it again as a variable.");
        }

        var before = await BeforeAsync(work, update, template, checkout, workspace, cancellationToken);
        if (before.Value is not { } old)
        {
            return before.Failure!;
        }

        var (kept, warnings) = Kept(update, template);
        var made = await work.RenderAsync(template, kept, cancellationToken);
        if (made.Value is not { } newer)
        {
            return made.Failure!;
        }

        return newer.Answers.Missing.Count > 0
            ? RenderingNotes.Asking(newer)
            : new PreparedUpdate(old, newer, checkout is null ? null : TemplateHistory.Head(checkout), [.. warnings, .. NewDefaults(update, newer)]);
    }

    private static async Task<ToolResult<TemplateFolder>> FindAsync(TemplateWork work, ProjectOrigin? origin, string? templatePath, string? templateName, IWorkspace workspace, CancellationToken cancellationToken)
    {
        if (templatePath is not null || templateName is not null || origin is null)
        {
            return await work.FindAsync(templateName, templatePath, workspace, cancellationToken);
        }

        if (origin.IsPath && await work.FindAsync(null, origin.Template, workspace, cancellationToken) is { Value: not null } there)
        {
            return there;
        }

        var named = await work.FindAsync(origin.Name, null, workspace, cancellationToken);
        return named.Value is not null ? named
            : ToolFailure.NotFound($"The project was made from '{origin.Template}' ({origin.File}), which is not here, and nothing is fetched. Give template_path: the folder of its newer version, or template_name: one of the catalogue.");
    }

    private static async Task<ToolResult<RenderedBase>> BeforeAsync(
        TemplateWork work, RequestedUpdate update, TemplateFolder template, TemplateCheckout? checkout, IWorkspace workspace, CancellationToken cancellationToken)
    {
        var origin = update.Origin;
        if (update.From is null && origin?.Base is { } remembered)
        {
            return remembered;
        }

        var revision = update.From ?? origin?.Commit;
        if (revision is null)
        {
            return ToolFailure.InvalidArgument($"{origin!.File} does not say which version of the template the project was made from. {Cure}.");
        }

        var old = checkout is null ? null : TemplateHistory.At(checkout, revision, template);
        if (old is null && update.From is null)
        {
            return ToolFailure.NotFound(
                $"The project was made from '{revision}' of '{origin!.Template}' ({origin.File}), and {(checkout is null ? "the newer template lies in no git checkout that could be read" : "the checkout of the template has no such commit; fetch its history")}. {Cure}.");
        }

        if (old is null)
        {
            var read = await TemplateWork.ReadAsync(revision, workspace, cancellationToken);
            if (read.Value is not { } folder)
            {
                return new ToolFailure(read.Failure!.Code, $"'{revision}' is neither a commit or tag of the template's checkout nor a folder that can be read: {read.Failure.Message}");
            }

            old = folder;
        }

        var made = await work.RenderAsync(old, origin is null ? update.Given : origin.Answers, cancellationToken);
        if (made.Value is not { } rendered)
        {
            return new ToolFailure(made.Failure!.Code, $"The old template cannot be rendered with the values that the project remembers: {made.Failure.Message}");
        }

        return rendered.Answers.Missing.Count == 0 ? RenderedBase.Of(rendered) : RenderingNotes.Asking(rendered);
    }

    /// <summary>The remembered values with the given ones over them.</summary>
    private static (JinjaDict Values, List<string> Warnings) Kept(RequestedUpdate update, TemplateFolder template)
    {
        var (values, warnings) = (new JinjaDict(), new List<string>());
        var format = TemplateFormats.Of(template);
        var known = format?.Read(template).Variables.Select(variable => variable.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (var (key, value) in update.Origin?.Answers.Pairs ?? [])
        {
            if (known.Contains((string)key!) || (format?.Name == "handlebars" && !(update.Origin?.Defaults.Has(key) ?? false)))
            {
                values[key] = value;
            }
            else
            {
                warnings.Add($"The newer template has no variable '{key}' any more; the project's '{PythonText.Str(value)}' was not used.");
            }
        }

        foreach (var (key, value) in update.Given.Pairs)
        {
            values[key] = value;
        }

        return (values, warnings);
    }

    private static List<string> Forgotten(RequestedUpdate update) => [.. (update.Origin?.Secrets ?? []).Where(name => !update.Given.Has(name)).Select(name => $"'{name}'")];

    private static IEnumerable<string> NewDefaults(RequestedUpdate update, RenderedTemplate newer) =>
        from answer in newer.Answers.Answered
        where answer.IsDefault && !answer.Variable.IsComputed && !answer.Variable.IsSecret
        let old = update.Origin?.Defaults.TryGet(answer.Variable.Name, out var value) == true ? PythonText.Str(value) : null
        where old is not null && old != PythonText.Str(answer.Value)
        select $"'{answer.Variable.Name}' is '{PythonText.Str(answer.Value)}' by the newer template; it was '{old}' by the old one. Give it as a variable to keep the old value.";

    private static string Deeper(ProjectOnHand project)
    {
        var below = project.Files.Keys.Where(path => Path.GetFileName(path) is TemplateState.File or CopierFormat.AnswersFile or ProjectOrigin.CruftFile).Select(path => Path.GetDirectoryName(path)!).Where(path => path.Length > 0).Take(5).ToList();
        return below.Count == 0 ? "" : $" Projects with one lie in {string.Join(", ", below)} below it.";
    }
}
