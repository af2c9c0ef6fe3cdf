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
}
