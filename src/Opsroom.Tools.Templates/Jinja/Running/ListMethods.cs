using Opsroom.Tools.Templates.Jinja.Filters;
using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Jinja.Running;

/// <summary>The methods of lists and tuples.</summary>
internal static class ListMethods
{
    public static ICallable? Find(JinjaList list, string name) => name switch
    {
        "append" => Method(name, "item", (run, given) =>
        {
            Room(run, list.Items.Count + 1L);
            list.Items.Add(given.Need(0));
            return null;
        }),
        "extend" => Method(name, "items", (run, given) =>
        {
            var others = Iteration.Of(given.Need(0), run);
            Room(run, (long)list.Items.Count + others.Count);
            list.Items.AddRange(others);
            return null;
        }),
        "insert" => Method(name, "index item", (run, given) =>
        {
            Room(run, list.Items.Count + 1L);
            var at = given.Integer(0);
            list.Items.Insert((int)Math.Clamp(at < 0 ? at + list.Items.Count : at, 0, list.Items.Count), given.Need(1));
            return null;
        }),
        "pop" => Method(name, "index", (_, given) =>
        {
            var at = given.Integer(0, -1);
            var index = at < 0 ? at + list.Items.Count : at;
            if (index < 0 || index >= list.Items.Count)
            {
                throw JinjaRun.Fault("'pop' was given an index that is not in the list.");
            }

            var item = list.Items[(int)index];
            list.Items.RemoveAt((int)index);
            return item;
        }),
        "remove" => Method(name, "item", (_, given) =>
        {
            var at = list.Items.FindIndex(item => PythonEquality.Equal(item, given.Need(0)));
            if (at < 0)
            {
                throw JinjaRun.Fault("'remove' was given an item that is not in the list.");
            }

            list.Items.RemoveAt(at);
            return null;
        }),
        "clear" => Method(name, "", (_, _) =>
        {
            list.Items.Clear();
            return null;
        }),
        "reverse" => Method(name, "", (_, _) =>
        {
            list.Items.Reverse();
            return null;
        }),
        "sort" => Method(name, "reverse", (run, given) =>
        {
            var sorted = ListFilters.Sorted(run, list.Items, item => item, isReversed: false);
            list.Items.Clear();
            list.Items.AddRange(given.Truth(0, false) ? Enumerable.Reverse(sorted) : sorted);
            return null;
        }),
        "copy" => Method(name, "", (_, _) => new JinjaList([.. list.Items])),
        _ => Shared(list.Items, name),
    };

    public static object? Find(JinjaTuple tuple, string name)
    {
        for (var index = 0; index < tuple.Names.Count; index++)
        {
            if (tuple.Names[index] == name)
            {
                return tuple.Items[index];
            }
        }

        return Shared(tuple.Items, name);
    }

    private static NativeFunction? Shared(IReadOnlyList<object?> items, string name) => name switch
    {
        "index" => Method(name, "item", (_, given) =>
        {
            for (var index = 0; index < items.Count; index++)
            {
                if (PythonEquality.Equal(items[index], given.Need(0)))
                {
                    return (long)index;
                }
            }

            throw JinjaRun.Fault("'index' was given an item that is not in the list.");
        }),
        "count" => Method(name, "item", (_, given) => (long)items.Count(item => PythonEquality.Equal(item, given.Need(0)))),
        _ => null,
    };

    private static void Room(JinjaRun run, long entries)
    {
        run.Budget.Step();
        if (entries > run.Budget.Limits.LongestList)
        {
            run.Budget.List(entries);
        }
    }

    private static NativeFunction Method(string name, string parameters, Func<JinjaRun, BoundArguments, object?> body) => new(name, parameters, body);
}
