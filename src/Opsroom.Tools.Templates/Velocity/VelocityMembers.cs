using System.Text.RegularExpressions;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Velocity;

/// <summary>The methods that texts, lists and maps have in templates, by their Java names. There is no way from a value to its class.</summary>
internal static class VelocityMembers
{
    /// <param name="name">Null for an index.</param>
    /// <param name="arguments">Null for a property.</param>
    /// <returns>Null where there is nothing of the name.</returns>
    public static object? Get(VelocityRun run, object value, string? name, object?[]? arguments)
    {
        if (name is "class" or "getClass")
        {
            throw new TemplateFault(TemplateFault.Forbidden, "A template cannot reach the class of a value; only its text, its list or its map.");
        }

        return value switch
        {
            JinjaDict dict when arguments is null => dict.TryGet(name, out var found) ? found : name switch { "empty" => dict.Count == 0, _ => null },
            JinjaDict dict => OfMap(dict, name, arguments),
            JinjaList list => OfList(run, list, name, arguments),
            string text => OfText(run, text, name, arguments ?? []),
            _ => (name, arguments) is ("toString", _) ? VelocityRun.Text(value) : null,
        };
    }

    private static object? OfMap(JinjaDict dict, string? name, object?[] given) => (name, given) switch
    {
        (null or "get", [var key]) => dict.TryGet(key, out var value) ? value : null,
        ("containsKey", [var key]) => dict.Has(key),
        ("size", []) => (long)dict.Count,
        ("isEmpty", []) => dict.Count == 0,
        ("keySet", []) => new JinjaList([.. dict.Keys]),
        ("values", []) => new JinjaList([.. dict.Values]),
        ("entrySet", []) => new JinjaList([.. dict.Pairs.Select(pair => (object?)new JinjaDict { ["key"] = pair.Key, ["value"] = pair.Value })]),
        _ => null,
    };

    private static object? OfList(VelocityRun run, JinjaList list, string? name, object?[]? given)
    {
        switch (name, given)
        {
            case (null or "get", [long at]):
                return at >= 0 && at < list.Items.Count ? list.Items[(int)at] : throw VelocityRun.Fault($"The list has no item {at}.");
            case ("size", []):
                return (long)list.Items.Count;
            case ("isEmpty", []) or ("empty", null):
                return list.Items.Count == 0;
            case ("contains", [var item]):
                return list.Items.Any(each => PythonEquality.Equal(each, item));
            case ("add", [var item]):
                run.Budget.Step();
                if (list.Items.Count >= run.Budget.Limits.LongestList)
                {
                    run.Budget.List(list.Items.Count + 1L);
                }

                list.Items.Add(item);
                return true;
            default:
                return null;
        }
    }

    private static object? OfText(VelocityRun run, string text, string? name, object?[] given) => (name, given) switch
    {
        ("toLowerCase", []) => text.ToLowerInvariant(),
        ("toUpperCase", []) => text.ToUpperInvariant(),
        ("trim", []) => text.Trim(),
        ("toString", []) => text,
        ("length", []) => (long)text.Length,
        ("isEmpty", []) or ("empty", []) => text.Length == 0,
        ("substring", [long from]) => text[Place(from, text.Length)..],
        ("substring", [long from, long to]) when from <= to => text[Place(from, text.Length)..Place(to, text.Length)],
        ("charAt", [long at]) when at < text.Length => text[Place(at, text.Length)].ToString(),
        ("startsWith", [string start]) => text.StartsWith(start, StringComparison.Ordinal),
        ("endsWith", [string end]) => text.EndsWith(end, StringComparison.Ordinal),
        ("contains", [string part]) => text.Contains(part, StringComparison.Ordinal),
        ("indexOf", [string part]) => (long)text.IndexOf(part, StringComparison.Ordinal),
        ("lastIndexOf", [string part]) => (long)text.LastIndexOf(part, StringComparison.Ordinal),
        ("equals", [var other]) => other is string same && same == text,
        ("equalsIgnoreCase", [string other]) => text.Equals(other, StringComparison.OrdinalIgnoreCase),
        ("concat", [string other]) => run.Budget.Built(text + other),
        ("replace", [string old, string made]) => Replaced(run, text, Regex.Escape(old), made.Replace("$", "$$", StringComparison.Ordinal), -1),
        ("replaceAll", [string pattern, string made]) => Replaced(run, text, pattern, Replacement(made), -1),
        ("replaceFirst", [string pattern, string made]) => Replaced(run, text, pattern, Replacement(made), 1),
        ("matches", [string pattern]) => Guarded(run, () => Pattern(run, $"^(?:{pattern})$").IsMatch(text)),
        ("split", [string pattern]) => Guarded(run, () => new JinjaList([.. Pattern(run, pattern).Split(text, 100_000).Cast<object?>()])),
        _ => null,
    };

    private static int Place(long at, int length) => at >= 0 && at <= length ? (int)at : throw VelocityRun.Fault($"The text has no place {at}.");

    // Java's $1 is .NET's; a backslash makes the next letter plain
    private static string Replacement(string made) => made.Replace("\\$", "$$", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    private static string Replaced(VelocityRun run, string text, string pattern, string made, int times) => Guarded(run, () =>
    {
        var regex = Pattern(run, pattern);
        run.Budget.Build(text.Length + ((text.Length + 1L) * made.Length > run.Budget.Limits.LongestText ? regex.Count(text) * (long)(made.Length + text.Length) : 0));
        return run.Budget.Built(regex.Replace(text, made, times));
    });

    private static Regex Pattern(VelocityRun run, string pattern) => pattern.Length > 1000
        ? throw new TemplateFault(TemplateFault.Limit, "The regular expression has more than 1000 characters.")
        : new Regex(pattern, RegexOptions.CultureInvariant, run.Budget.Limits.RegexTime);

    private static T Guarded<T>(VelocityRun run, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (RegexMatchTimeoutException)
        {
            throw new TemplateFault(TemplateFault.Limit, $"A regular expression was stopped: it takes longer than {run.Budget.Limits.RegexTime.TotalMilliseconds:0} ms.");
        }
        catch (ArgumentException wrong)
        {
            throw new TemplateFault(TemplateFault.Value, $"The regular expression is wrong: {wrong.Message}");
        }
    }
}
