using Microsoft.Data.Sqlite;

namespace Opsroom.Threads.Sqlite;

/// <summary>The numbered SQL files of <c>Schema/</c>, each applied once, in one transaction with the row that records it.</summary>
internal static class SqliteSchema
{
    private static readonly SqlFiles Files = new(typeof(SqliteSchema));

    /// <summary>Brings a database up to the newest version; one that a newer program upgraded is left as it is, where that program says that this one can use it.</summary>
    public static void Apply(SqliteConnection connection, string path)
    {
        var (version, oldestCompatible) = ReadVersion(connection);
        Files.Check($"'{path}'", version, oldestCompatible);
        foreach (var sql in Files.After(version))
        {
            using var transaction = connection.BeginTransaction();
            Execute(connection, sql, transaction);
            transaction.Commit();
        }
    }

    private static (int Version, int OldestCompatible) ReadVersion(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'";
        if ((long)command.ExecuteScalar()! == 0)
        {
            return (0, 0);
        }

        command.CommandText = "SELECT version, oldest_compatible FROM schema_version ORDER BY version DESC LIMIT 1";
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt32(0), reader.GetInt32(1)) : (0, 0);
    }

    private static void Execute(SqliteConnection connection, string sql, SqliteTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }
}
