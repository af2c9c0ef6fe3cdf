using Npgsql;
using NpgsqlTypes;
using Opsroom.Threads.Postgres;
using Opsroom.Threads.Verification;

namespace Opsroom.Threads.Migration;

/// <summary>Writes all that a store holds into empty tables, within a transaction that the caller opened. Keys stay as they are.</summary>
internal sealed class PostgresCopy(NpgsqlConnection connection, IStoreContents source, Action<string> progress, CancellationToken cancellationToken)
{
    private const int EventsBetweenWords = 50_000;

    private static readonly string[] Tables = ["thread", "event", "blob", "usage", "usage_of_deleted", "idempotency", "tenant_freeze", "fact", "outbox", "document"];

    public MigrationReport Run()
    {
        RefuseWhatIsThere(connection);
        var blobs = source.ReadBlobs().Where(blob => blob.IsReferredTo).ToList();
        progress($"Copying {blobs.Count} blobs.");
        Copy("blob (id, sha256, size, complete)", blobs, static (row, blob) => row.Add(blob.Id).Add(blob.Sha256).Add(blob.Size).Add(true));
        Copy("blob_part (blob, ordinal, bytes)", PartsOf(blobs), static (row, part) => row.Add(part.Blob).Add(part.Ordinal).Add(part.Bytes));

        var threads = source.ReadThreadIds();
        progress($"Copying {threads.Count} threads.");
        Copy(
            "thread (id, tenant, thread_id, epoch, sequence, hash, status, kind, agent, title, created_at, updated_at, journal_bytes, file_bytes)",
            threads.Select(source.ReadThread),
            static (row, thread) => row.Add(thread.Id).Add(thread.Key.Tenant).Add(thread.Key.Id.Value).Add(thread.Epoch).Add(thread.Sequence).Add(thread.Hash)
                .Add(thread.Status).Add(thread.Kind).Add(thread.Agent).Add(thread.Title).Add(thread.CreatedAt).Add(thread.UpdatedAt).Add(thread.JournalBytes).Add(thread.FileBytes));
        Copy(
            "thread_blob (thread, blob)", threads.SelectMany(thread => source.ReadLinks(thread).Select(blob => (thread, blob))),
            static (row, link) => row.Add(link.thread).Add(link.blob));
        var events = CopyEvents(threads);
        CopyDeleted(threads is [.., var last] ? last : 0);

        var usage = source.ReadUsage();
        CopyUsage("usage", usage);
        CopyUsage("usage_of_deleted", source.ReadUsageOfDeleted());
        Copy(
            "idempotency (tenant, principal, key, body_digest, thread, run_id, at)", source.ReadClaims(0),
            static (row, one) => row.Add(one.Tenant).Add(one.Claim.Principal).Add(one.Claim.Key).Add(one.Claim.BodyDigest).Add(one.Thread).Add(one.Claim.RunId.Value)
                .Add(one.Claim.At.UtcTicks));
        Copy(
            "tenant_freeze (tenant, is_on, reason, principal, at)", source.ReadFreezes(),
            static (row, one) => row.Add(one.Tenant).Add(one.Freeze.On).Add(one.Freeze.Reason).Add(one.Freeze.By).Add(one.Freeze.At!.Value.UtcTicks));
        Copy("fact (name, value)", source.ReadFacts(), static (row, one) => row.Add(one.Name).Add(one.Value));
        Copy(
            "outbox (webhook, thread, sequence, at, attempts, due_at)", source.ReadOutbox(),
            static (row, one) => row.Add(one.Webhook).Add(one.Thread).Add(one.Sequence).Add(one.At).Add(one.Attempts).Add(one.DueAt));
        Copy(
            "document (tenant, id, revision, source, title, tags, format, origin, sha256, changed_at, text)", source.ReadDocuments(),
            static (row, one) => row.Add(one.Tenant).Add(one.Id).Add(one.Revision).Add(one.Source).Add(one.Title).Add(one.Tags).Add(one.Format).Add(one.Origin).Add(one.Sha256)
                .Add(one.ChangedAt).Add(one.Text));
        Execute("SELECT setval('thread_number', (SELECT max(id) FROM thread)), setval('blob_number', (SELECT max(id) FROM blob))");
        return new MigrationReport(threads.Count, events, blobs.Count, blobs.Sum(blob => blob.Size), usage.Count, "", "", []);
    }

    /// <exception cref="MigrationRefusedException">The database is not empty.</exception>
    public static bool RefuseWhatIsThere(NpgsqlConnection connection)
    {
        using var alone = new NpgsqlCommand($"LOCK TABLE {string.Join(", ", Tables)} IN EXCLUSIVE MODE", connection);
        alone.ExecuteNonQuery();
        foreach (var table in Tables)
        {
            using var any = new NpgsqlCommand($"SELECT EXISTS (SELECT FROM {table})", connection);
            if ((bool)any.ExecuteScalar()!)
            {
                throw new MigrationRefusedException(
                    $"The database '{connection.Database}' holds something already (table '{table}'): name an empty one with --to; nothing was copied.");
            }
        }

        return true;
    }

    private IEnumerable<(long Blob, long Ordinal, byte[] Bytes)> PartsOf(IEnumerable<BlobContents> blobs) =>
        blobs.SelectMany(blob => source.ReadParts(blob.Id).Select((bytes, ordinal) => (blob.Id, (long)ordinal, bytes)));

    private long CopyEvents(IReadOnlyList<long> threads)
    {
        var (all, done) = (source.CountEvents(), 0L);
        Copy(
            "event (thread, sequence, kind, hash, bytes)", threads.SelectMany(thread => source.ReadEvents(thread).Select(stored => (thread, stored))),
            (row, one) =>
            {
                row.Add(one.thread).Add(one.stored.Sequence).Add(one.stored.Kind).Add(one.stored.Hash).Add(one.stored.Bytes);
                if (++done % EventsBetweenWords == 0)
                {
                    progress($"Copied {done} of {all} events.");
                }
            });
        return done;
    }

    /// <summary>What is left of deleted threads takes keys behind those of the others.</summary>
    private void CopyDeleted(long lastThread) => Copy(
        "thread (id, tenant, thread_id, epoch, sequence, hash, created_at, updated_at, journal_bytes, file_bytes)",
        source.ReadDeleted().Select((deleted, index) => (Id: lastThread + index + 1, deleted.Key, deleted.Epoch)),
        static (row, deleted) => row.Add(deleted.Id).Add(deleted.Key.Tenant).Add(deleted.Key.Id.Value).Add(deleted.Epoch).Add(0L).Add(Array.Empty<byte>())
            .Add(0L).Add(0L).Add(0L).Add(0L));

    private void CopyUsage(string table, IEnumerable<TenantUsage> usage) => Copy(
        $"{table} ({UsageSql.Columns})", usage,
        static (row, one) => row.Add(one.Tenant).Add(one.Entry.Day).Add(one.Entry.Agent).Add(one.Entry.Model).Add(one.Entry.Calls).Add(one.Entry.InputTokens)
            .Add(one.Entry.CachedInputTokens).Add(one.Entry.OutputTokens).Add(one.Entry.CostInPicoDollars)
            .Add(one.Entry.ChargedTokens).Add(one.Entry.ChargedCostInPicoDollars).Add(one.Entry.ModelCalls).Add(one.Entry.ToolCalls).Add(one.Entry.WorkedSeconds)
            .Add(one.Entry.Raised.Tokens).Add(one.Entry.Raised.CostInPicoDollars).Add(one.Entry.Raised.ToolCalls).Add(one.Entry.Raised.ModelCalls).Add(one.Entry.Raised.WallSeconds));

    private void Copy<T>(string table, IEnumerable<T> rows, Action<Row, T> write)
    {
        using var importer = connection.BeginBinaryImport($"COPY {table} FROM STDIN (FORMAT BINARY)");
        importer.Timeout = TimeSpan.Zero;
        var row = new Row(importer);
        foreach (var each in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            importer.StartRow();
            write(row, each);
        }

        importer.Complete();
    }

    private void Execute(string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.ExecuteNonQuery();
    }

    /// <summary>A row that is being written, column by column.</summary>
    private sealed class Row(NpgsqlBinaryImporter importer)
    {
        public Row Add<T>(T value)
        {
            if (value is null)
            {
                importer.WriteNull();
            }
            else
            {
                importer.Write(value);
            }

            return this;
        }

        public Row Add(ReadOnlyMemory<byte> bytes)
        {
            importer.Write(bytes, NpgsqlDbType.Bytea);
            return this;
        }
    }
}
