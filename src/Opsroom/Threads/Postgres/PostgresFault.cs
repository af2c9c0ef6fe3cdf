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

    /// <param name="isStarting">Whether nothing was acknowledged yet, and the server gives up.</param>
    public static StoreUnavailableException Explain(Exception exception, PostgresAddress address, bool isStarting = false)
    {
        if (exception is StoreUnavailableException known)
        {
            return known;
        }

        var (sentence, passes) = Sentence(exception);
        var text = $"{address}{sentence}{(passes && !isStarting ? " Nothing acknowledged is lost, and the server goes on by itself once that has passed." : "")}";
        return new StoreUnavailableException(text.ReplaceLineEndings(" "), exception);
    }

    private static bool IsOfTheServer(string state) =>
        state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("28", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal)
        || state is PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InvalidCatalogName
            or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.CrashShutdown or IdleInTransaction;

    /// <summary>What is to be said behind the database's name, and whether it may pass without the server's being started anew.</summary>
    private static (string Sentence, bool Passes) Sentence(Exception exception) => exception switch
    {
        PostgresException { SqlState: var state } known => Sentence(state, known.MessageText),
        NpgsqlException { InnerException: AuthenticationException } =>
            (" offers no encryption that DATABASE_URL accepts: correct its sslmode and certificates, or the server's.", false),
        _ when IsTimeout(exception) => (" does not answer in time: see that it is not overloaded, or raise connect_timeout or command_timeout in DATABASE_URL.", true),
        { InnerException: SocketException or IOException } or SocketException or IOException =>
            ($" cannot be reached ({(exception.InnerException ?? exception).Message.TrimEnd('.')}): start it, or correct DATABASE_URL.", true),
        _ => ($" cannot be used: {exception.Message}", false),
    };

    private static (string Sentence, bool Passes) Sentence(string state, string message) => state switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            (" refuses user or password, or this machine: correct DATABASE_URL or the server's pg_hba.conf.", false),
        PostgresErrorCodes.InvalidCatalogName => (": there is no such database: create it, or correct DATABASE_URL.", false),
        PostgresErrorCodes.InsufficientPrivilege =>
            ($": the user of DATABASE_URL lacks a right ({message}): let it create tables in its schema, and own those that are there.", false),
        PostgresErrorCodes.TooManyConnections => (" has no connection left: raise its max_connections, or lower max_pool_size in DATABASE_URL.", true),
        PostgresErrorCodes.DiskFull => (" has no space left on its disk: free some.", true),
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            (" can only be read, as a standby: name the primary in DATABASE_URL, or all hosts, separated by commas.", true),
        PostgresErrorCodes.CannotConnectNow => (" is starting or stopping: wait for it.", true),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => (" was shut down: start it.", true),
        _ => ($" answers with an error: {message} ({state})", false),
    };
}
