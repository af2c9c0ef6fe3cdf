using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Opsroom.Tools;

/// <summary>How arguments and results of tools are read and written: snake_case names, absent instead of null, enums by name.</summary>
public static class ToolJson
{
    /// <summary>The one set of options; also what a tool's JSON Schemas follow from.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
            // results are sent as application/json, never inside HTML or a script
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireWhatHasNoDefault } },
        };
        options.MakeReadOnly();
        return options;
    }

    // the serializer itself would require nullable constructor parameters too, or nothing at all
    private static void RequireWhatHasNoDefault(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { } parameter)
            {
                property.IsRequired = !parameter.HasDefaultValue && !parameter.IsNullable && Nullable.GetUnderlyingType(parameter.ParameterType) is null;
            }
        }
    }
}
