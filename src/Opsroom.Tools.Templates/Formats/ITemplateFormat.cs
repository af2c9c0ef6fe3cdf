using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Formats;

/// <summary>One way in which people write templates.</summary>
internal interface ITemplateFormat
{
    string Name { get; }

    bool Matches(TemplateFolder folder);

    /// <exception cref="TemplateFault">The template does not say what it has to.</exception>
    TemplateDefinition Read(TemplateFolder folder);

    /// <summary>The values of all variables: given ones, else the template's own.</summary>
    /// <exception cref="TemplateFault">A value is not allowed, or a default cannot be rendered.</exception>
    TemplateAnswers Answer(TemplateJob job);

    /// <exception cref="TemplateFault">A file cannot be rendered, or its name leads outside.</exception>
    void Render(TemplateJob job, TemplateAnswers answers, RenderedTree tree);

    /// <summary>Each text that is a template: contents and names of files, defaults of variables.</summary>
    IEnumerable<TemplatePart> Parts(TemplateFolder folder, TemplateDefinition definition);

    /// <summary>Files with expressions that are never rendered.</summary>
    IEnumerable<string> Unreachable(TemplateFolder folder, TemplateDefinition definition) => [];
}

/// <param name="IsName">Whether the text is the name of the file.</param>
internal sealed record TemplatePart(string File, string Text, bool IsName);

/// <summary>One rendering of one template.</summary>
/// <param name="Given">Values of variables, by name.</param>
/// <param name="Now">What templates write where they write the time; null where nobody said.</param>
internal sealed record TemplateJob(TemplateFolder Folder, TemplateDefinition Definition, JinjaDict Given, RenderBudget Budget, DateTimeOffset? Now);
