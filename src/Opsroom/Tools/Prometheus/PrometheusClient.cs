using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Opsroom.Tools.Prometheus;

/// <summary>
/// Asks Prometheus. Credentials go to the configured host only, for redirects are not followed; answers are bounded in time, size and series. Queries change nothing,
/// so they are tried again where the server is busy or the connection breaks.
/// </summary>
internal sealed class PrometheusClient : IDisposable
{
    private const int Attempts = 3;
    private const int LongestAnswer = 16 * 1024 * 1024;
    private const int MostSeries = 1_000;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(300);

    private readonly PrometheusOptions options;
    private readonly TimeProvider time;
    private readonly HttpClient client;

    public PrometheusClient(PrometheusOptions options, TimeProvider time)
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
        };
    }

    public bool IsConfigured => options.IsConfigured;

    /// <summary>How often targets are scraped, as the operator says.</summary>
    public TimeSpan ScrapeInterval => options.ScrapeInterval;

    /// <summary>Evaluates an expression at one time.</summary>
    /// <param name="promql">Values in it are written by <see cref="PromQL"/>.</param>
    /// <param name="at">Null for the server's own present.</param>
    public Task<ToolResult<PrometheusAnswer>> QueryAsync(string promql, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> form = [new("query", promql), new("timeout", PromQL.Span(options.RequestTimeout))];
        if (at is { } moment)
        {
            form.Add(new("time", Seconds(moment)));
        }

        return AskAsync("api/v1/query", form, cancellationToken);
    }

    /// <summary>Evaluates an expression at each step from one time to another.</summary>
    /// <param name="promql">Values in it are written by <see cref="PromQL"/>.</param>
    public Task<ToolResult<PrometheusAnswer>> QueryRangeAsync(string promql, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken) => AskAsync(
        "api/v1/query_range",
        [
            new("query", promql), new("start", Seconds(from)), new("end", Seconds(to)), new("step", step.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
            new("timeout", PromQL.Span(options.RequestTimeout)),
        ],
        cancellationToken);

    public void Dispose() => client.Dispose();

    private async Task<ToolResult<PrometheusAnswer>> AskAsync(string path, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        if (options.Url is null)
        {
            return PrometheusFaults.NotConfigured;
        }

        var address = new Uri(new Uri(options.Url.TrimEnd('/') + '/'), path);
        for (var attempt = 1; ; attempt++)
        {
            var (answer, isWorthAnother) = await TryAsync(address, form, cancellationToken);
            if (!isWorthAnother || attempt == Attempts)
            {
                return answer;
            }

            await Task.Delay(FirstDelay * Math.Pow(2, attempt - 1), time, cancellationToken);
        }
    }

    private async Task<(ToolResult<PrometheusAnswer> Answer, bool IsWorthAnother)> TryAsync(Uri address, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.RequestTimeout, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
            request.Headers.Authorization = Credentials();
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, given.Token);
            var isBusy = response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests;
            return await ReadAsync(response.Content, given.Token) is { } body
                ? (ToAnswer(address, response.StatusCode, body), isBusy)
                : (PrometheusFaults.TooLong(LongestAnswer), false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (PrometheusFaults.TimedOut(options.RequestTimeout), false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (PrometheusFaults.NotReached(address, exception), true);
        }
    }

    private static string Seconds(DateTimeOffset moment) => (moment.ToUnixTimeMilliseconds() / 1000.0).ToString(CultureInfo.InvariantCulture);

    private AuthenticationHeaderValue? Credentials() =>
        options.BearerToken is { } token ? new AuthenticationHeaderValue("Bearer", token.Reveal())
        : options.Username is { } user ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{options.Password?.Reveal()}")))
        : null;

    private static ToolResult<PrometheusAnswer> ToAnswer(Uri address, HttpStatusCode status, byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return status != HttpStatusCode.OK ? PrometheusFaults.Refused(address, status, json.RootElement)
                : PrometheusReader.Read(json.RootElement, MostSeries) is { } answer ? answer
                : PrometheusFaults.NotPrometheus(address, status);
        }
        catch (JsonException)
        {
            return status == HttpStatusCode.OK ? PrometheusFaults.NotPrometheus(address, status) : PrometheusFaults.Refused(address, status, null);
        }
    }

    /// <summary>The whole body, or null where it is too long.</summary>
    private static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is var length and > 0)
        {
            if (kept.Length + length > LongestAnswer)
            {
                return null;
            }

            kept.Write(buffer, 0, length);
        }

        return kept.ToArray();
    }
}
