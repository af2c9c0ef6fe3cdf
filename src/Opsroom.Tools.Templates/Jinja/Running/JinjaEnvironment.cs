using Opsroom.Tools.Templates.Jinja.Syntax;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Running;

/// <summary>What a template is rendered in.</summary>
internal sealed class JinjaEnvironment(JinjaSyntax syntax, RenderBudget budget)
{
    private readonly Dictionary<string, JinjaTemplate> templates = new(StringComparer.Ordinal);

    public RenderBudget Budget => budget;

    /// <summary>Whether a name that is not there is an error wherever it is used.</summary>
    public bool IsStrict { get; init; } = true;

    /// <summary>The text of another template of the same folder, for include, import and extends; null where there is none.</summary>
    public Func<string, string?> Load { get; init; } = _ => null;

    /// <summary>What <c>{% now %}</c> writes; null where no time was given.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <exception cref="TemplateFault">It cannot be read or rendered.</exception>
    public string Render(string? name, string text, IReadOnlyDictionary<string, object?> variables)
    {
        if (text.Length > budget.Limits.TemplateLength)
        {
            throw new TemplateFault(TemplateFault.Limit, $"The template has more than {budget.Limits.TemplateLength} characters.").At(name);
        }

        return new JinjaRun(this).Render(JinjaTemplate.Parse(name, text, syntax), variables);
    }

    /// <summary>A template of the same folder.</summary>
    /// <exception cref="TemplateFault">It cannot be read.</exception>
    public JinjaTemplate? Find(string name)
    {
        if (templates.TryGetValue(name, out var known))
        {
            return known;
        }

        if (name.Split('/').Any(part => part is ".." or "") || name.Contains('\\', StringComparison.Ordinal))
        {
            throw new TemplateFault(TemplateFault.Escape, $"'{name}' is outside the template's folder; only its own files can be included.");
        }

        if (Load(name) is not { } text)
        {
            return null;
        }

        if (text.Length > budget.Limits.TemplateLength)
        {
            throw new TemplateFault(TemplateFault.Limit, $"'{name}' has more than {budget.Limits.TemplateLength} characters.");
        }

        return templates[name] = JinjaTemplate.Parse(name, text, syntax);
    }
}
