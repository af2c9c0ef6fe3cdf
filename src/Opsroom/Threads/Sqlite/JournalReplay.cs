using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Opsroom.Threads.Sqlite;

/// <summary>Reads whole journals again, checks their chains and folds them into the projections they should have.</summary>
internal sealed class JournalReplay(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _events = new(connection, "SELECT id, kind, hash, bytes FROM event WHERE id BETWEEN ?1 AND ?2 ORDER BY id");
    private readonly SqliteBlobs _blobs = new(connection);
    private readonly HashChain _chain = new();

    public SqliteBlobs Blobs => _blobs;

    /// <summary>Replays the journal of a thread into <paramref name="row"/>, whose key is set, and gives the number of events.</summary>
    public long Replay(ThreadRow row, Action<string> report)
    {
        row.Projection.Load();
        row.Sequence = 0;
        HashChain.Start.CopyTo(row.Hash);
        var count = 0L;
        Span<byte> computed = stackalloc byte[HashChain.HashLength];
        _events.Bind(1, SqliteJournal.EventId(row.Id, 0)).Bind(2, SqliteJournal.EventId(row.Id, SqliteJournal.LastSequence));
        while (_events.Read())
        {
            count++;
            var sequence = SqliteJournal.SequenceOf(_events.Int64(0));
            if (sequence != row.Sequence + 1)
            {
                report($"after event {row.Sequence} comes event {sequence}");
            }

            var bytes = _events.Blob(3).ToArray();
            _chain.Next(row.Hash, sequence, bytes, computed);
            if (!computed.SequenceEqual(_events.Blob(2)))
            {
                report($"event {sequence} is not what was appended: its hash differs");
            }

            // what follows is judged by the hash that was stored, so that one change is one problem
            row.Sequence = sequence;
            _events.Blob(2).CopyTo(row.Hash);
            Apply(row.Projection, sequence, _events.Text(1), bytes, report);
        }

        return count;
    }

    public void Dispose()
    {
        _events.Dispose();
        _blobs.Dispose();
    }

    private void Apply(ThreadProjection projection, long sequence, string kind, byte[] bytes, Action<string> report)
    {
        try
        {
            var @event = EventCodec.FromStored(bytes, kind, _blobs.ReadWhole);
            if (@event.Kind != EventCodec.KindOf(bytes))
            {
                report($"event {sequence} is filed as '{kind}', which it is not");
            }

            projection.Apply(@event, sequence, bytes);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException or FormatException)
        {
            report($"event {sequence} cannot be read: {exception.Message}");
        }
    }
}
