using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Workflow.Running;

/// <summary>The last stop before the store: redacts events and gives their exact bytes.</summary>
internal sealed class Journal(Redactor redactor)
{
    public PreparedEvents Prepare(ThreadKey key, IReadOnlyList<ThreadEvent> events)
    {
        var blobs = new List<BlobContent>();
        var redacted = new ThreadEvent[events.Count];
        var encoded = new EncodedEvent[events.Count];
        for (var index = 0; index < events.Count; index++)
        {
            encoded[index] = EventCodec.Encode(events[index], blobs, json => redactor.TryRedactJson(json, key, out var clean) ? clean : null);
            redacted[index] = encoded[index].Event;
        }

        return new PreparedEvents(redacted, encoded, blobs);
    }
}

/// <param name="Events">As they will be folded: redacted, with their values in place.</param>
/// <param name="Encoded">As they will be stored.</param>
internal sealed record PreparedEvents(IReadOnlyList<ThreadEvent> Events, IReadOnlyList<EncodedEvent> Encoded, IReadOnlyList<BlobContent> Blobs)
{
    /// <summary>The events as a reader of the store would get them, but for their hashes.</summary>
    public IEnumerable<StoredEvent> ToStored(long after) =>
        Encoded.Select((encoded, index) => new StoredEvent(after + index + 1, encoded.Event.Kind, encoded.Bytes, ReadOnlyMemory<byte>.Empty));
}
