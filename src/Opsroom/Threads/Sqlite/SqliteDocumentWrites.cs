using System.Text.Json;
using Microsoft.Data.Sqlite;
using Opsroom.Threads.Documents;

namespace Opsroom.Threads.Sqlite;

/// <summary>Documents as the writer changes them.</summary>
internal sealed class SqliteDocumentWrites(SqliteConnection connection) : IDisposable
{
    private const string Next = "(SELECT coalesce(max(revision), 0) + 1 FROM document)";

    private readonly SqliteStatement _save = new(
        connection,
        $"""
        INSERT OR REPLACE INTO document (tenant, id, revision, source, title, tags, format, origin, sha256, changed_at, text)
        VALUES (?1, ?2, {Next}, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """);

    private readonly SqliteStatement _remove = new(
        connection, $"UPDATE document SET revision = {Next}, text = NULL WHERE tenant = ?1 AND id = ?2 AND text IS NOT NULL RETURNING 1");

    public void Save(StoredDocument document) => _save
        .Bind(1, document.Tenant).Bind(2, document.Id).Bind(3, document.Source).Bind(4, document.Title).Bind(5, JsonSerializer.Serialize(document.Tags))
        .Bind(6, document.Format).Bind(7, document.Origin).Bind(8, document.Sha256).Bind(9, document.ChangedAt.UtcTicks).Bind(10, document.Text).Run();

    /// <summary>False where there was none.</summary>
    public bool Remove(string tenant, string id)
    {
        var removed = _remove.Bind(1, tenant).Bind(2, id).Read();
        _remove.Reset();
        return removed;
    }

    public void Dispose()
    {
        _save.Dispose();
        _remove.Dispose();
    }
}
