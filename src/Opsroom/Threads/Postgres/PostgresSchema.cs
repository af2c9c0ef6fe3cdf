using Npgsql;

namespace Opsroom.Threads.Postgres;

/// <summary>The numbered SQL files of <c>Schema/</c>, applied once by whoever starts first, in one transaction with the rows that record them.</summary>
internal static class PostgresSchema
{
    /// <summary>Told from other programs' locks in the same database by its first half.</summary>
    private const string Lock = "SELECT pg_advisory_xact_lock(1330664275, hashtext(current_schema()) # 1)";

    private static readonly SqlFiles Files = new(typeof(PostgresSchema));

    /// <summary>Brings a database up to the newest version; one that a newer program upgraded is left as it is, where that program says that this one can use it.</summary>
    public static async Task ApplyAsync(NpgsqlConnection connection, PostgresAddress address, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, Lock, cancellationToken);
        var (version, oldestCompatible) = await ReadVersionAsync(connection, cancellationToken);
        Files.Check($"'{address.Database}'", version, oldestCompatible);
        foreach (var sql in Files.After(version))
        {
            await ExecuteAsync(connection, sql, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<(int Version, int OldestCompatible)> ReadVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand("SELECT to_regclass('schema_version') IS NOT NULL", connection);
        if (!(bool)(await find.ExecuteScalarAsync(cancellationToken))!)
        {
            return (0, 0);
        }

        await using var read = new NpgsqlCommand("SELECT version, oldest_compatible FROM schema_version ORDER BY version DESC LIMIT 1", connection);
        await using var row = await read.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? (row.GetInt32(0), row.GetInt32(1)) : (0, 0);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
