using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Jinja.Filters;

/// <summary>Filters that look at each item, or at whether a value is there.</summary>
internal static class ItemFilters
{
    public static IEnumerable<JinjaFilter> All =>
    [
        new("default", "default_value boolean", Default),
        new("d", "default_value boolean", Default),
        new("mandatory", "msg", (_, value, given) => value is Undefined undefined ? throw (given.Has(0) ? JinjaRun.Fault(given.Text(0)) : undefined.Fault()) : value),
        new("ternary", "true_val false_val none_val", (_, value, given) => value is null && given.Has(2) ? given.Get(2, null) : PythonText.Truth(value) ? given.Need(0) : given.Need(1)),
        new("attr", "name", (run, value, given) => given.Text(0) is var name && value is JinjaDict ? run.MakeUndefined($"'dict object' has no attribute '{name}'") : Members.Attribute(run, value, given.Text(0))),
        new("map", "*", Map),
        new("select", "*", (run, value, given) => Select(run, value, given, withAttribute: false, wanted: true)),
        new("reject", "*", (run, value, given) => Select(run, value, given, withAttribute: false, wanted: false)),
        new("selectattr", "*", (run, value, given) => Select(run, value, given, withAttribute: true, wanted: true)),
        new("rejectattr", "*", (run, value, given) => Select(run, value, given, withAttribute: true, wanted: false)),
        new("groupby", "attribute default case_sensitive", GroupBy),
        new("extract", "container", (run, value, given) => Members.Item(run, given.Need(0), value)),
        new("type_debug", "", (_, value, _) => PythonText.TypeOf(value)),
    ];

    private static object? Default(JinjaRun run, object? value, BoundArguments given) =>
        value is Undefined || (given.Truth(1, false) && !PythonText.Truth(value)) ? given.Get(0, "") : value;

    private static JinjaList Map(JinjaRun run, object? value, BoundArguments given)
    {
        var attribute = given.Others.FindIndex(other => other.Name == "attribute");
        var otherwise = given.Others.FindIndex(other => other.Name == "default");
        var items = Iteration.Of(value, run);
        if (given.Rest.Count == 0 && attribute >= 0)
        {
            return new JinjaList([.. items.Select(item =>
                Attributes.Of(run, item, given.Others[attribute].Value) is var found && found is Undefined && otherwise >= 0 ? given.Others[otherwise].Value : found)]);
        }

        if (given.Rest is not [string filter, .. var rest])
        {
            throw JinjaRun.Fault("'map' needs the name of a filter, or attribute='…'.");
        }

        var arguments = new GivenArguments(rest, given.Others);
        return new JinjaList([.. items.Select(item => run.Filter(filter, item, arguments))]);
    }

    private static JinjaList Select(JinjaRun run, object? value, BoundArguments given, bool withAttribute, bool wanted)
    {
        var rest = given.Rest;
        object? attribute = null;
        if (withAttribute)
        {
            attribute = rest.Count > 0 ? rest[0] : throw JinjaRun.Fault("'selectattr' and 'rejectattr' need the name of an attribute.");
            rest = rest.GetRange(1, rest.Count - 1);
        }

        bool Holds(object? item)
        {
            var looked = withAttribute ? Attributes.Of(run, item, attribute) : item;
            return rest.Count == 0 ? PythonText.Truth(looked) : run.Test(PythonText.Str(rest[0]), looked, new GivenArguments(rest.GetRange(1, rest.Count - 1), given.Others));
        }

        return new JinjaList([.. Iteration.Of(value, run).Where(item => Holds(item) == wanted)]);
    }

    private static JinjaList GroupBy(JinjaRun run, object? value, BoundArguments given)
    {
        object? Raw(object? item) => Attributes.Of(run, item, given.Need(0)) is var found && found is Undefined && given.Has(1) ? given.Get(1, null) : found;
        var isCaseSensitive = given.Truth(2, false);
        object? Key(object? item) => Raw(item) is var raw && raw is string text && !isCaseSensitive ? text.ToLowerInvariant() : raw;
        var groups = new List<object?>();
        var items = ListFilters.Sorted(run, Iteration.Of(value, run), Key, isReversed: false);
        for (var at = 0; at < items.Count;)
        {
            var key = Key(items[at]);
            var group = items.Skip(at).TakeWhile(item => PythonEquality.Equal(Key(item), key)).ToList();
            groups.Add(new JinjaTuple([Raw(group[0]), new JinjaList(group)], ["grouper", "list"]));
            at += group.Count;
        }

        return new JinjaList(groups);
    }
}
