using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Jinja.Running;

/// <summary>The methods of dicts.</summary>
internal static class DictMethods
{
    public static ICallable? Find(JinjaDict dict, string name) => name switch
    {
        "items" => Method(name, "", (_, _) => new JinjaList([.. dict.Pairs.Select(pair => (object?)new JinjaTuple([pair.Key, pair.Value]))])),
        "keys" => Method(name, "", (_, _) => new JinjaList([.. dict.Keys])),
        "values" => Method(name, "", (_, _) => new JinjaList([.. dict.Values])),
        "get" => Method(name, "key default", (_, given) => dict.TryGet(given.Need(0), out var value) ? value : given.Get(1, null)),
        "update" => Method(name, "*", (run, given) =>
        {
            foreach (var (key, value) in given.Rest.SelectMany(source => JinjaGlobals.PairsOf(source, run)).Concat(given.Others.Select(other => ((object?)other.Name, other.Value))).ToList())
            {
                Set(run, dict, key, value);
            }

            return null;
        }),
        "setdefault" => Method(name, "key default", (run, given) =>
        {
            if (!dict.TryGet(given.Need(0), out var value))
            {
                value = given.Get(1, null);
                Set(run, dict, given.Need(0), value);
            }

            return value;
        }),
        "pop" => Method(name, "key default", (_, given) =>
        {
            if (dict.TryGet(given.Need(0), out var value))
            {
                dict.Remove(given.Need(0));
                return value;
            }

            return given.Has(1) ? given.Get(1, null) : throw JinjaRun.Fault($"The dict has no key {PythonText.Repr(given.Need(0))}.");
        }),
        "clear" => Method(name, "", (_, _) =>
        {
            dict.Clear();
            return null;
        }),
        "copy" => Method(name, "", (_, _) =>
        {
            var copy = new JinjaDict();
            foreach (var (key, value) in dict.Pairs)
            {
                copy[key] = value;
            }

            return copy;
        }),
        _ => null,
    };

    private static void Set(JinjaRun run, JinjaDict dict, object? key, object? value)
    {
        run.Budget.Step();
        if (dict.Count >= run.Budget.Limits.LongestList)
        {
            run.Budget.List(dict.Count + 1L);
        }

        dict[key] = value;
    }

    private static NativeFunction Method(string name, string parameters, Func<JinjaRun, BoundArguments, object?> body) => new(name, parameters, body);
}
