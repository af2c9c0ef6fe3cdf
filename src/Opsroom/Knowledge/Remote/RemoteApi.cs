using System.Net;

namespace Opsroom.Knowledge.Remote;

/// <summary>
/// Asks an API outside what may be asked twice. What is sent goes to the address that was given only, for redirects are not followed; answers are bounded in time and
/// size. It is asked again where it is busy or the connection breaks.
/// </summary>
/// <param name="patience">How long one answer may take.</param>
/// <param name="largest">Bytes of the largest answer that is read.</param>
internal sealed class RemoteApi(TimeSpan patience, int largest, TimeProvider time) : IDisposable
{
    private const int Attempts = 4;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);

    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = largest,
    };

    /// <param name="request">Makes the request, anew for each attempt.</param>
    public async Task<RemoteAnswer> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await TryAsync(request, cancellationToken);
            if (attempt == Attempts || answer.Wait is not { } asked || asked > LongestDelay)
            {
                return answer;
            }

            await Task.Delay(asked > TimeSpan.Zero ? asked : FirstDelay * Math.Pow(2, attempt - 1), time, cancellationToken);
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<RemoteAnswer> TryAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(patience, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var message = request();
            using var response = await client.SendAsync(message, given.Token);
            return new(response.StatusCode, await response.Content.ReadAsByteArrayAsync(given.Token), null, WaitAfter(response));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, [], null, null);
        }
        catch (HttpRequestException broken)
        {
            return new(null, [], broken, broken.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded ? null : TimeSpan.Zero);
        }
    }

    private TimeSpan? WaitAfter(HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout))
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
}

/// <summary>What came of a request, or why nothing did.</summary>
/// <param name="Status">Null where nothing came.</param>
/// <param name="Broken">Why nothing came; null there where it took too long.</param>
/// <param name="Wait">How long to wait before another attempt makes sense; null where none does.</param>
internal sealed record RemoteAnswer(HttpStatusCode? Status, byte[] Body, HttpRequestException? Broken, TimeSpan? Wait);
