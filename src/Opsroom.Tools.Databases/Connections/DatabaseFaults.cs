using Microsoft.Data.Sqlite;
using MySqlConnector;
using Npgsql;

namespace Opsroom.Tools.Databases.Connections;

/// <summary>Makes failures of what the engines and their drivers throw, without anything of the connection's credentials.</summary>
internal static class DatabaseFaults
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteReadOnly = 8;
    private const int SqliteCannotOpen = 14;
    private const int SqliteNotADatabase = 26;

    public static ToolFailure Of(Exception failed, DatabaseConnectionOptions options)
    {
        var said = Clean(failed is PostgresException postgres ? postgres.MessageText : failed.Message, options);
        return CodeOf(failed) switch
        {
            FaultCodes.Timeout => new(FaultCodes.Timeout, $"{options.Name}: {said}. A statement may take {options.StatementTimeout.TotalSeconds:0.#} s and wait {options.LockTimeout.TotalSeconds:0.#} s for a lock; {options.Section}:StatementTimeout and :LockTimeout change that.", $"{options.Section}:StatementTimeout"),
            FaultCodes.Denied => new(FaultCodes.Denied, $"{options.Name} refuses: {said}."),
            FaultCodes.InvalidArgument => ToolFailure.InvalidArgument($"{options.Name}: {said}{Position(failed)}."),
            FaultCodes.Conflict => new(FaultCodes.Conflict, $"{options.Name}: {said}."),
            _ => new(FaultCodes.Unreachable, $"{options.Name} cannot be reached: {said}. See {options.Section}.", options.Section),
        };
    }

    private static string CodeOf(Exception failed) => failed switch
    {
        PostgresException postgres => postgres.SqlState switch
        {
            PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => FaultCodes.Timeout,
            PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => FaultCodes.Denied,
            ['5', '3', ..] or ['5', '7', ..] or ['0', '8', ..] or PostgresErrorCodes.InvalidCatalogName => FaultCodes.Unreachable,
            ['4', '0', ..] => FaultCodes.Conflict,
            _ => FaultCodes.InvalidArgument,
        },
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => FaultCodes.Timeout,
        MySqlException mysql => mysql.ErrorCode switch
        {
            // 1969 is MariaDB's max_statement_time, 1040 says that there are too many connections
            MySqlErrorCode.QueryTimeout or MySqlErrorCode.LockWaitTimeout or MySqlErrorCode.CommandTimeoutExpired or MySqlErrorCode.QueryInterrupted or (MySqlErrorCode)1969 => FaultCodes.Timeout,
            MySqlErrorCode.AccessDenied or MySqlErrorCode.DatabaseAccessDenied or MySqlErrorCode.TableAccessDenied or MySqlErrorCode.CannotExecuteInReadOnlyTransaction => FaultCodes.Denied,
            MySqlErrorCode.UnableToConnectToHost or MySqlErrorCode.UnknownDatabase or MySqlErrorCode.None or (MySqlErrorCode)1040 => FaultCodes.Unreachable,
            MySqlErrorCode.LockDeadlock => FaultCodes.Conflict,
            _ => FaultCodes.InvalidArgument,
        },
        SqliteException sqlite => sqlite.SqliteErrorCode switch
        {
            SqliteBusy or SqliteLocked => FaultCodes.Timeout,
            SqliteReadOnly => FaultCodes.Denied,
            SqliteCannotOpen or SqliteNotADatabase => FaultCodes.Unreachable,
            _ => FaultCodes.InvalidArgument,
        },
        _ => FaultCodes.Unreachable,
    };

    private static string Position(Exception failed) => failed is PostgresException { Position: > 0 } postgres ? FormattableString.Invariant($" (character {postgres.Position})") : "";

    private static string Clean(string message, DatabaseConnectionOptions options)
    {
        var said = message;
        foreach (var secret in options.Secrets)
        {
            said = said.Replace(secret, "***", StringComparison.Ordinal);
        }

        return OutsideText.OneLine(said);
    }
}
