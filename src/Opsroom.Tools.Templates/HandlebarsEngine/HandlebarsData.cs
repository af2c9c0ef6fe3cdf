using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.HandlebarsEngine;

/// <summary>Values for the engine: maps and lists that count each look at them, and texts and numbers without members.</summary>
internal static class HandlebarsData
{
    public static object? Of(object? value, RenderBudget budget) => value switch
    {
        JinjaDict dict => new CountedMap(dict.Pairs.Select(pair => KeyValuePair.Create(PythonText.Str(pair.Key), Of(pair.Value, budget))), budget),
        JinjaList list => new CountedList([.. list.Items.Select(item => Of(item, budget))], budget),
        _ => value,
    };

    /// <summary>A value as JavaScript writes it.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        CountedList list => string.Join(",", list.Select(Text)),
        CountedMap => "[object]",
        _ => PythonText.Str(value),
    };

    public static object? Back(object? value) => value switch
    {
        CountedMap map => map.Aggregate(new JinjaDict(), (dict, entry) =>
        {
            dict[entry.Key] = Back(entry.Value);
            return dict;
        }),
        CountedList list => new JinjaList([.. list.Select(Back)]),
        null or bool or long or double or string => value,
        int number => (long)number,
        _ => value.ToString(),
    };
}

internal sealed class CountedList(List<object?> items, RenderBudget budget) : IReadOnlyList<object?>
{
    public int Count => items.Count;

    public object? this[int index]
    {
        get
        {
            budget.Step();
            return items[index];
        }
    }

    public IEnumerator<object?> GetEnumerator()
    {
        foreach (var item in items)
        {
            budget.Step();
            yield return item;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

internal sealed class CountedMap(IEnumerable<KeyValuePair<string, object?>> entries, RenderBudget budget) : IReadOnlyDictionary<string, object?>
{
    private readonly OrderedDictionary<string, object?> values = new(entries, StringComparer.Ordinal);

    public IEnumerable<string> Keys => values.Keys;

    public IEnumerable<object?> Values => values.Values;

    public int Count => values.Count;

    public object? this[string key] => values[key];

    public bool ContainsKey(string key) => values.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        budget.Step();
        return values.TryGetValue(key, out value);
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        foreach (var entry in values)
        {
            budget.Step();
            yield return entry;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
