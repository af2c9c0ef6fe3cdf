using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Tools.WebSearch;

/// <param name="Results">The best first.</param>
internal sealed record WebSearchResults(ImmutableArray<WebSearchResult> Results)
{
    private const int LongestTitle = 200;
    private const int LongestAddress = 2_000;
    private const int LongestExcerpt = 1_000;

    /// <summary>What Tavily answered, or null where it is none of its answers. What is no address of a page is left out.</summary>
    public static WebSearchResults? Read(JsonElement body, int most) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("results", out var results) && results.ValueKind == JsonValueKind.Array
            ? new WebSearchResults([.. results.EnumerateArray().Select(Result).OfType<WebSearchResult>().Take(most)])
            : null;

    private static WebSearchResult? Result(JsonElement result)
    {
        if (result.ValueKind != JsonValueKind.Object
            || Text(result, "url") is not { Length: <= LongestAddress } address || !Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return null;
        }

        var score = result.TryGetProperty("score", out var given) && given.ValueKind == JsonValueKind.Number ? given.GetDouble() : 0;
        return new WebSearchResult(
            OutsideText.OneLine(Text(result, "title") ?? url.Host, LongestTitle), url.AbsoluteUri, OutsideText.OneLine(Text(result, "content") ?? "", LongestExcerpt), Math.Clamp(score, 0, 1));
    }

    private static string? Text(JsonElement result, string name) => result.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <param name="Score">0 to 1: how well it fits the query.</param>
internal sealed record WebSearchResult(string Title, string Url, string Excerpt, double Score);
