using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Opsroom.Threads.Documents;

namespace Opsroom.Threads.Sqlite;

/// <summary>Documents as they are read.</summary>
internal sealed class SqliteDocumentReads(SqliteConnection connection) : IDisposable
{
    private const string Columns = "tenant, id, source, title, tags, format, origin, sha256, changed_at";

    private readonly SqliteStatement _find = new(connection, $"SELECT {Columns}, text FROM document WHERE tenant = ?1 AND id = ?2 AND text IS NOT NULL");

    private readonly SqliteStatement _list = new(
        connection,
        $"""
        SELECT {Columns}, length(text) FROM document
        WHERE tenant = ?1 AND source > ?2 AND text IS NOT NULL AND (?3 IS NULL OR origin = ?3)
            AND (?4 IS NULL OR source = ?4 OR substr(source, 1, length(?4) + 1) = ?4 || '/')
        ORDER BY source LIMIT ?5
        """);

    private readonly SqliteStatement _changes = new(connection, $"SELECT {Columns}, text, revision FROM document WHERE revision > ?1 ORDER BY revision LIMIT ?2");

    public StoredDocument? Find(string tenant, string id)
    {
        var found = _find.Bind(1, tenant).Bind(2, id).Read() ? Document(_find) : null;
        _find.Reset();
        return found;
    }

    public IReadOnlyList<DocumentEntry> List(DocumentQuery query)
    {
        var entries = new List<DocumentEntry>();
        _list.Bind(1, query.Tenant).Bind(2, query.After ?? "").Bind(3, query.Origin).Bind(4, query.Folder).Bind(5, query.Limit);
        while (_list.Read())
        {
            entries.Add(new(_list.Text(1), _list.Text(2), _list.Text(3), Tags(_list), _list.Text(5), _list.Text(6), _list.Text(7), At(_list), _list.Int64(9)));
        }

        return entries;
    }

    public IReadOnlyList<DocumentChange> Changes(long after, int limit)
    {
        var changes = new List<DocumentChange>();
        _changes.Bind(1, after).Bind(2, limit);
        while (_changes.Read())
        {
            changes.Add(new(_changes.Int64(10), _changes.Text(0), _changes.Text(1), _changes.IsNull(9) ? null : Document(_changes)));
        }

        return changes;
    }

    public void Dispose()
    {
        _find.Dispose();
        _list.Dispose();
        _changes.Dispose();
    }

    private static StoredDocument Document(SqliteStatement row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), Tags(row), row.Text(5), row.Text(6), row.Text(7), At(row), row.Text(9));

    private static ImmutableArray<string> Tags(SqliteStatement row) => JsonSerializer.Deserialize<ImmutableArray<string>>(row.Text(4));

    private static DateTimeOffset At(SqliteStatement row) => new(row.Int64(8), TimeSpan.Zero);
}
