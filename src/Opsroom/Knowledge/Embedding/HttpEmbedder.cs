using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Knowledge.Pinecone;
using Opsroom.Knowledge.Remote;

namespace Opsroom.Knowledge.Embedding;

/// <summary>Asks Voyage, Pinecone's inference or an API like OpenAI's for vectors. The key goes to the configured host only.</summary>
internal sealed class HttpEmbedder : IEmbedder
{
    private const int LongestAnswer = 64 * 1024 * 1024;
    private const int LongestText = 8_000;

    private readonly EmbeddingOptions options;
    private readonly RemoteApi api;
    private readonly Uri address;
    private int dimension;

    public HttpEmbedder(EmbeddingOptions options, TimeProvider time)
    {
        this.options = options;
        address = new Uri(new Uri(options.BaseUrl.TrimEnd('/') + '/'), options.Provider == EmbeddingProvider.Pinecone ? "embed" : "embeddings");
        api = new RemoteApi(options.RequestTimeout, LongestAnswer, time);
    }

    public string Identity => options.Identity;

    public async Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, bool isQuestion, CancellationToken cancellationToken)
    {
        string[] cut = [.. texts.Select(text => text.Length <= LongestText ? text : text[..LongestText])];
        var answer = await api.SendAsync(() => Request(cut, isQuestion), cancellationToken);
        return answer switch
        {
            { Status: HttpStatusCode.OK } => Read(answer.Body, cut.Length) ?? throw new EmbedderException($"{address.Host} did not answer with {cut.Length} vectors of one dimension"),
            { Status: { } refused } => throw new EmbedderException(FaultOf(refused)),
            { Broken: not null } => throw new EmbedderException($"{address.Host} cannot be reached"),
            _ => throw new EmbedderException($"{address.Host} did not answer within {options.RequestTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s"),
        };
    }

    public void Dispose() => api.Dispose();

    private HttpRequestMessage Request(string[] texts, bool isQuestion)
    {
        JsonArray inputs = [.. texts.Select(text => (JsonNode)text)];
        var request = new HttpRequestMessage(HttpMethod.Post, address);
        switch (options.Provider)
        {
            case EmbeddingProvider.Pinecone:
                request.Headers.Add("Api-Key", options.ApiKey?.Reveal());
                request.Headers.Add("X-Pinecone-API-Version", PineconeOptions.ApiVersion);
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
}
