using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Opsroom.Knowledge.Embedding;

/// <summary>
/// Makes vectors of texts, so that those that mean alike are near each other. Asks Voyage, Pinecone's inference or an API like OpenAI's. The key goes to the configured host only; answers are bounded in time and size. Asking changes nothing, so it
/// is done again where the API is busy or the connection breaks.
/// </summary>
internal sealed class HttpEmbedder : IDisposable
{
    private const int Attempts = 4;
    private const int LongestAnswer = 64 * 1024 * 1024;
    private const int LongestText = 8_000;
    private const string PineconeVersion = "2025-01";

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);

    private readonly EmbeddingOptions options;
    private readonly TimeProvider time;
    private readonly HttpClient client;
    private readonly Uri address;
    private int dimension;

    public HttpEmbedder(EmbeddingOptions options, TimeProvider time)
    {
        (this.options, this.time) = (options, time);
        address = new Uri(new Uri(options.BaseUrl.TrimEnd('/') + '/'), options.Provider == EmbeddingProvider.Pinecone ? "embed" : "embeddings");
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

    /// <summary>Whose vectors can be compared with each other.</summary>
    public string Identity => options.Identity;

    /// <summary>One vector of length 1 for each text, all of the same dimension.</summary>
    /// <param name="isQuestion">Whether they are questions; else they are passages to be found.</param>
    /// <exception cref="EmbedderException">It cannot be done now.</exception>
    public async Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, bool isQuestion, CancellationToken cancellationToken)
    {
        string[] cut = [.. texts.Select(text => text.Length <= LongestText ? text : text[..LongestText])];
        for (var attempt = 1; ; attempt++)
        {
            var (vectors, fault, wait) = await TryAsync(cut, isQuestion, cancellationToken);
            if (vectors is not null)
            {
                return vectors;
            }

            if (attempt == Attempts || wait is not { } asked || asked > LongestDelay)
            {
                throw new EmbedderException(fault!);
            }

            await Task.Delay(asked > TimeSpan.Zero ? asked : FirstDelay * Math.Pow(2, attempt - 1), time, cancellationToken);
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>One attempt, what is wrong, and how long to wait before another one makes sense; null where none does.</summary>
    private async Task<(IReadOnlyList<float[]>? Vectors, string? Fault, TimeSpan? Wait)> TryAsync(string[] texts, bool isQuestion, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.RequestTimeout, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = Request(texts, isQuestion);
            using var response = await client.SendAsync(request, given.Token);
            if (!response.IsSuccessStatusCode)
            {
                return (null, FaultOf(response.StatusCode), WaitAfter(response));
            }

            var vectors = Read(await response.Content.ReadAsByteArrayAsync(given.Token), texts.Length);
            return (vectors, vectors is null ? $"{address.Host} did not answer with {texts.Length} vectors of one dimension" : null, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"{address.Host} did not answer within {options.RequestTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s", null);
        }
        catch (HttpRequestException)
        {
            return (null, $"{address.Host} cannot be reached", TimeSpan.Zero);
        }
    }

    private HttpRequestMessage Request(string[] texts, bool isQuestion)
    {
        JsonArray inputs = [.. texts.Select(text => (JsonNode)text)];
        var request = new HttpRequestMessage(HttpMethod.Post, address);
        switch (options.Provider)
        {
            case EmbeddingProvider.Pinecone:
                request.Headers.Add("Api-Key", options.ApiKey?.Reveal());
                request.Headers.Add("X-Pinecone-API-Version", PineconeVersion);
                request.Content = JsonContent.Create(new JsonObject
                {
                    ["model"] = options.Model,
                    ["parameters"] = new JsonObject { ["input_type"] = isQuestion ? "query" : "passage", ["truncate"] = "END" },
                    ["inputs"] = new JsonArray([.. texts.Select(text => new JsonObject { ["text"] = text })]),
                });
                break;
            case EmbeddingProvider.Voyage:
                request.Content = JsonContent.Create(new JsonObject { ["model"] = options.Model, ["input"] = inputs, ["input_type"] = isQuestion ? "query" : "document" });
                break;
            default:
                request.Content = JsonContent.Create(new JsonObject { ["model"] = options.Model, ["input"] = inputs, ["encoding_format"] = "float" });
                break;
        }

        if (options.Provider != EmbeddingProvider.Pinecone && options.ApiKey is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        }

        return request;
    }

    /// <summary>The vectors in the order of the texts; null where the answer is none.</summary>
    private List<float[]>? Read(byte[] body, int count)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            var data = answer.RootElement.GetProperty("data");
            var vectors = new float[count][];
            foreach (var (place, item) in data.EnumerateArray().Index())
            {
                var values = item.TryGetProperty("embedding", out var embedding) ? embedding : item.GetProperty("values");
                float[] vector = [.. values.EnumerateArray().Select(value => value.GetSingle())];
                var length = TensorPrimitives.Norm(vector);
                if (!float.IsFinite(length) || length == 0 || (Interlocked.CompareExchange(ref dimension, vector.Length, 0) is var known and > 0 && known != vector.Length))
                {
                    return null;
                }

                TensorPrimitives.Divide(vector, length, vector);
                vectors[item.TryGetProperty("index", out var index) ? index.GetInt32() : place] = vector;
            }

            return vectors.All(vector => vector is not null) ? [.. vectors] : null;
        }
        catch (Exception strange) when (strange is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private string FaultOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"{address.Host} rejected the key",
        HttpStatusCode.TooManyRequests => $"{address.Host} is asked too often",
        HttpStatusCode.NotFound => $"{address.Host} knows no such model or path ({options.Model})",
        _ => string.Create(CultureInfo.InvariantCulture, $"{address.Host} answered {(int)status}"),
    };

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
