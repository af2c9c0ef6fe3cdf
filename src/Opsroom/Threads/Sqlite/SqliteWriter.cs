using Microsoft.Data.Sqlite;
using Opsroom.Threads.Outbox;

namespace Opsroom.Threads.Sqlite;

/// <summary>
/// The one thread that writes. What is asked for while it commits is taken together into the next transaction, so that the cost of a commit is shared
/// the more the busier the server is.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int QueueLength = 1024;
    private const int BatchLength = 256;

    private readonly WriteQueue _queue = new(QueueLength);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteConnections _connections;
    private readonly NoticeRoutes _routes;
    private readonly List<WriteCall> _batch = new(BatchLength);
    private SqliteWriteSession? _session;
    private bool _mayHaveToSweep = true;

    public SqliteWriter(SqliteConnections connections, NoticeRoutes routes)
    {
        (_connections, _routes) = (connections, routes);
        _session = Open();
        new Thread(Run) { IsBackground = true, Name = "opsroom store writer" }.Start();
    }

    /// <summary>Has something done in a transaction and answers when that is committed.</summary>
    public async Task<T> WriteAsync<T>(Func<SqliteWriteSession, T> perform, bool flush, CancellationToken cancellationToken)
    {
        var call = new WriteCall<T>(perform, flush, cancellationToken);
        await _queue.AddAsync(call, cancellationToken);
        return await call.Done;
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Action<SqliteWriteSession> perform, bool flush, CancellationToken cancellationToken) => WriteAsync(
        session =>
        {
            perform(session);
            return true;
        },
        flush,
        cancellationToken);

    /// <summary>Commits what was asked for so far and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _ended.Task;
    }

    private void Run()
    {
        try
        {
            while (_queue.Take(_batch, BatchLength, wait: !_mayHaveToSweep))
            {
                _batch.RemoveAll(CancelWhereGivenUp);
                if (_batch.Count > 0)
                {
                    Commit(_batch);
                    _batch.Clear();
                }

                if (_mayHaveToSweep)
                {
                    Sweep();
                }
            }
        }
        finally
        {
            _session?.Dispose();
            _queue.Dispose();
            _ended.SetResult();
        }
    }

    private static bool CancelWhereGivenUp(WriteCall call)
    {
        var cancelled = call.IsCancelled;
        if (cancelled)
        {
            call.Cancel();
        }

        return cancelled;
    }

    private void Commit(List<WriteCall> calls)
    {
        try
        {
            InTransaction(AnyFlushes(calls), session =>
            {
                foreach (var call in calls)
                {
                    call.Perform(session);
                }
            });
        }
        catch (Exception exception)
        {
            FailOrRetryAlone(calls, exception);
            return;
        }

        foreach (var call in calls)
        {
            call.Complete();
        }
    }

    // one call that cannot be done must not take those down that happened to share its transaction
    private void FailOrRetryAlone(List<WriteCall> calls, Exception exception)
    {
        if (calls.Count == 1)
        {
            calls[0].Fail(exception is SqliteException ? SqliteFault.Explain(exception, _connections.Path) : exception);
            return;
        }

        foreach (var call in calls)
        {
            Commit([call]);
        }
    }

    private void InTransaction(bool flush, Action<SqliteWriteSession> perform)
    {
        var session = _session ??= Open();
        try
        {
            session.Begin(flush);
            perform(session);
            session.Commit();
        }
        catch (Exception exception)
        {
            Abandon(session, exception);
            throw;
        }
    }

    private void Abandon(SqliteWriteSession session, Exception exception)
    {
        try
        {
            session.Rollback();
            if (exception is not SqliteException sqlite || SqliteFault.LeavesConnectionUsable(sqlite))
            {
                return;
            }
        }
        catch (SqliteException)
        {
            // a connection that cannot even roll back is given up like one in doubt
        }

        session.Dispose();
        _session = null;
    }

    private void Sweep()
    {
        try
        {
            InTransaction(flush: false, session => _mayHaveToSweep = session.Journal.Blobs.Sweep());
        }
        catch (Exception exception) when (exception is SqliteException or StoreUnavailableException)
        {
            // what is left takes space and nothing else; the next deletion or start sweeps again
            _mayHaveToSweep = false;
        }
    }

    /// <summary>Asks for what was given up to be removed once this batch is committed.</summary>
    public void SweepSoon() => _mayHaveToSweep = true;

    private SqliteWriteSession Open()
    {
        try
        {
            return new SqliteWriteSession(_connections.OpenWriter(), _routes);
        }
        catch (SqliteException exception)
        {
            throw SqliteFault.Explain(exception, _connections.Path);
        }
    }

    private static bool AnyFlushes(List<WriteCall> calls)
    {
        foreach (var call in calls)
        {
            if (call.Flush)
            {
                return true;
            }
        }

        return false;
    }
}
