using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Opsroom.Tools.Schemas;

/// <summary>Writes JSON Schemas (2020-12) from types and their attributes, following <see cref="ToolJson"/>.</summary>
internal static class SchemaWriter
{
    private static readonly JsonSchemaExporterOptions Exporter = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Refine };

    public static JsonObject OfType(Type type) => AsObject(ToolJson.Options.GetJsonSchemaAsNode(type, Exporter));

    /// <summary>The schema of one parameter. A <see cref="JsonElement"/> stands for any object; a <see cref="JsonNode"/> for any value.</summary>
    public static JsonObject OfParameter(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        var schema = type == typeof(JsonElement) ? new JsonObject { ["type"] = "object" } : OfType(type);
        Apply(parameter, schema);
        if (parameter.HasDefaultValue && parameter.DefaultValue is { } value)
        {
            // the default of an enum parameter comes as its number
            var typed = type.IsEnum ? Enum.ToObject(type, value) : value;
            schema["default"] = JsonSerializer.SerializeToNode(typed, ToolJson.Options.GetTypeInfo(type));
        }

        return schema;
    }

    /// <summary>The schema of text that a parameter of another type stands for.</summary>
    public static JsonObject OfText(ParameterInfo parameter)
    {
        var schema = new JsonObject { ["type"] = "string" };
        Apply(parameter, schema);
        return schema;
    }

    /// <summary>Whether the schema refers to another place in itself, as recursive types make it do.</summary>
    public static bool HasReference(JsonNode? node) => node switch
    {
        JsonObject item => item.ContainsKey("$ref") || item.Any(property => HasReference(property.Value)),
        JsonArray items => items.Any(HasReference),
        _ => false,
    };

    private static JsonObject Refine(JsonSchemaExporterContext context, JsonNode node)
    {
        var schema = AsObject(node);
        DropNull(schema);
        if (schema.ContainsKey("required"))
        {
            // the exporter lists nullable constructor parameters too, which may be left out
            var required = context.TypeInfo.Properties.Where(property => property.IsRequired).Select(property => JsonValue.Create(property.Name)).ToArray<JsonNode?>();
            schema.Remove("required");
            if (required.Length > 0)
            {
                schema["required"] = new JsonArray(required);
            }
        }

        if (schema.ContainsKey("enum") && !schema.ContainsKey("type"))
        {
            schema.Insert(0, "type", "string");
        }

        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (type == typeof(int) || type == typeof(long))
        {
            schema["format"] = type == typeof(int) ? "int32" : "int64";
        }

        if (context.PropertyInfo is { } property)
        {
            Apply(property.AttributeProvider, schema);
            Apply(property.AssociatedParameter?.AttributeProvider, schema);
        }

        return schema;
    }

    // absent is how null is written, so no schema speaks of it
    private static void DropNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
        {
            schema["type"] = types.First(type => type!.GetValue<string>() != "null")!.DeepClone();
        }

        if (schema["enum"] is JsonArray values)
        {
            values.RemoveAll(value => value is null);
        }

        if (schema.TryGetPropertyValue("default", out var fallback) && fallback is null)
        {
            schema.Remove("default");
        }
    }

    private static void Apply(ICustomAttributeProvider? provider, JsonObject schema)
    {
        foreach (var attribute in provider?.GetCustomAttributes(inherit: true) ?? [])
        {
            switch (attribute)
            {
                case DescriptionAttribute description:
                    schema["description"] = description.Description;
                    break;
                case RangeAttribute range:
                    schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = Number(range.Minimum);
                    schema[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = Number(range.Maximum);
                    break;
                case StringLengthAttribute length:
                    Bound(schema, length.MinimumLength, length.MaximumLength);
                    break;
                case LengthAttribute length:
                    Bound(schema, length.MinimumLength, length.MaximumLength);
                    break;
                case MinLengthAttribute length:
                    Bound(schema, length.Length, null);
                    break;
                case MaxLengthAttribute length:
                    Bound(schema, null, length.Length);
                    break;
                case RegularExpressionAttribute expression:
                    // the attribute means the whole text, the keyword any part of it
                    var anchored = expression.Pattern is ['^', .., '$'] && !expression.Pattern.Contains('|');
                    schema["pattern"] = anchored ? expression.Pattern : $"^(?:{expression.Pattern})$";
                    break;
                case AllowedValuesAttribute allowed:
                    var target = schema["items"] as JsonObject ?? schema;
                    target["enum"] = JsonSerializer.SerializeToNode(allowed.Values.Where(value => value is not null).ToArray(), ToolJson.Options);
                    break;
            }
        }
    }

    private static void Bound(JsonObject schema, int? least, int? most)
    {
        var noun = schema.ContainsKey("items") ? "Items" : "Length";
        if (least > 0)
        {
            schema["min" + noun] = least;
        }

        if (most is not null)
        {
            schema["max" + noun] = most;
        }
    }

    private static JsonNode Number(object bound) => bound is int whole ? whole : Convert.ToDouble(bound, System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject AsObject(JsonNode node) => node as JsonObject ?? [];
}
