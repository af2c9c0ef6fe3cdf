using System.Threading.Channels;
using Npgsql;
using static Opsroom.Threads.Postgres.PostgresQuery;

namespace Opsroom.Threads.Postgres;

/// <summary>
/// Everything that this process writes, one transaction after the other. Appends that arrive while one commits are taken together into the next. Where a commit's
/// answer was lost with the connection, the database is asked what became of it before anybody is answered.
/// </summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    private const int QueueLength = 1024;
    private const int BatchLength = 256;
    private const long BatchWeight = 16 * 1024 * 1024;
    private const int MostTries = 10;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly Channel<PostgresCall> _calls = Channel.CreateBounded<PostgresCall>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly CancellationTokenSource _closing = new();
    private readonly NpgsqlDataSource _source;
    private readonly PostgresStoreOptions _options;
    private readonly string _origin;
    private readonly Task _running;
    private PostgresSession? _session;

    /// <param name="session">The first one; the writer opens others when it is lost.</param>
    /// <param name="origin">What tells this process's notices from those of others.</param>
    public PostgresWriter(NpgsqlDataSource source, PostgresStoreOptions options, PostgresSession session, string origin)
    {
        (_source, _options, _session, _origin) = (source, options, session, origin);
        _running = Task.Run(RunAsync, CancellationToken.None);
    }

    public async Task<T> WriteAsync<T>(Func<PostgresSession, CancellationToken, Task<T>> perform, CancellationToken cancellationToken)
    {
        var call = new SessionCall<T>(perform, cancellationToken);
        await EnqueueAsync(call, cancellationToken);
        return await call.Done;
    }

    public async Task<AppendOutcome?> AppendAsync(AppendCall call, CancellationToken cancellationToken)
    {
        await EnqueueAsync(call, cancellationToken);
        return await call.Done;
    }

    /// <summary>Commits what was asked for so far and closes the connection. What cannot be committed now is given up.</summary>
    public async ValueTask DisposeAsync()
    {
        _calls.Writer.TryComplete();
        await _closing.CancelAsync();
        await _running;
        _closing.Dispose();
    }

    private async Task EnqueueAsync(PostgresCall call, CancellationToken cancellationToken)
    {
        try
        {
            await _calls.Writer.WriteAsync(call, cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            throw new ObjectDisposedException(nameof(PostgresStore), closed);
        }
    }

    private async Task RunAsync()
    {
        var batch = new List<PostgresCall>(BatchLength);
        try
        {
            while (await _calls.Reader.WaitToReadAsync(CancellationToken.None))
            {
                Fill(batch);
                await CommitAsync(batch);
                batch.Clear();
            }
        }
        finally
        {
            await DropSessionAsync();
        }
    }

    private void Fill(List<PostgresCall> batch)
    {
        var weight = 0L;
        while (batch.Count < BatchLength && weight < BatchWeight && _calls.Reader.TryRead(out var call))
        {
            weight += call.Weight;
            batch.Add(call);
        }
    }

    /// <summary>Neighbours that can share a transaction do.</summary>
    private async Task CommitAsync(List<PostgresCall> calls)
    {
        for (var start = 0; start < calls.Count;)
        {
            var end = start + 1;
            while (calls[start] is AppendCall && end < calls.Count && calls[end] is AppendCall)
            {
                end++;
            }

            await CommitTogetherAsync(calls.GetRange(start, end - start));
            start = end;
        }
    }

    private async Task CommitTogetherAsync(List<PostgresCall> calls)
    {
        var wait = FirstWait;
        for (var tries = 1; ; tries++)
        {
            calls.RemoveAll(CancelWhereGivenUp);
            if (calls.Count == 0)
            {
                return;
            }

            var isReused = _session is not null;
            try
            {
                await PerformAsync(calls);
                calls.ForEach(call => call.Complete());
                return;
            }
            catch (Exception fault)
            {
                var isLost = !await RollBackAsync() || PostgresFault.IsLost(fault) || fault is StoreInUseException;
                if (!isLost)
                {
                    calls.ForEach(call => call.IsInDoubt = false);
                    if (PostgresFault.IsConflict(fault) && tries < MostTries)
                    {
                        continue;
                    }

                    await FailOrRetryAloneAsync(calls, fault);
                    return;
                }

                // what the pool keeps leads to the same server, which may be gone or no primary any more
                _source.Clear();
                await DropSessionAsync();
                if (isReused && !PostgresFault.IsTimeout(fault))
                {
                    // it was cut while nobody used it, or just now: a new one may do
                    continue;
                }

                if (!FailUnlessInDoubt(calls, PostgresFault.Explain(fault, _options.Address)))
                {
                    return;
                }
            }

            await WaitAsync(wait);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    private async Task PerformAsync(List<PostgresCall> calls)
    {
        var session = _session ??= await PostgresSession.OpenAsync(_source, _options, CancellationToken.None);
        if (calls[0] is ISessionCall alone)
        {
            await session.Connection.ExecuteAsync(Sql("BEGIN"), CancellationToken.None);
            await alone.PerformAsync(session, CancellationToken.None);
            calls[0].IsInDoubt = true;
            await session.Connection.ExecuteAsync(Sql("COMMIT"), CancellationToken.None);
            calls[0].IsInDoubt = false;
            return;
        }

        await new AppendTransaction(session.Connection, [.. calls.Cast<AppendCall>()], _origin, _options.Notices).CommitAsync(CancellationToken.None);
    }

    // one call that cannot be done must not take those down that happened to share its transaction
    private async Task FailOrRetryAloneAsync(List<PostgresCall> calls, Exception fault)
    {
        if (calls.Count == 1)
        {
            calls[0].Fail(PostgresFault.IsKnown(fault) ? PostgresFault.Explain(fault, _options.Address) : fault);
            return;
        }

        foreach (var call in calls)
        {
            await CommitTogetherAsync([call]);
        }
    }

    /// <summary>Fails what certainly had no effect, and what waits behind it. False where nothing is left to be settled.</summary>
    private bool FailUnlessInDoubt(List<PostgresCall> calls, StoreUnavailableException reason)
    {
        // another server goes on with the threads: what it finds in the journals is what was appended
        var isOver = reason is StoreInUseException || _closing.IsCancellationRequested;
        calls.RemoveAll(call =>
        {
            if (call.IsInDoubt && !isOver)
            {
                return false;
            }

            call.Fail(reason);
            return true;
        });
        while (_calls.Reader.TryRead(out var waiting))
        {
            waiting.Fail(reason);
        }

        return calls.Count > 0;
    }

    /// <summary>Makes the connection usable again; false where it is not.</summary>
    private async Task<bool> RollBackAsync()
    {
        if (_session is null)
        {
            return false;
        }

        try
        {
            await _session.RollbackAsync();
            return true;
        }
        catch (Exception exception) when (PostgresFault.IsKnown(exception) || exception is InvalidOperationException)
        {
            return false;
        }
    }

    private async Task DropSessionAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync();
        }
    }

    private async Task WaitAsync(TimeSpan time)
    {
        try
        {
            await Task.Delay(time, _closing.Token);
        }
        catch (OperationCanceledException)
        {
            // one more try, and then it is given up
        }
    }

    private static bool CancelWhereGivenUp(PostgresCall call)
    {
        var cancelled = call.IsCancelled;
        if (cancelled)
        {
            call.Cancel();
        }

        return cancelled;
    }
}
