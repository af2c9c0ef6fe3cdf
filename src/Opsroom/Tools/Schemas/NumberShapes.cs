using System.Globalization;
using System.Text.Json;

namespace Opsroom.Tools.Schemas;

internal sealed class IntegerShape(JsonElement schema) : Shape
{
    private readonly Bounds _bounds = new(schema);
    private readonly bool _narrow = schema.TryGetProperty("format", out var format) && format.ValueEquals("int32");

    public override JsonElement Fit(JsonElement value, SchemaFit fit)
    {
        if (Read(value, fit, out var replacement) is not { } number)
        {
            return value;
        }

        if (_narrow && number is < int.MinValue or > int.MaxValue)
        {
            fit.Add("int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size", value);
            return value;
        }

        _bounds.Check(number, value, fit);
        return replacement ? fit.Repair(JsonElement.Parse(number.ToString(CultureInfo.InvariantCulture))) : value;
    }

    private static long? Read(JsonElement value, SchemaFit fit, out bool replacement)
    {
        replacement = true;
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when value.TryGetInt64(out var number):
                replacement = false;
                return number;
            case JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) && number == Math.Floor(number):
                if (Math.Abs(number) < 1e18)
                {
                    return (long)number;
                }

                fit.Add("int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size", value);
                return null;
            case JsonValueKind.Number:
                fit.Add("int_from_float", "Input should be a valid integer, got a number with a fractional part", value);
                return null;
            case JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number):
                return number;
            case JsonValueKind.String:
                fit.Add("int_parsing", "Input should be a valid integer, unable to parse string as an integer", value);
                return null;
            default:
                fit.Add("int_type", "Input should be a valid integer", value);
                return null;
        }
    }
}

internal sealed class NumberShape(JsonElement schema) : Shape
{
    private readonly Bounds _bounds = new(schema);

    public override JsonElement Fit(JsonElement value, SchemaFit fit)
    {
        double number;
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                number = value.GetDouble();
                break;
            case JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number):
                break;
            case JsonValueKind.String:
                fit.Add("float_parsing", "Input should be a valid number, unable to parse string as a number", value);
                return value;
            default:
                fit.Add("float_type", "Input should be a valid number", value);
                return value;
        }

        if (!double.IsFinite(number))
        {
            fit.Add("finite_number", "Input should be a finite number", value);
            return value;
        }

        _bounds.Check(number, value, fit);
        return value.ValueKind == JsonValueKind.Number ? value : fit.Repair(JsonSerializer.SerializeToElement(number));
    }
}

/// <summary>The four keywords that bound a number.</summary>
internal sealed class Bounds(JsonElement schema)
{
    private readonly double? _minimum = Read(schema, "minimum");
    private readonly double? _maximum = Read(schema, "maximum");
    private readonly double? _above = Read(schema, "exclusiveMinimum");
    private readonly double? _below = Read(schema, "exclusiveMaximum");

    public void Check(double number, JsonElement value, SchemaFit fit)
    {
        if (number < _minimum)
        {
            fit.Add("greater_than_equal", $"Input should be greater than or equal to {Text(_minimum)}", value);
        }
        else if (number > _maximum)
        {
            fit.Add("less_than_equal", $"Input should be less than or equal to {Text(_maximum)}", value);
        }
        else if (number <= _above)
        {
            fit.Add("greater_than", $"Input should be greater than {Text(_above)}", value);
        }
        else if (number >= _below)
        {
            fit.Add("less_than", $"Input should be less than {Text(_below)}", value);
        }
    }

    private static double? Read(JsonElement schema, string keyword) => schema.TryGetProperty(keyword, out var value) ? value.GetDouble() : null;

    private static string Text(double? bound) => bound!.Value.ToString(CultureInfo.InvariantCulture);
}
