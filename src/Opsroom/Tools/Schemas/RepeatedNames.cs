using System.Text.Json;

namespace Opsroom.Tools.Schemas;

/// <summary>Finds objects that have a name twice: readers differ in which of the two they take, and what a person is shown has to be what a tool reads.</summary>
internal sealed class RepeatedNames : Shape
{
    private static readonly RepeatedNames Everywhere = new();

    private RepeatedNames()
    {
    }

    /// <summary>Adds a problem for each, at any depth; false where there is none.</summary>
    public static bool Find(JsonElement value, SchemaFit fit)
    {
        var before = fit.Problems.Length;
        Everywhere.Fit(value, fit);
        return fit.Problems.Length > before;
    }

    public override JsonElement Fit(JsonElement value, SchemaFit fit)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (var property in value.EnumerateObject())
                {
                    if (!names.Add(property.Name))
                    {
                        fit.Add("value_error", $"Value error, '{property.Name}' stands twice in one object; give it once", property.Value, property.Name);
                    }

                    fit.Inside(property.Name, this, property.Value);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    fit.Inside(index++, this, item);
                }

                break;
        }

        return value;
    }
}
