namespace Opsroom.Threads;

/// <summary>Which blobs a journal refers to, learned event by event in their order.</summary>
public sealed class BlobReferences
{
    private readonly SortedSet<string> values = new(StringComparer.Ordinal);
    private readonly SortedSet<string> files = new(StringComparer.Ordinal);
    private readonly List<string> found = [];

    /// <summary>SHA-256 of the values that are stored beside the events.</summary>
    public IReadOnlyCollection<string> Values => values;

    /// <summary>SHA-256 of the files that were written or handed in, every version, without those that were removed.</summary>
    public IReadOnlyCollection<string> Files => files;

    /// <summary>All of them, in order and each once.</summary>
    public IReadOnlyCollection<string> All => new SortedSet<string>(values.Concat(files), StringComparer.Ordinal);

    public async ValueTask AddAsync(StoredEvent stored, IStore store, CancellationToken cancellationToken)
    {
        if (stored.Kind is "file_received" or "artifact_written" or "files_removed")
        {
            Add(await EventCodec.DecodeAsync(stored, store, cancellationToken), stored.Bytes.Span);
        }
        else
        {
            AddValues(stored.Bytes.Span);
        }
    }

    /// <param name="event">The event with its values in place.</param>
    /// <param name="bytes">As it is stored.</param>
    internal void Add(ThreadEvent @event, ReadOnlySpan<byte> bytes)
    {
        AddValues(bytes);
        switch (@event)
        {
            case FileReceived file:
                files.Add(file.Sha256);
                break;
            case ArtifactWritten artifact:
                files.Add(artifact.Sha256);
                break;
            case FilesRemoved removed:
                files.ExceptWith(removed.Blobs);
                break;
        }
    }

    private void AddValues(ReadOnlySpan<byte> bytes)
    {
        found.Clear();
        EventCodec.CollectReferences(bytes, found);
        values.UnionWith(found);
    }
}
