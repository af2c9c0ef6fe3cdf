using System.Text.Json;
using Opsroom.Threads;

namespace Opsroom.Server.Streaming;

/// <summary>A stored event as its JSON. Values that are kept beside the journal stay references, so that a stream never fetches them.</summary>
internal readonly struct JournalEvent(JsonElement root)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonWire.MaxDepth };

    /// <summary>Parses the stored bytes. The document belongs to the caller.</summary>
    public static JsonDocument Parse(StoredEvent stored) => JsonDocument.Parse(stored.Bytes, Options);

    public JsonElement? Find(string name) => root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string? Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public long Number(string name) => Find(name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt64() : 0;

    /// <summary>Writes a field under a name of its own; nothing where it is absent. Of a value that is kept elsewhere, its beginning and where to find it.</summary>
    public void Copy(Utf8JsonWriter json, string field, string? name = null)
    {
        name ??= field;
        if (Find(field) is not { } value)
        {
            return;
        }

        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("$blob", out var sha256) && value.GetPropertyCount() == 3)
        {
            json.WriteString(name, value.GetProperty("excerpt").GetString());
            json.WriteStartObject(name + "_reference");
            json.WriteString("sha256", sha256.GetString());
            json.WriteNumber("size", value.GetProperty("size").GetInt64());
            json.WriteEndObject();
            return;
        }

        json.WritePropertyName(name);
        value.WriteTo(json);
    }
}
