using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Opsroom.Threads;

/// <summary>The one map from kinds to types, and the exact bytes of an event.</summary>
public static class EventCodec
{
    /// <summary>Version of the event family that this program writes.</summary>
    public const int FamilyVersion = 1;

    /// <summary>A value above this many bytes of JSON is stored beside the journal, and the event carries a reference.</summary>
    public const int InlineLimit = 64 * 1024;

    private const int ExcerptLength = 2048;

    private static readonly FrozenDictionary<string, JsonTypeInfo> Kinds = new Dictionary<string, JsonTypeInfo>(StringComparer.Ordinal)
    {
        ["file_received"] = ThreadJson.Default.FileReceived,
        ["thread_forked"] = ThreadJson.Default.ThreadForked,
        ["context_compacted"] = ThreadJson.Default.ContextCompacted,
        ["run_started"] = ThreadJson.Default.RunStarted,
        ["run_resumed"] = ThreadJson.Default.RunResumed,
        ["attempt_abandoned"] = ThreadJson.Default.AttemptAbandoned,
        ["stop_requested"] = ThreadJson.Default.StopRequested,
        ["run_ended"] = ThreadJson.Default.RunEnded,
        ["supervisor_started"] = ThreadJson.Default.SupervisorStarted,
        ["plan_decided"] = ThreadJson.Default.PlanDecided,
        ["agent_chosen"] = ThreadJson.Default.AgentChosen,
        ["agent_started"] = ThreadJson.Default.AgentStarted,
        ["model_requested"] = ThreadJson.Default.ModelRequested,
        ["model_answered"] = ThreadJson.Default.ModelAnswered,
        ["model_failed"] = ThreadJson.Default.ModelFailed,
        ["tool_requested"] = ThreadJson.Default.ToolRequested,
        ["tool_started"] = ThreadJson.Default.ToolStarted,
        ["tool_finished"] = ThreadJson.Default.ToolFinished,
        ["artifact_written"] = ThreadJson.Default.ArtifactWritten,
        ["agent_finished"] = ThreadJson.Default.AgentFinished,
        ["reflection_started"] = ThreadJson.Default.ReflectionStarted,
        ["reflection_made"] = ThreadJson.Default.ReflectionMade,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every kind this version knows.</summary>
    public static IReadOnlyCollection<string> KnownKinds => Kinds.Keys;

    /// <summary>The stored form: UTF-8 JSON, <c>kind</c> first, values over <see cref="InlineLimit"/> replaced by a reference to a blob.</summary>
    /// <param name="event">The event, already redacted.</param>
    /// <param name="blobs">Receives what has to be stored beside it.</param>
    public static EncodedEvent Encode(ThreadEvent @event, ICollection<BlobContent> blobs)
    {
        var bytes = ToJson(@event);
        return new EncodedEvent(@event, bytes.Length <= InlineLimit ? bytes : MoveOut(bytes, blobs));
    }

    /// <summary>The JSON of an event with all its values in place.</summary>
    public static byte[] ToJson(ThreadEvent @event) => JsonSerializer.SerializeToUtf8Bytes(@event, Kinds[@event.Kind]);

    /// <summary>An event from JSON that has all its values in place; <see cref="UnknownEvent"/> where the kind is not known.</summary>
    public static ThreadEvent FromJson(ReadOnlySpan<byte> json, string kind) =>
        Kinds.TryGetValue(kind, out var type)
            ? (ThreadEvent)JsonSerializer.Deserialize(json, type)!
            : JsonSerializer.Deserialize(json, ThreadJson.Default.UnknownFields)!.ToEvent(kind);

    /// <summary>Reads an event back, fetching the values that were stored beside it.</summary>
    public static async ValueTask<ThreadEvent> DecodeAsync(StoredEvent stored, IStore store, CancellationToken cancellationToken)
    {
        if (stored.Bytes.Span.IndexOf("\"$blob\""u8) < 0 || !Kinds.ContainsKey(stored.Kind))
        {
            return FromJson(stored.Bytes.Span, stored.Kind);
        }

        var node = JsonNode.Parse(stored.Bytes.Span)!.AsObject();
        foreach (var (name, value) in node.ToList())
        {
            if (ReferenceIn(value) is { } sha256)
            {
                node[name] = await ReadBlobAsync(sha256, store, cancellationToken);
            }
        }

        return FromJson(Encoding.UTF8.GetBytes(node.ToJsonString()), stored.Kind);
    }

    private static string? ReferenceIn(JsonNode? value) =>
        value is JsonObject { Count: 3 } reference && reference["$blob"] is JsonValue sha256 ? sha256.GetValue<string>() : null;

    private static async Task<JsonNode?> ReadBlobAsync(string sha256, IStore store, CancellationToken cancellationToken)
    {
        await using var content = await store.OpenBlobAsync(sha256, cancellationToken)
            ?? throw new InvalidDataException($"The journal refers to blob {sha256}, which the store does not hold.");
        return await JsonNode.ParseAsync(content, cancellationToken: cancellationToken);
    }

    private static byte[] MoveOut(byte[] bytes, ICollection<BlobContent> blobs)
    {
        var node = JsonNode.Parse(bytes)!.AsObject();
        foreach (var (name, value) in node.ToList())
        {
            if (value is null)
            {
                continue;
            }

            var json = value.ToJsonString();
            var content = Encoding.UTF8.GetBytes(json);
            if (content.Length <= InlineLimit)
            {
                continue;
            }

            var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
            blobs.Add(new BlobContent(sha256, content.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(content, writable: false))));
            var text = value is JsonValue scalar && scalar.TryGetValue<string>(out var plain) ? plain : json;
            node[name] = new JsonObject { ["$blob"] = sha256, ["size"] = content.Length, ["excerpt"] = Excerpt(text) };
        }

        return Encoding.UTF8.GetBytes(node.ToJsonString());
    }

    private static string Excerpt(string text)
    {
        var length = Math.Min(text.Length, ExcerptLength);
        return length < text.Length && char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
