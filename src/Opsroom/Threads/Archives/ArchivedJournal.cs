using System.Buffers;
using System.Collections;
using System.IO.Pipelines;
using System.Runtime.InteropServices;

namespace Opsroom.Threads.Archives;

/// <summary>
/// The events of an archive, as they are to be appended. They stay in the file and are read one at a time, so that a long journal takes little memory.
/// <see cref="ReadAsync"/> has checked each of them.
/// </summary>
public sealed class ArchivedJournal : IReadOnlyList<EncodedEvent>
{
    /// <summary>Events of a journal that is taken.</summary>
    public const int MostEvents = 500_000;

    private const int BufferBytes = 1024 * 1024;

    private readonly FileStream file;
    private readonly ArchivedBlobs blobs;
    private readonly List<Place> places = [];
    private readonly List<EncodedEvent> added = [];
    private (int Index, EncodedEvent Event)? lastRead;

    private ArchivedJournal(FileStream file, ArchivedBlobs blobs, ThreadState state) => (this.file, this.blobs, State) = (file, blobs, state);

    /// <summary>The thread as its journal tells it.</summary>
    public ThreadState State { get; private set; }

    public int Count => places.Count + added.Count;

    public EncodedEvent this[int index]
    {
        get
        {
            if (index >= places.Count)
            {
                return added[index - places.Count];
            }

            if (lastRead?.Index != index)
            {
                lastRead = (index, Read(places[index]));
            }

            return lastRead.Value.Event;
        }
    }

    /// <summary>Checks a whole journal: its lines, the chain of hashes, and that every event can be folded.</summary>
    /// <param name="file">Stays open as long as the journal is used.</param>
    /// <param name="problemOf">What is wrong with a file that an event names, as a sentence; null where nothing is.</param>
    /// <exception cref="ArchiveRefusedException">Something is wrong with it.</exception>
    public static async Task<ArchivedJournal> ReadAsync(
        FileStream file, ArchiveManifest manifest, ThreadKey key, ArchivedBlobs blobs, Func<ThreadFile, string?> problemOf, CancellationToken cancellationToken)
    {
        var journal = new ArchivedJournal(file, blobs, new ThreadState(key));
        var check = new JournalCheck(blobs, problemOf);
        var reader = PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));
        var offset = 0L;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var line = rest.Slice(0, end).ToArray();
                journal.Take(line, offset, check);
                offset += line.Length + 1;
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (rest.Length > ArchiveLine.MostBytes || (read.IsCompleted && !rest.IsEmpty))
            {
                throw new ArchiveRefusedException($"line {journal.places.Count + 1} of its journal is cut off or too long");
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        check.Finish(manifest, journal.State.Sequence);
        return journal;
    }

    /// <summary>Adds what is to be appended after the archive's own events.</summary>
    public void Add(EncodedEvent @event) => added.Add(@event);

    public IEnumerator<EncodedEvent> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Take(ReadOnlyMemory<byte> line, long offset, JournalCheck check)
    {
        if (places.Count == MostEvents)
        {
            throw new ArchiveRefusedException($"its journal has more than {MostEvents} events", tooLarge: true);
        }

        (var bytes, State) = check.Take(line, State);
        var (start, length) = bytes.GetOffsetAndLength(line.Length);
        places.Add(new Place(offset + start, length));
    }

    private EncodedEvent Read(Place place)
    {
        var bytes = new byte[place.Length];
        if (RandomAccess.Read(file.SafeFileHandle, bytes, place.Offset) != bytes.Length)
        {
            throw new IOException("The journal of an archive was cut while it was imported.");
        }

        return new EncodedEvent(EventCodec.FromStored(bytes, EventCodec.KindOf(bytes)!, blobs.Read), bytes);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Place(long Offset, int Length);
}
