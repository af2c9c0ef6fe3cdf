using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Jinja.Running;

/// <summary>What <c>loop</c> is in a for statement.</summary>
internal sealed class Loop(IReadOnlyList<object?> items, int depth, Func<object?, string>? recurse, Func<string, Undefined> makeUndefined) : ICallable
{
    private object? lastChanged;
    private bool hasChanged;

    /// <summary>From 0.</summary>
    public int Index { get; set; }

    public string Name => "loop";

    public object? Call(JinjaRun run, GivenArguments arguments) => recurse is null
        ? throw JinjaRun.Fault("The loop does not call itself; write 'recursive' behind its list.")
        : recurse(arguments.Positional is [var inner] ? inner : throw JinjaRun.Fault("A loop that calls itself takes one list."));

    public object? Attribute(string name) => name switch
    {
        "index" => Index + 1L,
        "index0" => (long)Index,
        "revindex" => (long)(items.Count - Index),
        "revindex0" => (long)(items.Count - Index - 1),
        "first" => Index == 0,
        "last" => Index == items.Count - 1,
        "length" => (long)items.Count,
        "depth" => depth + 1L,
        "depth0" => (long)depth,
        "previtem" => Index > 0 ? items[Index - 1] : makeUndefined("there is no previous item"),
        "nextitem" => Index + 1 < items.Count ? items[Index + 1] : makeUndefined("there is no next item"),
        "cycle" => new NativeFunction("cycle", "*", (_, given) => given.Rest.Count == 0 ? throw JinjaRun.Fault("'cycle' needs values.") : given.Rest[Index % given.Rest.Count]),
        "changed" => new NativeFunction("changed", "*", (_, given) => Changed(new JinjaTuple(given.Rest))),
        _ => makeUndefined($"'loop' has no attribute '{name}'"),
    };

    private bool Changed(JinjaTuple values)
    {
        var isSame = hasChanged && PythonEquality.Equal(lastChanged, values);
        (lastChanged, hasChanged) = (values, true);
        return !isSame;
    }
}
