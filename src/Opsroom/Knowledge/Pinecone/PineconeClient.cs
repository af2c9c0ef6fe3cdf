using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Knowledge.Embedding;
using Opsroom.Knowledge.Remote;

namespace Opsroom.Knowledge.Pinecone;

/// <summary>Speaks with one index of Pinecone, by the API of version <see cref="PineconeOptions.ApiVersion"/>. Every request may be made twice.</summary>
internal sealed class PineconeClient(PineconeOptions options, TimeProvider time) : IDisposable
{
    private const int LongestAnswer = 64 * 1024 * 1024;
    private const int Looks = 60;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly RemoteApi api = new(options.RequestTimeout, LongestAnswer, time);
    private readonly Uri control = new(options.ControlUrl.TrimEnd('/') + '/');
    private Index? opened;

    /// <summary>Waits until the index takes vectors. Where it is missing it is made.</summary>
    /// <param name="dimension">Numbers of each vector; null where a missing index is not to be made.</param>
    /// <returns>Whether the index is there.</returns>
    /// <exception cref="EmbedderException">It cannot be had now, or holds others.</exception>
    public async Task<bool> OpenAsync(int? dimension, CancellationToken cancellationToken)
    {
        for (var look = 0; opened is null; look++)
        {
            var index = await FindAsync(cancellationToken);
            if (index is null && dimension is null)
            {
                return false;
            }

            if (look == Looks)
            {
                throw new EmbedderException($"Pinecone's index '{options.IndexName}' is not ready yet");
            }

            if (index is null)
            {
                await CreateAsync(dimension!.Value, cancellationToken);
            }
            else if (index.IsReady)
            {
                opened = index;
            }
            else
            {
                await Task.Delay(BetweenLooks, time, cancellationToken);
            }
        }

        if (dimension is { } wanted && opened.Dimension != wanted)
        {
            throw new EmbedderException(string.Create(
                CultureInfo.InvariantCulture,
                $"Pinecone's index '{options.IndexName}' holds vectors of {opened.Dimension} numbers and the embedder makes {wanted}: name another index (PINECONE_INDEX_NAME), it is made"));
        }

        return true;
    }

    /// <summary>Which of the vectors are there.</summary>
    public async Task<Dictionary<string, float[]>> FetchAsync(string space, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var query = string.Join('&', ids.Select(id => $"ids={Uri.EscapeDataString(id)}").Append($"namespace={Uri.EscapeDataString(space)}"));
        using var answer = await DataAsync(HttpMethod.Get, $"vectors/fetch?{query}", null, cancellationToken);
        return answer is null ? [] : Reading(answer, root => root.GetProperty("vectors").EnumerateObject().ToDictionary(
            vector => vector.Name, vector => vector.Value.GetProperty("values").EnumerateArray().Select(value => value.GetSingle()).ToArray(), StringComparer.Ordinal));
    }

    /// <param name="vectors">At most some hundred at once.</param>
    public async Task UpsertAsync(string space, IEnumerable<PineconeVector> vectors, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["namespace"] = space,
            ["vectors"] = new JsonArray([.. vectors.Select(vector => new JsonObject
            {
                ["id"] = vector.Id,
                ["values"] = new JsonArray([.. vector.Values.Select(value => (JsonNode)value)]),
                ["metadata"] = new JsonObject { ["within"] = new JsonArray([.. vector.Within.Select(folder => (JsonNode)folder)]) },
            })]),
        };
        using var answer = await DataAsync(HttpMethod.Post, "vectors/upsert", body, cancellationToken);
    }

    /// <summary>The nearest vectors, the nearest first.</summary>
    /// <param name="within">A source or a folder of sources; null for all.</param>
    public async Task<IReadOnlyList<(string Id, double Score)>> QueryAsync(string space, float[] vector, int most, string? within, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["namespace"] = space,
            ["vector"] = new JsonArray([.. vector.Select(value => (JsonNode)value)]),
            ["topK"] = most,
            ["includeValues"] = false,
            ["includeMetadata"] = false,
        };
        if (within is not null)
        {
            body["filter"] = new JsonObject { ["within"] = new JsonObject { ["$in"] = new JsonArray(within) } };
        }

        using var answer = await DataAsync(HttpMethod.Post, "query", body, cancellationToken);
        return answer is null ? [] : Reading(answer, root =>
            root.GetProperty("matches").EnumerateArray().Select(match => (match.GetProperty("id").GetString()!, match.GetProperty("score").GetDouble())).ToList());
    }

    public async Task DeleteAsync(string space, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["namespace"] = space, ["ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) };
        using var answer = await DataAsync(HttpMethod.Post, "vectors/delete", body, cancellationToken);
    }

    public void Dispose() => api.Dispose();

    private async Task<Index?> FindAsync(CancellationToken cancellationToken)
    {
        using var found = await SendAsync(HttpMethod.Get, new Uri(control, $"indexes/{Uri.EscapeDataString(options.IndexName)}"), null, cancellationToken);
        return found is null ? null : Reading(found, root => new Index(
            root.GetProperty("dimension").GetInt32(), root.GetProperty("status").GetProperty("ready").GetBoolean(), new Uri($"{control.Scheme}://{root.GetProperty("host").GetString()}/")));
    }

    private async Task CreateAsync(int dimension, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["name"] = options.IndexName,
            ["dimension"] = dimension,
            ["metric"] = "cosine",
            ["spec"] = new JsonObject { ["serverless"] = new JsonObject { ["cloud"] = options.Cloud, ["region"] = options.Region } },
        };
        using var made = await SendAsync(HttpMethod.Post, new Uri(control, "indexes"), body, cancellationToken);
    }

    /// <summary>What the index answers; null where the namespace is not there yet.</summary>
    private async Task<JsonDocument?> DataAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        var index = opened ?? throw new InvalidOperationException("The index was not opened.");
        return await SendAsync(method, new Uri(index.Host, path), body, cancellationToken);
    }

    /// <summary>Null for what is not there, and for what somebody else has just made.</summary>
    private async Task<JsonDocument?> SendAsync(HttpMethod method, Uri address, JsonObject? body, CancellationToken cancellationToken)
    {
        var answer = await api.SendAsync(Request, cancellationToken);
        try
        {
            return answer switch
            {
                { Status: HttpStatusCode.NotFound or HttpStatusCode.Conflict } => null,
                { Status: >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices } => answer.Body.Length == 0 ? null : JsonDocument.Parse(answer.Body),
                { Status: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } => throw new EmbedderException("Pinecone rejected the key (PINECONE_API_KEY)"),
                { Status: HttpStatusCode.TooManyRequests } => throw new EmbedderException("Pinecone is asked too often"),
                { Status: { } refused } => throw new EmbedderException(string.Create(CultureInfo.InvariantCulture, $"Pinecone answered {(int)refused}{Words(answer.Body)}")),
                { Broken: not null } => throw new EmbedderException($"Pinecone cannot be reached at {address.Host}"),
                _ => throw new EmbedderException(string.Create(CultureInfo.InvariantCulture, $"Pinecone did not answer within {options.RequestTimeout.TotalSeconds} s")),
            };
        }
        catch (JsonException)
        {
            throw Strange(address);
        }

        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.Add("Api-Key", options.ApiKey?.Reveal());
            request.Headers.Add("X-Pinecone-API-Version", PineconeOptions.ApiVersion);
            return request;
        }
    }

    private T Reading<T>(JsonDocument answer, Func<JsonElement, T> read)
    {
        try
        {
            return read(answer.RootElement);
        }
        catch (Exception strange) when (strange is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Strange(opened?.Host ?? control);
        }
    }

    private static EmbedderException Strange(Uri address) => new($"What answers at {address.Host} does not speak Pinecone's API");

    /// <summary>What it says of a refusal: <c>{"error": {"message": …}}</c> where indexes are managed, <c>{"message": …}</c> of an index.</summary>
    private static string Words(byte[] body)
    {
        const int Longest = 200;
        try
        {
            var said = JsonNode.Parse(body);
            var text = (said?["error"]?["message"] ?? said?["message"])?.GetValue<string>();
            return text is null ? "" : $": {new string([.. text.Take(Longest).Select(letter => char.IsControl(letter) ? ' ' : letter)])}";
        }
        catch (Exception strange) when (strange is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    private sealed record Index(int Dimension, bool IsReady, Uri Host);
}

/// <param name="Values">Of length 1.</param>
/// <param name="Within">The source of the passage's document and the folders it is in.</param>
internal sealed record PineconeVector(string Id, float[] Values, IReadOnlyList<string> Within);
