using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Opsroom.Threads.Sqlite;

/// <summary>Says in a sentence what keeps the database from working and how to mend it.</summary>
internal static class SqliteFault
{
    public static StoreUnavailableException Explain(Exception exception, string path) => exception switch
    {
        StoreUnavailableException known => known,
        SqliteException sqlite => new StoreUnavailableException(Sentence(sqlite, path), sqlite),
        UnauthorizedAccessException => new StoreUnavailableException(Unwritable(path), exception),
        _ => new StoreUnavailableException($"The database '{path}' cannot be used: {exception.Message}", exception),
    };

    /// <summary>Whether a connection that met this error may be used further.</summary>
    public static bool LeavesConnectionUsable(SqliteException exception) =>
        exception.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_INTERRUPT;

    private static string Sentence(SqliteException exception, string path) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => $"The disk that holds '{path}' is full: free some space there; nothing acknowledged is lost and the server goes on by itself.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => Unwritable(path),
        raw.SQLITE_CANTOPEN =>
            $"The database '{path}' cannot be opened: see that its folder exists and that the user who runs the server may write it, or choose another with --data.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            $"Another program holds the database '{path}' locked: end it (a backup tool, an open sqlite3 shell) and the server goes on by itself.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB =>
            $"The database '{path}' is damaged or not a database: stop the server and put a backup in its place, or choose an empty folder with --data.",
        raw.SQLITE_IOERR => $"The disk that holds '{path}' fails to read or write ({exception.Message}): see that it is there, whole and not full.",
        _ => $"The database '{path}' answers with an error: {exception.Message}",
    };

    private static string Unwritable(string path) =>
        $"The database '{path}' cannot be written: make the file and its folder writable for the user who runs the server, or choose another folder with --data.";
}
