using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using MySqlConnector;
using Npgsql;
using SQLitePCL;

namespace Opsroom.Tools.Databases.Connections;

/// <summary>Opens sessions of each engine with its own means of keeping them read-only and short.</summary>
internal static class SessionOpening
{
    private const int ConnectSeconds = 10;
    private const string Application = "opsroom";

    public static async Task<OpenDatabase> OpenAsync(DatabaseConnectionOptions options, DatabaseAccess access, TimeProvider time, CancellationToken cancellationToken)
    {
        var connection = ConnectionOf(options, access);
        try
        {
            await connection.OpenAsync(cancellationToken);
            var kind = connection is MySqlConnection mysql
                ? mysql.ServerVersion.Contains("MariaDB", StringComparison.OrdinalIgnoreCase) ? DatabaseKind.Mariadb : DatabaseKind.Mysql
                : options.Kind;
            var opened = new OpenDatabase(connection, options, kind, access, time);
            foreach (var statement in Preamble(opened, options))
            {
                await opened.ExecuteAsync(statement, cancellationToken);
            }

            return opened;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static DbConnection ConnectionOf(DatabaseConnectionOptions options, DatabaseAccess access)
    {
        var given = options.Values()?.ConnectionString ?? "";
        switch (options.Kind)
        {
            case DatabaseKind.Postgresql:
                return new NpgsqlConnection(new NpgsqlConnectionStringBuilder(given)
                {
                    // a session is one caller's alone, with settings of its own
                    Pooling = false,
                    Timeout = ConnectSeconds,
                    CommandTimeout = CommandSeconds(options),
                    ApplicationName = Application,
                    PersistSecurityInfo = false,
                    IncludeErrorDetail = false,
                }.ConnectionString);
            case DatabaseKind.Mysql or DatabaseKind.Mariadb:
                return new MySqlConnection(new MySqlConnectionStringBuilder(given)
                {
                    Pooling = false,
                    ConnectionTimeout = ConnectSeconds,
                    DefaultCommandTimeout = (uint)CommandSeconds(options),
                    ApplicationName = Application,
                    AllowLoadLocalInfile = false,
                    AllowUserVariables = true,
                    PersistSecurityInfo = false,
                    TreatTinyAsBoolean = false,
                }.ConnectionString);
            default:
                var file = new SqliteConnectionStringBuilder(given)
                {
                    Pooling = false,
                    Mode = access == DatabaseAccess.Read ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite,
                    DefaultTimeout = Math.Max(1, (int)options.LockTimeout.TotalSeconds),
                };
                return new SqliteConnection(file.ConnectionString);
        }
    }

    /// <summary>What the driver waits at most: the server's own timeout comes first.</summary>
    private static int CommandSeconds(DatabaseConnectionOptions options) => (int)Math.Ceiling(options.StatementTimeout.TotalSeconds) + 5;

    private static IEnumerable<string> Preamble(OpenDatabase opened, DatabaseConnectionOptions options)
    {
        var (statement, wait) = ((long)options.StatementTimeout.TotalMilliseconds, (long)options.LockTimeout.TotalMilliseconds);
        var isRead = opened.Access == DatabaseAccess.Read;
        switch (opened.Kind)
        {
            case DatabaseKind.Postgresql:
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"SET default_transaction_read_only = {(isRead ? "on" : "off")}; SET statement_timeout = {statement}; SET lock_timeout = {wait}; SET idle_in_transaction_session_timeout = {statement + 60_000}");
                break;
            case DatabaseKind.Mysql or DatabaseKind.Mariadb:
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"SET SESSION lock_wait_timeout = {Math.Max(1, wait / 1000)}, SESSION innodb_lock_wait_timeout = {Math.Max(1, wait / 1000)}");
                yield return opened.Kind == DatabaseKind.Mariadb
                    ? string.Create(CultureInfo.InvariantCulture, $"SET SESSION max_statement_time = {statement / 1000.0}")
                    : string.Create(CultureInfo.InvariantCulture, $"SET SESSION max_execution_time = {statement}");
                if (isRead)
                {
                    yield return "SET SESSION TRANSACTION READ ONLY";
                }

                break;
            default:
                // neither another file nor an extension may be reached from here
                raw.sqlite3_limit(((SqliteConnection)opened.Connection).Handle!, raw.SQLITE_LIMIT_ATTACHED, 0);
                yield return string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {wait}");
                yield return "PRAGMA foreign_keys = ON";
                yield return "PRAGMA trusted_schema = OFF";
                if (isRead)
                {
                    yield return "PRAGMA query_only = ON";
                }

                break;
        }
    }
}
