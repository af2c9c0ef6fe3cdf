namespace Opsroom.Threads.Sqlite;

/// <summary>
/// What waits for the writer, bounded. The writer's thread sleeps in it; a channel would have it spin before each sleep, which costs more than a commit
/// when requests come one at a time.
/// </summary>
internal sealed class WriteQueue(int capacity) : IDisposable
{
    private readonly SemaphoreSlim _room = new(capacity, capacity);
    private readonly object _gate = new();
    private readonly Queue<WriteCall> _calls = new(capacity);
    private bool _closed;

    /// <summary>Adds a call, waiting while the queue is full.</summary>
    public async ValueTask AddAsync(WriteCall call, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(SqliteStore));
            _calls.Enqueue(call);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Moves what is there into <paramref name="batch"/>, at most <paramref name="most"/>; false where the queue is closed and empty.</summary>
    /// <param name="wait">Whether to wait until there is something.</param>
    public bool Take(List<WriteCall> batch, int most, bool wait)
    {
        lock (_gate)
        {
            while (wait && _calls.Count == 0 && !_closed)
            {
                Monitor.Wait(_gate);
            }

            while (batch.Count < most && _calls.TryDequeue(out var call))
            {
                batch.Add(call);
            }
        }

        if (batch.Count > 0)
        {
            _room.Release(batch.Count);
        }

        return batch.Count > 0 || !_closed;
    }

    /// <summary>Lets nothing more in.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }

    public void Dispose() => _room.Dispose();
}
