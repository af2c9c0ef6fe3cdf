using Opsroom.Threads.Blobs;
using static Opsroom.Threads.Postgres.PostgresQuery;

namespace Opsroom.Threads.Postgres;

/// <summary>Parts of blobs, each written and read on a connection of the pool, so that a large one holds no append up.</summary>
internal sealed class PostgresBlobParts(PostgresReaders readers) : IBlobParts
{
    public async Task<(long Id, long Size)?> FindAsync(string sha256, CancellationToken cancellationToken)
    {
        var found = await readers.RowsAsync(
            static row => (row.GetInt64(0), row.GetInt64(1)), Sql("SELECT id, size FROM blob WHERE sha256 = $1 AND complete", sha256), cancellationToken);
        return found is [var blob] ? blob : null;
    }

    public async Task<long> BeginAsync(string sha256, long size, CancellationToken cancellationToken) => (await readers.RowsAsync(
        static row => row.GetInt64(0),
        Sql("INSERT INTO blob (id, sha256, size, complete) VALUES (nextval('blob_number'), $1, $2, false) RETURNING id", sha256, size), cancellationToken))[0];

    // one that was written although the answer was lost is the same part
    public Task WritePartAsync(long blob, long ordinal, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => readers.UseAsync(
        (connection, cancelled) => connection.ExecuteAsync(Sql("INSERT INTO blob_part (blob, ordinal, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", blob, ordinal, bytes), cancelled),
        cancellationToken);

    public Task AbandonAsync(long blob) => readers.UseAsync(
        (connection, cancelled) => connection.ExecuteAsync(Sql("DELETE FROM blob WHERE id = $1 AND NOT complete", blob), cancelled), CancellationToken.None);

    /// <summary>Gives up what processes that died were writing.</summary>
    /// <param name="olderThan">What is younger may still be written by another process.</param>
    public Task AbandonAllAsync(TimeSpan olderThan, CancellationToken cancellationToken) => readers.UseAsync(
        (connection, cancelled) => connection.ExecuteAsync(Sql("DELETE FROM blob WHERE NOT complete AND begun_at <= now() - $1", olderThan), cancelled), cancellationToken);

    public async Task<int> ReadPartAsync(long blob, long ordinal, byte[] buffer, CancellationToken cancellationToken)
    {
        var found = await readers.RowsAsync(
            static row => row.Bytes(0), Sql("SELECT bytes FROM blob_part WHERE blob = $1 AND ordinal = $2", blob, ordinal), cancellationToken);
        if (found is not [var bytes])
        {
            return -1;
        }

        bytes.CopyTo(buffer, 0);
        return bytes.Length;
    }
}
