using Opsroom.Threads;

namespace Opsroom.Workflow.Running;

/// <summary>Copies a thread up to a point of rest. What was open stays with the original.</summary>
internal sealed class ThreadForks(ThreadLoopServices services)
{
    private const int Page = 1_000;

    public async Task<ForkOutcome> ForkAsync(
        ThreadKey key, long? atEvent, Principal principal, IdempotencyClaim? idempotency, CancellationToken cancellationToken)
    {
        var stored = new List<StoredEvent>();
        var state = new ThreadState(key);
        var cut = 0L;
        while (atEvent is null || state.Sequence < atEvent)
        {
            var page = await services.Store.ReadAsync(key, state.Sequence, Page, cancellationToken);
            foreach (var next in page.TakeWhile(next => atEvent is null || next.Sequence <= atEvent))
            {
                state = state.Apply(await EventCodec.DecodeAsync(next, services.Store, cancellationToken));
                stored.Add(next);
                cut = state.AtRest ? state.Sequence : cut;
            }

            if (page.Count < Page)
            {
                break;
            }
        }

        return cut == 0 ? new ForkOutcome(null, 0) : await CopyAsync(
            key, stored.Take((int)cut), new ThreadForked(key.Id.Value, cut, principal.Id, idempotency) { At = services.Clock.GetUtcNow() }, cancellationToken);
    }

    private async Task<ForkOutcome> CopyAsync(ThreadKey from, IEnumerable<StoredEvent> past, ThreadForked last, CancellationToken cancellationToken)
    {
        var fork = new ThreadKey(from.Tenant, ThreadId.New());
        var events = new List<EncodedEvent>();
        foreach (var stored in past)
        {
            // the bytes are copied as they are; the original's usage and idempotency keys stay with it
            events.Add(new EncodedEvent(await EventCodec.DecodeAsync(stored, services.Store, cancellationToken), stored.Bytes));
        }

        var forked = services.Journal.Prepare(fork, [last]);
        var outcome = await services.Store.AppendAsync(
            new AppendRequest(fork, 1, 0, [.. events, .. forked.Encoded], [], Flush: true), cancellationToken);
        return outcome.Status switch
        {
            AppendStatus.Appended => new ForkOutcome(fork, last.AtEvent),
            AppendStatus.KeyTaken => new ForkOutcome(null, 0, KeyTaken: true),
            _ => throw new InvalidOperationException($"The fork {fork} could not be written: {outcome.Status}."),
        };
    }
}
