using System.Collections.Immutable;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Workflow.Running;

/// <summary>The last stop before the store: takes secrets out of events, seals them, and gives the exact bytes.</summary>
internal sealed class Journal(Redactor redactor, ValueSealer sealer)
{
    /// <summary>How many values one thread may hold sealed. A token beyond them stays a token, and a call that needs it fails.</summary>
    private const int MostSealed = 2_000;

    public PreparedEvents Prepare(ThreadState thread, IReadOnlyList<ThreadEvent> events)
    {
        var blobs = new List<BlobContent>();
        var redacted = new List<ThreadEvent>(events.Count);
        var encoded = new List<EncodedEvent>(events.Count);
        Dictionary<string, string>? found = null;
        foreach (var @event in events)
        {
            var bytes = EventCodec.Encode(@event, blobs, json => redactor.TryRedactJson(json, thread.Key, out var clean, found ??= new(StringComparer.Ordinal)) ? clean : null);
            encoded.Add(bytes);
            redacted.Add(bytes.Event);
        }

        if (found is { Count: > 0 } && Seal(thread, found, events[0]) is { } values)
        {
            // last, so that a run's first event stays the first; it is the same append, so nobody reads one without the other
            encoded.Add(EventCodec.Encode(values, blobs));
            redacted.Add(values);
        }

        return new PreparedEvents(redacted, encoded, blobs);
    }

    private ValuesSealed? Seal(ThreadState thread, Dictionary<string, string> found, ThreadEvent with)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (token, value) in found)
        {
            if (!thread.Sealed.TryGetValue(token, out var kept))
            {
                if (thread.Sealed.Count + values.Count < MostSealed)
                {
                    values[token] = sealer.Seal(value, token, thread.Key);
                }
            }
            else if (kept.Length > 0 && sealer.Unseal(kept, token, thread.Key) != value)
            {
                // two secrets under one name: neither may be given back for the other
                values[token] = "";
            }
        }

        return values.Count == 0 ? null : new ValuesSealed(values.ToImmutable()) { At = with.At };
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
