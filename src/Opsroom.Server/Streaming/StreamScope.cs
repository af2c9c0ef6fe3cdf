using Opsroom.Threads;

namespace Opsroom.Server.Streaming;

/// <summary>What a stream shows.</summary>
/// <param name="After">Sequence of the last event that the client has.</param>
/// <param name="Run">The only run that is shown; null shows the whole thread.</param>
/// <param name="End">When the stream ends.</param>
internal sealed record StreamScope(ThreadKey Key, long After, RunId? Run, StreamEnd End)
{
    /// <summary>Earlier events of the calls that may still be open.</summary>
    public IReadOnlyList<StoredEvent> Earlier { get; init; } = [];

    public static StreamScope OfRun(ThreadKey key, RunId run, long after) => new(key, after, run, new StreamEnd.WithRun(run));
}

internal abstract record StreamEnd
{
    private StreamEnd()
    {
    }

    /// <summary>When a run ends.</summary>
    public sealed record WithRun(RunId Run) : StreamEnd;

    /// <summary>After an event: the thread rests there already.</summary>
    /// <param name="Status">Of its last run, if there was one.</param>
    public sealed record AfterEvent(long Sequence, RunStatus? Status) : StreamEnd;

    public sealed record Never : StreamEnd;
}
