using System.Text.Json;

namespace Opsroom.Tools.Harness.Api;

/// <summary>Looks into Harness's answers without trusting their shape.</summary>
internal static class HarnessJson
{
    public static JsonElement? MemberOf(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    public static string? TextOf(this JsonElement element, string name) =>
        element.MemberOf(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    public static bool IsTrue(this JsonElement element, string name) => element.MemberOf(name) is { ValueKind: JsonValueKind.True };

    public static int? WholeOf(this JsonElement element, string name) =>
        element.MemberOf(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    /// <summary>A time that Harness gives in milliseconds; 0 means none.</summary>
    public static DateTimeOffset? TimeOf(this JsonElement element, string name) =>
        element.MemberOf(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var milliseconds) && milliseconds is > 0 and < 253_402_300_800_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    public static IEnumerable<JsonElement> ItemsOf(this JsonElement element, string name) =>
        element.MemberOf(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public static IEnumerable<string> TextsOf(this JsonElement element, string name) =>
        element.ItemsOf(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!);
}
