using Npgsql;
using Opsroom.Threads.Verification;
using static Opsroom.Threads.Postgres.PostgresQuery;

namespace Opsroom.Threads.Postgres;

/// <summary>All that the database holds, within a transaction that the caller opened. A connection answers one question at a time, so journals come in pages.</summary>
internal sealed class PostgresContents(NpgsqlConnection connection) : IStoreContents
{
    private const int Page = 500;

    /// <summary>A large store takes its time.</summary>
    private const int AnyTime = 0;

    public IReadOnlyList<long> ReadThreadIds() => Rows(static row => row.GetInt64(0), "SELECT id FROM thread WHERE sequence > 0 ORDER BY id");

    public ThreadContents ReadThread(long thread) => Rows(
        row => new ThreadContents(
            thread, new ThreadKey(row.GetString(0), ThreadId.Parse(row.GetString(1))), row.GetInt64(2), row.GetInt64(3), row.Bytes(4),
            row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7), row.TextOrNull(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11),
            row.GetInt64(12)),
        "SELECT tenant, thread_id, epoch, sequence, hash, status, kind, agent, title, created_at, updated_at, journal_bytes, file_bytes FROM thread WHERE id = $1", thread)[0];

    public IEnumerable<StoredEvent> ReadEvents(long thread)
    {
        for (var after = 0L; ;)
        {
            var page = Rows(
                static row => new StoredEvent(row.GetInt64(0), row.GetString(1), row.Bytes(3), row.Bytes(2)),
                "SELECT sequence, kind, hash, bytes FROM event WHERE thread = $1 AND sequence > $2 ORDER BY sequence LIMIT $3", thread, after, (long)Page);
            foreach (var stored in page)
            {
                yield return stored;
            }

            if (page.Count < Page)
            {
                yield break;
            }

            after = page[^1].Sequence;
        }
    }

    public long CountEvents() => Rows(static row => row.GetInt64(0), "SELECT count(*) FROM event")[0];

    public IReadOnlyList<long> ReadLinks(long thread) => Rows(static row => row.GetInt64(0), "SELECT blob FROM thread_blob WHERE thread = $1", thread);

    public IReadOnlyList<BlobContents> ReadBlobs() => Rows(
        static row => new BlobContents(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetBoolean(3)),
        "SELECT id, sha256, size, EXISTS (SELECT FROM thread_blob WHERE thread_blob.blob = blob.id) FROM blob WHERE complete ORDER BY id");

    public IEnumerable<byte[]> ReadParts(long blob)
    {
        for (var after = -1L; Rows(
            static row => (Ordinal: row.GetInt64(0), Bytes: row.Bytes(1)),
            "SELECT ordinal, bytes FROM blob_part WHERE blob = $1 AND ordinal > $2 ORDER BY ordinal LIMIT 1", blob, after) is [var part]; after = part.Ordinal)
        {
            yield return part.Bytes;
        }
    }

    public long? FindBlob(string sha256) =>
        Rows(static row => row.GetInt64(0), "SELECT id FROM blob WHERE sha256 = $1 AND complete", sha256) is [var blob] ? blob : null;

    public IReadOnlyList<TenantUsage> ReadUsage() => ReadUsage("usage");

    public IReadOnlyList<TenantUsage> ReadUsageOfDeleted() => ReadUsage("usage_of_deleted");

    public IReadOnlyList<ThreadClaim> ReadClaims(long after) => Rows(
        static row => new ThreadClaim(
            row.GetString(0), row.GetInt64(4), new ClaimEntry(row.GetString(1), row.GetString(2), row.GetString(3), new RunId(row.GetString(5)), row.Time(6))),
        "SELECT tenant, principal, key, body_digest, thread, run_id, at FROM idempotency WHERE at > $1", after);

    public IReadOnlyList<(ThreadKey Key, long Epoch)> ReadDeleted() => Rows(
        static row => (new ThreadKey(row.GetString(0), ThreadId.Parse(row.GetString(1))), row.GetInt64(2)), "SELECT tenant, thread_id, epoch FROM thread WHERE sequence = 0");

    public IReadOnlyList<(string Name, string Value)> ReadFacts() => Rows(static row => (row.GetString(0), row.GetString(1)), "SELECT name, value FROM fact");

    public IReadOnlyList<WaitingNotice> ReadOutbox() => Rows(
        static row => new WaitingNotice(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt32(4), row.GetInt64(5)),
        "SELECT webhook, thread, sequence, at, attempts, due_at FROM outbox");

    public IEnumerable<DocumentRow> ReadDocuments()
    {
        using var command = Sql("SELECT tenant, id, revision, source, title, tags, format, origin, sha256, changed_at, text FROM document ORDER BY revision").On(connection, AnyTime);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            yield return new(
                row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8),
                row.GetInt64(9), row.TextOrNull(10));
        }
    }

    public IReadOnlyList<(string Tenant, FreezeState Freeze)> ReadFreezes() => Rows(
        static row => (row.GetString(0), new FreezeState(row.GetBoolean(1), row.TextOrNull(2), row.GetString(3), row.Time(4))),
        "SELECT tenant, is_on, reason, principal, at FROM tenant_freeze");

    public void Rewrite(ThreadRow row, IEnumerable<long> blobs)
    {
        var projection = row.Projection;
        Execute(
            """
            UPDATE thread SET sequence = $2, hash = $3, status = $4, kind = $5, agent = $6, title = $7, created_at = $8, updated_at = $9,
                journal_bytes = $10, file_bytes = $11
            WHERE id = $1
            """,
            row.Id, row.Sequence, row.Hash, RunNames.Of(projection.Status), RunNames.Of(projection.Kind), projection.Agent,
            projection.Title, projection.CreatedAt.UtcTicks, projection.UpdatedAt.UtcTicks, projection.JournalBytes, projection.FileBytes);
        Execute("DELETE FROM thread_blob WHERE thread = $1", row.Id);
        Execute("INSERT INTO thread_blob (thread, blob) SELECT $1, blob FROM unnest($2) AS blob", row.Id, blobs.ToArray());
    }

    public void Rewrite(IEnumerable<TenantUsage> usage, IEnumerable<ThreadClaim> claims)
    {
        Execute("DELETE FROM usage");
        Execute("INSERT INTO usage SELECT * FROM usage_of_deleted");
        using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(UsageSql.Add("usage", usage));
        batch.ExecuteNonQuery();
        Execute("DELETE FROM idempotency");
        foreach (var (tenant, thread, claim) in claims)
        {
            Execute(
                "INSERT INTO idempotency (tenant, principal, key, body_digest, thread, run_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                tenant, claim.Principal, claim.Key, claim.BodyDigest, thread, claim.RunId.Value, claim.At.UtcTicks);
        }

        Execute("DELETE FROM blob WHERE complete AND NOT EXISTS (SELECT FROM thread_blob WHERE thread_blob.blob = blob.id)");
    }

    public void Dispose()
    {
        // the connection and its transaction are the caller's
    }

    private List<TenantUsage> ReadUsage(string table) => Rows(
        UsageSql.Read, $"SELECT {UsageSql.Columns} FROM {table}");

    private List<T> Rows<T>(Func<NpgsqlDataReader, T> read, string sql, params object?[] values)
    {
        using var command = Sql(sql, values).On(connection, AnyTime);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private void Execute(string sql, params object?[] values)
    {
        using var command = Sql(sql, values).On(connection, AnyTime);
        command.ExecuteNonQuery();
    }
}
