using System.Text.RegularExpressions;

namespace Opsroom.Threads.Archives;

/// <summary>Checks the journal of an archive line by line.</summary>
internal sealed partial class JournalCheck(ArchivedBlobs blobs, Func<ThreadFile, string?> problemOf)
{
    private readonly HashChain chain = new();
    private readonly BlobReferences references = new();
    private readonly ThreadProjection projection = new();
    private readonly byte[] computed = new byte[HashChain.HashLength];
    private readonly byte[] stated = new byte[HashChain.HashLength];

    /// <summary>Where the event stands in the line, and the thread after it.</summary>
    public (Range Bytes, ThreadState State) Take(ReadOnlyMemory<byte> line, ThreadState before)
    {
        var expected = before.Sequence + 1;
        if (!ArchiveLine.TryParse(line.Span, out var sequence, stated, out var range))
        {
            throw new ArchiveRefusedException($"line {expected} of its journal is not an event");
        }

        if (sequence != expected)
        {
            throw new ArchiveRefusedException($"after event {before.Sequence} its journal has event {sequence}");
        }

        var bytes = line[range];
        chain.Next(computed, sequence, bytes.Span, computed);
        if (!computed.AsSpan().SequenceEqual(stated))
        {
            throw new ArchiveRefusedException($"event {sequence} is not what was appended, or one before it is missing: its hash differs");
        }

        return (range, Fold(bytes, before));
    }

    /// <summary>Compares what the whole journal came to.</summary>
    public void Finish(ArchiveManifest manifest, long sequence)
    {
        if (sequence == 0 || manifest.Head.Sequence != sequence || manifest.Counts.Events != sequence || manifest.Head.Hash != Convert.ToHexStringLower(computed))
        {
            throw new ArchiveRefusedException($"its journal ends with event {sequence}, and its manifest says {manifest.Head.Sequence} or another hash");
        }

        var all = references.All;
        if (all.FirstOrDefault(sha256 => !blobs.Holds(sha256)) is { } missing)
        {
            throw new ArchiveRefusedException($"it lacks blob {missing}, which its journal refers to");
        }

        if (blobs.Count != all.Count)
        {
            throw new ArchiveRefusedException("it holds blobs that its journal does not refer to");
        }

        if (projection.Agent?.Any(char.IsControl) == true)
        {
            throw new ArchiveRefusedException("its journal names an agent with a control character");
        }
    }

    private ThreadState Fold(ReadOnlyMemory<byte> bytes, ThreadState before)
    {
        var sequence = before.Sequence + 1;
        try
        {
            var kind = EventCodec.KindOf(bytes.Span);
            if (kind is null || !Kinds().IsMatch(kind))
            {
                throw new ArchiveRefusedException($"event {sequence} does not say of what kind it is");
            }

            var @event = EventCodec.FromStored(bytes, kind, blobs.ReadOnce);
            StrictEvents.Check(@event);
            if (!EventCodec.ReferencesAreSound(bytes, blobs.SizeOf))
            {
                throw new ArchiveRefusedException($"event {sequence} refers to a value in a way that this server does not");
            }

            CheckFile(@event, sequence);
            references.Add(@event, bytes.Span);
            projection.Apply(@event, sequence, bytes.Span);
            projection.Usage.Clear();
            projection.Claims.Clear();
            projection.Blobs.Clear();
            return before.Apply(@event);
        }
        catch (Exception fault) when (fault is not (ArchiveRefusedException or IOException or OperationCanceledException or OutOfMemoryException))
        {
            // whatever a reader would trip over later is refused now
            throw new ArchiveRefusedException($"event {sequence} is none that this server could have written");
        }
    }

    private void CheckFile(ThreadEvent @event, long sequence)
    {
        var file = @event switch
        {
            FileReceived received => new ThreadFile(received.Path, received.MediaType, received.Size, received.Sha256),
            ArtifactWritten written => new ThreadFile(written.Path, written.MediaType, written.Size, written.Sha256),
            _ => null,
        };
        if (file is null)
        {
            return;
        }

        if (problemOf(file) is { } problem)
        {
            throw new ArchiveRefusedException($"event {sequence} names a file that is not taken: {problem.TrimEnd('.')}");
        }

        // the content of a file that was removed later is not in the archive
        if (file.Size < 0 || !Hashes().IsMatch(file.Sha256) || (blobs.SizeOf(file.Sha256) is { } size && size != file.Size))
        {
            throw new ArchiveRefusedException($"event {sequence} says another size of {file.Path} than its content has");
        }
    }

    [GeneratedRegex(@"^[a-z0-9_]{1,64}\z", RegexOptions.None, 1000)]
    private static partial Regex Kinds();

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.None, 1000)]
    private static partial Regex Hashes();
}
