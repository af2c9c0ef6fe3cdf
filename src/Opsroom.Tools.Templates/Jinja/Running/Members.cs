using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Running;

/// <summary>What stands behind a dot or in brackets. Only the methods listed here exist; nothing is looked up in a type of .NET.</summary>
internal static class Members
{
    public static object? Attribute(JinjaRun run, object? target, string name)
    {
        if (target is Undefined undefined)
        {
            throw undefined.Fault();
        }

        if (target is JinjaDict dict)
        {
            // a key is data, whatever its name; methods come first, as in Jinja2
            return (object?)DictMethods.Find(dict, name) ?? (dict.TryGet(name, out var value) ? value : Missing(run, target, name));
        }

        if (name.StartsWith('_'))
        {
            throw Forbidden(name);
        }

        return target switch
        {
            string text => (object?)TextMethods.Find(text, name) ?? Missing(run, target, name),
            JinjaList list => (object?)ListMethods.Find(list, name) ?? Missing(run, target, name),
            JinjaTuple tuple => ListMethods.Find(tuple, name) ?? Missing(run, target, name),
            JinjaNamespace space => space.Attributes.TryGetValue(name, out var value) ? value : Missing(run, target, name),
            Loop loop => loop.Attribute(name),
            Macro macro => name switch
            {
                "name" => macro.Name,
                "arguments" => new JinjaTuple([.. macro.Definition.Parameters]),
                _ => Missing(run, target, name),
            },
            _ => Missing(run, target, name),
        };
    }

    public static object? Item(JinjaRun run, object? target, object? index)
    {
        switch (target)
        {
            case Undefined undefined:
                throw undefined.Fault();
            case JinjaDict dict:
                return dict.TryGet(index, out var value) ? value
                    : index is string key && DictMethods.Find(dict, key) is { } method ? method
                    : index is string name ? Missing(run, target, name) : run.MakeUndefined($"the dict has no key {PythonText.Repr(index)}");
            case string text when PythonArithmetic.Whole(index) is { } at:
                var letter = TextEdits.Letters(run, text, out var length);
                var place = at < 0 ? at + length : at;
                return place >= 0 && place < length ? letter((int)place) : run.MakeUndefined($"the str has no item {at}");
            case JinjaList list when PythonArithmetic.Whole(index) is { } at:
                return At(run, list.Items, at, "list");
            case JinjaTuple tuple when PythonArithmetic.Whole(index) is { } at:
                return At(run, tuple.Items, at, "tuple");
            default:
                return index switch
                {
                    Undefined undefined => throw undefined.Fault(),
                    string member => Attribute(run, target, member),
                    _ => run.MakeUndefined($"a {PythonText.TypeOf(target)} has no item {PythonText.Repr(index)}"),
                };
        }
    }

    private static object? At(JinjaRun run, IReadOnlyList<object?> items, long at, string type)
    {
        var index = at < 0 ? at + items.Count : at;
        return index >= 0 && index < items.Count ? items[(int)index] : run.MakeUndefined($"the {type} has no item {at}");
    }

    private static Undefined Missing(JinjaRun run, object? target, string name) => name.StartsWith("__", StringComparison.Ordinal)
        ? throw Forbidden(name)
        : run.MakeUndefined($"'{PythonText.TypeOf(target)} object' has no attribute '{name}'");

    private static TemplateFault Forbidden(string name) => new(TemplateFault.Forbidden, $"'{name}' is not accessible: templates reach data only, no attributes that begin with an underscore.");
}
