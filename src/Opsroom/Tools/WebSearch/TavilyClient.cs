using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Opsroom.Knowledge.Remote;

namespace Opsroom.Tools.WebSearch;

/// <summary>Asks Tavily. The key goes to the configured host only.</summary>
internal sealed class TavilyClient(TavilyOptions options, TimeProvider time) : IDisposable
{
    private const int LongestAnswer = 2 * 1024 * 1024;

    private readonly RemoteApi api = new(options.RequestTimeout, LongestAnswer, time);

    public async Task<ToolResult<WebSearchResults>> SearchAsync(string query, int maxResults, CancellationToken cancellationToken)
    {
        if (options.ApiKey is not { } key)
        {
            return TavilyFaults.NotConfigured;
        }

        var answer = await api.SendAsync(() => Request(key.Reveal(), query, maxResults), cancellationToken);
        return answer switch
        {
            { Status: { } status } => Read(status, answer.Body, maxResults, answer.Wait),
            { Broken: { } broken } => TavilyFaults.NotReached(options.BaseUrl, broken),
            _ => TavilyFaults.TimedOut(options.RequestTimeout),
        };
    }

    public void Dispose() => api.Dispose();

    private HttpRequestMessage Request(string key, string query, int maxResults) => new(HttpMethod.Post, new Uri(new Uri(options.BaseUrl.TrimEnd('/') + '/'), "search"))
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
        Content = JsonContent.Create(new TavilyQuery(query, maxResults), options: ToolJson.Options),
    };

    private static ToolResult<WebSearchResults> Read(HttpStatusCode status, byte[] body, int maxResults, TimeSpan? wait)
    {
        JsonElement? said = null;
        try
        {
            said = JsonElement.Parse(body);
        }
        catch (JsonException)
        {
        }

        return status != HttpStatusCode.OK ? TavilyFaults.Refused(status, said, wait)
            : said is { } answer && WebSearchResults.Read(answer, maxResults) is { } results ? results
            : TavilyFaults.NotTavily;
    }

    /// <summary>What is asked, in Tavily's own names; the rest is left as it is usual.</summary>
    private sealed record TavilyQuery(string Query, int MaxResults, string SearchDepth = "basic", bool IncludeAnswer = false, bool IncludeRawContent = false);
}
