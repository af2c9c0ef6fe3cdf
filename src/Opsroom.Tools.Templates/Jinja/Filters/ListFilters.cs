using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Filters;

/// <summary>Filters of whole lists.</summary>
internal static class ListFilters
{
    public static IEnumerable<JinjaFilter> All =>
    [
        new("length", "", (_, value, _) => Length(value)),
        new("count", "", (_, value, _) => Length(value)),
        new("first", "", (run, value, _) => Iteration.Of(value, run) is [var first, ..] ? first : run.MakeUndefined("No first item, sequence was empty.")),
        new("last", "", (run, value, _) => Iteration.Of(value, run) is [.., var last] ? last : run.MakeUndefined("No last item, sequence was empty.")),
        new("list", "", (run, value, _) => new JinjaList([.. Iteration.Of(value, run)])),
        new("join", "d attribute", Join),
        new("reverse", "", (run, value, _) => value is string text ? string.Concat(text.EnumerateRunes().Reverse().Select(rune => rune.ToString())) : new JinjaList([.. Iteration.Of(value, run).Reverse()])),
        new("sort", "reverse case_sensitive attribute", Sort),
        new("unique", "case_sensitive attribute", Unique),
        new("min", "case_sensitive attribute", (run, value, given) => Extreme(run, value, given, -1)),
        new("max", "case_sensitive attribute", (run, value, given) => Extreme(run, value, given, 1)),
        new("sum", "attribute start", (run, value, given) =>
            Iteration.Of(value, run).Aggregate(given.Get(1, 0L), (sum, item) => PythonArithmetic.Apply("+", sum, given.Get(0, null) is null ? item : Attributes.Of(run, item, given.Get(0, null)), run.Budget))),
        new("batch", "linecount fill_with", Batch),
        new("slice", "slices fill_with", Slice),
        new("dictsort", "case_sensitive by reverse", DictSort),
        new("items", "", (run, value, _) => value is Undefined ? new JinjaList([]) : new JinjaList([.. JinjaGlobals.PairsOf(value, run).Select(pair => (object?)new JinjaTuple([pair.Key, pair.Value]))])),
        new("flatten", "levels", (run, value, given) => new JinjaList(Flat(run, value, given.Integer(0, 20), 0))),
        new("union", "other", (run, value, given) => Distinct(run, Iteration.Of(value, run).Concat(Iteration.Of(given.Need(0), run)))),
        new("intersect", "other", (run, value, given) => Distinct(run, Iteration.Of(value, run).Where(item => Iteration.Contains(given.Need(0), item, run)))),
        new("difference", "other", (run, value, given) => Distinct(run, Iteration.Of(value, run).Where(item => !Iteration.Contains(given.Need(0), item, run)))),
        new("zip", "*", (run, value, given) => Zip(run, [value, .. given.Rest])),
    ];

    private static object? Length(object? value)
    {
        switch (value)
        {
            case string text: return (long)text.EnumerateRunes().Count();
            case JinjaList list: return (long)list.Items.Count;
            case JinjaTuple tuple: return (long)tuple.Items.Count;
            case JinjaDict dict: return (long)dict.Count;
            case Undefined undefined:
                undefined.Use();
                return 0L;
            default: throw JinjaRun.Fault($"A {PythonText.TypeOf(value)} has no length.");
        }
    }

    private static string Join(JinjaRun run, object? value, BoundArguments given)
    {
        var attribute = given.Get(1, null);
        return TextEdits.Join(run, given.Text(0, ""), Iteration.Of(value, run).Select(item => PythonText.Str(attribute is null ? item : Attributes.Of(run, item, attribute))));
    }

    private static JinjaList Sort(JinjaRun run, object? value, BoundArguments given)
    {
        var key = Attributes.Key(run, given.Get(2, null), given.Truth(1, false), several: true);
        return new JinjaList(Sorted(run, Iteration.Of(value, run), key, given.Truth(0, false)));
    }

    public static List<object?> Sorted(JinjaRun run, IReadOnlyList<object?> items, Func<object?, object?> key, bool isReversed)
    {
        run.Budget.Steps(items.Count * 4);
        var order = Comparer<object?>.Create((left, right) => PythonEquality.Compare(left, right));
        return Unwrapped(() => (List<object?>)[.. isReversed ? items.OrderByDescending(key, order) : items.OrderBy(key, order)]);
    }

    // sorting wraps what a comparison throws
    private static List<object?> Unwrapped(Func<List<object?>> sort)
    {
        try
        {
            return sort();
        }
        catch (InvalidOperationException wrapped) when (wrapped.InnerException is TemplateFault fault)
        {
            throw new TemplateFault(fault.Rule, fault.Message);
        }
    }

    private static JinjaList Unique(JinjaRun run, object? value, BoundArguments given)
    {
        var key = Attributes.Key(run, given.Get(1, null), given.Truth(0, false), several: false);
        var seen = new JinjaDict();
        return new JinjaList([.. Iteration.Of(value, run).Where(item =>
        {
            var of = key(item);
            var isNew = !seen.Has(of);
            seen[of] = true;
            return isNew;
        })]);
    }

    private static object? Extreme(JinjaRun run, object? value, BoundArguments given, int sign)
    {
        var key = Attributes.Key(run, given.Get(1, null), given.Truth(0, false), several: false);
        var items = Iteration.Of(value, run);
        return items.Count == 0
            ? run.MakeUndefined("No aggregated item, sequence was empty.")
            : items.Aggregate((best, item) => PythonEquality.Compare(key(item), key(best)) * sign > 0 ? item : best);
    }

    private static JinjaList Batch(JinjaRun run, object? value, BoundArguments given)
    {
        var size = (int)Math.Clamp(given.Integer(0), 1, run.Budget.Limits.LongestList);
        var rows = Iteration.Of(value, run).Chunk(size).Select(row => row.ToList()).ToList();
        if (rows is [.., var last] && given.Get(1, null) is { } fill && last.Count < size)
        {
            run.Budget.List(size);
            last.AddRange(Enumerable.Repeat(fill, size - last.Count));
        }

        return new JinjaList([.. rows.Select(row => (object?)new JinjaList(row))]);
    }

    private static JinjaList Slice(JinjaRun run, object? value, BoundArguments given)
    {
        var items = Iteration.Of(value, run);
        var count = (int)Math.Clamp(given.Integer(0), 1, run.Budget.Limits.LongestList);
        run.Budget.List(count);
        var (each, longer) = (items.Count / count, items.Count % count);
        var rows = new List<object?>();
        for (var (row, at) = (0, 0); row < count; row++)
        {
            var length = each + (row < longer ? 1 : 0);
            var part = items.Skip(at).Take(length).ToList();
            at += length;
            if (given.Get(1, null) is { } fill && row >= longer)
            {
                part.Add(fill);
            }

            rows.Add(new JinjaList(part));
        }

        return new JinjaList(rows);
    }

    private static JinjaList DictSort(JinjaRun run, object? value, BoundArguments given)
    {
        if (value is not JinjaDict dict)
        {
            throw value is Undefined undefined ? undefined.Fault() : JinjaRun.Fault("'dictsort' sorts a dict.");
        }

        var place = given.Text(1, "key") switch { "key" => 0, "value" => 1, _ => throw JinjaRun.Fault("'dictsort' sorts by key or by value.") };
        var fold = Attributes.Key(run, null, given.Truth(0, false), several: false);
        var pairs = dict.Pairs.Select(pair => (object?)new JinjaTuple([pair.Key, pair.Value])).ToList();
        return new JinjaList(Sorted(run, pairs, pair => fold(((JinjaTuple)pair!).Items[place]), given.Truth(2, false)));
    }

    private static List<object?> Flat(JinjaRun run, object? value, long levels, int depth)
    {
        run.Budget.Step();
        var flat = new List<object?>();
        foreach (var item in Iteration.Of(value, run))
        {
            if (item is JinjaList or JinjaTuple && depth < levels && depth < 50)
            {
                flat.AddRange(Flat(run, item, levels, depth + 1));
            }
            else
            {
                flat.Add(item);
            }

            run.Budget.List(flat.Count / 8);
        }

        return flat;
    }

    private static JinjaList Distinct(JinjaRun run, IEnumerable<object?> items)
    {
        var seen = new JinjaDict();
        foreach (var item in items)
        {
            run.Budget.Step();
            seen[item] = true;
        }

        return new JinjaList([.. seen.Keys]);
    }

    private static JinjaList Zip(JinjaRun run, List<object?> lists)
    {
        var all = lists.ConvertAll(list => Iteration.Of(list, run));
        return new JinjaList([.. Enumerable.Range(0, all.Min(list => list.Count)).Select(at => (object?)new JinjaTuple([.. all.Select(list => list[at])]))]);
    }
}
