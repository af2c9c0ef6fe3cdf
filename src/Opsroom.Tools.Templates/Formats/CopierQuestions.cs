using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Formats;

/// <summary>The questions of copier: types, choices, conditions, validators.</summary>
internal static class CopierQuestions
{
    public static TemplateVariable Of(string name, object? declared, IReadOnlyList<string> secrets)
    {
        if (declared is not JinjaDict question)
        {
            return new TemplateVariable(name, TypeOf(declared), null, declared, HasDefault: true) { IsSecret = secrets.Contains(name, StringComparer.Ordinal) };
        }

        object? Part(string part) => question.TryGet(part, out var value) ? value : null;
        var hasDefault = question.Has("default");
        var when = Part("when");
        return new TemplateVariable(name, Part("type") is string type ? Known(type) : hasDefault ? TypeOf(Part("default")) : "string", Part("help") as string, Part("default"), hasDefault)
        {
            Choices = Part("choices") switch { JinjaList list => list.Items, JinjaDict dict => [.. dict.Pairs.Select(pair => (object?)new JinjaList([pair.Key, pair.Value]))], _ => [] },
            IsSecret = secrets.Contains(name, StringComparer.Ordinal) || PythonText.Truth(Part("secret")),
            IsComputed = when is false,
            When = when is null or bool ? null : PythonText.Str(when),
            Validator = Part("validator") as string,
            TakesSeveral = PythonText.Truth(Part("multiselect")),
        };
    }

    public static void Answer(TemplateJob job, TemplateVariable variable, JinjaEnvironment environment, TemplateAnswers answers)
    {
        object? Rendered(object? raw) => raw switch
        {
            string text => environment.Render(null, text, Known(answers)),
            JinjaList list => new JinjaList([.. list.Items.Select(Rendered)]),
            _ => raw,
        };
        var isAsked = !variable.IsComputed && (variable.When is null || IsTrue(Rendered(variable.When)));
        var isGiven = isAsked && job.Given.TryGet(variable.Name, out _);
        job.Given.TryGet(variable.Name, out var given);
        List<(string Label, object? Value)> choices = [.. variable.Choices.Select(choice => Choice(choice, Rendered))];
        if (!isGiven && !variable.HasDefault && isAsked)
        {
            if (choices.Count > 0 && !variable.TakesSeveral)
            {
                answers.Set(variable, choices[0].Value, isDefault: true);
                return;
            }

            answers.Missing.Add(variable);
            answers.Values[variable.Name] = null;
            return;
        }

        var value = Typed(variable, isGiven ? given : Rendered(variable.Default));
        if (isAsked && choices.Count > 0)
        {
            value = variable.TakesSeveral && value is JinjaList several ? new JinjaList([.. several.Items.Select(each => Chosen(variable, each, choices))]) : Chosen(variable, value, choices);
        }

        answers.Set(variable, value, !isGiven);
        if (isAsked && variable.Validator is not null && PythonText.Str(Rendered(variable.Validator)).Trim() is { Length: > 0 } wrong)
        {
            throw new TemplateFault(TemplateFault.Value, $"'{PythonText.Str(value)}' is no value of '{variable.Name}': {wrong}");
        }
    }

    private static Dictionary<string, object?> Known(TemplateAnswers answers) => answers.Values.Pairs.ToDictionary(pair => (string)pair.Key!, pair => pair.Value, StringComparer.Ordinal);

    private static (string Label, object? Value) Choice(object? choice, Func<object?, object?> rendered) => choice switch
    {
        JinjaList { Items: [var label, JinjaDict details] } => (PythonText.Str(rendered(label)), rendered(details.TryGet("value", out var value) ? value : label)),
        JinjaList { Items: [var label, var value] } => (PythonText.Str(rendered(label)), rendered(value)),
        _ => (PythonText.Str(rendered(choice)), rendered(choice)),
    };

    private static object? Chosen(TemplateVariable variable, object? value, List<(string Label, object? Value)> choices)
    {
        var at = choices.FindIndex(choice => PythonEquality.Equal(choice.Value, value) || PythonText.Str(choice.Value) == PythonText.Str(value));
        at = at >= 0 ? at : choices.FindIndex(choice => choice.Label == PythonText.Str(value));
        return at >= 0 ? choices[at].Value : throw Lists.NoChoice(variable.Name, value, choices.Select(choice => choice.Value));
    }

    private static object? Typed(TemplateVariable variable, object? value) => (variable.Type, value) switch
    {
        ("boolean", string text) => IsTrue(text),
        ("integer", string text) => long.TryParse(text.Trim(), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number
            : throw new TemplateFault(TemplateFault.Value, $"'{text}' is no integer, which '{variable.Name}' is."),
        ("number", string text) => PythonArithmetic.ParseReal(text) ?? throw new TemplateFault(TemplateFault.Value, $"'{text}' is no number, which '{variable.Name}' is."),
        ("string", bool or long or double) => PythonText.Str(value),
        ("list" or "object", string text) => PythonYaml.Read(text),
        _ => value,
    };

    private static bool IsTrue(object? value) => value is string text ? text.Trim().ToLowerInvariant() is "true" or "yes" or "y" or "1" or "on" or "t" : PythonText.Truth(value);

    private static string Known(string type) => type switch { "bool" => "boolean", "int" => "integer", "float" => "number", "json" or "yaml" => "object", _ => "string" };

    private static string TypeOf(object? value) => value switch { bool => "boolean", long => "integer", double => "number", JinjaList => "list", JinjaDict => "object", _ => "string" };
}
