using System.Reflection;
using System.Text.Json;
using Opsroom.Tools.Changes;

namespace Opsroom.Tools;

/// <summary>A method that stands beside a tool's own and takes the same arguments: what plans a call, or verifies one.</summary>
/// <typeparam name="T">What it returns, or returns a task of.</typeparam>
internal sealed class ToolCompanion<T>
    where T : class
{
    private readonly object _toolSet;
    private readonly MethodInvoker _invoker;
    private readonly ToolParameter[] _parameters;

    /// <param name="own">The tool's parameters by name and type.</param>
    /// <exception cref="InvalidOperationException">The method cannot be a companion; the message says why.</exception>
    public ToolCompanion(object toolSet, string name, IReadOnlyDictionary<(string Name, Type Type), ToolParameter> own)
    {
        var method = toolSet.GetType().GetMethod(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
            ?? throw new InvalidOperationException($"its companion '{name}' is not a public method of {toolSet.GetType().Name}");
        if (method.ReturnType != typeof(T) && method.ReturnType != typeof(Task<T>))
        {
            throw new InvalidOperationException($"its companion '{name}' does not return a {typeof(T).Name}, or a Task of one");
        }

        _toolSet = toolSet;
        _parameters = [.. method.GetParameters().Select(parameter => ParameterOf(parameter, name, own))];
        _invoker = MethodInvoker.Create(method);
    }

    /// <summary>Calls it, or says which argument cannot be read.</summary>
    public async ValueTask<(T? Answer, ToolFailure? Failure)> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var (values, failure) = await ToolParameter.BindAllAsync(_parameters, arguments, context, cancellationToken);
        if (failure is not null)
        {
            return (null, failure);
        }

        var returned = _invoker.Invoke(_toolSet, values.AsSpan());
        return (returned as T ?? await (Task<T>)returned!, null);
    }

    private static ToolParameter ParameterOf(ParameterInfo parameter, string companion, IReadOnlyDictionary<(string Name, Type Type), ToolParameter> own)
    {
        if (own.TryGetValue((parameter.Name!, parameter.ParameterType), out var shared))
        {
            return shared;
        }

        return parameter.ParameterType == typeof(ToolContext) || parameter.ParameterType == typeof(CancellationToken) || parameter.ParameterType == typeof(ProcedureState)
            ? ToolParameter.Of(parameter)
            : throw new InvalidOperationException($"its companion '{companion}' takes '{parameter.Name}', which the tool itself does not");
    }
}
