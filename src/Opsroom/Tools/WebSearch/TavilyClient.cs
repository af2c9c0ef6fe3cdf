using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Opsroom.Tools.WebSearch;

/// <summary>
/// Asks Tavily. The key goes to the configured host only, for redirects are not followed; answers are bounded in time and size. A search changes nothing, so it is tried
/// again where Tavily is busy or the connection breaks.
/// </summary>
internal sealed class TavilyClient : IDisposable
{
    private const int Attempts = 3;
    private const int LongestAnswer = 2 * 1024 * 1024;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);

    private readonly TavilyOptions options;
    private readonly TimeProvider time;
    private readonly HttpClient client;

    public TavilyClient(TavilyOptions options, TimeProvider time)
    {
        (this.options, this.time) = (options, time);
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LongestAnswer,
        };
    }

    public async Task<ToolResult<WebSearchResults>> SearchAsync(string query, int maxResults, CancellationToken cancellationToken)
    {
        if (options.ApiKey is not { } key)
        {
            return TavilyFaults.NotConfigured;
        }

        for (var attempt = 1; ; attempt++)
        {
            var (result, wait) = await TryAsync(key.Reveal(), query, maxResults, cancellationToken);
            if (attempt == Attempts || wait is not { } asked || asked > LongestDelay)
            {
                return result;
            }

            await Task.Delay(asked > TimeSpan.Zero ? asked : FirstDelay * Math.Pow(2, attempt - 1), time, cancellationToken);
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>One attempt, and how long to wait before another one makes sense; null where none does.</summary>
    private async Task<(ToolResult<WebSearchResults> Result, TimeSpan? Wait)> TryAsync(string key, string query, int maxResults, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.RequestTimeout, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(options.BaseUrl.TrimEnd('/') + '/'), "search"))
            {
                Content = JsonContent.Create(new TavilyQuery(query, maxResults), options: ToolJson.Options),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var response = await client.SendAsync(request, given.Token);
            var wait = WaitAfter(response);
            return (Read(response.StatusCode, await response.Content.ReadAsByteArrayAsync(given.Token), maxResults, wait), wait);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (TavilyFaults.TimedOut(options.RequestTimeout), null);
        }
        catch (HttpRequestException exception)
        {
            return (TavilyFaults.NotReached(options.BaseUrl, exception), exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded ? null : TimeSpan.Zero);
        }
    }

    private TimeSpan? WaitAfter(HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
        {
            return null;
        }

        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => TimeSpan.Zero,
        };
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }

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
