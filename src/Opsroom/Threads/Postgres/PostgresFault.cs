using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Opsroom.Threads.Postgres;

/// <summary>Says in a sentence what keeps the database from working and how to mend it, and what may be tried again.</summary>
internal static class PostgresFault
{
    private const string IdleInTransaction = "25P03";

    /// <summary>Whether it is the database that failed, not its caller.</summary>
    public static bool IsKnown(Exception exception) => exception is NpgsqlException or SocketException or IOException or TimeoutException;

    /// <summary>Somebody else was faster with the same rows: all of it was rolled back and goes well the next time.</summary>
    public static bool IsConflict(Exception exception) => exception is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation
    };

    /// <summary>The connection cannot be used further, and what it was asked last may or may not have been done.</summary>
    public static bool IsLost(Exception exception) => exception switch
    {
        PostgresException known => IsOfTheServer(known.SqlState),
        _ => IsKnown(exception),
    };

    /// <summary>The database did not answer in time, and most likely would not if it were asked again.</summary>
    public static bool IsTimeout(Exception exception) => exception is TimeoutException or NpgsqlException { InnerException: TimeoutException };

    public static StoreUnavailableException Explain(Exception exception, PostgresAddress address) =>
        exception as StoreUnavailableException ?? new StoreUnavailableException(Sentence(exception, address).ReplaceLineEndings(" "), exception);

    private static bool IsOfTheServer(string state) =>
        state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("28", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal)
        || state is PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InvalidCatalogName
            or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.CrashShutdown or IdleInTransaction;

    private static string Sentence(Exception exception, PostgresAddress address) => exception switch
    {
        PostgresException { SqlState: var state } known => Sentence(state, known.MessageText, address),
        NpgsqlException { InnerException: AuthenticationException } =>
            $"{address} offers no encryption that DATABASE_URL accepts: correct its sslmode and certificates, or the server's.",
        NpgsqlException { InnerException: TimeoutException } or TimeoutException =>
            $"{address} does not answer in time; nothing acknowledged is lost and the server goes on by itself once it does.",
        { InnerException: SocketException or IOException } or SocketException or IOException =>
            $"{address} cannot be reached ({(exception.InnerException ?? exception).Message.TrimEnd('.')}): start it, or correct DATABASE_URL. "
            + "Nothing acknowledged is lost and the server goes on by itself once it answers.",
        _ => $"{address} cannot be used: {exception.Message}",
    };

    private static string Sentence(string state, string message, PostgresAddress address) => state switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"{address} refuses user or password, or this machine: correct DATABASE_URL or the server's pg_hba.conf.",
        PostgresErrorCodes.InvalidCatalogName => $"{address}: there is no such database: create it, or correct DATABASE_URL.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"{address}: the user of DATABASE_URL lacks a right ({message}): let it create tables in its schema, and own those that are there.",
        PostgresErrorCodes.TooManyConnections =>
            $"{address} has no connection left: raise its max_connections, or lower max_pool_size in DATABASE_URL; the server goes on by itself.",
        PostgresErrorCodes.DiskFull => $"The disk of {address} is full: free some space there; nothing acknowledged is lost and the server goes on by itself.",
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            $"{address} can only be read: it is a standby. Name the primary in DATABASE_URL, or all hosts with target_session_attrs=read-write.",
        PostgresErrorCodes.CannotConnectNow => $"{address} is starting or stopping; the server goes on by itself once it is there.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown =>
            $"{address} was shut down; nothing acknowledged is lost and the server goes on by itself once it is back.",
        _ => $"{address} answers with an error: {message} ({state})",
    };
}
