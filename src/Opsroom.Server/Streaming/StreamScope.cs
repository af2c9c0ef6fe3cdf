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

    /// <param name="pausesAfter">Pauses up to this sequence are past: the stream goes on over them.</param>
    public static StreamScope OfRun(ThreadKey key, RunId run, long after, long pausesAfter) => new(key, after, run, new StreamEnd.WithRun(run, pausesAfter));
}

internal abstract record StreamEnd
{
    private StreamEnd()
    {
    }

    /// <summary>When a run ends, or pauses for a person after the sequence given.</summary>
    public sealed record WithRun(RunId Run, long PausesAfter) : StreamEnd
    {
        /// <summary>The rest of a thread's last run: up to the pause it is in now, or over every one it has had.</summary>
        public static WithRun Of(ThreadState thread, RunId run) => new(
            run, thread.Run is not { Ended: false } last || last.RunId != run ? long.MaxValue
            : last.Status == RunStatus.PendingApproval ? last.PausedAt - 1 : thread.Sequence);
    }

    /// <summary>After an event: the thread rests there already.</summary>
    /// <param name="Status">Of its last run, if there was one.</param>
    public sealed record AfterEvent(long Sequence, RunStatus? Status) : StreamEnd;

    public sealed record Never : StreamEnd;
}
