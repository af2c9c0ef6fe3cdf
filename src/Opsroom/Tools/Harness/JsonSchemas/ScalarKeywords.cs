using System.Globalization;
using System.Text.Json;
using Opsroom.Tools.Harness.Validation;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.JsonSchemas;

/// <summary>The schema <c>false</c>.</summary>
internal sealed class NeverKeyword : PlainKeyword
{
    protected override bool IsValid(YamlNode node) => false;

    protected override string Fault(YamlNode node) => "nothing may stand here";
}

/// <summary><c>type</c></summary>
internal sealed class TypeKeyword(string[] types) : PlainKeyword
{
    public override int Order => -1;

    public static TypeKeyword? From(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => new([value.GetString()!]),
        JsonValueKind.Array => new([.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]),
        _ => null,
    };

    protected override bool IsValid(YamlNode node)
    {
        foreach (var type in types)
        {
            if (Is(node, type))
            {
                return true;
            }
        }

        return false;
    }

    protected override string Fault(YamlNode node) => $"must be {string.Join(" or ", types)}";

    private static bool Is(YamlNode node, string type) => (node, type) switch
    {
        (YamlMap, "object") or (YamlList, "array") => true,
        (YamlScalar { Kind: ScalarKind.Text }, "string") => true,
        (YamlScalar { Kind: ScalarKind.Boolean }, "boolean") => true,
        (YamlScalar { Kind: ScalarKind.Null }, "null") => true,
        (YamlScalar { Kind: ScalarKind.Number }, "number") => true,
        (YamlScalar { Kind: ScalarKind.Number } number, "integer") => JsonEquality.Number(number) is { } value && Math.Floor(value) == value && !double.IsInfinity(value),
        _ => false,
    };
}

/// <summary><c>enum</c> and <c>const</c></summary>
internal sealed class EnumKeyword(JsonElement[] values) : PlainKeyword
{
    private const int MostShown = 12;

    protected override bool IsValid(YamlNode node)
    {
        foreach (var value in values)
        {
            if (JsonEquality.AreEqual(node, value))
            {
                return true;
            }
        }

        return false;
    }

    protected override string Fault(YamlNode node)
    {
        var shown = values.Take(MostShown).Select(value => value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText());
        return values.Length == 1 ? $"must be {shown.First()}" : $"must be one of {string.Join(", ", shown)}{(values.Length > MostShown ? ", …" : string.Empty)}";
    }
}

/// <summary><c>minLength</c> and <c>maxLength</c>, in characters (code points)</summary>
internal sealed class LengthKeyword(int least, int most) : PlainKeyword
{
    protected override bool IsValid(YamlNode node)
    {
        if (node is not YamlScalar { Kind: ScalarKind.Text } text)
        {
            return true;
        }

        var length = text.Value.Length;
        foreach (var letter in text.Value)
        {
            length -= char.IsLowSurrogate(letter) ? 1 : 0;
        }

        return length >= least && length <= most;
    }

    protected override string Fault(YamlNode node) => least > 0 ? $"must have at least {least} characters" : $"must have at most {most} characters";
}

/// <summary><c>pattern</c></summary>
internal sealed class PatternKeyword(EcmaPattern pattern) : PlainKeyword
{
    protected override bool IsValid(YamlNode node) => node is not YamlScalar { Kind: ScalarKind.Text } text || pattern.IsMatch(text.Value);

    protected override string Fault(YamlNode node) => $"\"{FindingList.Excerpt(node.Text ?? string.Empty)}\" must match {pattern}";
}

/// <summary><c>minimum</c>, <c>maximum</c>, their exclusive forms and <c>multipleOf</c></summary>
internal sealed class NumberKeyword(string name, double bound) : PlainKeyword
{
    protected override bool IsValid(YamlNode node) => node is not YamlScalar { Kind: ScalarKind.Number } scalar || JsonEquality.Number(scalar) is not { } value || name switch
    {
        "minimum" => value >= bound,
        "maximum" => value <= bound,
        "exclusiveMinimum" => value > bound,
        "exclusiveMaximum" => value < bound,
        _ => bound == 0 || Math.IEEERemainder(value, bound) == 0,
    };

    protected override string Fault(YamlNode node) => string.Create(CultureInfo.InvariantCulture, $"must be {name switch
    {
        "minimum" => "at least",
        "maximum" => "at most",
        "exclusiveMinimum" => "more than",
        "exclusiveMaximum" => "less than",
        _ => "a multiple of",
    }} {bound}");
}
