using Opsroom.Tools.Templates.Formats;
using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Generation;

/// <summary>What is told of a rendering beside its files.</summary>
internal static class RenderingNotes
{
    /// <summary>What the template would run, and values that had no effect.</summary>
    public static IEnumerable<string> Warnings(RenderedTemplate rendered, JinjaDict given)
    {
        foreach (var hook in rendered.Definition.Hooks)
        {
            var line = hook.Text.ReplaceLineEndings(" ").Trim();
            yield return $"The template has a {hook.Kind} in {hook.Where}, which was not run: {(line.Length > 200 ? line[..200] + "…" : line)}";
        }

        var known = rendered.Definition.Variables.Select(variable => variable.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in given.Keys.OfType<string>().Where(name => name != "_now" && !known.Contains(name)))
        {
            yield return $"The template has no variable '{name}'; its value was {(rendered.Definition.Format == "handlebars" ? "passed on" : "not used")}.";
        }

        foreach (var name in given.Keys.OfType<string>().Where(name => rendered.Definition.Variables.Any(variable => variable.Name == name && variable.IsComputed)))
        {
            yield return $"'{name}' is computed by the template; the value that was given was not used.";
        }
    }

    /// <summary>What the template was rendered with, as far as somebody declared or gave it.</summary>
    public static IEnumerable<VariableValue> Values(RenderedTemplate rendered) =>
        from answer in rendered.Answers.Answered
        let variable = answer.Variable
        where !variable.IsComputed && !(variable.IsInferred && answer.IsDefault)
        select new VariableValue(variable.Name, variable.Question, variable.IsSecret ? "***" : PythonText.Str(answer.Value), answer.IsDefault);

    /// <summary>The failure that asks for what is missing.</summary>
    public static ToolFailure Asking(RenderedTemplate rendered) =>
        ToolFailure.InvalidArgument($"The template asks for {string.Join("; ", rendered.Answers.Missing.Select(Asked))}. Give them as variables; nothing was written.");

    private static string Asked(TemplateVariable variable)
    {
        var choices = variable.Choices.Count > 0 ? $", one of {string.Join(", ", variable.Choices.Select(PythonText.Str))}" : "";
        return $"'{variable.Name}' ({variable.Question ?? "no description"}; {variable.Type}, no default{choices})";
    }
}

/// <param name="IsDefault">Whether it is the template's own value.</param>
internal sealed record VariableValue(string Name, string? Question, string Value, bool IsDefault);
