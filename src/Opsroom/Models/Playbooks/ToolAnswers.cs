using System.Text.Json;

namespace Opsroom.Models.Playbooks;

/// <summary>Reads what tools answered without trusting its shape: a result may be shortened, or come from another version.</summary>
internal static class ToolAnswers
{
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static int? Integer(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    public static bool? Truth(this JsonElement element, string name) => element.Member(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    /// <summary>Why a call failed, in the tool's own words.</summary>
    public static string FailureOf(ToolExchange exchange) =>
        exchange.Result.Member("error")?.Text("message") ?? exchange.Result.Text("message") ?? $"{exchange.Tool} failed without a reason";

    /// <summary>The code a call failed with, or null.</summary>
    public static string? CodeOf(ToolExchange exchange) => exchange.Result.Member("error")?.Text("code");

    /// <summary>The setting that would mend a failure, or null.</summary>
    public static string? SettingOf(ToolExchange exchange) => exchange.Result.Member("error")?.Text("setting");
}
