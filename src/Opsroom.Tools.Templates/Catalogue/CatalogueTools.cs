using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Opsroom.Tools.Templates.Formats;
using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Catalogue;

/// <summary>Looks through the catalogue of templates.</summary>
internal sealed class CatalogueTools(TemplateCatalogue catalogue)
{
    [Tool("list_templates", Effect.Read)]
    [Description("Lists the templates of the catalogue, built in and of the operator's directories, with their variables.")]
    [ToolExample("""{"format": "cookiecutter"}""")]
    public async Task<ToolResult<TemplateList>> ListAsync(
        [Description("Only templates of this format."), AllowedValues("handlebars", "cookiecutter", "copier", "maven-archetype", "harness")] string? format,
        [Description("Only templates of this category, such as service, library or infrastructure.")] string? category,
        [Description("Only templates that have all of these tags, such as go or kubernetes; other names of the same thing count.")] IReadOnlyList<string>? tags,
        CancellationToken cancellationToken)
    {
        var entries = await catalogue.ListAsync(cancellationToken);
        return new TemplateList([
            .. entries.Where(entry => format is null || entry.Format.Name == format)
                .Where(entry => category is null || string.Equals(entry.Definition?.Category, category, StringComparison.OrdinalIgnoreCase))
                .Where(entry => tags is null || tags.All(tag => TemplateSearch.IsTagged(entry, tag)))
                .OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => Described(entry, null)),
        ]);
    }

    [Tool("search_templates", Effect.Read)]
    [Description("Searches the catalogue of templates for a purpose, a language or a technology; the best match first.")]
    [ToolExample("""{"query": "golang service"}""")]
    public async Task<ToolResult<TemplateList>> SearchAsync(
        [Description("What the template is for."), StringLength(500, MinimumLength = 1)] string query,
        [Description("How many to answer; 10 if not given."), Range(1, 100)] int? maxResults,
        CancellationToken cancellationToken)
    {
        var found = TemplateSearch.Search(await catalogue.ListAsync(cancellationToken), query);
        return new TemplateList([.. found.Take(maxResults ?? 10).Select(each => Described(each.Entry, Math.Round(each.Score, 3)))]);
    }

    private static TemplateSummary Described(CatalogueEntry entry, double? score) => new(
        entry.Name, entry.Format.Name, entry.Definition?.Description, entry.Definition?.Version, entry.Definition?.Category, [.. entry.Definition?.Tags ?? []], entry.Source,
        [.. entry.Definition?.Variables.Where(variable => !variable.IsComputed).Select(VariableSummary.Of) ?? []], score, entry.Problem);
}

internal sealed record TemplateList(ImmutableArray<TemplateSummary> Templates);

/// <param name="Source"><c>built-in</c>, or the operator's directory.</param>
/// <param name="Score">How well it fits what was searched for.</param>
/// <param name="Problem">Why it cannot be used.</param>
internal sealed record TemplateSummary(
    string Name, string Format, string? Description, string? Version, string? Category, ImmutableArray<string> Tags, string Source, ImmutableArray<VariableSummary> Variables, double? Score, string? Problem);

/// <param name="Default">As it is written in the template.</param>
internal sealed record VariableSummary(string Name, string Type, string? Question, bool Required, string? Default, ImmutableArray<string> Choices)
{
    public static VariableSummary Of(TemplateVariable variable) => new(
        variable.Name, variable.Type, variable.Question, !variable.HasDefault && variable.Choices.Count == 0,
        variable is { HasDefault: true, IsSecret: false, Default: not null } ? PythonText.Str(variable.Choices.Count > 0 && variable.Default is JinjaList ? variable.Choices[0] : variable.Default) : null,
        [.. variable.Choices.Select(PythonText.Str)]);
}
