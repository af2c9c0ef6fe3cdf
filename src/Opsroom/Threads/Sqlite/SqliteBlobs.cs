using Microsoft.Data.Sqlite;

namespace Opsroom.Threads.Sqlite;

/// <summary>Blobs in parts, as the writer sees them. A blob is being written, complete, or waits to be removed; only complete ones can be read.</summary>
internal sealed class SqliteBlobs(SqliteConnection connection) : IDisposable
{
    private const int PartBits = 20;
    private const int PartsSweptAtOnce = 8;

    private readonly SqliteStatement _findComplete = new(connection, "SELECT id FROM blob WHERE sha256 = ?1 AND state = 1");
    private readonly SqliteStatement _insert = new(connection, "INSERT INTO blob (sha256, size, state) VALUES (?1, ?2, ?3) RETURNING id");
    private readonly SqliteStatement _insertPart = new(connection, "INSERT INTO blob_part (id, bytes) VALUES (?1, ?2)");
    private readonly SqliteStatement _complete = new(connection, "UPDATE blob SET state = 1 WHERE id = ?1 AND state = 0");
    private readonly SqliteStatement _release = new(connection, "UPDATE blob SET state = 2 WHERE id = ?1");
    private readonly SqliteStatement _abandon = new(connection, "UPDATE blob SET state = 2 WHERE id = ?1 AND state = 0");
    private readonly SqliteStatement _releaseUnlinked = new(
        connection, "UPDATE blob SET state = 2 WHERE state = 1 AND NOT EXISTS (SELECT 1 FROM thread_blob WHERE thread_blob.blob = blob.id)");

    private readonly SqliteStatement _releaseAbandoned = new(connection, "UPDATE blob SET state = 2 WHERE state = 0");
    private readonly SqliteStatement _firstReleased = new(connection, "SELECT id FROM blob WHERE state = 2 LIMIT 1");
    private readonly SqliteStatement _deleteParts = new(
        connection, "DELETE FROM blob_part WHERE id IN (SELECT id FROM blob_part WHERE id >= ?1 AND id < ?2 LIMIT ?3) RETURNING id");

    private readonly SqliteStatement _delete = new(connection, "DELETE FROM blob WHERE id = ?1");
    private readonly SqliteStatement _readParts = new(connection, "SELECT bytes FROM blob_part WHERE id >= ?1 AND id < ?2 ORDER BY id");

    public static long PartId(long blob, long ordinal) => (blob << PartBits) | ordinal;

    public long? FindComplete(string sha256) => First(_findComplete.Bind(1, sha256));

    /// <summary>Stores a blob whose content is at hand.</summary>
    public long Store(string sha256, ReadOnlySpan<byte> content)
    {
        var blob = First(_insert.Bind(1, sha256).Bind(2, content.Length).Bind(3, 1))!.Value;
        if (!content.IsEmpty)
        {
            WritePart(blob, 0, content);
        }

        return blob;
    }

    /// <summary>The content of a complete blob that an event carries a value in.</summary>
    public byte[] ReadWhole(string sha256)
    {
        var blob = FindComplete(sha256) ?? throw new InvalidDataException($"The journal refers to blob {sha256}, which the store does not hold.");
        var content = new MemoryStream();
        _readParts.Bind(1, PartId(blob, 0)).Bind(2, PartId(blob + 1, 0));
        while (_readParts.Read())
        {
            content.Write(_readParts.Blob(0));
        }

        return content.ToArray();
    }

    /// <summary>Begins a blob whose parts follow in transactions of their own.</summary>
    public long Begin(string sha256, long size) => First(_insert.Bind(1, sha256).Bind(2, size).Bind(3, 0))!.Value;

    public void WritePart(long blob, long ordinal, ReadOnlySpan<byte> bytes) => _insertPart.Bind(1, PartId(blob, ordinal)).Bind(2, bytes).Run();

    /// <summary>Makes a blob that was begun readable.</summary>
    public void Complete(long blob) => _complete.Bind(1, blob).Run();

    /// <summary>Gives a blob up; <see cref="Sweep"/> removes it.</summary>
    public void Release(long blob) => _release.Bind(1, blob).Run();

    /// <summary>Gives up a blob that was begun, unless an append took it.</summary>
    public void Abandon(long blob) => _abandon.Bind(1, blob).Run();

    /// <summary>Gives up every complete blob that no thread refers to.</summary>
    public void ReleaseUnlinked() => _releaseUnlinked.Run();

    /// <summary>Gives up what a process that died was writing.</summary>
    public void ReleaseAbandoned() => _releaseAbandoned.Run();

    /// <summary>Removes a little of what was given up, so that the writer is never held for long; false where nothing is left.</summary>
    public bool Sweep()
    {
        if (First(_firstReleased) is not { } blob)
        {
            return false;
        }

        var removed = 0;
        _deleteParts.Bind(1, PartId(blob, 0)).Bind(2, PartId(blob + 1, 0)).Bind(3, PartsSweptAtOnce);
        while (_deleteParts.Read())
        {
            removed++;
        }

        if (removed < PartsSweptAtOnce)
        {
            _delete.Bind(1, blob).Run();
        }

        return true;
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[
            _findComplete, _insert, _insertPart, _complete, _release, _abandon, _releaseUnlinked, _releaseAbandoned, _firstReleased, _deleteParts, _delete, _readParts])
        {
            statement.Dispose();
        }
    }

    private static long? First(SqliteStatement statement)
    {
        long? first = statement.Read() ? statement.Int64(0) : null;
        statement.Reset();
        return first;
    }
}
