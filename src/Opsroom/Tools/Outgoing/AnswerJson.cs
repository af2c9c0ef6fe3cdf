using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Opsroom.Tools.Outgoing;

/// <summary>Reads JSON from outside without trusting its shape.</summary>
internal static class AnswerJson
{
    public static JsonElement? Part(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    public static string? Text(this JsonElement element, string name) => element.Part(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static IEnumerable<JsonElement> Elements(this JsonElement element, string name) => element.Part(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The texts of a list.</summary>
    public static IEnumerable<string> Texts(this JsonElement element, string name) =>
        element.Elements(name).Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.GetString()!);

    public static DateTimeOffset? Time(this JsonElement element, string name) =>
        DateTimeOffset.TryParse(element.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        && time.Year > 1 ? time : null;

    /// <summary>An object whose values are texts.</summary>
    public static ImmutableSortedDictionary<string, string> Labels(this JsonElement element, string name)
    {
        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (element.Part(name) is { ValueKind: JsonValueKind.Object } map)
        {
            foreach (var label in map.EnumerateObject().Where(label => label.Value.ValueKind == JsonValueKind.String))
            {
                labels[label.Name] = label.Value.GetString()!;
            }
        }

        return labels.ToImmutable();
    }
}
