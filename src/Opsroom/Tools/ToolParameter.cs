using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Schemas;

namespace Opsroom.Tools;

/// <summary>One parameter of a tool's method: what it adds to the schema, and how its value is had for a call.</summary>
internal abstract class ToolParameter
{
    /// <summary>Adds the arguments that it reads.</summary>
    public virtual void Describe(JsonObject properties, JsonArray required)
    {
    }

    /// <summary>What the schema cannot say.</summary>
    public virtual void Check(JsonElement arguments, SchemaFit fit)
    {
    }

    public abstract ValueTask<Bound> BindAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken);

    public static ToolParameter Of(ParameterInfo parameter)
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!);
        var type = parameter.ParameterType;
        if (type == typeof(ToolContext))
        {
            return new ContextParameter();
        }

        if (type == typeof(CancellationToken))
        {
            return new CancellationParameter();
        }

        if (type == typeof(ProcedureState))
        {
            return new ProcedureParameter();
        }

        var optional = parameter.HasDefaultValue || Nullable.GetUnderlyingType(type) is not null
            || new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;
        return type == typeof(TextInput) ? new TextParameter(name, optional, parameter) : new ValueParameter(name, optional, parameter);
    }

    /// <summary>All values that a method takes, or why the call cannot be made.</summary>
    public static async ValueTask<(object?[] Values, ToolFailure? Failure)> BindAllAsync(
        ToolParameter[] parameters, JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var values = new object?[parameters.Length];
        for (var index = 0; index < values.Length; index++)
        {
            var bound = await parameters[index].BindAsync(arguments, context, cancellationToken);
            if (bound.Failure is not null)
            {
                return (values, bound.Failure);
            }

            values[index] = bound.Value;
        }

        return (values, null);
    }

    /// <summary>A value for the method, or why the call cannot be made.</summary>
    public readonly record struct Bound(object? Value, ToolFailure? Failure = null);
}

internal sealed class ContextParameter : ToolParameter
{
    public override ValueTask<Bound> BindAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken) => new(new Bound(context));
}

internal sealed class CancellationParameter : ToolParameter
{
    public override ValueTask<Bound> BindAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken) => new(new Bound(cancellationToken));
}

internal sealed class ProcedureParameter : ToolParameter
{
    public override ValueTask<Bound> BindAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        new(new Bound(context.Procedure ?? new ProcedureState([])));
}

/// <summary>An argument that is a value as it stands.</summary>
internal sealed class ValueParameter : ToolParameter
{
    private readonly string _name;
    private readonly bool _optional;
    private readonly JsonObject _schema;
    private readonly JsonTypeInfo _type;
    private readonly object? _fallback;

    public ValueParameter(string name, bool optional, ParameterInfo parameter)
    {
        (_name, _optional) = (name, optional);
        _schema = SchemaWriter.OfParameter(parameter);
        if (SchemaWriter.HasReference(_schema))
        {
            throw new InvalidOperationException($"its parameter '{parameter.Name}' has a recursive type, which arguments cannot have");
        }

        if (!_schema.ContainsKey("type") && !typeof(JsonNode).IsAssignableFrom(parameter.ParameterType))
        {
            throw new InvalidOperationException($"its parameter '{parameter.Name}' has the type {parameter.ParameterType}, which has no JSON Schema");
        }

        _type = ToolJson.Options.GetTypeInfo(parameter.ParameterType);
        _fallback = parameter.HasDefaultValue ? Default(parameter) : null;
    }

    public override void Describe(JsonObject properties, JsonArray required)
    {
        properties.Add(_name, _schema);
        if (!_optional)
        {
            required.Add(_name);
        }
    }

    public override ValueTask<Bound> BindAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        new(new Bound(arguments.TryGetProperty(_name, out var value) && value.ValueKind != JsonValueKind.Null ? value.Deserialize(_type) : _fallback));

    private object? Default(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (parameter.DefaultValue is { } value)
        {
            return (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } named ? Enum.ToObject(named, value) : value;
        }

        // the default of a list that is a struct is one that nobody may look into; an empty one was meant
        return _type.Kind == JsonTypeInfoKind.Enumerable && type.IsValueType ? JsonSerializer.Deserialize("[]", _type) : null;
    }
}

/// <summary>Text given as <c>x_content</c>, or as a file named by <c>x_path</c>.</summary>
internal sealed class TextParameter(string name, bool optional, ParameterInfo parameter) : ToolParameter
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _content = name + "_content";
    private readonly string _path = name + "_path";

    public override void Describe(JsonObject properties, JsonArray required)
    {
        var content = SchemaWriter.OfText(parameter);
        var what = content["description"]?.GetValue<string>().TrimEnd('.') ?? "The text";
        content["description"] = $"{what}. Give this or {_path}.";
        properties.Add(_content, content);
        properties.Add(_path, new JsonObject
        {
            ["type"] = "string",
            ["description"] = $"A file of the workspace to read instead of {_content}.",
        });
    }

    public override void Check(JsonElement arguments, SchemaFit fit)
    {
        var (content, path) = Given(arguments);
        if (content is null && path is null && !optional)
        {
            fit.Add("missing", "Field required", arguments, _content);
        }
        else if (content is not null && path is not null)
        {
            fit.Add("value_error", $"Value error, give {_content} or {_path}, not both", path, _path);
        }
    }

    public override async ValueTask<Bound> BindAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var (content, path) = Given(arguments);
        if (path is null)
        {
            return new Bound(content is null ? null : new TextInput(content.Value.GetString()!, null));
        }

        var read = await context.Workspace.ReadAsync(path.Value.GetString()!, cancellationToken);
        if (read.Value is not { } file)
        {
            return new Bound(null, read.Failure);
        }

        try
        {
            var bytes = file.Bytes.Span;
            return new Bound(new TextInput(Strict.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes), file.Path));
        }
        catch (DecoderFallbackException)
        {
            return new Bound(null, ToolFailure.InvalidArgument($"{_path}: '{file.Path}' is not UTF-8 text."));
        }
    }

    // models like to fill the twin that they do not use with an empty string
    private (JsonElement? Content, JsonElement? Path) Given(JsonElement arguments)
    {
        var content = Text(arguments, _content);
        var path = Text(arguments, _path);
        return (content, path) switch
        {
            ({ } text, { } file) when file.ValueEquals("") => (text, null),
            ({ } text, { } file) when text.ValueEquals("") => (null, file),
            _ => (content, path),
        };
    }

    private static JsonElement? Text(JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value : null;
}
