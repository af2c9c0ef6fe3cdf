using System.Text.Json;
using Microsoft.Data.Sqlite;
using Opsroom.Threads.Blobs;
using Opsroom.Threads.Outbox;

namespace Opsroom.Threads.Sqlite;

/// <summary>Appends to journals and everything that commits with it, on the writer's connection and within its transaction.</summary>
internal sealed class SqliteJournal : IDisposable
{
    private readonly SqliteThreads _threads;
    private readonly SqliteTallies _tallies;
    private readonly SqliteStatement _insertEvent;
    private readonly SqliteStatement _deleteEvents;
    private readonly SqliteStatement _pastEvents;
    private readonly HashChain _chain = new();
    private readonly ThreadRow _row = new();
    private readonly Dictionary<string, GivenBlob> _given = new(StringComparer.Ordinal);
    private byte[] _hashes = new byte[64 * HashChain.HashLength];

    public SqliteJournal(SqliteConnection connection, NoticeRoutes routes)
    {
        _threads = new SqliteThreads(connection);
        _tallies = new SqliteTallies(connection);
        Blobs = new SqliteBlobs(connection);
        Outbox = new SqliteOutbox(connection, routes);
        _insertEvent = new SqliteStatement(connection, "INSERT INTO event (id, kind, hash, bytes) VALUES (?1, ?2, ?3, ?4)");
        _deleteEvents = new SqliteStatement(connection, "DELETE FROM event WHERE id BETWEEN ?1 AND ?2");
        _pastEvents = new SqliteStatement(connection, "SELECT id, kind, bytes FROM event WHERE id BETWEEN ?1 AND ?2 ORDER BY id");
    }

    public SqliteBlobs Blobs { get; }

    public SqliteOutbox Outbox { get; }

    /// <summary>Whether the last append left blobs that nobody refers to any more.</summary>
    public bool ReleasedBlobs { get; private set; }

    public static long EventId(long thread, long sequence) => (thread << ThreadRow.SequenceBits) | sequence;

    public static long SequenceOf(long eventId) => eventId & ThreadRow.LastSequence;

    /// <summary><see cref="EventId"/> in SQL, where thread and sequence are read in the same statement.</summary>
    public static string EventIdSql(string thread, string sequence) => $"({thread} << {ThreadRow.SequenceBits} | {sequence})";

    /// <summary>Appends, or says why not; null where a blob that was believed to be stored is not.</summary>
    public AppendOutcome? Append(AppendRequest request, IReadOnlyList<GivenBlob> given)
    {
        ReleasedBlobs = false;
        _given.Clear();
        foreach (var blob in given)
        {
            _given.TryAdd(blob.Sha256, blob);
        }

        var exists = _threads.Find(request.Key, _row);
        if (_row.Refuse(request) is { } refused)
        {
            return new AppendOutcome(refused, _row.Head);
        }

        Fold(request.Events);
        foreach (var claim in _row.Projection.Claims)
        {
            if (_tallies.IsTaken(request.Key.Tenant, claim))
            {
                return new AppendOutcome(AppendStatus.KeyTaken, new ThreadHead(request.ExpectedSequence, _row.Epoch));
            }
        }

        if (request.DayLimit is { } limit && _tallies.StandingOn(request.Key.Tenant, limit.Day) is var standing && !limit.Holds(standing, _row.Projection.Usage))
        {
            return new AppendOutcome(AppendStatus.DaySpent, new ThreadHead(request.ExpectedSequence, _row.Epoch)) { Day = standing };
        }

        if (!AllAtHand())
        {
            return null;
        }

        if (exists)
        {
            _threads.Update(_row);
        }
        else
        {
            _threads.Insert(request.Key, _row);
        }

        InsertEvents(request);
        InsertProjections(request.Key.Tenant);
        ReleaseRemovedBlobs();
        return new AppendOutcome(AppendStatus.Appended, _row.Head);
    }

    public ThreadHead? TakeOver(ThreadKey key) => _threads.RaiseEpoch(key);

    /// <param name="atSequence">Where the journal has to end; null for wherever it does.</param>
    public bool Delete(ThreadKey key, long? atSequence)
    {
        if (!_threads.Find(key, _row) || (atSequence is not null && atSequence != _row.Sequence))
        {
            return false;
        }

        KeepUsage(key.Tenant);
        _deleteEvents.Bind(1, EventId(_row.Id, 0)).Bind(2, EventId(_row.Id, ThreadRow.LastSequence)).Run();
        _tallies.DeleteClaims(_row.Id);
        Outbox.DropThread(_row.Id);
        foreach (var blob in _tallies.Unlink(_row.Id))
        {
            Blobs.Release(blob);
        }

        _threads.Delete(key, _row);
        return true;
    }

    public void Dispose()
    {
        _threads.Dispose();
        _tallies.Dispose();
        Blobs.Dispose();
        Outbox.Dispose();
        _insertEvent.Dispose();
        _deleteEvents.Dispose();
        _pastEvents.Dispose();
    }

    private void Fold(IReadOnlyList<EncodedEvent> events)
    {
        if (_hashes.Length < events.Count * HashChain.HashLength)
        {
            _hashes = new byte[events.Count * HashChain.HashLength * 2];
        }

        _row.Fold(events, _chain, _hashes);
    }

    private Span<byte> Hash(int index) => _hashes.AsSpan(index * HashChain.HashLength, HashChain.HashLength);

    private bool AllAtHand()
    {
        foreach (var sha256 in _row.Projection.Blobs)
        {
            if (Blobs.FindComplete(sha256) is not null)
            {
                continue;
            }

            if (!_given.TryGetValue(sha256, out var blob))
            {
                throw new InvalidDataException($"The events refer to blob {sha256}, which is neither given nor stored.");
            }

            if (blob is { Content: null, Staged: null })
            {
                return false;
            }
        }

        return true;
    }

    private void InsertEvents(AppendRequest request)
    {
        var id = EventId(_row.Id, request.ExpectedSequence);
        for (var i = 0; i < request.Events.Count; i++)
        {
            var @event = request.Events[i];
            _insertEvent.Bind(1, ++id).Bind(2, @event.Event.Kind).Bind(3, Hash(i)).Bind(4, @event.Bytes.Span).Run();
        }
    }

    private void InsertProjections(string tenant)
    {
        var projection = _row.Projection;
        foreach (var entry in projection.Usage)
        {
            _tallies.AddUsage(tenant, entry);
        }

        foreach (var claim in projection.Claims)
        {
            _tallies.AddClaim(tenant, _row.Id, claim);
        }

        Outbox.Add(tenant, _row.Id, projection.Notices);
        foreach (var sha256 in projection.Blobs)
        {
            _tallies.Link(_row.Id, Blobs.FindComplete(sha256) ?? Adopt(_given[sha256]));
        }
    }

    private void ReleaseRemovedBlobs()
    {
        foreach (var sha256 in _row.Projection.RemovedBlobs)
        {
            if (Blobs.FindComplete(sha256) is { } blob && _tallies.Unlink(_row.Id, blob))
            {
                Blobs.Release(blob);
                ReleasedBlobs = true;
            }
        }
    }

    private long Adopt(GivenBlob blob)
    {
        if (blob.Content is { } content)
        {
            return Blobs.Store(blob.Sha256, content);
        }

        Blobs.Complete(blob.Staged!.Value);
        return blob.Staged.Value;
    }

    private void KeepUsage(string tenant)
    {
        var projection = _row.Projection;
        _pastEvents.Bind(1, EventId(_row.Id, 0)).Bind(2, EventId(_row.Id, ThreadRow.LastSequence));
        while (_pastEvents.Read())
        {
            var bytes = _pastEvents.Blob(2).ToArray();
            try
            {
                var kind = _pastEvents.Text(1);
                projection.Apply(
                    ThreadProjection.DecidesUsage(kind) ? EventCodec.FromStored(bytes, kind, Blobs.ReadWhole) : EventCodec.OutlineOf(bytes, kind),
                    SequenceOf(_pastEvents.Int64(0)), bytes);
            }
            catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException)
            {
                // a damaged thread has to be deletable too; verification has told of the event
            }
        }

        foreach (var entry in projection.Usage)
        {
            _tallies.AddUsageOfDeleted(tenant, entry);
        }
    }
}
