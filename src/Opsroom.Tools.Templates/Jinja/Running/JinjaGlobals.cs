using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Jinja.Running;

/// <summary>The functions that every template has.</summary>
internal static class JinjaGlobals
{
    public static IReadOnlyDictionary<string, object?> All { get; } = new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["range"] = new NativeFunction("range", "start stop step", Range),
        ["dict"] = new NativeFunction("dict", "*", Dict),
        ["namespace"] = new NativeFunction("namespace", "*", Namespace),
        ["cycler"] = new NativeFunction("cycler", "*", (_, given) => Cycler(given.Rest)),
        ["joiner"] = new NativeFunction("joiner", "sep", (_, given) => Joiner(given.Text(0, ", "))),
    };

    private static JinjaList Range(JinjaRun run, BoundArguments given)
    {
        var (start, stop) = given.Has(1) ? (given.Integer(0), given.Integer(1)) : (0L, given.Integer(0));
        var step = given.Integer(2, 1);
        if (step == 0)
        {
            throw JinjaRun.Fault("The step of a range cannot be zero.");
        }

        var count = step > 0 ? stop > start ? ((Int128)stop - start + step - 1) / step : 0 : start > stop ? ((Int128)start - stop - step - 1) / -(Int128)step : 0;
        run.Budget.List(count > long.MaxValue ? long.MaxValue : (long)count);
        return new JinjaList([.. Enumerable.Range(0, (int)count).Select(index => (object?)(start + (index * step)))]);
    }

    private static JinjaDict Dict(JinjaRun run, BoundArguments given)
    {
        var dict = new JinjaDict();
        foreach (var source in given.Rest)
        {
            foreach (var (key, value) in PairsOf(source, run))
            {
                dict[key] = value;
            }
        }

        foreach (var (name, value) in given.Others)
        {
            dict[name] = value;
        }

        return dict;
    }

    private static JinjaNamespace Namespace(JinjaRun run, BoundArguments given)
    {
        var made = new JinjaNamespace();
        foreach (var (key, value) in Dict(run, given).Pairs)
        {
            made.Attributes[PythonText.Str(key)] = value;
        }

        return made;
    }

    public static IEnumerable<(object? Key, object? Value)> PairsOf(object? source, JinjaRun run) => source is JinjaDict dict
        ? dict.Pairs
        : Iteration.Of(source, run).Select(pair => Iteration.Of(pair, run) is [var key, var value] ? (key, value) : throw JinjaRun.Fault("A dict is made of pairs."));

    private static JinjaNamespace Cycler(List<object?> items)
    {
        if (items.Count == 0)
        {
            throw JinjaRun.Fault("'cycler' needs values.");
        }

        var made = new JinjaNamespace();
        var at = 0;
        made.Attributes["current"] = items[0];
        made.Attributes["next"] = new NativeFunction("next", "", (_, _) =>
        {
            var value = items[at];
            at = (at + 1) % items.Count;
            made.Attributes["current"] = items[at];
            return value;
        });
        made.Attributes["reset"] = new NativeFunction("reset", "", (_, _) =>
        {
            at = 0;
            made.Attributes["current"] = items[0];
            return null;
        });
        return made;
    }

    private static NativeFunction Joiner(string separator)
    {
        var isUsed = false;
        return new NativeFunction("joiner", "", (_, _) =>
        {
            var text = isUsed ? separator : "";
            isUsed = true;
            return text;
        });
    }
}
