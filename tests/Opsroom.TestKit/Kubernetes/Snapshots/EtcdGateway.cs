using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Kubernetes.Snapshots;

/// <summary>The data of an API server, read and written past it through etcd's JSON gateway.</summary>
internal sealed class EtcdGateway(Uri address) : IDisposable
{
    /// <summary>A transaction has at most 128 operations and one and a half megabytes.</summary>
    private const int MostOperations = 50;

    private readonly HttpClient http = new() { BaseAddress = address };

    /// <summary>Everything that the API server keeps, by key.</summary>
    public async Task<IReadOnlyDictionary<string, StoredObject>> ReadAsync(CancellationToken cancellationToken)
    {
        var answer = await PostAsync("/v3/kv/range", new JsonObject { ["key"] = Encode("/registry/"), ["range_end"] = Encode("/registry0") }, cancellationToken);
        return answer["kvs"]!.AsArray().ToDictionary(
            pair => Encoding.UTF8.GetString(Convert.FromBase64String((string)pair!["key"]!)),
            pair => new StoredObject((string)pair!["value"]!, (string)pair["mod_revision"]!), StringComparer.Ordinal);
    }

    /// <summary>Writes values, or removes the keys that have none.</summary>
    /// <param name="changes">Values as Base64.</param>
    public async Task WriteAsync(IEnumerable<(string Key, string? Value)> changes, CancellationToken cancellationToken)
    {
        foreach (var chunk in changes.Chunk(MostOperations))
        {
            var operations = chunk.Select(change => (JsonNode)(change.Value is { } value
                ? new JsonObject { ["request_put"] = new JsonObject { ["key"] = Encode(change.Key), ["value"] = value } }
                : new JsonObject { ["request_delete_range"] = new JsonObject { ["key"] = Encode(change.Key) } }));
            await PostAsync("/v3/kv/txn", new JsonObject { ["success"] = new JsonArray([.. operations]) }, cancellationToken);
        }
    }

    public static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public void Dispose() => http.Dispose();

    private async Task<JsonObject> PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(path, body, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!;
    }
}

/// <summary>What is kept under a key.</summary>
/// <param name="Value">As Base64.</param>
/// <param name="Revision">The object's resource version.</param>
internal sealed record StoredObject(string Value, string Revision);
