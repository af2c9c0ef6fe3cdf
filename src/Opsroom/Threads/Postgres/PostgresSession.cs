using Npgsql;
using static Opsroom.Threads.Postgres.PostgresQuery;

namespace Opsroom.Threads.Postgres;

/// <summary>
/// The writer's connection. Where the database is meant for one server it also holds the lock that says so: nothing is written on a connection that does not
/// hold it, and it goes with the connection.
/// </summary>
internal sealed class PostgresSession : IAsyncDisposable
{
    /// <summary>Told from other programs' locks in the same database by its first half.</summary>
    private const string TakeLock = "SELECT pg_try_advisory_lock(1330664275, hashtext(current_schema()))";

    private const int LockTries = 40;

    /// <summary>A database needs a moment to see that a server was killed.</summary>
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);

    private PostgresSession(NpgsqlConnection connection) => Connection = connection;

    public NpgsqlConnection Connection { get; }

    /// <exception cref="StoreInUseException">Another server holds the lock.</exception>
    public static async Task<PostgresSession> OpenAsync(NpgsqlDataSource source, PostgresStoreOptions options, CancellationToken cancellationToken)
    {
        var session = new PostgresSession(await source.OpenConnectionAsync(cancellationToken));
        try
        {
            // a server whose machine is gone must not hold the lock for the two hours of a system's defaults
            await session.Connection.ExecuteAsync(Sql("SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; SET idle_in_transaction_session_timeout = '60s'"), cancellationToken);
            if (options.Exclusive)
            {
                await session.TakeLockAsync(options.Address, cancellationToken);
            }

            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends a transaction that failed; throws where the connection is not usable any more.</summary>
    public async Task RollbackAsync() => await Connection.ExecuteAsync(Sql("ROLLBACK"), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (Connection.FullState == System.Data.ConnectionState.Open)
            {
                await Connection.ExecuteAsync(Sql("SELECT pg_advisory_unlock_all()"), CancellationToken.None);
            }
        }
        catch (Exception exception) when (PostgresFault.IsKnown(exception))
        {
            // the lock goes with the connection
        }

        await Connection.DisposeAsync();
    }

    private async Task TakeLockAsync(PostgresAddress address, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            if ((await Connection.RowsAsync(static row => row.GetBoolean(0), Sql(TakeLock), cancellationToken))[0])
            {
                return;
            }

            if (tries == LockTries)
            {
                throw new StoreInUseException($"Another server uses {address}: stop it, or give this one a database of its own with DATABASE_URL.");
            }

            await Task.Delay(BetweenTries, cancellationToken);
        }
    }
}
