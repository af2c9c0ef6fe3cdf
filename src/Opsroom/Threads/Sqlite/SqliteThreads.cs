using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Opsroom.Threads.Sqlite;

/// <summary>Thread rows and the epochs of deleted threads, as the writer sees them.</summary>
internal sealed class SqliteThreads(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _find = new(
        connection, "SELECT id, epoch, sequence, hash, status, kind, agent, title, created_at, updated_at, journal_bytes, file_bytes FROM thread WHERE tenant = ?1 AND thread_id = ?2");

    private readonly SqliteStatement _insert = new(
        connection,
        """
        INSERT INTO thread (status, kind, agent, title, updated_at, sequence, hash, created_at, journal_bytes, file_bytes, tenant, thread_id, epoch)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """);

    private readonly SqliteStatement _update = new(
        connection,
        """
        UPDATE thread
        SET status = ?1, kind = ?2, agent = ?3, title = ?4, updated_at = ?5, sequence = ?6, hash = ?7, created_at = ?8, journal_bytes = ?9, file_bytes = ?10
        WHERE id = ?11
        """);

    private readonly SqliteStatement _raiseEpoch = new(
        connection, "UPDATE thread SET epoch = epoch + 1 WHERE tenant = ?1 AND thread_id = ?2 RETURNING sequence, epoch");

    private readonly SqliteStatement _delete = new(connection, "DELETE FROM thread WHERE id = ?1");
    private readonly SqliteStatement _findDeleted = new(connection, "SELECT epoch FROM thread_deleted WHERE tenant = ?1 AND thread_id = ?2");
    private readonly SqliteStatement _insertDeleted = new(connection, "INSERT INTO thread_deleted (tenant, thread_id, epoch) VALUES (?1, ?2, ?3)");
    private readonly SqliteStatement _removeDeleted = new(connection, "DELETE FROM thread_deleted WHERE tenant = ?1 AND thread_id = ?2");

    /// <summary>Reads a thread into <paramref name="row"/>; false where there is none, with the epoch of a deleted one of that name.</summary>
    public bool Find(ThreadKey key, ThreadRow row)
    {
        if (!_find.Bind(1, key.Tenant).Bind(2, key.Id.Value).Read())
        {
            row.Clear(0, FindDeleted(key));
            return false;
        }

        (row.Id, row.Epoch, row.Sequence) = (_find.Int64(0), _find.Int64(1), _find.Int64(2));
        _find.Blob(3).CopyTo(row.Hash);
        row.Projection.Load(
            RunNames.StatusOf(_find.TextOrNull(4)), RunNames.KindOf(_find.TextOrNull(5)), _find.TextOrNull(6), _find.TextOrNull(7),
            new DateTimeOffset(_find.Int64(8), TimeSpan.Zero), new DateTimeOffset(_find.Int64(9), TimeSpan.Zero), _find.Int64(10), _find.Int64(11));
        _find.Reset();
        return true;
    }

    /// <summary>Inserts a thread above the epoch of any deleted one of its name, and gives the row its key.</summary>
    public void Insert(ThreadKey key, ThreadRow row)
    {
        if (row.Epoch > 0)
        {
            _removeDeleted.Bind(1, key.Tenant).Bind(2, key.Id.Value).Run();
        }

        row.Epoch++;
        BindProjection(_insert, row).Bind(11, key.Tenant).Bind(12, key.Id.Value).Bind(13, row.Epoch).Run();
        row.Id = raw.sqlite3_last_insert_rowid(connection.Handle);
    }

    public void Update(ThreadRow row) => BindProjection(_update, row).Bind(11, row.Id).Run();

    public ThreadHead? RaiseEpoch(ThreadKey key)
    {
        var head = _raiseEpoch.Bind(1, key.Tenant).Bind(2, key.Id.Value).Read() ? new ThreadHead(_raiseEpoch.Int64(0), _raiseEpoch.Int64(1)) : null;
        _raiseEpoch.Reset();
        return head;
    }

    /// <summary>Deletes a thread's row and keeps its epoch.</summary>
    public void Delete(ThreadKey key, ThreadRow row)
    {
        _delete.Bind(1, row.Id).Run();
        _insertDeleted.Bind(1, key.Tenant).Bind(2, key.Id.Value).Bind(3, row.Epoch).Run();
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[_find, _insert, _update, _raiseEpoch, _delete, _findDeleted, _insertDeleted, _removeDeleted])
        {
            statement.Dispose();
        }
    }

    private static SqliteStatement BindProjection(SqliteStatement statement, ThreadRow row) => statement
        .Bind(1, RunNames.Of(row.Projection.Status))
        .Bind(2, RunNames.Of(row.Projection.Kind))
        .Bind(3, row.Projection.Agent)
        .Bind(4, row.Projection.Title)
        .Bind(5, row.Projection.UpdatedAt.UtcTicks)
        .Bind(6, row.Sequence)
        .Bind(7, row.Hash)
        .Bind(8, row.Projection.CreatedAt.UtcTicks)
        .Bind(9, row.Projection.JournalBytes)
        .Bind(10, row.Projection.FileBytes);

    private long FindDeleted(ThreadKey key)
    {
        var epoch = _findDeleted.Bind(1, key.Tenant).Bind(2, key.Id.Value).Read() ? _findDeleted.Int64(0) : 0;
        _findDeleted.Reset();
        return epoch;
    }
}
