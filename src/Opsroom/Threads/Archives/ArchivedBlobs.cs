namespace Opsroom.Threads.Archives;

/// <summary>The blobs of an archive, whose hashes were compared, by SHA-256.</summary>
/// <param name="sizes">How large each is.</param>
/// <param name="open">Opens one.</param>
/// <param name="budget">Bytes of values that events may have beside the journal, all together.</param>
public sealed class ArchivedBlobs(IReadOnlyDictionary<string, long> sizes, Func<string, Stream> open, long budget)
{
    private readonly long most = budget;
    private long left = budget;

    public int Count => sizes.Count;

    public bool Holds(string sha256) => sizes.ContainsKey(sha256);

    public long? SizeOf(string sha256) => sizes.TryGetValue(sha256, out var size) ? size : null;

    /// <summary>Takes a value off the budget.</summary>
    /// <exception cref="ArchiveRefusedException">There is no such blob, or the values are too large together.</exception>
    internal byte[] ReadOnce(string sha256)
    {
        left -= SizeOf(sha256) ?? throw new ArchiveRefusedException($"it lacks blob {sha256}, which its journal refers to");
        return left >= 0 ? Read(sha256) : throw new ArchiveRefusedException($"the values of its events are larger than {most} bytes together", tooLarge: true);
    }

    internal byte[] Read(string sha256)
    {
        using var content = open(sha256);
        var bytes = new byte[sizes[sha256]];
        content.ReadExactly(bytes);
        return bytes;
    }
}
