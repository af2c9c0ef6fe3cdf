using Microsoft.Data.Sqlite;

namespace Opsroom.Threads.Sqlite;

/// <summary>Writes projections anew from replayed journals.</summary>
internal sealed class ProjectionRewrite : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteThreads _threads;
    private readonly SqliteTallies _tallies;

    public ProjectionRewrite(SqliteConnection connection)
    {
        _connection = connection;
        _threads = new SqliteThreads(connection);
        _tallies = new SqliteTallies(connection);
    }

    public void Write(ThreadRow row, IEnumerable<long> blobs)
    {
        _threads.Update(row);
        _tallies.Unlink(row.Id);
        foreach (var blob in blobs)
        {
            _tallies.Link(row.Id, blob);
        }
    }

    /// <summary>Writes what spans threads, once all of them are replayed.</summary>
    public void Finish(TallyCheck expected)
    {
        SqliteConnections.Execute(_connection, "DELETE FROM usage");
        SqliteConnections.Execute(_connection, "INSERT INTO usage SELECT * FROM usage_of_deleted");
        foreach (var (tenant, entry) in expected.Usage)
        {
            _tallies.AddUsage(tenant, entry);
        }

        SqliteConnections.Execute(_connection, "DELETE FROM idempotency");
        foreach (var (tenant, thread, claim) in expected.Claims)
        {
            _tallies.AddClaim(tenant, thread, claim);
        }

        using var blobs = new SqliteBlobs(_connection);
        blobs.ReleaseUnlinked();
    }

    public void Dispose()
    {
        _threads.Dispose();
        _tallies.Dispose();
    }
}
