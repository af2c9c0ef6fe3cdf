using System.Buffers;
using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Opsroom.Threads;

/// <summary>The one map from kinds to types, and the exact bytes of an event.</summary>
public static class EventCodec
{
    /// <summary>Version of the event family that this program writes.</summary>
    public const int FamilyVersion = 2;

    /// <summary>A value above this many bytes of JSON is stored beside the journal, and the event carries a reference.</summary>
    public const int InlineLimit = 64 * 1024;

    private const int ExcerptLength = 2048;

    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = ThreadJson.MaxDepth };

    private static readonly FrozenDictionary<string, JsonTypeInfo> Kinds = new Dictionary<string, JsonTypeInfo>(StringComparer.Ordinal)
    {
        ["file_received"] = ThreadJson.Default.FileReceived,
        ["thread_forked"] = ThreadJson.Default.ThreadForked,
        ["thread_imported"] = ThreadJson.Default.ThreadImported,
        ["files_removed"] = ThreadJson.Default.FilesRemoved,
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
        ["procedure_moved"] = ThreadJson.Default.ProcedureMoved,
        ["change_verified"] = ThreadJson.Default.ChangeVerified,
        ["outcome_unknown"] = ThreadJson.Default.OutcomeUnknown,
        ["approval_asked"] = ThreadJson.Default.ApprovalAsked,
        ["run_paused"] = ThreadJson.Default.RunPaused,
        ["approval_decided"] = ThreadJson.Default.ApprovalDecided,
        ["approval_expired"] = ThreadJson.Default.ApprovalExpired,
        ["approval_voided"] = ThreadJson.Default.ApprovalVoided,
        ["values_sealed"] = ThreadJson.Default.ValuesSealed,
        ["budget_reached"] = ThreadJson.Default.BudgetReached,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every kind this version knows.</summary>
    public static IReadOnlyCollection<string> KnownKinds => Kinds.Keys;

    /// <summary>The stored form: UTF-8 JSON, <c>kind</c> first, values over <see cref="InlineLimit"/> replaced by a reference to a blob.</summary>
    /// <param name="event">The event.</param>
    /// <param name="blobs">Receives what has to be stored beside it.</param>
    /// <param name="redact">Answers the JSON without its secrets, or null where it has none.</param>
    /// <returns>The bytes, with the event as they tell it: redacted, its values in place.</returns>
    public static EncodedEvent Encode(ThreadEvent @event, ICollection<BlobContent> blobs, Func<byte[], byte[]?>? redact = null)
    {
        var bytes = ToJson(@event);
        if (redact?.Invoke(bytes) is { } redacted)
        {
            bytes = redacted;
            @event = FromJson(bytes, @event.Kind);
        }

        return new EncodedEvent(@event, bytes.Length <= InlineLimit && !HoldsReference(bytes) ? bytes : MoveOut(bytes, blobs));
    }

    /// <summary>The JSON of an event with all its values in place.</summary>
    public static byte[] ToJson(ThreadEvent @event) => JsonSerializer.SerializeToUtf8Bytes(@event, Kinds[@event.Kind]);

    /// <summary>An event from JSON that has all its values in place; <see cref="UnknownEvent"/> where the kind is not known.</summary>
    public static ThreadEvent FromJson(ReadOnlySpan<byte> json, string kind) =>
        Kinds.TryGetValue(kind, out var type)
            ? (ThreadEvent)JsonSerializer.Deserialize(json, type)!
            : OutlineOf(json, kind);

    /// <summary>When and in which run, step and version an event was written, and nothing of what it says.</summary>
    internal static UnknownEvent OutlineOf(ReadOnlySpan<byte> bytes, string kind) =>
        JsonSerializer.Deserialize(bytes, ThreadJson.Default.UnknownFields)!.ToEvent(kind);

    /// <summary>Which run, step and attempt an event is of, whatever its kind.</summary>
    public static (RunId? RunId, string? Step, int? Attempt) OriginOf(StoredEvent stored)
    {
        var fields = JsonSerializer.Deserialize(stored.Bytes.Span, ThreadJson.Default.UnknownFields)!;
        return (fields.RunId, fields.Step, fields.Attempt);
    }

    /// <summary>Reads an event back, fetching the values that were stored beside it.</summary>
    public static async ValueTask<ThreadEvent> DecodeAsync(StoredEvent stored, IStore store, CancellationToken cancellationToken)
    {
        if (!HoldsReference(stored.Bytes.Span))
        {
            return FromJson(stored.Bytes.Span, stored.Kind);
        }

        var values = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var references = new List<string>();
        CollectReferences(stored.Bytes.Span, references);
        foreach (var sha256 in references)
        {
            await using var content = await store.OpenBlobAsync(sha256, cancellationToken)
                ?? throw new InvalidDataException($"The journal refers to blob {sha256}, which the store does not hold.");
            var value = new byte[content.Length];
            await content.ReadExactlyAsync(value, cancellationToken);
            values[sha256] = value;
        }

        return FromStored(stored.Bytes, stored.Kind, sha256 => values[sha256]);
    }

    /// <summary>Reads an event from its stored bytes.</summary>
    /// <param name="readBlob">Gives the content of a blob that the event carries a value in.</param>
    internal static ThreadEvent FromStored(ReadOnlyMemory<byte> bytes, string kind, Func<string, byte[]> readBlob)
    {
        if (!HoldsReference(bytes.Span))
        {
            return FromJson(bytes.Span, kind);
        }

        using var document = JsonDocument.Parse(bytes, AnyDepth);
        var buffer = new ArrayBufferWriter<byte>(bytes.Length);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (ReferenceIn(property.Value) is { } sha256)
                {
                    writer.WritePropertyName(property.Name);
                    writer.WriteRawValue(readBlob(sha256), skipInputValidation: true);
                }
                else
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return FromJson(buffer.WrittenSpan, kind);
    }

    /// <summary>The kind that the bytes of an event name.</summary>
    internal static string? KindOf(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        return reader.Read() && reader.Read() && reader.ValueTextEquals("kind"u8) && reader.Read() ? reader.GetString() : null;
    }

    /// <summary>Adds the SHA-256 of every blob that a stored event carries a value in.</summary>
    internal static void CollectReferences(ReadOnlySpan<byte> bytes, ICollection<string> sha256s)
    {
        if (!HoldsReference(bytes))
        {
            return;
        }

        using var document = JsonDocument.Parse(bytes.ToArray(), AnyDepth);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (ReferenceIn(property.Value) is { } sha256)
            {
                sha256s.Add(sha256);
            }
        }
    }

    /// <summary>Whether every reference of a stored event is as <see cref="Encode"/> writes it.</summary>
    /// <param name="sizeOf">How large a blob is; null where there is none.</param>
    internal static bool ReferencesAreSound(ReadOnlyMemory<byte> bytes, Func<string, long?> sizeOf)
    {
        if (!HoldsReference(bytes.Span))
        {
            return true;
        }

        using var document = JsonDocument.Parse(bytes, AnyDepth);
        return document.RootElement.EnumerateObject().All(property =>
            ReferenceIn(property.Value) is not { } sha256
            || (property.Value.TryGetProperty("excerpt", out var excerpt) && excerpt.ValueKind == JsonValueKind.String
                && property.Value.TryGetProperty("size", out var size) && size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out var length) && sizeOf(sha256) == length));
    }

    private static bool HoldsReference(ReadOnlySpan<byte> bytes) => bytes.IndexOf("\"$blob\""u8) >= 0;

    private static string? ReferenceIn(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() == 3
        && value.TryGetProperty("$blob", out var sha256) && sha256.ValueKind == JsonValueKind.String
            ? sha256.GetString()
            : null;

    private static byte[] MoveOut(byte[] bytes, ICollection<BlobContent> blobs)
    {
        using var document = JsonDocument.Parse(bytes, AnyDepth);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                var json = JsonMarshal.GetRawUtf8Value(property.Value);
                // a value that only looks like a reference goes out too: every reference that is stored is ours
                if (json.Length <= InlineLimit && ReferenceIn(property.Value) is null)
                {
                    property.WriteTo(writer);
                    continue;
                }

                var content = json.ToArray();
                var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
                blobs.Add(new BlobContent(sha256, content.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(content, writable: false))));
                writer.WriteStartObject(property.Name);
                writer.WriteString("$blob", sha256);
                writer.WriteNumber("size", content.Length);
                writer.WriteString("excerpt", Excerpt(property.Value));
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string Excerpt(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        var length = Math.Min(text.Length, ExcerptLength);
        return length < text.Length && char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
