using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Formats;

/// <summary>What a template says of itself.</summary>
internal sealed record TemplateDefinition
{
    /// <summary><c>handlebars</c>, <c>cookiecutter</c>, <c>copier</c>, <c>maven-archetype</c> or <c>harness</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The file that declares the variables.</summary>
    public string? Manifest { get; init; }

    public string? Description { get; init; }

    public string? Version { get; init; }

    public string? Category { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<TemplateVariable> Variables { get; init; } = [];

    /// <summary>Code that the template brings for others to run; shown and never run.</summary>
    public IReadOnlyList<TemplateHook> Hooks { get; init; } = [];

    /// <summary>What else the manifest sets, by name.</summary>
    public JinjaDict Settings { get; init; } = new();
}

/// <param name="Type"><c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, <c>list</c> or <c>object</c>.</param>
/// <param name="Default">A value of the template's, with expressions where the format has them; meaningless without <paramref name="HasDefault"/>.</param>
internal sealed record TemplateVariable(string Name, string Type, string? Question, object? Default, bool HasDefault)
{
    /// <summary>The values allowed, before expressions in them are rendered; empty for any.</summary>
    public IReadOnlyList<object?> Choices { get; init; } = [];

    /// <summary>Never asked: it follows from others.</summary>
    public bool IsComputed { get; init; }

    /// <summary>Nobody declared it: only a text uses the name.</summary>
    public bool IsInferred { get; init; }

    public bool IsSecret { get; init; }

    /// <summary>An expression that says whether it is asked; null for always.</summary>
    public string? When { get; init; }

    /// <summary>An expression that writes what is wrong with a value, or nothing.</summary>
    public string? Validator { get; init; }

    /// <summary>A regular expression for the whole value.</summary>
    public string? Pattern { get; init; }

    public bool TakesSeveral { get; init; }
}

/// <param name="Kind"><c>hook</c>, <c>task</c>, <c>migration</c> or <c>script</c>.</param>
/// <param name="Where">The file.</param>
internal sealed record TemplateHook(string Kind, string Where, string Text);

/// <param name="IsDefault">Whether the template's own value stands, for nobody gave one.</param>
internal sealed record AnsweredVariable(TemplateVariable Variable, object? Value, bool IsDefault);

/// <summary>The values that a template is rendered with.</summary>
internal sealed class TemplateAnswers
{
    public JinjaDict Values { get; } = new();

    public List<AnsweredVariable> Answered { get; } = [];

    /// <summary>What has to be given and was not.</summary>
    public List<TemplateVariable> Missing { get; } = [];

    public void Set(TemplateVariable variable, object? value, bool isDefault)
    {
        Values[variable.Name] = value;
        Answered.Add(new(variable, value, isDefault));
    }
}
