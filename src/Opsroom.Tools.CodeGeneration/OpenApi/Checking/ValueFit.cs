using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Checking;

/// <summary>Whether a value in a description fits a schema there. In doubt it does.</summary>
internal sealed class ValueFit(References references)
{
    private const int MaxDepth = 40;
    private const int MaxSteps = 20_000;

    private int steps;

    /// <summary>What does not fit, to follow a colon; null where nothing is wrong.</summary>
    public string? Problem(YamlNode value, YamlNode schema)
    {
        steps = 0;
        return Problem(value, schema, "", 0);
    }

    /// <summary>Whether a value is of a type that the schema allows.</summary>
    public static bool IsOfType(YamlNode value, YamlMap schema)
    {
        var types = schema.Texts("type").ToList();
        return types.Count == 0 || (value is YamlScalar { Kind: ScalarKind.Null } && SchemaShapes.IsNullable(schema)) || types.Exists(type => type switch
        {
            "string" => value is YamlScalar { Kind: ScalarKind.Text },
            "integer" => value is YamlScalar scalar && (scalar.IsWhole() || Number(scalar) is { } number && number == Math.Floor(number)),
            "number" => value is YamlScalar { Kind: ScalarKind.Number },
            "boolean" => value is YamlScalar { Kind: ScalarKind.Boolean },
            "array" => value is YamlList,
            "object" => value is YamlMap,
            "null" => value is YamlScalar { Kind: ScalarKind.Null },
            _ => true,
        });
    }

    public static double? Number(YamlNode? node) =>
        node is YamlScalar { Kind: ScalarKind.Number } scalar && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private string? Problem(YamlNode value, YamlNode? node, string at, int depth)
    {
        if (depth > MaxDepth || ++steps > MaxSteps || references.Map(node) is not { } schema)
        {
            return null;
        }

        if (value is YamlScalar { Kind: ScalarKind.Null } && SchemaShapes.IsNullable(schema))
        {
            return null;
        }

        var where = at.Length == 0 ? "it" : at;
        if (!IsOfType(value, schema))
        {
            return $"{where} is not of the type {string.Join(" or ", schema.Texts("type"))}";
        }

        if (schema["enum"] is YamlList allowed && value is YamlScalar && !allowed.Items.Exists(each => each.Canonical() == value.Canonical()))
        {
            return $"{where} is none of the enum's values";
        }

        if (schema["const"] is { } constant && constant.Canonical() != value.Canonical())
        {
            return $"{where} is not the constant";
        }

        return Combined(value, schema, at, where, depth) ?? value switch
        {
            YamlMap map => OfObject(map, schema, at, where, depth),
            YamlList list => OfList(list, schema, at, where, depth),
            YamlScalar scalar => OfScalar(scalar, schema, where),
            _ => null,
        };
    }

    private string? Combined(YamlNode value, YamlMap schema, string at, string where, int depth)
    {
        foreach (var part in schema.Items("allOf"))
        {
            if (Problem(value, part, at, depth + 1) is { } problem)
            {
                return problem;
            }
        }

        foreach (var keyword in (ReadOnlySpan<string>)["oneOf", "anyOf"])
        {
            if (schema[keyword] is YamlList { Items.Count: > 0 } alternatives && alternatives.Items.TrueForAll(part => Problem(value, part, at, depth + 1) is not null))
            {
                return $"{where} fits none of {keyword}";
            }
        }

        return null;
    }

    private string? OfObject(YamlMap map, YamlMap schema, string at, string where, int depth)
    {
        var properties = schema["properties"] as YamlMap;
        foreach (var name in schema.Texts("required").Where(name => !map.Has(name)))
        {
            var property = references.Map(properties?[name]);
            if (property is null || !(property.IsTrue("writeOnly") || property.IsTrue("readOnly")))
            {
                return $"{where} lacks {OutsideText.OneLine(name, 60)}";
            }
        }

        foreach (var entry in map.Entries)
        {
            var name = at.Length == 0 ? entry.Key.Value : $"{at}.{entry.Key.Value}";
            var known = properties?[entry.Key.Value];
            if (known is null && schema.IsFalse("additionalProperties") && !schema.Has("patternProperties"))
            {
                return $"{OutsideText.OneLine(name, 80)} is not allowed";
            }

            if (Problem(entry.Value, known ?? schema["additionalProperties"] as YamlMap, OutsideText.OneLine(name, 80), depth + 1) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private string? OfList(YamlList list, YamlMap schema, string at, string where, int depth)
    {
        if (Number(schema["minItems"]) > list.Items.Count || Number(schema["maxItems"]) < list.Items.Count)
        {
            return $"{where} has too few or too many items";
        }

        for (var i = 0; i < list.Items.Count && !schema.Has("prefixItems"); i++)
        {
            if (Problem(list.Items[i], schema["items"], string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]"), depth + 1) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? OfScalar(YamlScalar scalar, YamlMap schema, string where)
    {
        if (Number(scalar) is { } number)
        {
            return Number(schema["minimum"]) > number || Number(schema["maximum"]) < number ? $"{where} is outside minimum and maximum"
                : schema.Words("format") == "int32" && number is < int.MinValue or > int.MaxValue && schema.Words("format") == "int32" ? $"{where} is too large for int32" : null;
        }

        if (scalar.Kind != ScalarKind.Text)
        {
            return null;
        }

        var text = scalar.Value;
        var length = new StringInfo(text).LengthInTextElements;
        if (Number(schema["minLength"]) > text.Length || Number(schema["maxLength"]) < length)
        {
            return $"{where} is too short or too long";
        }

        return schema.Words("format") switch
        {
            "date" when !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) => $"{where} is no date",
            "date-time" when !(text.Length >= 19 && text[10] is 'T' or 't' or ' ' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) => $"{where} is no date-time",
            "uuid" when !Guid.TryParseExact(text, "D", out _) => $"{where} is no uuid",
            _ => Mismatch(text, schema, where),
        };
    }

    private static string? Mismatch(string text, YamlMap schema, string where)
    {
        if (schema.Words("pattern") is not { } pattern || text.Length > 1_000)
        {
            return null;
        }

        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(50)) ? null : $"{where} does not match the pattern";
        }
        catch (Exception fault) when (fault is ArgumentException or RegexMatchTimeoutException)
        {
            return null;
        }
    }

}
