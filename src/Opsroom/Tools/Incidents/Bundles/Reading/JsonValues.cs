using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <summary>Ways into JSON of which anything may be missing, of another type, or called a little otherwise.</summary>
internal static class JsonValues
{
    /// <summary>The first of some properties that is there and not null; exact names before those that differ in case.</summary>
    public static JsonElement? Find(this JsonElement element, params ReadOnlySpan<string> names)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var name in names)
        {
            if (element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                return value;
            }
        }

        foreach (var property in element.EnumerateObject())
        {
            foreach (var name in names)
            {
                if (property.Value.ValueKind != JsonValueKind.Null && property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return property.Value;
                }
            }
        }

        return null;
    }

    /// <summary>The name under which <see cref="Find"/> finds something.</summary>
    public static string? NameOf(this JsonElement element, params ReadOnlySpan<string> names)
    {
        if (element.Find(names) is null)
        {
            return null;
        }

        foreach (var name in names)
        {
            if (element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                return name;
            }
        }

        foreach (var property in element.EnumerateObject())
        {
            foreach (var name in names)
            {
                if (property.Value.ValueKind != JsonValueKind.Null && property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return property.Name;
                }
            }
        }

        return null;
    }

    /// <summary>A scalar as text; null for anything else.</summary>
    public static string? AsText(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => TextOf(element),
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>The first of some properties that is a scalar.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> names) => element.Find(names)?.AsText();

    public static DateTimeOffset? Time(this JsonElement element, params ReadOnlySpan<string> names) => element.Text(names) is { } text ? MomentText.Parse(text) : null;

    public static JsonElement.ArrayEnumerator Items(this JsonElement? element) => element is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;

    public static IEnumerable<string> Texts(this JsonElement? element)
    {
        foreach (var item in element.Items())
        {
            if (item.AsText() is { } text)
            {
                yield return text;
            }
        }
    }

    /// <summary>A mapping of words to words, such as labels; entries of another shape are left out.</summary>
    public static IReadOnlyDictionary<string, string> Words(this JsonElement? element)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        if (element is { ValueKind: JsonValueKind.Object } map)
        {
            foreach (var property in map.EnumerateObject())
            {
                if (property.Value.AsText() is { } text)
                {
                    words[property.Name] = text;
                }
            }
        }

        return words;
    }

    private static string TextOf(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // bytes or escapes that are no Unicode text: as they stand, without the quotes
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element)[1..^1]);
        }
    }
}
