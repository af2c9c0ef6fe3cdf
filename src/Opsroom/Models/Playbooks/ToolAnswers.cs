using System.Text.Json;
using Opsroom.Threads;

namespace Opsroom.Models.Playbooks;

/// <summary>Reads what tools answered without trusting its shape: a result may be shortened, or come from another version.</summary>
internal static class ToolAnswers
{
    private const string NotConfigured = "not_configured";
    private const double WorthTelling = 0.5;
    private const int ExcerptLength = 300;

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

    /// <summary>What a search of the documents found that is worth telling unasked: a weak match would pass for an answer.</summary>
    public static IEnumerable<JsonElement> Documents(this ToolExchange search) =>
        search.Succeeded ? search.Result.Items("results").Where(result => result.Member("score") is not { ValueKind: JsonValueKind.Number } score || score.GetDouble() >= WorthTelling) : [];

    /// <summary>The beginning of a found passage, on one line.</summary>
    public static string Excerpt(JsonElement result)
    {
        var line = string.Join(' ', (result.Text("excerpt") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= ExcerptLength ? line : $"{line[..line.LastIndexOf(' ', ExcerptLength, ExcerptLength / 2)]} …";
    }

    /// <summary>Why a call failed, in the tool's own words.</summary>
    public static string FailureOf(ToolExchange exchange) =>
        exchange.Result.Member("error")?.Text("message") ?? exchange.Result.Text("message") ?? $"{exchange.Tool} failed without a reason";

    /// <summary>What a failed call means for the run.</summary>
    public static Fault FaultOf(ToolExchange exchange)
    {
        var error = exchange.Result.Member("error");
        return new Fault(error?.Text("code") == NotConfigured ? NotConfigured : "tool_failed", FailureOf(exchange), Setting: error?.Text("setting"));
    }
}
