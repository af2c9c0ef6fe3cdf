using Opsroom.Threads.Blobs;

namespace Opsroom.Threads.Postgres;

/// <summary>Something the writer is asked to do in a transaction.</summary>
internal abstract class PostgresCall(CancellationToken cancellationToken)
{
    /// <summary>Says that the caller gave up.</summary>
    protected CancellationToken GivenUp { get; } = cancellationToken;

    public bool IsCancelled => GivenUp.IsCancellationRequested;

    /// <summary>Whether a commit of it was asked for whose answer never came: it may not be called failed before the database has said what became of it.</summary>
    public bool IsInDoubt { get; set; }

    /// <summary>How much memory its transaction takes, roughly.</summary>
    public virtual long Weight => 0;

    public abstract void Complete();

    public abstract void Fail(Exception exception);

    public abstract void Cancel();
}

/// <summary>Done in a transaction of its own, on the writer's connection.</summary>
internal sealed class SessionCall<T>(Func<PostgresSession, CancellationToken, Task<T>> perform, CancellationToken cancellationToken) : PostgresCall(cancellationToken), ISessionCall
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Done => _done.Task;

    public async Task PerformAsync(PostgresSession session, CancellationToken cancellationToken) => _result = await perform(session, cancellationToken);

    public override void Complete() => _done.TrySetResult(_result!);

    public override void Fail(Exception exception) => _done.TrySetException(exception);

    public override void Cancel() => _done.TrySetCanceled(GivenUp);
}

internal interface ISessionCall
{
    Task PerformAsync(PostgresSession session, CancellationToken cancellationToken);
}

/// <summary>An append, which shares its transaction with those beside it.</summary>
internal sealed class AppendCall : PostgresCall
{
    private readonly TaskCompletionSource<AppendOutcome?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, GivenBlob> _given;

    public AppendCall(AppendRequest request, IReadOnlyList<GivenBlob> given, CancellationToken cancellationToken)
        : base(cancellationToken)
    {
        (Request, Given, _given) = (request, given, given.ToDictionary(blob => blob.Sha256, StringComparer.Ordinal));
        for (var i = 0; i < request.Events.Count; i++)
        {
            Facts.Apply(request.Events[i].Event, request.ExpectedSequence + i + 1, request.Events[i].Bytes.Span);
        }

        Weight = request.Events.Sum(@event => (long)@event.Bytes.Length) + given.Sum(blob => (long)(blob.Content?.Length ?? 0));
    }

    public AppendRequest Request { get; }

    public IReadOnlyList<GivenBlob> Given { get; }

    public GivenBlob? FindGiven(string sha256) => _given.GetValueOrDefault(sha256);

    /// <summary>What follows from the events wherever they are appended: claims, notices and blobs. Status, title and usage depend on what came before.</summary>
    public ThreadProjection Facts { get; } = new();

    /// <summary>Where the journal was to end when its commit was asked for; null before that.</summary>
    public Attempt? Tried { get; set; }

    public AppendOutcome? Outcome { get; set; }

    /// <summary>A refusal that concerns this call alone.</summary>
    public Exception? Refusal { get; set; }

    public Task<AppendOutcome?> Done => _done.Task;

    public override long Weight { get; }

    public override void Complete()
    {
        if (Refusal is not null)
        {
            _done.TrySetException(Refusal);
        }
        else
        {
            _done.TrySetResult(Outcome);
        }
    }

    public override void Fail(Exception exception) => _done.TrySetException(exception);

    public override void Cancel() => _done.TrySetCanceled(GivenUp);

    /// <param name="Hash">Of the last event; it covers the whole journal, so whoever finds it there finds this append.</param>
    internal sealed record Attempt(ThreadHead Head, byte[] Hash);
}
