using HandlebarsDotNet;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.HandlebarsEngine;

/// <summary>The helpers of Handlebars templates beside the engine's own if, unless, each, with and lookup.</summary>
internal static class HandlebarsFunctions
{
    public static IReadOnlyList<string> BuiltIn { get; } = ["if", "unless", "each", "with", "lookup", "log", "else", "this"];

    public static IReadOnlyDictionary<string, Func<IReadOnlyList<object?>, RenderBudget, object?>> All { get; } = new Dictionary<string, Func<IReadOnlyList<object?>, RenderBudget, object?>>(StringComparer.Ordinal)
    {
        ["eq"] = (given, _) => PythonEquality.Equal(HandlebarsData.Back(At(given, 0)), HandlebarsData.Back(At(given, 1))),
        ["ne"] = (given, _) => !PythonEquality.Equal(HandlebarsData.Back(At(given, 0)), HandlebarsData.Back(At(given, 1))),
        ["and"] = (given, _) => given.All(Truth),
        ["or"] = (given, _) => given.Any(Truth),
        ["not"] = (given, _) => !Truth(At(given, 0)),
        ["includes"] = (given, _) => At(given, 0) is CountedList list && list.Any(item => HandlebarsData.Text(item) == HandlebarsData.Text(At(given, 1))),
        ["lowercase"] = (given, _) => Text(given).ToLowerInvariant(),
        ["uppercase"] = (given, _) => Text(given).ToUpperInvariant(),
        ["capitalize"] = (given, _) => Text(given) is { Length: > 0 } text ? char.ToUpperInvariant(text[0]) + text[1..] : "",
        ["camelCase"] = (given, _) => Pascal(Text(given)) is { Length: > 0 } text ? char.ToLowerInvariant(text[0]) + text[1..] : "",
        ["pascalCase"] = (given, _) => Pascal(Text(given)),
        ["kebabCase"] = (given, _) => string.Join('-', Words(Text(given))),
        ["snakeCase"] = (given, _) => string.Join('_', Words(Text(given))),
        ["replace"] = (given, budget) => HandlebarsData.Text(At(given, 1)) is { Length: > 0 } old ? budget.Built(Text(given).Replace(old, HandlebarsData.Text(At(given, 2)), StringComparison.Ordinal)) : Text(given),
        ["trim"] = (given, _) => Text(given).Trim(),
        ["default"] = (given, _) => Truth(At(given, 0)) ? At(given, 0) : At(given, 1),
        ["concat"] = (given, budget) => budget.Built(string.Concat(given.Select(HandlebarsData.Text))),
        ["join"] = (given, budget) => budget.Built(At(given, 0) is CountedList list ? string.Join(given.Count > 1 ? HandlebarsData.Text(given[1]) : ", ", list.Select(HandlebarsData.Text)) : Text(given)),
        ["json"] = (given, budget) => PythonJson.Write(HandlebarsData.Back(At(given, 0)), 2, sortsKeys: false, budget),
    };

    public static void Register(IHandlebars engine, RenderBudget budget)
    {
        foreach (var (name, helper) in All)
        {
            engine.RegisterHelper(name, (in HelperOptions _, in Context _, in Arguments arguments) =>
            {
                budget.Step();
                object?[] given = [.. arguments];
                return helper([.. given.Select(Plain)], budget)!;
            });
        }
    }

    private static object? Plain(object? value) => value switch
    {
        int number => (long)number,
        UndefinedBindingResult => null,
        _ => value,
    };

    private static object? At(IReadOnlyList<object?> given, int index) => index < given.Count ? given[index] : null;

    private static string Text(IReadOnlyList<object?> given) => HandlebarsData.Text(At(given, 0));

    private static bool Truth(object? value) => value switch
    {
        null or false or "" or 0L => false,
        CountedList list => list.Count > 0,
        _ => true,
    };

    private static string Pascal(string text) => string.Concat(Words(text).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var start = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            var isEnd = at == text.Length || !char.IsLetterOrDigit(text[at]) || (at > start && char.IsUpper(text[at]) && char.IsLower(text[at - 1]));
            if (!isEnd)
            {
                continue;
            }

            if (at > start)
            {
                words.Add(text[start..at].ToLowerInvariant());
            }

            start = at < text.Length && char.IsLetterOrDigit(text[at]) ? at : at + 1;
        }

        return words;
    }
}
