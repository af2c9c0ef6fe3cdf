using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Opsroom.Tools.WebSearch;

/// <summary>Says what went wrong between this server and Tavily, and what to do about it.</summary>
internal static class TavilyFaults
{
    /// <summary>What the plan allows is used up.</summary>
    private const int PlanLimit = 432;

    /// <summary>What may be spent beyond the plan is used up.</summary>
    private const int SpendingLimit = 433;

    public static ToolFailure NotConfigured { get; } =
        ToolFailure.NotConfigured("No web search is configured, so nothing was searched. Set TAVILY_API_KEY to a key of Tavily.", TavilyOptions.Setting);

    public static ToolFailure NotTavily { get; } = new(FaultCodes.Unreachable, "What answered does not speak Tavily's API. Check Tavily:BaseUrl.", $"{TavilyOptions.Section}:{nameof(TavilyOptions.BaseUrl)}");

    public static ToolFailure TimedOut(TimeSpan patience) =>
        new(FaultCodes.Timeout, string.Create(CultureInfo.InvariantCulture, $"Tavily did not answer within {patience.TotalSeconds:0} s. Try again, or raise Tavily:RequestTimeout."));

    public static ToolFailure NotReached(string address, Exception exception) =>
        new(FaultCodes.Unreachable, $"Tavily at {address} could not be reached: {OutsideText.OneLine(exception.Message)}. Check that this server may reach the internet.");

    /// <param name="wait">How long it asks to be left alone, where it does.</param>
    public static ToolFailure Refused(HttpStatusCode status, JsonElement? said, TimeSpan? wait)
    {
        var words = Words(said) is { } text ? $" Tavily says: {OutsideText.OneLine(text)}." : "";
        return (int)status switch
        {
            401 or 403 => new ToolFailure(FaultCodes.Denied, $"Tavily did not accept the key (HTTP {(int)status}). Set TAVILY_API_KEY to one that is valid.{words}", TavilyOptions.Setting),
            PlanLimit or SpendingLimit => new ToolFailure(
                FaultCodes.Denied, $"The searches of the Tavily account are used up (HTTP {(int)status}). Raise its plan or limit, or set TAVILY_API_KEY to a key of another account.{words}", TavilyOptions.Setting),
            429 => new ToolFailure(FaultCodes.Unreachable, $"Tavily takes no more searches at the moment. Try again {After(wait)}.{words}"),
            400 or 422 => ToolFailure.InvalidArgument($"Tavily refused the search.{words}"),
            _ => new ToolFailure(FaultCodes.Unreachable, $"Tavily failed (HTTP {(int)status}). Try again later.{words}"),
        };
    }

    private static string After(TimeSpan? wait) =>
        wait is { TotalSeconds: > 0 } asked ? string.Create(CultureInfo.InvariantCulture, $"in {Math.Ceiling(asked.TotalSeconds):0} s") : "in a minute";

    /// <summary>Errors are <c>{"detail": {"error": …}}</c>, of some gateways only <c>{"detail": …}</c>.</summary>
    private static string? Words(JsonElement? said)
    {
        if (said is not { ValueKind: JsonValueKind.Object } body || !body.TryGetProperty("detail", out var detail))
        {
            return null;
        }

        return detail.ValueKind == JsonValueKind.Object && detail.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String ? error.GetString()
            : detail.ValueKind == JsonValueKind.String ? detail.GetString()
            : null;
    }
}
