using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Opsroom.Telemetry;

namespace Opsroom.Tools.Outgoing;

/// <summary>
/// Asks a system outside what changes nothing there, so a question is put again where the system is busy or the connection breaks. Credentials go to the named host
/// only, for redirects are not followed; answers are bounded in time and size.
/// </summary>
internal sealed class QuestionClient : IDisposable
{
    public const int LongestAnswer = 16 * 1024 * 1024;

    private const int Attempts = 3;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(300);

    private readonly AuthenticationHeaderValue? credentials;
    private readonly TimeSpan patience;
    private readonly TimeProvider time;
    private readonly HttpClient client;

    /// <param name="patience">How long one answer may take.</param>
    public QuestionClient(AuthenticationHeaderValue? credentials, TimeSpan patience, TimeProvider time)
    {
        (this.credentials, this.patience, this.time) = (credentials, patience, time);
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

    /// <summary>A bearer token, or else a user with a password; null where there is neither.</summary>
    public static AuthenticationHeaderValue? Credentials(Secret? bearer, string? user, Secret? password) =>
        bearer is not null ? new AuthenticationHeaderValue("Bearer", bearer.Reveal())
        : user is not null ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password?.Reveal()}")))
        : null;

    /// <param name="question">Made anew for each attempt.</param>
    public async Task<Reply> AskAsync(Func<HttpRequestMessage> question, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reply = await TryAsync(question, cancellationToken);
            if (attempt == Attempts || reply is not (Reply.NotReached or Reply.Answer { Status: HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests }))
            {
                return reply;
            }

            await Task.Delay(FirstDelay * Math.Pow(2, attempt - 1), time, cancellationToken);
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<Reply> TryAsync(Func<HttpRequestMessage> question, CancellationToken cancellationToken)
    {
        using var waiting = new CancellationTokenSource(patience, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(waiting.Token, cancellationToken);
        try
        {
            using var request = question();
            request.Headers.Authorization = credentials;
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, given.Token);
            return await ReadAsync(response.Content, given.Token) is { } body
                ? new Reply.Answer(response.StatusCode, body) { RetryAfter = response.Headers.RetryAfter is { } wait ? wait.Delta ?? wait.Date - time.GetUtcNow() : null }
                : new Reply.TooLong();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Reply.TimedOut();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new Reply.NotReached(exception);
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

/// <summary>What came of a question.</summary>
internal abstract record Reply
{
    private Reply()
    {
    }

    public sealed record Answer(HttpStatusCode Status, byte[] Body) : Reply
    {
        /// <summary>How long to wait before the next question, where the system says so.</summary>
        public TimeSpan? RetryAfter { get; init; }
    }

    public sealed record TooLong : Reply;

    public sealed record TimedOut : Reply;

    public sealed record NotReached(Exception Exception) : Reply;
}
