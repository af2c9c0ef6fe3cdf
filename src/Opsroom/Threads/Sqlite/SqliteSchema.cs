using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace Opsroom.Threads.Sqlite;

/// <summary>The numbered SQL files of <c>Schema/</c>, each applied once, in one transaction with the row that records it.</summary>
internal static class SqliteSchema
{
    private static readonly (int Version, string Sql)[] Files = [.. ReadFiles().OrderBy(file => file.Version)];

    /// <summary>The newest version that this program knows.</summary>
    public static int Newest => Files[^1].Version;

    /// <summary>Brings a database up to <see cref="Newest"/>; one that a newer program upgraded is left as it is, where that program says that this one can use it.</summary>
    public static void Apply(SqliteConnection connection, string path)
    {
        var (version, oldestCompatible) = ReadVersion(connection);
        if (oldestCompatible > Newest)
        {
            throw new StoreUnavailableException(
                $"The database '{path}' was upgraded by a newer server (schema {version}, usable from schema {oldestCompatible} on; this one knows {Newest}): start the newer server.");
        }

        foreach (var file in Files)
        {
            if (file.Version > version)
            {
                using var transaction = connection.BeginTransaction();
                Execute(connection, file.Sql, transaction);
                transaction.Commit();
            }
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

    private static IEnumerable<(int Version, string Sql)> ReadFiles()
    {
        var prefix = $"{typeof(SqliteSchema).Namespace}.Schema.";
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                using var text = new StreamReader(assembly.GetManifestResourceStream(name)!);
                yield return (int.Parse(name.AsSpan(prefix.Length, 4), CultureInfo.InvariantCulture), text.ReadToEnd());
            }
        }
    }
}
