using Opsroom.Threads;

namespace Opsroom.Workflow.Running;

/// <summary>Folds a thread out of the store.</summary>
internal static class JournalReader
{
    private const int Page = 1_000;

    /// <summary>The state after the last event, or after the end of one run. Null where there is no such thread or run.</summary>
    public static async Task<ThreadState?> ReadStateAsync(IStore store, ThreadKey key, RunId? throughRun, CancellationToken cancellationToken)
    {
        var state = new ThreadState(key);
        while (true)
        {
            var page = await store.ReadAsync(key, state.Sequence, Page, cancellationToken);
            foreach (var stored in page)
            {
                var @event = await EventCodec.DecodeAsync(stored, store, cancellationToken);
                if (throughRun is not null && @event is RunStarted && state.Run?.RunId == throughRun)
                {
                    return state;
                }

                state = state.Apply(@event);
            }

            if (page.Count < Page)
            {
                return state.Sequence == 0 || (throughRun is { } run && state.Run?.RunId != run) ? null : state;
            }
        }
    }

    /// <summary>The last run that asked for this approval, or for any; null where none did.</summary>
    public static async Task<RunState?> FindAskedAsync(IStore store, ThreadKey key, string? approvalId, CancellationToken cancellationToken)
    {
        RunState? found = null;
        var state = new ThreadState(key);
        while (true)
        {
            var page = await store.ReadAsync(key, state.Sequence, Page, cancellationToken);
            foreach (var stored in page)
            {
                var next = state.Apply(await EventCodec.DecodeAsync(stored, store, cancellationToken));
                if (next.Run?.RunId != state.Run?.RunId && state.Run is { } before && Asked(before, approvalId))
                {
                    found = before;
                }

                state = next;
            }

            if (page.Count < Page)
            {
                return state.Run is { } last && Asked(last, approvalId) ? last : found;
            }
        }
    }

    /// <summary>Whether a run asked for this approval, or for any.</summary>
    public static bool Asked(RunState run, string? approvalId) => approvalId is null ? !run.Approvals.IsEmpty : run.FindApproval(approvalId) is not null;
}
