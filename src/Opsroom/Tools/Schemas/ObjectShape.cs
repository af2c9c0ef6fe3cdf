using System.Buffers;
using System.Text.Json;

namespace Opsroom.Tools.Schemas;

/// <summary>An object with known properties, a dictionary, or any object. What it does not know it lets pass.</summary>
internal sealed class ObjectShape : Shape
{
    private readonly (string Name, Shape Shape, bool Required)[] _properties = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Shape? _others;

    public ObjectShape(JsonElement schema)
    {
        if (schema.TryGetProperty("properties", out var properties))
        {
            var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet(StringComparer.Ordinal) : [];
            _properties = [.. properties.EnumerateObject().Select(property => (property.Name, Of(property.Value), required.Contains(property.Name)))];
            _known = [.. _properties.Select(property => property.Name)];
        }

        if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object)
        {
            _others = Of(others);
        }
    }

    public override JsonElement Fit(JsonElement value, SchemaFit fit)
    {
        value = fit.Unquote(value, JsonValueKind.Object);
        if (value.ValueKind != JsonValueKind.Object)
        {
            if (_properties.Length == 0)
            {
                fit.Add("dict_type", "Input should be a valid dictionary", value);
            }
            else
            {
                fit.Add("model_attributes_type", "Input should be a valid dictionary or object to extract fields from", value);
            }

            return value;
        }

        var repairs = fit.Repairs;
        Dictionary<string, JsonElement?>? replaced = null;
        foreach (var (name, shape, required) in _properties)
        {
            if (!value.TryGetProperty(name, out var child))
            {
                if (required)
                {
                    fit.Add("missing", "Field required", value, name);
                }
            }
            else if (child.ValueKind == JsonValueKind.Null && !required)
            {
                // null where a value may be left out means that it is left out
                fit.Repair(child);
                (replaced ??= new(StringComparer.Ordinal))[name] = null;
            }
            else
            {
                FitChild(name, shape, child);
            }
        }

        if (_others is not null)
        {
            foreach (var property in value.EnumerateObject().Where(property => !_known.Contains(property.Name)))
            {
                FitChild(property.Name, _others, property.Value);
            }
        }

        return fit.Repairs == repairs ? value : Rebuild(value, replaced!);

        void FitChild(string name, Shape shape, JsonElement child)
        {
            var before = fit.Repairs;
            var fitted = fit.Inside(name, shape, child);
            if (fit.Repairs != before)
            {
                (replaced ??= new(StringComparer.Ordinal))[name] = fitted;
            }
        }
    }

    private static JsonElement Rebuild(JsonElement value, Dictionary<string, JsonElement?> replaced)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in value.EnumerateObject())
            {
                var child = replaced.TryGetValue(property.Name, out var replacement) ? replacement : property.Value;
                if (child is { } kept)
                {
                    writer.WritePropertyName(property.Name);
                    kept.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
