using System.Text.Json;

namespace Opsroom.Tools.Schemas;

internal sealed class ListShape(JsonElement schema) : Shape
{
    private readonly Shape _item = schema.TryGetProperty("items", out var items) ? Of(items) : new AnyShape();
    private readonly int? _minItems = Length(schema, "minItems");
    private readonly int? _maxItems = Length(schema, "maxItems");

    public override JsonElement Fit(JsonElement value, SchemaFit fit)
    {
        value = fit.Unquote(value, JsonValueKind.Array);
        if (value.ValueKind != JsonValueKind.Array)
        {
            fit.Add("list_type", "Input should be a valid list", value);
            return value;
        }

        var length = value.GetArrayLength();
        if (length < _minItems)
        {
            fit.Add("too_short", $"List should have at least {Count(_minItems.Value, "item")} after validation, not {length}", value);
        }
        else if (length > _maxItems)
        {
            fit.Add("too_long", $"List should have at most {Count(_maxItems.Value, "item")} after validation, not {length}", value);
            return value;
        }

        var repairs = fit.Repairs;
        var items = new JsonElement[length];
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            items[index] = fit.Inside(index, _item, item);
            index++;
        }

        return fit.Repairs == repairs ? value : JsonSerializer.SerializeToElement(items);
    }
}
