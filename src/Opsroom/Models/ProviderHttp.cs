using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Opsroom.Models;

/// <summary>The connections to a provider. An answer outside 2xx becomes a <see cref="ProviderException"/>, so that each SDK's own exceptions and retries stay out of it.</summary>
internal sealed class ProviderHttp(TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int LongestBody = 16 * 1024;

    /// <summary>A client without a time limit of its own: <see cref="ModelCaller"/> watches the stream.</summary>
    public static HttpClient CreateClient(TimeProvider time)
    {
        var sockets = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        return new HttpClient(new ProviderHttp(time, sockets)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var body = await ReadAsync(response.Content, cancellationToken);
            var (type, message) = ErrorIn(body);
            throw new ProviderException(response.StatusCode, type, message ?? $"HTTP {(int)response.StatusCode}", RetryAfter(response));
        }
    }

    /// <summary>The <c>error</c> object of a body, as both vendors and most of the servers that imitate them write it.</summary>
    public static (string? Type, string? Message) ErrorIn(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind is not JsonValueKind.Object || !document.RootElement.TryGetProperty("error", out var error))
            {
                return (null, null);
            }

            return error.ValueKind switch
            {
                JsonValueKind.String => (null, error.GetString()),
                JsonValueKind.Object => (TextOf(error, "code") ?? TextOf(error, "type"), TextOf(error, "message")),
                _ => (null, null),
            };
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static string? TextOf(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("retry-after-ms", out var values)
            && double.TryParse(values.First(), CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is >= 0 and < 86_400_000)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var reader = new StreamReader(stream);
        var buffer = new char[LongestBody];
        var length = await reader.ReadBlockAsync(buffer, cancellationToken);
        return new string(buffer, 0, length);
    }
}
