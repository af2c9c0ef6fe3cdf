using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Values;

// Values of a template are null, bool, long, double, string and the types below: nothing in them leads to a type of the server's.

internal sealed class JinjaList(List<object?> items)
{
    public List<object?> Items { get; } = items;
}

/// <param name="names">What the items can be read by as well; null for none.</param>
internal sealed class JinjaTuple(IReadOnlyList<object?> items, IReadOnlyList<string>? names = null)
{
    public IReadOnlyList<object?> Items { get; } = items;

    public IReadOnlyList<string> Names { get; } = names ?? [];
}

/// <summary>Keeps the order in which keys were added; keys compare as in Python.</summary>
internal sealed class JinjaDict
{
    private static readonly object NoneKey = new();

    private readonly OrderedDictionary<object, object?> entries = new(PythonEquality.Keys);

    public int Count => entries.Count;

    public IEnumerable<object?> Keys => entries.Keys.Select(key => ReferenceEquals(key, NoneKey) ? null : key);

    public IEnumerable<object?> Values => entries.Values;

    public IEnumerable<(object? Key, object? Value)> Pairs => entries.Select(entry => (ReferenceEquals(entry.Key, NoneKey) ? null : entry.Key, entry.Value));

    public object? this[object? key]
    {
        get => entries[KeyOf(key)];
        set => entries[KeyOf(key)] = value;
    }

    public bool TryGet(object? key, out object? value) => entries.TryGetValue(KeyOf(key), out value);

    public bool Has(object? key) => entries.ContainsKey(KeyOf(key));

    public bool Remove(object? key) => entries.Remove(KeyOf(key));

    public void Clear() => entries.Clear();

    private static object KeyOf(object? key) => key switch
    {
        null => NoneKey,
        JinjaList or JinjaDict => throw new TemplateFault(TemplateFault.Value, $"A {PythonText.TypeOf(key)} cannot be a key."),
        _ => key,
    };
}

/// <summary>What <c>namespace()</c> makes: attributes that can be set in loops.</summary>
internal sealed class JinjaNamespace
{
    public Dictionary<string, object?> Attributes { get; } = new(StringComparer.Ordinal);
}

/// <summary>A name or an attribute that is not there.</summary>
/// <param name="what">As a message names it: <c>'x' is undefined</c>.</param>
/// <param name="isStrict">Whether every use but a test or a default is an error.</param>
internal sealed class Undefined(string what, bool isStrict)
{
    public bool IsStrict { get; } = isStrict;

    public TemplateFault Fault() => new(TemplateFault.Undefined, what);

    /// <summary>Fails where the value may not be used as if it were empty.</summary>
    public void Use()
    {
        if (IsStrict)
        {
            throw Fault();
        }
    }
}

/// <summary>What can be called: macros, methods and functions.</summary>
internal interface ICallable
{
    string Name { get; }

    object? Call(JinjaRun run, GivenArguments arguments);
}

/// <summary>A function of the interpreter's, or a method bound to its value.</summary>
internal sealed class NativeFunction(string name, string parameters, Func<JinjaRun, BoundArguments, object?> body) : ICallable
{
    public string Name => name;

    public object? Call(JinjaRun run, GivenArguments arguments) => body(run, BoundArguments.Bind(name, parameters, arguments));
}
