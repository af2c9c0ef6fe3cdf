using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>The context object by key, whatever the spelling of the key: <c>service_name</c>, <c>serviceName</c> and <c>Service-Name</c> are one.</summary>
internal sealed class ContextValues
{
    private const int MostEntries = 200;
    private const int LongestText = 100_000;

    public static readonly ContextValues Empty = new();

    private readonly Dictionary<string, JsonElement> values = new(StringComparer.Ordinal);

    private ContextValues()
    {
    }

    public static ContextValues Of(JsonElement? context)
    {
        if (context is not { ValueKind: JsonValueKind.Object } element)
        {
            return Empty;
        }

        var read = new ContextValues();
        foreach (var property in element.EnumerateObject().Take(MostEntries))
        {
            read.values.TryAdd(Normalise(property.Name), property.Value);
        }

        return read;
    }

    /// <summary>The first of these keys that holds text or a number; of an object, its <c>name</c>; of a list, its first entry.</summary>
    public string? Text(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (values.TryGetValue(key, out var value) && TextOf(value) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>The first of these keys that holds a list, or one text.</summary>
    public ImmutableArray<string> Texts(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (!values.TryGetValue(key, out var value))
            {
                continue;
            }

            ImmutableArray<string> texts = value.ValueKind == JsonValueKind.Array
                ? [.. value.EnumerateArray().Take(MostEntries).Select(TextOf).OfType<string>()]
                : TextOf(value) is { } one ? [one] : [];
            if (texts.Length > 0)
            {
                return texts;
            }
        }

        return [];
    }

    /// <summary>Text with its blanks as they are, for documents.</summary>
    public string? Document(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (values.TryGetValue(key, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text
                && !string.IsNullOrWhiteSpace(text))
            {
                return text.Length <= LongestText ? text : text[..LongestText];
            }
        }

        return null;
    }

    public int? Integer(params ReadOnlySpan<string> keys) =>
        Text(keys) is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public decimal? Number(params ReadOnlySpan<string> keys) =>
        Text(keys) is { } text && decimal.TryParse(text.TrimEnd('%', ' '), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    public JsonElement? Raw(string key) => values.TryGetValue(key, out var value) ? value : null;

    private static string Normalise(string name) =>
        name.Replace("_", string.Empty, StringComparison.Ordinal).Replace("-", string.Empty, StringComparison.Ordinal).ToLowerInvariant();

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when !string.IsNullOrWhiteSpace(value.GetString()) => value.GetString()!.Trim(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Array => value.EnumerateArray().Take(1).Select(TextOf).FirstOrDefault(),
        JsonValueKind.Object => value.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? TextOf(name) : null,
        _ => null,
    };
}
