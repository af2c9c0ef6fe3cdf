using Opsroom.Threads;

namespace Opsroom.Workflow.Running;

/// <summary>Copies a thread up to a point of rest. What was open stays with the original.</summary>
internal sealed class ThreadForks(ThreadLoopServices services)
{
    public async Task<ForkOutcome> ForkAsync(
        ThreadKey key, long? atEvent, Principal principal, IdempotencyClaim? idempotency, CancellationToken cancellationToken)
    {
        var stored = new List<StoredEvent>();
        var state = new ThreadState(key);
        var atCut = state;
        await foreach (var next in services.Store.ReadAllAsync(key, 0, cancellationToken))
        {
            if (next.Sequence > atEvent)
            {
                break;
            }

            state = state.Apply(await EventCodec.DecodeAsync(next, services.Store, cancellationToken));
            stored.Add(next);
            atCut = state.AtRest ? state : atCut;
        }

        if (atCut.Sequence == 0)
        {
            return new ForkOutcome(null, 0);
        }

        var now = services.Clock.GetUtcNow();
        var past = stored.Take((int)atCut.Sequence).ToList();
        var forked = new ThreadForked(key.Id.Value, atCut.Sequence, principal.Id, idempotency) { At = now };
        return await CopyAsync(
            key, past, await RemovedSinceAsync(atCut, past, cancellationToken) is { } removed ? [removed with { At = now }, forked] : [forked], forked.AtEvent, cancellationToken);
    }

    /// <summary>Says of files that the original has lost since that they are not in the fork either; null where there are none.</summary>
    private async Task<FilesRemoved?> RemovedSinceAsync(ThreadState atCut, IReadOnlyList<StoredEvent> past, CancellationToken cancellationToken)
    {
        var blobs = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var later in services.Store.ReadAllAsync(atCut.Key, atCut.Sequence, cancellationToken))
        {
            if (later.Kind == "files_removed")
            {
                blobs.UnionWith(((FilesRemoved)await EventCodec.DecodeAsync(later, services.Store, cancellationToken)).Blobs);
            }
        }

        if (blobs.Count > 0)
        {
            var references = new BlobReferences();
            foreach (var @event in past)
            {
                await references.AddAsync(@event, services.Store, cancellationToken);
            }

            blobs.IntersectWith(references.Files);
        }

        return blobs.Count == 0 ? null : FilesRemoved.Of(atCut, FilesRemoved.ByRetention, blobs.Order(StringComparer.Ordinal));
    }

    private async Task<ForkOutcome> CopyAsync(
        ThreadKey from, IReadOnlyList<StoredEvent> past, IReadOnlyList<ThreadEvent> last, long atEvent, CancellationToken cancellationToken)
    {
        var fork = new ThreadKey(from.Tenant, ThreadId.New());
        var events = new List<EncodedEvent>();
        foreach (var stored in past)
        {
            // the bytes are copied as they are; the original's usage and idempotency keys stay with it
            events.Add(new EncodedEvent(await EventCodec.DecodeAsync(stored, services.Store, cancellationToken), stored.Bytes));
        }

        var added = services.Journal.Prepare(new ThreadState(fork), last);
        var outcome = await services.Store.AppendAsync(
            new AppendRequest(fork, 1, 0, [.. events, .. added.Encoded], added.Blobs, Flush: true), cancellationToken);
        return outcome.Status switch
        {
            AppendStatus.Appended => new ForkOutcome(fork, atEvent),
            AppendStatus.KeyTaken => new ForkOutcome(null, 0, KeyTaken: true),
            _ => throw new InvalidOperationException($"The fork {fork} could not be written: {outcome.Status}."),
        };
    }
}
