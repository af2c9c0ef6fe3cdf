using System.Text.Json;

namespace Opsroom.Tools.Harness.JsonSchemas;

/// <summary>Turns a schema's JSON into keywords. What draft-07 does not know is passed over, as it says.</summary>
internal static class KeywordReader
{
    public static Keyword[] Read(JsonSchema owner, JsonElement source)
    {
        if (source.ValueKind == JsonValueKind.False)
        {
            return [new NeverKeyword()];
        }

        // a keyword misplaced among properties gives a "schema" that is a list; Harness's own has some
        if (source.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        SchemaNode Of(JsonElement element) => new(owner, element);
        SchemaNode? At(string name) => source.TryGetProperty(name, out var element) ? Of(element) : null;
        var keywords = new List<Keyword>();
        foreach (var property in source.EnumerateObject())
        {
            var value = property.Value;
            Keyword? keyword = property.Name switch
            {
                "$ref" when value.ValueKind == JsonValueKind.String => new ReferenceKeyword(owner, value.GetString()!),
                "type" => TypeKeyword.From(value),
                "enum" when value.ValueKind == JsonValueKind.Array => new EnumKeyword([.. value.EnumerateArray()]),
                "const" => new EnumKeyword([value]),
                "minLength" when TryCount(value, out var count) => new LengthKeyword(count, int.MaxValue),
                "maxLength" when TryCount(value, out var count) => new LengthKeyword(0, count),
                "pattern" when value.ValueKind == JsonValueKind.String => new PatternKeyword(owner.Pattern(value.GetString()!)),
                "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf" when value.ValueKind == JsonValueKind.Number =>
                    new NumberKeyword(property.Name, value.GetDouble()),
                "required" when value.ValueKind == JsonValueKind.Array => new RequiredKeyword(Strings(value)),
                "minProperties" when TryCount(value, out var count) => new PropertyCountKeyword(count, int.MaxValue),
                "maxProperties" when TryCount(value, out var count) => new PropertyCountKeyword(0, count),
                "propertyNames" => new PropertyNamesKeyword(Of(value)),
                "dependencies" when value.ValueKind == JsonValueKind.Object => new DependenciesKeyword(Dependencies(value, Of)),
                "minItems" when TryCount(value, out var count) => new ItemCountKeyword(count, int.MaxValue),
                "maxItems" when TryCount(value, out var count) => new ItemCountKeyword(0, count),
                "uniqueItems" when value.ValueKind == JsonValueKind.True => new UniqueItemsKeyword(),
                "contains" => new ContainsKeyword(Of(value)),
                "items" when value.ValueKind == JsonValueKind.Array => new ItemsKeyword([.. value.EnumerateArray().Select(Of)], At("additionalItems")),
                "items" => new ItemsKeyword([], Of(value)),
                "allOf" when value.ValueKind == JsonValueKind.Array => new AllOfKeyword([.. value.EnumerateArray().Select(Of)]),
                "anyOf" when value.ValueKind == JsonValueKind.Array => new AnyOfKeyword([.. value.EnumerateArray().Select(Of)]),
                "oneOf" when value.ValueKind == JsonValueKind.Array => new OneOfKeyword([.. value.EnumerateArray().Select(Of)]),
                "not" => new NotKeyword(Of(value)),
                "if" => new ConditionKeyword(Of(value), At("then"), At("else")),
                _ => null,
            };
            if (keyword is not null)
            {
                keywords.Add(keyword);
            }
        }

        if (PropertiesKeyword.From(owner, source, Of) is { } properties)
        {
            keywords.Add(properties);
        }

        return [.. keywords.OrderBy(keyword => keyword.Order)];
    }

    private static bool TryCount(JsonElement value, out int count)
    {
        count = 0;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || number < 0)
        {
            return false;
        }

        count = (int)Math.Min(number, int.MaxValue);
        return true;
    }

    private static string[] Strings(JsonElement array) => [.. array.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];

    private static List<Dependency> Dependencies(JsonElement value, Func<JsonElement, SchemaNode> of) =>
        [.. value.EnumerateObject().Select(each => each.Value.ValueKind == JsonValueKind.Array
            ? new Dependency(each.Name, new RequiredKeyword(Strings(each.Value)), null)
            : new Dependency(each.Name, null, of(each.Value)))];
}
