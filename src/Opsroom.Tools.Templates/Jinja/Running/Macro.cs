using Opsroom.Tools.Templates.Jinja.Syntax;
using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Jinja.Running;

/// <summary>A macro with the scope in which it was defined.</summary>
internal sealed class Macro(MacroDefinition definition, Scope scope, string? file) : ICallable
{
    private readonly HashSet<string> reads = NameReads.In(definition.Body);

    public MacroDefinition Definition => definition;

    /// <summary>Where it was defined.</summary>
    public string? File => file;

    public string Name => definition.Name;

    public object? Call(JinjaRun run, GivenArguments arguments) => run.Call(this, arguments);

    /// <summary>A scope with the parameters set.</summary>
    public Scope Bind(GivenArguments arguments, Macro? caller, Func<string, Undefined> makeUndefined, Func<Expression, Scope, object?> evaluate)
    {
        var inner = new Scope(scope);
        var named = arguments.Named.ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal);
        var parameters = definition.Parameters;
        for (var index = 0; index < parameters.Count; index++)
        {
            var name = parameters[index];
            var withDefault = index - (parameters.Count - definition.Defaults.Count);
            inner.Set(
                name,
                index < arguments.Positional.Count ? arguments.Positional[index]
                : named.Remove(name, out var given) ? given
                : withDefault >= 0 ? evaluate(definition.Defaults[withDefault], inner)
                : makeUndefined($"parameter '{name}' was not provided"));
        }

        object?[] rest = [.. arguments.Positional.Skip(parameters.Count)];
        if (rest.Length > 0 && !reads.Contains("varargs"))
        {
            throw JinjaRun.Fault($"The macro '{Name}' takes not more than {parameters.Count} arguments.");
        }

        inner.Set("varargs", new JinjaTuple(rest));
        if (caller is not null || named.Remove("caller", out _))
        {
            inner.Set("caller", caller);
        }
        else
        {
            inner.Set("caller", makeUndefined("No caller defined"));
        }

        if (named.Count > 0 && !reads.Contains("kwargs"))
        {
            throw JinjaRun.Fault($"The macro '{Name}' has no argument '{named.Keys.First()}'.");
        }

        var others = new JinjaDict();
        foreach (var (name, value) in named)
        {
            others[name] = value;
        }

        inner.Set("kwargs", others);
        return inner;
    }
}
