using System.ComponentModel;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Schemas;

namespace Opsroom.Tools;

/// <summary>A method marked as a tool, looked at once: afterwards a call costs no reflection.</summary>
internal sealed partial class ToolMethod
{
    private static readonly MethodInfo AwaitMethod = typeof(ToolMethod).GetMethod(nameof(AwaitAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly JsonElement NoArguments = JsonElement.Parse("{}");

    private readonly object _toolSet;
    private readonly MethodInvoker _invoker;
    private readonly ToolParameter[] _parameters;
    private readonly Func<object, ValueTask<object>>? _await;
    private readonly JsonTypeInfo _resultType;
    private readonly Shape _shape;

    /// <exception cref="InvalidOperationException">The method cannot be a tool; the message says why.</exception>
    public ToolMethod(object toolSet, MethodInfo method, ToolAttribute tool)
    {
        Demand(tool.Name.Length <= 64 && Names().IsMatch(tool.Name), $"the name '{tool.Name}' is not snake_case of at most 64 characters");
        Demand(method.IsPublic && !method.IsGenericMethod, "it has to be public and not generic");
        (_toolSet, Attribute) = (toolSet, tool);
        Description = method.GetCustomAttribute<DescriptionAttribute>()?.Description ?? throw new InvalidOperationException("it has no [Description]");
        Example = ExampleOf(method);

        var parameters = method.GetParameters();
        Demand(parameters.All(parameter => !parameter.ParameterType.IsByRef), "it has a parameter passed by reference");
        _parameters = [.. parameters.Select(ToolParameter.Of)];
        ArgumentsSchema = SchemaOf(_parameters);
        _shape = Shape.Of(ArgumentsSchema);

        var (returned, awaited) = method.ReturnType is { IsGenericType: true } task && task.GetGenericTypeDefinition() == typeof(Task<>)
            ? (task.GetGenericArguments()[0], true)
            : (method.ReturnType, false);
        IsProcedure = returned == typeof(ProcedureMove);
        Demand(IsProcedure == (tool.Result is not null) && IsProcedure == parameters.Any(parameter => parameter.ParameterType == typeof(ProcedureState)) && !(IsProcedure && awaited),
            "a procedure is a method that takes a ProcedureState, returns a ProcedureMove and names its Result; this is neither that nor anything else");
        var value = tool.Result ?? (typeof(IToolResult).IsAssignableFrom(returned) ? returned.GetGenericArguments()[0] : returned);
        Demand(value.IsClass && !typeof(Task).IsAssignableFrom(value), "it has to return a record, a ToolResult of one, or a Task of either");
        var resultSchema = SchemaWriter.OfType(value);
        Demand((string?)resultSchema["type"] == "object", $"its result type {value.Name} is not an object");
        ResultSchema = JsonSerializer.SerializeToElement(resultSchema);
        _resultType = ToolJson.Options.GetTypeInfo(value);
        _await = awaited ? AwaitMethod.MakeGenericMethod(returned).CreateDelegate<Func<object, ValueTask<object>>>() : null;
        _invoker = MethodInvoker.Create(method);

        Demand(tool.Effect < Effect.Change || tool.Plan is not null, "it changes something and has no Plan that a person could be shown");
        Demand(!IsProcedure || tool.Plan is not null, "a procedure has no Plan that names its calls");
        var own = parameters.Zip(_parameters).ToDictionary(pair => (pair.First.Name!, pair.First.ParameterType), pair => pair.Second);
        Plan = tool.Plan is null ? null : new ToolCompanion<ToolResult<ChangePlan>>(toolSet, tool.Plan, own);
        Verify = tool.Verify is null ? null : new ToolCompanion<Verification>(toolSet, tool.Verify, own);
    }

    public ToolAttribute Attribute { get; }

    public string Description { get; }

    public JsonElement ArgumentsSchema { get; }

    public JsonElement ResultSchema { get; }

    public JsonElement Example { get; }

    /// <summary>Whether it makes its calls through the runner instead of acting itself.</summary>
    public bool IsProcedure { get; }

    public ToolCompanion<ToolResult<ChangePlan>>? Plan { get; }

    public ToolCompanion<Verification>? Verify { get; }

    /// <summary>Holds arguments against the schema; answers them as the method can read them.</summary>
    public JsonElement Fit(JsonElement arguments, SchemaFit fit)
    {
        if (arguments.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            arguments = NoArguments;
        }

        if (BrokenText.Find(arguments, fit) || RepeatedNames.Find(arguments, fit))
        {
            return arguments;
        }

        arguments = _shape.Fit(arguments, fit);
        if (arguments.ValueKind == JsonValueKind.Object)
        {
            foreach (var parameter in _parameters)
            {
                parameter.Check(arguments, fit);
            }
        }

        return arguments;
    }

    /// <summary>Makes the call with arguments that fit.</summary>
    public async ValueTask<ToolCallOutcome> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var (values, unreadable) = await ToolParameter.BindAllAsync(_parameters, arguments, context, cancellationToken);
        if (unreadable is not null)
        {
            return ToolCallOutcome.Failed(unreadable);
        }

        var returned = _invoker.Invoke(_toolSet, values.AsSpan())!;
        var answer = _await is null ? returned : await _await(returned);
        if (answer is IToolResult result)
        {
            if (result.Failure is { } failure)
            {
                return ToolCallOutcome.Failed(failure);
            }

            answer = result.Value!;
        }

        return new ToolCallOutcome(true, JsonSerializer.SerializeToElement(answer, _resultType)) { Tainted = answer is IMayBeTainted { IsTainted: true } };
    }

    /// <summary>What a procedure does next.</summary>
    public async ValueTask<ProcedureMove> MoveAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var (values, unreadable) = await ToolParameter.BindAllAsync(_parameters, arguments, context, cancellationToken);
        return unreadable is null ? (ProcedureMove)_invoker.Invoke(_toolSet, values.AsSpan())! : ProcedureMove.Fail(unreadable);
    }

    /// <summary>SHA-256 (hex) of every text that was read from a file: what a path in the arguments stood for.</summary>
    public async ValueTask<IReadOnlyList<string>> ReadTextsAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        foreach (var parameter in _parameters.OfType<TextParameter>())
        {
            if ((await parameter.BindAsync(arguments, context, cancellationToken)).Value is TextInput { Path: not null } read)
            {
                texts.Add(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(read.Text))));
            }
        }

        return texts;
    }

    private static JsonElement SchemaOf(ToolParameter[] parameters)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var parameter in parameters)
        {
            try
            {
                parameter.Describe(properties, required);
            }
            catch (ArgumentException exception)
            {
                throw new InvalidOperationException("two of its arguments have the same name", exception);
            }
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        return JsonSerializer.SerializeToElement(schema);
    }

    private static JsonElement ExampleOf(MethodInfo method)
    {
        var example = method.GetCustomAttribute<ToolExampleAttribute>()?.Arguments ?? throw new InvalidOperationException("it has no [ToolExample]");
        try
        {
            return JsonElement.Parse(example);
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException($"its [ToolExample] is not JSON: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    private static async ValueTask<object> AwaitAsync<T>(object task)
        where T : class => await (Task<T>)task;

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();
}
