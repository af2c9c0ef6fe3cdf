namespace Opsroom.Threads.Sqlite;

/// <summary>Something the writer is asked to do within a transaction that it may share with others.</summary>
/// <param name="flush">Whether the answer waits until the data would survive a power cut.</param>
internal abstract class WriteCall(bool flush, CancellationToken cancellationToken)
{
    public bool Flush { get; } = flush;

    /// <summary>Says that the caller gave up before the writer came to the call.</summary>
    protected CancellationToken GivenUp { get; } = cancellationToken;

    public bool IsCancelled => GivenUp.IsCancellationRequested;

    /// <summary>Does it. May be called again in a transaction of its own, where the shared one failed.</summary>
    public abstract void Perform(SqliteWriteSession session);

    public abstract void Complete();

    public abstract void Fail(Exception exception);

    public abstract void Cancel();
}

internal sealed class WriteCall<T>(Func<SqliteWriteSession, T> perform, bool flush, CancellationToken cancellationToken) : WriteCall(flush, cancellationToken)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Done => _done.Task;

    public override void Perform(SqliteWriteSession session) => _result = perform(session);

    public override void Complete() => _done.TrySetResult(_result!);

    public override void Fail(Exception exception) => _done.TrySetException(exception);

    public override void Cancel() => _done.TrySetCanceled(GivenUp);
}
