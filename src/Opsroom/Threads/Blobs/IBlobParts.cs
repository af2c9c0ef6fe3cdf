namespace Opsroom.Threads.Blobs;

/// <summary>Where a store keeps the contents of blobs: in parts, which can be read once an append has named the blob.</summary>
internal interface IBlobParts
{
    /// <summary>The size of all parts of a blob but its last.</summary>
    const int PartLength = 1024 * 1024;

    /// <summary>A complete blob; null where there is none.</summary>
    Task<(long Id, long Size)?> FindAsync(string sha256, CancellationToken cancellationToken);

    /// <summary>Begins a blob whose parts follow.</summary>
    Task<long> BeginAsync(string sha256, long size, CancellationToken cancellationToken);

    Task WritePartAsync(long blob, long ordinal, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Gives up a blob that was begun, unless an append took it.</summary>
    /// <exception cref="StoreUnavailableException">It stays marked as being written, and is given up later.</exception>
    Task AbandonAsync(long blob);

    /// <summary>Copies a part of a blob; −1 where it is gone.</summary>
    Task<int> ReadPartAsync(long blob, long ordinal, byte[] buffer, CancellationToken cancellationToken);
}
