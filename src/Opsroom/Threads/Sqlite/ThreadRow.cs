namespace Opsroom.Threads.Sqlite;

/// <summary>A thread as the writer found it; one instance is used again for each append.</summary>
internal sealed class ThreadRow
{
    public long Id { get; set; }

    public long Epoch { get; set; }

    public long Sequence { get; set; }

    /// <summary>Of the last event.</summary>
    public byte[] Hash { get; } = new byte[HashChain.HashLength];

    public ThreadProjection Projection { get; } = new();

    public ThreadHead Head => new(Sequence, Epoch);
}
