using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Tools.Schemas;

/// <summary>What comes of holding a value against a schema: problems, and how often a value had to be put right.</summary>
internal sealed class SchemaFit
{
    // strings of JSON inside strings of JSON must not become deeper than a reader goes
    private const int MaxDepth = 60;

    private readonly List<(string? Name, int Index)> _path = [];
    private List<ArgumentProblem>? _problems;

    /// <summary>Values that were given in another form and are replaced by what was meant.</summary>
    public int Repairs { get; private set; }

    public ImmutableArray<ArgumentProblem> Problems => _problems is null ? [] : [.. _problems];

    public JsonElement Inside(string name, Shape shape, JsonElement value) => Inside((name, 0), shape, value);

    public JsonElement Inside(int index, Shape shape, JsonElement value) => Inside((null, index), shape, value);

    public void Add(string type, string message, JsonElement? input, string? at = null)
    {
        var location = _path.Select(step => step.Name ?? step.Index.ToString(System.Globalization.CultureInfo.InvariantCulture));
        (_problems ??= []).Add(new ArgumentProblem(type, [.. at is null ? location : location.Append(at)], message, input));
    }

    public JsonElement Repair(JsonElement replacement)
    {
        Repairs++;
        return replacement;
    }

    /// <summary>Models tend to give arrays and objects as strings of JSON: the value inside such a string, or the value as it is.</summary>
    public JsonElement Unquote(JsonElement value, JsonValueKind expected)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { } text
            || !text.AsSpan().TrimStart().StartsWith(expected == JsonValueKind.Array ? "[" : "{", StringComparison.Ordinal))
        {
            return value;
        }

        var depth = MaxDepth - _path.Count;
        if (depth < 1)
        {
            return value;
        }

        try
        {
            var inner = JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = depth });
            return BrokenText.Find(inner, new SchemaFit()) || RepeatedNames.Find(inner, this) ? value : Repair(inner);
        }
        catch (JsonException)
        {
            return value;
        }
    }

    private JsonElement Inside((string?, int) step, Shape shape, JsonElement value)
    {
        _path.Add(step);
        var fitted = shape.Fit(value, this);
        _path.RemoveAt(_path.Count - 1);
        return fitted;
    }
}
