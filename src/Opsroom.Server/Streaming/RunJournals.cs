using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Streaming;

/// <summary>Finds in a thread's journal what a client that reconnects still has to see.</summary>
internal sealed class RunJournals(IRunOwner owner, IStore store)
{
    /// <summary>What is left of a run after an event; null where nothing is.</summary>
    public Task<StreamScope?> ScopeOfAsync(ThreadKey key, RunId run, long after, CancellationToken cancellationToken) =>
        FindAsync(key, run, after, cancellationToken);

    /// <summary>What is left, after an event, of the run that the event belongs to; null where nothing is.</summary>
    public Task<StreamScope?> ScopeAfterAsync(ThreadKey key, long after, CancellationToken cancellationToken) =>
        FindAsync(key, null, after, cancellationToken);

    /// <summary>The events before a place in a thread that a stream from there has to know of: calls and messages of the run in progress.</summary>
    public async Task<IReadOnlyList<StoredEvent>> EarlierAsync(ThreadState thread, long after, CancellationToken cancellationToken)
    {
        if (thread.Run is not { Ended: false } run || after < run.FirstSequence)
        {
            return [];
        }

        var events = await store.ReadAsync(thread.Key, run.FirstSequence - 1, (int)Math.Min(after - run.FirstSequence + 1, int.MaxValue), cancellationToken);
        return [.. events.Where(stored => stored.Kind is "tool_requested" or "model_requested")];
    }

    private async Task<StreamScope?> FindAsync(ThreadKey key, RunId? wanted, long after, CancellationToken cancellationToken)
    {
        if (await owner.ReadAsync(key, cancellationToken) is not { Run: { } last } state || (state.AtRest && after >= state.Sequence)
            || (last.Status == RunStatus.PendingApproval && after >= last.PausedAt - 1))
        {
            return null;
        }

        // the last run is found in its state; an earlier one has to be looked for
        var inLast = wanted is null ? after >= last.FirstSequence : wanted == last.RunId;
        var search = new Search(wanted, after);
        await foreach (var stored in store.ReadAllAsync(key, inLast ? last.FirstSequence - 1 : 0, cancellationToken))
        {
            search.Meet(stored);
            if (search.Done)
            {
                break;
            }
        }

        return search.ScopeOf(key, state);
    }

    /// <summary>Reads a journal in order until it knows the run and whether it goes on after the event.</summary>
    private sealed class Search(RunId? wanted, long after)
    {
        private readonly List<StoredEvent> calls = [];
        private RunId? run;
        private bool ended;

        /// <summary>Whether what comes next cannot change the answer.</summary>
        public bool Done { get; private set; }

        public void Meet(StoredEvent stored)
        {
            switch (stored.Kind)
            {
                case "run_started" when run is null || (wanted is null && stored.Sequence <= after):
                    var started = RunOf(stored);
                    if (wanted is null || wanted == started)
                    {
                        (run, ended) = (started, false);
                        calls.Clear();
                    }

                    break;
                case "tool_requested" or "model_requested" when stored.Sequence <= after:
                    calls.Add(stored);
                    break;
                case "run_ended" when run is not null && stored.Sequence <= after && RunOf(stored) == run:
                    ended = true;
                    break;
                default:
                    break;
            }

            Done = run is not null && stored.Sequence > after;
        }

        public StreamScope? ScopeOf(ThreadKey key, ThreadState state) =>
            run is { } found && !ended ? new StreamScope(key, after, found, StreamEnd.WithRun.Of(state, found)) { Earlier = calls } : null;

        private static RunId RunOf(StoredEvent stored)
        {
            using var document = JournalEvent.Parse(stored);
            return new RunId(new JournalEvent(document.RootElement).Text("run_id") ?? "");
        }
    }
}
