using System.Text.Json;

namespace Opsroom.Tools.Schemas;

/// <summary>A JSON Schema made ready to check values quickly. It reads the keywords that <see cref="SchemaWriter"/> writes.</summary>
internal abstract class Shape
{
    /// <summary>Holds a value against the shape; answers the value, put right where something harmless was off.</summary>
    public abstract JsonElement Fit(JsonElement value, SchemaFit fit);

    public static Shape Of(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return new AnyShape();
        }

        if (schema.TryGetProperty("enum", out var values))
        {
            return new EnumShape(values);
        }

        return (schema.TryGetProperty("type", out var type) ? type.GetString() : null) switch
        {
            "object" => new ObjectShape(schema),
            "array" => new ListShape(schema),
            "string" => new StringShape(schema),
            "integer" => new IntegerShape(schema),
            "number" => new NumberShape(schema),
            "boolean" => new BooleanShape(),
            _ => new AnyShape(),
        };
    }

    protected static int? Length(JsonElement schema, string keyword) => schema.TryGetProperty(keyword, out var value) ? value.GetInt32() : null;

    protected static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}

internal sealed class AnyShape : Shape
{
    public override JsonElement Fit(JsonElement value, SchemaFit fit) => value;
}

internal sealed class BooleanShape : Shape
{
    private static readonly JsonElement True = JsonElement.Parse("true");
    private static readonly JsonElement False = JsonElement.Parse("false");

    public override JsonElement Fit(JsonElement value, SchemaFit fit)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return value;
            case JsonValueKind.String when bool.TryParse(value.GetString(), out var parsed):
                return fit.Repair(parsed ? True : False);
            case JsonValueKind.String:
                fit.Add("bool_parsing", "Input should be a valid boolean, unable to interpret input", value);
                return value;
            default:
                fit.Add("bool_type", "Input should be a valid boolean", value);
                return value;
        }
    }
}
