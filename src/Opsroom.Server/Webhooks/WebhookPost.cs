using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Opsroom.Server.Health;

namespace Opsroom.Server.Webhooks;

/// <summary>What became of an attempt.</summary>
/// <param name="Problem">Null where the message was taken.</param>
/// <param name="Gone">Whether the receiver wants no more, ever.</param>
/// <param name="RetryAfter">How long it asks to be left alone.</param>
internal sealed record PostOutcome(string? Problem, bool Gone = false, TimeSpan? RetryAfter = null);

/// <summary>Posts messages. No redirect is followed, and no body of an answer is read.</summary>
internal sealed class WebhookPost(TimeProvider time) : IDisposable
{
    private const int KibibytesOfHeaders = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = Patience,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = KibibytesOfHeaders,
        MaxResponseDrainSize = 0,
        // without one the address, which may hold a secret, is in no trace either
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>How long an attempt takes at most.</summary>
    public static TimeSpan LongestAttempt => Patience;

    /// <summary>Throws only for cancellation.</summary>
    public async Task<PostOutcome> SendAsync(WebhookOptions webhook, WebhookMessage message, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var request = Request(webhook, message);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode
                ? new PostOutcome(null)
                : new PostOutcome(
                    string.Create(CultureInfo.InvariantCulture, $"it answers {(int)response.StatusCode}"), response.StatusCode == HttpStatusCode.Gone,
                    RetryAfter(response.Headers.RetryAfter));
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && fault is HttpRequestException or IOException or OperationCanceledException)
        {
            return new PostOutcome(patience.IsCancellationRequested ? "it does not answer in time" : "it cannot be reached");
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Request(WebhookOptions webhook, WebhookMessage message)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url)
        {
            Content = new ByteArrayContent(message.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } },
        };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Opsroom", HealthMonitor.Version));
        request.Headers.Add(WebhookSignature.IdHeader, message.Id);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Of(webhook.Key, message.Id, timestamp, message.Body));
        return request;
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header?.Delta ?? (header?.Date - time.GetUtcNow());
}
