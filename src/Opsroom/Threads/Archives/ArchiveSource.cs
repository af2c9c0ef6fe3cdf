using System.Buffers;

namespace Opsroom.Threads.Archives;

/// <summary>Reads a thread for an archive, up to the event that was its last when the export began.</summary>
public sealed class ArchiveSource(IStore store, ThreadKey key, ThreadHead head)
{
    private const int Page = 200;

    private readonly HashChain chain = new();
    private readonly byte[] hash = new byte[HashChain.HashLength];

    public ThreadKey Key => key;

    /// <summary>The last event, once the journal was written.</summary>
    public ArchiveHead Head => new(head.Sequence, Convert.ToHexStringLower(hash));

    /// <summary>What the journal refers to, once it was written.</summary>
    public BlobReferences References { get; } = new();

    /// <summary>Writes <c>journal.jsonl</c>, a page at a time.</summary>
    /// <exception cref="InvalidDataException">The store does not hold what was appended, or the thread was deleted meanwhile.</exception>
    public async Task WriteJournalAsync(Stream target, CancellationToken cancellationToken)
    {
        var lines = new ArrayBufferWriter<byte>();
        for (var position = 0L; position < head.Sequence;)
        {
            var events = await store.ReadAsync(key, position, (int)Math.Min(Page, head.Sequence - position), cancellationToken);
            if (events.Count == 0)
            {
                throw new InvalidDataException($"Thread {key} ended while it was exported.");
            }

            foreach (var stored in events)
            {
                Check(stored, ++position);
                ArchiveLine.Write(lines, stored);
                await References.AddAsync(stored, store, cancellationToken);
            }

            await target.WriteAsync(lines.WrittenMemory, cancellationToken);
            lines.ResetWrittenCount();
        }
    }

    private void Check(StoredEvent stored, long expected)
    {
        chain.Next(hash, expected, stored.Bytes.Span, hash);
        if (stored.Sequence != expected || !stored.Hash.Span.SequenceEqual(hash))
        {
            throw new InvalidDataException($"Event {expected} of thread {key} is not what was appended: its hash differs.");
        }
    }
}
