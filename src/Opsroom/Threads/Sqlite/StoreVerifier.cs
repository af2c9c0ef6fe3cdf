using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Opsroom.Threads.Sqlite;

/// <summary>Proves journals and projections equal, within a transaction that the caller opened.</summary>
internal sealed class StoreVerifier : IDisposable
{
    private const int MostProblems = 1000;

    private readonly SqliteConnection _connection;
    private readonly TallyCheck _tallies;
    private readonly JournalReplay _replay;
    private readonly SqliteStatement _ids;
    private readonly SqliteStatement _thread;
    private readonly SqliteStatement _links;
    private readonly SqliteStatement _eventCount;
    private readonly SqliteStatement _blobs;
    private readonly SqliteStatement _parts;
    private readonly List<string> _problems = [];

    public StoreVerifier(SqliteConnection connection, DateTimeOffset now)
    {
        _connection = connection;
        _tallies = new TallyCheck(connection, now);
        _replay = new JournalReplay(connection);
        _ids = new SqliteStatement(connection, "SELECT id FROM thread ORDER BY id");
        _thread = new SqliteStatement(
            connection, "SELECT tenant, thread_id, sequence, hash, status, kind, agent, title, created_at, updated_at FROM thread WHERE id = ?1");
        _links = new SqliteStatement(connection, "SELECT blob FROM thread_blob WHERE thread = ?1");
        _eventCount = new SqliteStatement(connection, "SELECT count(*) FROM event");
        _blobs = new SqliteStatement(
            connection,
            "SELECT id, sha256, size, EXISTS (SELECT 1 FROM thread_blob WHERE thread_blob.blob = blob.id) FROM blob WHERE state = 1 ORDER BY id");
        _parts = new SqliteStatement(connection, "SELECT bytes FROM blob_part WHERE id >= ?1 AND id < ?2 ORDER BY id");
    }

    /// <param name="rebuild">Whether the connection may write, and the projections are to be written anew.</param>
    public StoreVerification Verify(bool rebuild, CancellationToken cancellationToken)
    {
        using var rewrite = rebuild ? new ProjectionRewrite(_connection) : null;
        VerifyBlobs();
        var ids = ReadIds();
        var events = 0L;
        var row = new ThreadRow();
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            row.Id = id;
            events += VerifyThread(row, rewrite);
        }

        VerifyEventCount(events);
        _tallies.Compare(Report);
        rewrite?.Finish(_tallies);
        return new StoreVerification(ids.Count, events, _problems, rebuild);
    }

    public void Dispose()
    {
        _tallies.Dispose();
        _replay.Dispose();
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[_ids, _thread, _links, _eventCount, _blobs, _parts])
        {
            statement.Dispose();
        }
    }

    private List<long> ReadIds()
    {
        var ids = new List<long>();
        while (_ids.Read())
        {
            ids.Add(_ids.Int64(0));
        }

        return ids;
    }

    private long VerifyThread(ThreadRow row, ProjectionRewrite? rewrite)
    {
        _thread.Bind(1, row.Id).Read();
        var (tenant, name) = (_thread.Text(0), $"Thread {_thread.Text(0)}/{_thread.Text(1)}: ");
        var events = _replay.Replay(row, problem => Report(name + problem));
        CompareRow(row, name);
        _thread.Reset();

        var blobs = FindBlobs(row.Projection, name);
        if (!blobs.SetEquals(ReadLinks(row.Id)))
        {
            Report(name + "its references to blobs are not those of its journal");
        }

        _tallies.Add(tenant, row.Id, row.Projection);
        if (events > 0)
        {
            rewrite?.Write(row, blobs);
        }

        return events;
    }

    private void CompareRow(ThreadRow row, string name)
    {
        if (row.Sequence != _thread.Int64(2) || !_thread.Blob(3).SequenceEqual(row.Hash))
        {
            Report($"{name}its journal ends with event {row.Sequence}, its row says {_thread.Int64(2)} or another hash");
        }

        var projection = row.Projection;
        Compare(name, "status", _thread.TextOrNull(4), RunNames.Of(projection.Status));
        Compare(name, "kind", _thread.TextOrNull(5), RunNames.Of(projection.Kind));
        Compare(name, "agent", _thread.TextOrNull(6), projection.Agent);
        Compare(name, "title", _thread.TextOrNull(7), projection.Title);
        Compare(name, "time of creation", _thread.Int64(8), projection.CreatedAt.UtcTicks);
        Compare(name, "time of last change", _thread.Int64(9), projection.UpdatedAt.UtcTicks);
    }

    private void Compare<T>(string name, string what, T stored, T expected)
    {
        if (!EqualityComparer<T>.Default.Equals(stored, expected))
        {
            Report($"{name}its {what} is '{stored}' and should be '{expected}'");
        }
    }

    private HashSet<long> FindBlobs(ThreadProjection projection, string name)
    {
        var blobs = new HashSet<long>();
        foreach (var sha256 in projection.Blobs)
        {
            if (_replay.Blobs.FindComplete(sha256) is { } blob)
            {
                blobs.Add(blob);
            }
            else
            {
                Report($"{name}it refers to blob {sha256}, which is not stored");
            }
        }

        return blobs;
    }

    private List<long> ReadLinks(long thread)
    {
        var links = new List<long>();
        _links.Bind(1, thread);
        while (_links.Read())
        {
            links.Add(_links.Int64(0));
        }

        return links;
    }

    private void VerifyEventCount(long events)
    {
        _eventCount.Read();
        if (_eventCount.Int64(0) - events is not 0 and var stray)
        {
            Report($"{stray} events belong to no thread");
        }

        _eventCount.Reset();
    }

    private void VerifyBlobs()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (_blobs.Read())
        {
            var (blob, sha256, size) = (_blobs.Int64(0), _blobs.Text(1), 0L);
            _parts.Bind(1, SqliteBlobs.PartId(blob, 0)).Bind(2, SqliteBlobs.PartId(blob + 1, 0));
            while (_parts.Read())
            {
                hash.AppendData(_parts.Blob(0));
                size += _parts.Blob(0).Length;
            }

            if (Convert.ToHexStringLower(hash.GetHashAndReset()) != sha256 || size != _blobs.Int64(2))
            {
                Report($"Blob {sha256} is not what was stored: its hash or size differs");
            }

            if (_blobs.Int64(3) == 0)
            {
                Report($"Blob {sha256} is kept although no thread refers to it");
            }
        }
    }

    private void Report(string problem)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(problem + ".");
        }
    }
}
