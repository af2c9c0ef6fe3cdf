using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Opsroom.Threads.Sqlite;

/// <summary>A few read-only connections. Each reads a snapshot, so none waits for the writer.</summary>
internal sealed class SqliteReaders(SqliteConnections connections, int count) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(count, count);
    private readonly ConcurrentStack<SqliteReadSession> _sessions = new();

    public async ValueTask<T> ReadAsync<T>(Func<SqliteReadSession, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return Use(read);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits for the reads that are under way and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < count; i++)
        {
            await _free.WaitAsync(CancellationToken.None);
        }

        while (_sessions.TryPop(out var session))
        {
            session.Dispose();
        }

        _free.Dispose();
    }

    private T Use<T>(Func<SqliteReadSession, T> read)
    {
        SqliteReadSession? session = null;
        try
        {
            if (!_sessions.TryPop(out session))
            {
                session = new SqliteReadSession(connections.OpenReader());
            }

            var result = read(session);
            _sessions.Push(session);
            return result;
        }
        catch (SqliteException exception)
        {
            session?.Dispose();
            throw SqliteFault.Explain(exception, connections.Path);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }
}
