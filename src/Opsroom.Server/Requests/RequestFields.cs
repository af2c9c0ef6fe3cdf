using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Opsroom.Server.Errors;

namespace Opsroom.Server.Requests;

/// <summary>
/// Reads the fields of a body or a query as Pydantic v2 does, and collects what is wrong with them. A field that is wrong reads as absent;
/// unknown fields are ignored.
/// </summary>
internal sealed class RequestFields
{
    private readonly ImmutableArray<JsonLocation> part;
    private readonly JsonElement? whole;
    private readonly Func<string, JsonElement?> find;
    private readonly List<RequestProblem> problems;

    private RequestFields(ImmutableArray<JsonLocation> part, JsonElement? whole, Func<string, JsonElement?> find, List<RequestProblem> problems) =>
        (this.part, this.whole, this.find, this.problems) = (part, whole, find, problems);

    public IReadOnlyList<RequestProblem> Problems => problems;

    public bool Valid => problems.Count == 0;

    /// <summary>The fields that a body has.</summary>
    public IEnumerable<string> Names => whole is { } root ? root.EnumerateObject().Select(property => property.Name) : [];

    public static RequestFields OfBody(JsonElement root) => OfObject(["body"], root, []);

    /// <summary>The last value of each name counts, as a JSON string.</summary>
    public static RequestFields OfQuery(IQueryCollection query) => new(
        ["query"], null,
        name => query.TryGetValue(name, out var values) && values.Count > 0 ? JsonSerializer.SerializeToElement(values[^1] ?? "", RequestJson.Default.String) : null,
        []);

    /// <summary>A text, or null where it is absent, null or wrong.</summary>
    public string? Text(string name, TextRule rule, bool required = false)
    {
        if (Find(name, required) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Null && !required)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return Refuse<string>("string_type", name, "Input should be a valid string", value);
        }

        var text = rule.Trim ? value.GetString()!.Trim() : value.GetString()!;
        if (text.Length == 0 && rule.EmptyIsAbsent)
        {
            return null;
        }

        return Check(name, text, rule, value) ? text : null;
    }

    /// <summary>A boolean as Pydantic takes it: also 0, 1, and the words yes, no, on, off, true, false, y, n, t, f.</summary>
    public bool? Flag(string name, bool required = false)
    {
        if (Find(name, required) is not { } value)
        {
            return null;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return value.GetBoolean();
            case JsonValueKind.Number when value.GetDouble() is 0 or 1:
                return value.GetDouble() == 1;
            case JsonValueKind.String when AsFlag(value.GetString()!) is { } flag:
                return flag;
            case JsonValueKind.Number when value.GetDouble() % 1 == 0:
            case JsonValueKind.String:
                return RefuseValue<bool>("bool_parsing", name, "Input should be a valid boolean, unable to interpret input", value);
            default:
                return RefuseValue<bool>("bool_type", name, "Input should be a valid boolean", value);
        }
    }

    /// <summary>A whole number within bounds.</summary>
    public long? Whole(string name, long least, long most)
    {
        if (Find(name, required: false) is not { } value || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        BigInteger number;
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when value.GetDouble() % 1 != 0:
                return RefuseValue<long>("int_from_float", name, "Input should be a valid integer, got a number with a fractional part", value);
            case JsonValueKind.Number:
                number = BigInteger.TryParse(value.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exact) ? exact : new BigInteger(value.GetDouble());
                break;
            case JsonValueKind.String when value.GetString()!.Length <= 4300
                && BigInteger.TryParse(value.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out number):
                break;
            case JsonValueKind.String:
                return RefuseValue<long>("int_parsing", name, "Input should be a valid integer, unable to parse string as an integer", value);
            default:
                return RefuseValue<long>("int_type", name, "Input should be a valid integer", value);
        }

        return number < least ? RefuseValue<long>("greater_than_equal", name, $"Input should be greater than or equal to {least}", value, new JsonObject { ["ge"] = least })
            : number > most ? RefuseValue<long>("less_than_equal", name, $"Input should be less than or equal to {most}", value, new JsonObject { ["le"] = most })
            : (long)number;
    }

    /// <summary>A list of texts; empty where it is absent, null or wrong.</summary>
    public IReadOnlyList<string> Texts(string name, int most, int longest)
    {
        if (Find(name, required: false) is not { } value || value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            RefuseValue<int>("list_type", name, "Input should be a valid list", value);
            return [];
        }

        if (value.GetArrayLength() is var count && count > most)
        {
            RefuseValue<int>("too_long", name, $"List should have at most {most} items after validation, not {count}", value, new JsonObject { ["max_length"] = most, ["actual_length"] = count });
            return [];
        }

        var texts = new List<string>();
        foreach (var (index, item) in value.EnumerateArray().Index())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                Add(new RequestProblem("string_type", [.. part, name, index], "Input should be a valid string", item));
            }
            else if (item.GetString() is { Length: var length } text && length <= longest)
            {
                texts.Add(text);
            }
            else
            {
                Add(new RequestProblem("string_too_long", [.. part, name, index], $"String should have at most {longest} characters", item));
            }
        }

        return texts;
    }

    /// <summary>A JSON object, or null where it is absent, null or wrong.</summary>
    public JsonElement? Object(string name, bool required = false, int? mostBytes = null)
    {
        if (Find(name, required) is not { } value || (value.ValueKind == JsonValueKind.Null && !required))
        {
            return null;
        }

        return CheckObject(name, value, mostBytes);
    }

    /// <summary>The fields of an object within this one; what is wrong with them is wrong with the whole.</summary>
    public RequestFields? Inside(string name, bool required = false) =>
        Object(name, required) is { } value ? OfObject(part.Add(name), value, problems) : null;

    /// <summary>The fields of each object in a list that has to be there and not empty; what is wrong with them is wrong with the whole.</summary>
    /// <param name="most">How many are read.</param>
    /// <param name="count">How many there are.</param>
    public IReadOnlyList<RequestFields> Objects(string name, int most, out int count)
    {
        count = 0;
        if (Find(name, required: true) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            RefuseValue<int>("list_type", name, "Input should be a valid list", value);
            return [];
        }

        count = value.GetArrayLength();
        if (count == 0)
        {
            RefuseValue<int>("too_short", name, "List should have at least 1 item after validation, not 0", value, new JsonObject { ["min_length"] = 1, ["actual_length"] = 0 });
        }

        var fields = new List<RequestFields>();
        foreach (var (index, item) in value.EnumerateArray().Take(most).Index())
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                fields.Add(OfObject([.. part, name, index], item, problems));
            }
            else
            {
                Add(new RequestProblem("dict_type", [.. part, name, index], "Input should be a valid dictionary", item));
            }
        }

        return fields;
    }

    /// <summary>A JSON object that stands as text in a query.</summary>
    public JsonElement? ObjectInText(string name, int mostBytes)
    {
        if (find(name) is not { } value || value.GetString() is not { Length: > 0 } text)
        {
            return null;
        }

        if (JsonText.TryParse(Encoding.UTF8.GetBytes(text), [.. part, name], allowNul: false, out var parsed) is { } broken)
        {
            Add(broken);
            return null;
        }

        return CheckObject(name, parsed, mostBytes);
    }

    /// <summary>Adds what only the caller can see about a field.</summary>
    public void Refuse(string type, string name, string message) => Add(new RequestProblem(type, part.Add(name), message, find(name)));

    /// <summary>Adds what is wrong with a part of the path.</summary>
    public void RefusePath(string name, string given, string type, string message) =>
        Add(new RequestProblem(type, ["path", name], message, JsonSerializer.SerializeToElement(given, RequestJson.Default.String)));

    /// <summary>Adds that a text is none of the values it may have.</summary>
    public void RefuseValue(string name, IReadOnlyList<string> values)
    {
        var expected = Listed(values);
        Refuse<string>("enum", name, $"Input should be {expected}", find(name)!.Value, new JsonObject { ["expected"] = expected });
    }

    /// <summary>Adds a problem that only the caller can see.</summary>
    public void Add(RequestProblem problem) => problems.Add(problem);

    private static RequestFields OfObject(ImmutableArray<JsonLocation> part, JsonElement value, List<RequestProblem> problems) =>
        new(part, value, name => value.TryGetProperty(name, out var field) ? field : null, problems);

    private JsonElement? CheckObject(string name, JsonElement value, int? mostBytes)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return RefuseValue<JsonElement>("dict_type", name, "Input should be a valid dictionary", value);
        }

        var size = JsonMarshal.GetRawUtf8Value(value).Length;
        return size > mostBytes
            ? RefuseValue<JsonElement>(
                "too_long", name, $"Dictionary should have at most {mostBytes} bytes of JSON, not {size}", value,
                new JsonObject { ["max_length"] = mostBytes, ["actual_length"] = size })
            : value;
    }

    private JsonElement? Find(string name, bool required)
    {
        var value = find(name);
        if (value is null && required)
        {
            Add(new RequestProblem("missing", part.Add(name), "Field required", whole));
        }

        return value;
    }

    private bool Check(string name, string text, TextRule rule, JsonElement value)
    {
        // counting characters is only needed near a bound
        var length = text.Length > rule.MaxLength || text.Length < 2 * rule.MinLength ? text.EnumerateRunes().Count() : text.Length;
        if (length < rule.MinLength)
        {
            Refuse<string>("string_too_short", name, $"String should have at least {Characters(rule.MinLength)}", value, new JsonObject { ["min_length"] = rule.MinLength });
        }
        else if (length > rule.MaxLength)
        {
            Refuse<string>("string_too_long", name, $"String should have at most {Characters(rule.MaxLength)}", value, new JsonObject { ["max_length"] = rule.MaxLength });
        }
        else if (rule.Pattern is { } pattern && !pattern.Shape.IsMatch(text))
        {
            Refuse<string>("string_pattern_mismatch", name, $"String should match pattern '{pattern.Published}'", value, new JsonObject { ["pattern"] = pattern.Published });
        }
        else if (rule.Values is { } values && !values.Contains(text, StringComparer.Ordinal))
        {
            RefuseValue(name, values);
        }
        else
        {
            return true;
        }

        return false;
    }

    private static string Characters(int count) => count == 1 ? "1 character" : string.Create(CultureInfo.InvariantCulture, $"{count} characters");

    /// <summary><c>'a', 'b' or 'c'</c>.</summary>
    private static string Listed(IReadOnlyList<string> values)
    {
        var quoted = values.Select(value => $"'{value}'").ToList();
        return quoted.Count == 1 ? quoted[0] : $"{string.Join(", ", quoted[..^1])} or {quoted[^1]}";
    }

    private static bool? AsFlag(string text) => text.ToUpperInvariant() switch
    {
        "1" or "T" or "TRUE" or "Y" or "YES" or "ON" => true,
        "0" or "F" or "FALSE" or "N" or "NO" or "OFF" => false,
        _ => null,
    };

    private T? Refuse<T>(string type, string name, string message, JsonElement value, JsonObject? context = null)
        where T : class
    {
        Add(new RequestProblem(type, part.Add(name), message, value, context));
        return null;
    }

    private T? RefuseValue<T>(string type, string name, string message, JsonElement value, JsonObject? context = null)
        where T : struct
    {
        Add(new RequestProblem(type, part.Add(name), message, value, context));
        return null;
    }
}
