using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Opsroom.Tools.Harness.Api;

/// <summary>
/// Sends requests to Harness. The token goes to the configured host only, for redirects are not followed; answers are bounded in time and size; only reads are
/// tried again, because a write may have been made although its answer was lost.
/// </summary>
internal sealed class HarnessConnection(HttpClient client, HarnessOptions options, TimeProvider time)
{
    private const int Attempts = 3;
    private const int LongestAnswer = 16 * 1024 * 1024;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);

    /// <summary>A client for one Harness; it lives as long as the process.</summary>
    public static HttpClient CreateClient() => new(new SocketsHttpHandler
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

    public async Task<ToolResult<HarnessReply>> SendAsync(HarnessRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await TryAsync(request, cancellationToken);
            if (!request.IsRead || attempt == Attempts || answer.Wait is not { } wait || wait > LongestDelay)
            {
                return answer.Result;
            }

            var delay = wait > TimeSpan.Zero ? wait : FirstDelay * Math.Pow(2, attempt - 1);
            await Task.Delay(delay, time, cancellationToken);
        }
    }

    /// <summary>One attempt, and how long to wait before another one makes sense; null where none does.</summary>
    private async Task<(ToolResult<HarnessReply> Result, TimeSpan? Wait)> TryAsync(HarnessRequest request, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.RequestTimeout, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var message = ToMessage(request);
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, given.Token);
            var body = await ReadAsync(response.Content, given.Token);
            return body is null
                ? (HarnessFaults.TooLong(request, LongestAnswer), null)
                : (HarnessEnvelope.Read(request, response, body, time), WaitAfter(response));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (HarnessFaults.TimedOut(request, options.RequestTimeout), TimeSpan.Zero);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (HarnessFaults.NotReached(request, options.ApiUrl, exception), TimeSpan.Zero);
        }
    }

    private HttpRequestMessage ToMessage(HarnessRequest request)
    {
        var message = new HttpRequestMessage(request.Method, request.Address);
        message.Headers.TryAddWithoutValidation("x-api-key", options.ApiToken!.Reveal());
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (request.IfMatch is { } version)
        {
            message.Headers.TryAddWithoutValidation("If-Match", version);
        }

        if (request.Body is { } body)
        {
            message.Content = new StringContent(body, Encoding.UTF8, request.MediaType);
        }

        return message;
    }

    /// <summary>The text, or null where it is longer than anything that Harness has to say.</summary>
    private static async Task<string?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
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

        return Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }

    private TimeSpan? WaitAfter(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
            HarnessEnvelope.RetryAfter(response, time) ?? TimeSpan.Zero,
        _ => null,
    };
}
