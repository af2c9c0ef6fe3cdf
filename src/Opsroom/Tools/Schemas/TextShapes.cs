using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Schemas;

internal sealed class StringShape : Shape
{
    private readonly int? _minLength;
    private readonly int? _maxLength;
    private readonly string? _pattern;
    private readonly Regex? _regex;

    public StringShape(JsonElement schema)
    {
        _minLength = Length(schema, "minLength");
        _maxLength = Length(schema, "maxLength");
        if (schema.TryGetProperty("pattern", out var pattern))
        {
            _pattern = pattern.GetString()!;
            // in JSON Schema $ is the very end; in .NET it is also the place before a last line break
            var exact = _pattern.EndsWith('$') && !_pattern.EndsWith("\\$", StringComparison.Ordinal) ? string.Concat(_pattern.AsSpan(0, _pattern.Length - 1), "\\z") : _pattern;
            _regex = new Regex(exact, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
    }

    public override JsonElement Fit(JsonElement value, SchemaFit fit)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            fit.Add("string_type", "Input should be a valid string", value);
            return value;
        }

        if (_minLength is null && _maxLength is null && _regex is null)
        {
            return value;
        }

        var text = value.GetString()!;
        var length = text.Length;
        if (length >= _minLength || length > _maxLength)
        {
            // lengths are counted in characters, not in UTF-16 units
            length = text.EnumerateRunes().Count();
        }

        if (length < _minLength)
        {
            fit.Add("string_too_short", $"String should have at least {Count(_minLength.Value, "character")}", value);
        }
        else if (length > _maxLength)
        {
            fit.Add("string_too_long", $"String should have at most {Count(_maxLength.Value, "character")}", value);
        }
        else if (_regex?.IsMatch(text) == false)
        {
            fit.Add("string_pattern_mismatch", $"String should match pattern '{_pattern}'", value);
        }

        return value;
    }
}

internal sealed class EnumShape(JsonElement values) : Shape
{
    private readonly JsonElement[] _values = [.. values.EnumerateArray()];
    private readonly string _message = "Input should be " + Listing([.. values.EnumerateArray().Select(Quote)]);

    public override JsonElement Fit(JsonElement value, SchemaFit fit)
    {
        foreach (var allowed in _values)
        {
            if (allowed.ValueKind == value.ValueKind && JsonElement.DeepEquals(allowed, value))
            {
                return value;
            }
        }

        fit.Add("enum", _message, value);
        return value;
    }

    private static string Quote(JsonElement value) => value.ValueKind == JsonValueKind.String ? $"'{value.GetString()}'" : value.GetRawText();

    private static string Listing(string[] items)
    {
        var text = new StringBuilder().AppendJoin(", ", items[..^1]);
        return text.Append(text.Length == 0 ? "" : " or ").Append(items[^1]).ToString();
    }
}
