using System.Text.Json;
using Npgsql;
using Opsroom.Threads.Verification;
using static Opsroom.Threads.Postgres.PostgresQuery;

namespace Opsroom.Threads.Postgres;

/// <summary>Removes a thread within a transaction: its journal, claims and blobs go, its usage and its epoch stay.</summary>
internal sealed class PostgresDeletion(NpgsqlConnection connection, IStore store)
{
    /// <summary>Removes those of some blobs to which no thread refers. A thread that begins to do so meanwhile makes it fail, and the next try leaves the blob.</summary>
    public const string OrphansAmong = "DELETE FROM blob WHERE id = ANY ($1) AND NOT EXISTS (SELECT FROM thread_blob WHERE thread_blob.blob = blob.id)";

    /// <summary>False where there is no such thread.</summary>
    /// <param name="atSequence">Where the journal has to end; null for wherever it does.</param>
    public async Task<bool> DeleteAsync(ThreadKey key, long? atSequence, CancellationToken cancellationToken)
    {
        var found = await connection.RowsAsync(
            static row => (Id: row.GetInt64(0), Sequence: row.GetInt64(1)),
            Sql("SELECT id, sequence FROM thread WHERE tenant = $1 AND thread_id = $2 AND sequence > 0 FOR UPDATE", key.Tenant, key.Id.Value), cancellationToken);
        if (found is not [var (thread, sequence)] || (atSequence is not null && atSequence != sequence))
        {
            return false;
        }

        await KeepUsageAsync(key.Tenant, thread, cancellationToken);
        await connection.ExecuteAsync(Sql("DELETE FROM event WHERE thread = $1", thread), cancellationToken);
        await connection.ExecuteAsync(Sql("DELETE FROM idempotency WHERE thread = $1", thread), cancellationToken);
        await connection.ExecuteAsync(Sql("DELETE FROM outbox WHERE thread = $1", thread), cancellationToken);
        var blobs = await connection.RowsAsync(static row => row.GetInt64(0),
        Sql("DELETE FROM thread_blob WHERE thread = $1 RETURNING blob", thread), cancellationToken);
        await connection.ExecuteAsync(Sql(OrphansAmong, blobs.ToArray()), cancellationToken);
        await connection.ExecuteAsync(
            Sql(
                """
                UPDATE thread SET sequence = 0, hash = '', status = NULL, kind = NULL, agent = NULL, title = NULL, created_at = 0, updated_at = 0,
                    journal_bytes = 0, file_bytes = 0
                WHERE id = $1
                """,
                thread),
            cancellationToken);
        return true;
    }

    private async Task KeepUsageAsync(string tenant, long thread, CancellationToken cancellationToken)
    {
        var events = await connection.RowsAsync(
            static row => new StoredEvent(row.GetInt64(0), row.GetString(1), row.Bytes(2), ReadOnlyMemory<byte>.Empty),
            Sql("SELECT sequence, kind, bytes FROM event WHERE thread = $1 ORDER BY sequence", thread), cancellationToken);
        var projection = new ThreadProjection();
        foreach (var stored in events)
        {
            try
            {
                var @event = ThreadProjection.DecidesUsage(stored.Kind)
                    ? await EventCodec.DecodeAsync(stored, store, cancellationToken) : EventCodec.OutlineOf(stored.Bytes.Span, stored.Kind);
                projection.Apply(@event, stored.Sequence, stored.Bytes.Span);
            }
            catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException)
            {
                // a damaged thread has to be deletable too; verification has told of the event
            }
        }

        if (projection.Usage.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(UsageSql.Add(
            "usage_of_deleted",
            from entry in projection.Usage
            group entry by (entry.Day, entry.Agent, entry.Model) into same
            select new TenantUsage(tenant, same.Aggregate(static (sum, entry) => sum.Plus(entry)))));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
