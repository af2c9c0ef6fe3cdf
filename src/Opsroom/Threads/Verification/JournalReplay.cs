using System.Text.Json;

namespace Opsroom.Threads.Verification;

/// <summary>Reads whole journals again, checks their chains and folds them into the projections they should have.</summary>
internal sealed class JournalReplay(IStoreContents contents)
{
    private readonly HashChain _chain = new();

    /// <summary>Replays the journal of a thread into <paramref name="row"/>, whose key is set, and gives the number of events.</summary>
    public long Replay(ThreadRow row, Action<string> report)
    {
        row.Clear(row.Id, row.Epoch);
        var count = 0L;
        var computed = new byte[HashChain.HashLength];
        foreach (var stored in contents.ReadEvents(row.Id))
        {
            count++;
            if (stored.Sequence != row.Sequence + 1)
            {
                report($"after event {row.Sequence} comes event {stored.Sequence}");
            }

            _chain.Next(row.Hash, stored.Sequence, stored.Bytes.Span, computed);
            if (!stored.Hash.Span.SequenceEqual(computed))
            {
                report($"event {stored.Sequence} is not what was appended: its hash differs");
            }

            // what follows is judged by the hash that was stored, so that one change is one problem
            row.Sequence = stored.Sequence;
            stored.Hash.Span[..Math.Min(stored.Hash.Length, row.Hash.Length)].CopyTo(row.Hash);
            Apply(row.Projection, stored, report);
        }

        return count;
    }

    /// <summary>The content of a blob that an event carries a value in.</summary>
    public byte[] ReadBlob(string sha256)
    {
        var blob = contents.FindBlob(sha256) ?? throw new InvalidDataException($"The journal refers to blob {sha256}, which the store does not hold.");
        var content = new MemoryStream();
        foreach (var part in contents.ReadParts(blob))
        {
            content.Write(part);
        }

        return content.ToArray();
    }

    private void Apply(ThreadProjection projection, StoredEvent stored, Action<string> report)
    {
        try
        {
            var bytes = stored.Bytes.ToArray();
            var @event = EventCodec.FromStored(bytes, stored.Kind, ReadBlob);
            if (@event.Kind != EventCodec.KindOf(bytes))
            {
                report($"event {stored.Sequence} is filed as '{stored.Kind}', which it is not");
            }

            projection.Apply(@event, stored.Sequence, bytes);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException or FormatException)
        {
            report($"event {stored.Sequence} cannot be read: {exception.Message}");
        }
    }
}
