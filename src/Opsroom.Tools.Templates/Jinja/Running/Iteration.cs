using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Jinja.Running;

/// <summary>Goes through values as Python does: texts by character, dicts by key.</summary>
internal static class Iteration
{
    public static IReadOnlyList<object?> Of(object? value, JinjaRun run)
    {
        switch (value)
        {
            case JinjaList list:
                run.Budget.List(list.Items.Count);
                return [.. list.Items];
            case JinjaTuple tuple:
                return tuple.Items;
            case JinjaDict dict:
                run.Budget.List(dict.Count);
                return [.. dict.Keys];
            case string text:
                run.Budget.List(text.Length);
                return [.. text.EnumerateRunes().Select(rune => (object?)rune.ToString())];
            case Undefined undefined:
                undefined.Use();
                return [];
            default:
                throw JinjaRun.Fault($"A {PythonText.TypeOf(value)} is no list and cannot be gone through.");
        }
    }

    public static bool Contains(object? container, object? item, JinjaRun run)
    {
        switch (container)
        {
            case string text:
                return item is string part ? text.Contains(part, StringComparison.Ordinal)
                    : item is Undefined undefined ? throw undefined.Fault()
                    : throw JinjaRun.Fault($"A {PythonText.TypeOf(item)} cannot be in a text.");
            case JinjaDict dict:
                return dict.Has(item);
            default:
                return Of(container, run).Any(each => PythonEquality.Equal(each, item));
        }
    }
}
