using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Opsroom.Threads.Sqlite;

/// <summary>Opens connections to one database file as the store needs them.</summary>
internal sealed class SqliteConnections(SqliteStoreOptions options)
{
    // the hot pages of indexes are copied back to the database less often than with SQLite's 1,000
    private const int CheckpointPages = 4096;
    private const long KeptWalBytes = 64 * 1024 * 1024;
    private const int WriterCacheKiB = 4 * 1024;

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetFullPath(options.DataDirectory), SqliteStoreOptions.FileName);

    /// <summary>The one connection that writes, to a database whose schema is up to date.</summary>
    public SqliteConnection OpenWriter() => Open(SqliteOpenMode.ReadWriteCreate, connection =>
    {
        if (Execute(connection, "PRAGMA journal_mode = WAL") is not "wal")
        {
            throw new StoreUnavailableException(
                $"The file system that holds '{Path}' does not support write-ahead logging (shared memory): choose a local folder with --data.");
        }

        Execute(connection, $"PRAGMA wal_autocheckpoint = {CheckpointPages}");
        Execute(connection, $"PRAGMA journal_size_limit = {KeptWalBytes}");
        Execute(connection, $"PRAGMA cache_size = -{WriterCacheKiB}");
        SqliteSchema.Apply(connection, Path);
    });

    public SqliteConnection OpenReader() => Open(SqliteOpenMode.ReadOnly, static _ => { });

    /// <summary>Runs one statement and gives the first value it answers.</summary>
    public static object? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private SqliteConnection Open(SqliteOpenMode mode, Action<SqliteConnection> prepare)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.DefaultTimeout = Math.Max(1, (int)options.BusyTimeout.TotalSeconds);
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle, (int)options.BusyTimeout.TotalMilliseconds);
            prepare(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
