using System.Runtime.CompilerServices;
using Opsroom.Threads;

namespace Opsroom.Workflow.Running;

/// <summary>Folds a thread out of the store.</summary>
internal static class JournalReader
{
    /// <summary>The state after the last event, or after the end of one run. Null where there is no such thread or run.</summary>
    public static async Task<ThreadState?> ReadStateAsync(IStore store, ThreadKey key, RunId? throughRun, CancellationToken cancellationToken)
    {
        var state = new ThreadState(key);
        await foreach (var @event in EventsAsync(store, key, cancellationToken))
        {
            if (throughRun is not null && @event is RunStarted && state.Run?.RunId == throughRun)
            {
                return state;
            }

            state = state.Apply(@event);
        }

        return state.Sequence == 0 || (throughRun is { } run && state.Run?.RunId != run) ? null : state;
    }

    /// <summary>The last run that asked for this approval, or for any; null where none did.</summary>
    public static async Task<RunState?> FindAskedAsync(IStore store, ThreadKey key, string? approvalId, CancellationToken cancellationToken)
    {
        RunState? found = null;
        var state = new ThreadState(key);
        await foreach (var @event in EventsAsync(store, key, cancellationToken))
        {
            var next = state.Apply(@event);
            if (next.Run?.RunId != state.Run?.RunId && state.Run is { } before && Asked(before, approvalId))
            {
                found = before;
            }

            state = next;
        }

        return state.Run is { } last && Asked(last, approvalId) ? last : found;
    }

    /// <summary>Whether a run asked for this approval, or for any.</summary>
    public static bool Asked(RunState run, string? approvalId) => approvalId is null ? !run.Approvals.IsEmpty : run.FindApproval(approvalId) is not null;

    private static async IAsyncEnumerable<ThreadEvent> EventsAsync(IStore store, ThreadKey key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stored in store.ReadAllAsync(key, 0, cancellationToken))
        {
            yield return await EventCodec.DecodeAsync(stored, store, cancellationToken);
        }
    }
}
