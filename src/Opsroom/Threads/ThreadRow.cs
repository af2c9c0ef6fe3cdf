namespace Opsroom.Threads;

/// <summary>A thread as a store's writer found it, and as an append leaves it.</summary>
internal sealed class ThreadRow
{
    /// <summary>The most events a thread can have.</summary>
    public const long LastSequence = (1L << SequenceBits) - 1;

    /// <summary>How many bits a sequence takes.</summary>
    public const int SequenceBits = 24;

    public long Id { get; set; }

    public long Epoch { get; set; }

    /// <summary>Of the last event; 0 where there is no such thread, with the epoch of a deleted one of that name.</summary>
    public long Sequence { get; set; }

    /// <summary>Of the last event.</summary>
    public byte[] Hash { get; } = new byte[HashChain.HashLength];

    public ThreadProjection Projection { get; } = new();

    public ThreadHead Head => new(Sequence, Epoch);

    /// <summary>Becomes a thread without events.</summary>
    /// <param name="epoch">Of a deleted thread of the same name; 0 where there was none.</param>
    public void Clear(long id, long epoch)
    {
        (Id, Sequence, Epoch) = (id, 0, epoch);
        HashChain.Start.CopyTo(Hash);
        Projection.Load();
    }

    /// <summary>Why an append cannot be made to the thread as it is; null where it can.</summary>
    public AppendStatus? Refuse(AppendRequest request)
    {
        if (Sequence == 0)
        {
            return request.ExpectedSequence == 0 ? null : AppendStatus.Gone;
        }

        if (request.Epoch != Epoch)
        {
            return AppendStatus.StaleEpoch;
        }

        return request.ExpectedSequence == Sequence ? null : AppendStatus.WrongSequence;
    }

    /// <summary>Goes on by events: sequence, hash and projection are then as after the last of them.</summary>
    /// <param name="hashes">Receives the hash of each event, one behind the other.</param>
    public void Fold(IReadOnlyList<EncodedEvent> events, HashChain chain, Span<byte> hashes)
    {
        if (Sequence + events.Count > LastSequence)
        {
            throw new InvalidOperationException($"A thread holds at most {LastSequence} events: go on in a fork of it.");
        }

        ReadOnlySpan<byte> previous = Hash;
        for (var i = 0; i < events.Count; i++)
        {
            var bytes = events[i].Bytes.Span;
            var hash = hashes.Slice(i * HashChain.HashLength, HashChain.HashLength);
            Sequence++;
            Projection.Apply(events[i].Event, Sequence, bytes);
            chain.Next(previous, Sequence, bytes, hash);
            previous = hash;
        }

        previous.CopyTo(Hash);
    }
}
