using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using Opsroom.Threads.Documents;
using static Opsroom.Threads.Postgres.PostgresQuery;

namespace Opsroom.Threads.Postgres;

/// <summary>Documents that people brought to be searched.</summary>
internal static class PostgresDocuments
{
    private const string Columns = "tenant, id, source, title, tags, format, origin, sha256, changed_at";
    private const string Next = "(SELECT coalesce(max(revision), 0) + 1 FROM document)";

    /// <summary>One writes at a time, so that revisions become visible in their order and no reader leaves one out.</summary>
    private const string Lock = "SELECT pg_advisory_xact_lock(1330664275, hashtext(current_schema()) # 2)";

    public static async Task<bool> SaveAsync(NpgsqlConnection connection, IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(Sql(Lock), cancellationToken);
        foreach (var document in documents)
        {
            await connection.ExecuteAsync(
                Sql(
                    $"""
                    INSERT INTO document ({Columns}, text, revision) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, {Next})
                    ON CONFLICT (tenant, id) DO UPDATE SET source = excluded.source, title = excluded.title, tags = excluded.tags, format = excluded.format,
                        origin = excluded.origin, sha256 = excluded.sha256, changed_at = excluded.changed_at, text = excluded.text, revision = excluded.revision
                    """,
                    document.Tenant, document.Id, document.Source, document.Title, JsonSerializer.Serialize(document.Tags), document.Format, document.Origin, document.Sha256,
                    document.ChangedAt.UtcTicks, document.Text),
                cancellationToken);
        }

        return true;
    }

    public static async Task<int> DeleteAsync(NpgsqlConnection connection, string tenant, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(Sql(Lock), cancellationToken);
        var removed = 0;
        foreach (var id in ids)
        {
            removed += await connection.ExecuteAsync(
                Sql($"UPDATE document SET text = NULL, revision = {Next} WHERE tenant = $1 AND id = $2 AND text IS NOT NULL", tenant, id), cancellationToken);
        }

        return removed;
    }

    public static async Task<StoredDocument?> FindAsync(PostgresReaders readers, string tenant, string id, CancellationToken cancellationToken) => (await readers.RowsAsync(
        Document, Sql($"SELECT {Columns}, text FROM document WHERE tenant = $1 AND id = $2 AND text IS NOT NULL", tenant, id), cancellationToken)).FirstOrDefault();

    public static async Task<IReadOnlyList<DocumentEntry>> ListAsync(PostgresReaders readers, DocumentQuery query, CancellationToken cancellationToken) =>
        await readers.RowsAsync(
            static row => new DocumentEntry(
                row.GetString(1), row.GetString(2), row.GetString(3), Tags(row), row.GetString(5), row.GetString(6), row.GetString(7), row.Time(8), row.GetInt32(9)),
            Sql(
                $"""
                SELECT {Columns}, length(text) FROM document
                WHERE tenant = $1 AND source > $2 AND text IS NOT NULL AND ($3 IS NULL OR origin = $3) AND ($4 IS NULL OR source = $4 OR starts_with(source, $4 || '/'))
                ORDER BY source LIMIT $5
                """,
                query.Tenant, query.After ?? "", query.Origin, query.Folder, (long)query.Limit),
            cancellationToken);

    public static async Task<IReadOnlyList<DocumentChange>> ReadChangesAsync(PostgresReaders readers, long after, int limit, CancellationToken cancellationToken) =>
        await readers.RowsAsync(
            static row => new DocumentChange(row.GetInt64(10), row.GetString(0), row.GetString(1), row.IsDBNull(9) ? null : Document(row)),
            Sql($"SELECT {Columns}, text, revision FROM document WHERE revision > $1 ORDER BY revision LIMIT $2", after, (long)limit), cancellationToken);

    private static StoredDocument Document(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), Tags(row), row.GetString(5), row.GetString(6), row.GetString(7), row.Time(8), row.GetString(9));

    private static ImmutableArray<string> Tags(NpgsqlDataReader row) => JsonSerializer.Deserialize<ImmutableArray<string>>(row.GetString(4));
}
