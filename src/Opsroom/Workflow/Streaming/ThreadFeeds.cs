using System.Runtime.CompilerServices;
using Opsroom.Threads;

namespace Opsroom.Workflow.Streaming;

/// <summary>The feeds of this process: a hot log for each thread that is being worked on or watched, over the journals in the store.</summary>
public sealed class ThreadFeeds(IStore store) : IThreadFeed
{
    private readonly Lock access = new();
    private readonly Dictionary<ThreadKey, HotLog> logs = [];

    public async IAsyncEnumerable<FeedItem> FollowAsync(ThreadKey key, long after, [EnumeratorCancellation] CancellationToken requestAborted)
    {
        var log = Hold(key);
        try
        {
            var (position, before) = (log.First, log.End);
            var seen = after;
            var caughtUp = false;
            var heard = log.Elsewhere;
            while (true)
            {
                var finished = new HashSet<(RunId? RunId, string? Step, int? Attempt)>();
                if (!caughtUp)
                {
                    caughtUp = true;
                    await foreach (var stored in store.ReadAllAsync(key, seen, requestAborted))
                    {
                        if (stored.Sequence >= log.FirstSequenceFrom(position))
                        {
                            // the log has it too, together with what was streamed around it, but not what others appended behind it
                            caughtUp = log.Elsewhere == 0;
                            break;
                        }

                        seen = stored.Sequence;
                        yield return new FeedItem.Durable(stored);
                    }
                }

                var (items, changed) = log.ReadFrom(position);
                if (items is null)
                {
                    (position, caughtUp) = (log.First, false);
                    continue;
                }

                Finished(items, (int)Math.Clamp(before - position, 0, items.Count), seen, finished);
                foreach (var item in items)
                {
                    position++;
                    if (item is FeedItem.Durable durable)
                    {
                        if (durable.Stored.Sequence <= seen)
                        {
                            continue;
                        }

                        seen = durable.Stored.Sequence;
                    }
                    else if (item is FeedItem.Chunk chunk && finished.Contains((chunk.RunId, chunk.Step, chunk.Attempt)))
                    {
                        continue;
                    }

                    yield return item;
                }

                if (items.Count == 0 && log.Elsewhere == heard)
                {
                    await changed.WaitAsync(requestAborted);
                }

                if (log.Elsewhere is var now && now != heard)
                {
                    // what another process appended is in no log of this one
                    (heard, caughtUp) = (now, false);
                }
            }
        }
        finally
        {
            Release(key, log);
        }
    }

    /// <summary>Another process appended to a thread, or may have to any where it is null: whoever watches looks at the store.</summary>
    public void AppendedElsewhere(ThreadKey? key)
    {
        lock (access)
        {
            if (key is not { } thread)
            {
                foreach (var each in logs.Values)
                {
                    each.AppendedElsewhere();
                }
            }
            else if (logs.TryGetValue(thread, out var log))
            {
                log.AppendedElsewhere();
            }
        }
    }

    /// <summary>The hot log of a thread, kept until it is released as often as it is held.</summary>
    internal HotLog Hold(ThreadKey key)
    {
        lock (access)
        {
            if (!logs.TryGetValue(key, out var log))
            {
                logs[key] = log = new HotLog();
            }

            log.Holders++;
            return log;
        }
    }

    internal void Release(ThreadKey key, HotLog log)
    {
        lock (access)
        {
            if (--log.Holders == 0)
            {
                logs.Remove(key);
            }
        }
    }

    /// <summary>Chunks of messages that were finished or discarded when the watching began, or whose end has been seen, are not worth showing.</summary>
    private static void Finished(IReadOnlyList<FeedItem> items, int before, long seen, HashSet<(RunId? RunId, string? Step, int? Attempt)> finished)
    {
        for (var index = 0; index < items.Count; index++)
        {
            if (items[index] is FeedItem.Durable { Stored: { Kind: "model_answered" or "attempt_abandoned", Sequence: var sequence } stored }
                && (index < before || sequence <= seen))
            {
                finished.Add(EventCodec.OriginOf(stored));
            }
        }
    }
}
