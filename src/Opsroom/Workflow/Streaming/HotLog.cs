using Opsroom.Threads;

namespace Opsroom.Workflow.Streaming;

/// <summary>
/// The recent past of one thread in memory: what was appended and what is streamed between, in the order of its happening. Its owner writes; any number of
/// watchers read at their own pace, each by a position. Who falls behind what is kept goes back to the store.
/// </summary>
internal sealed class HotLog
{
    /// <summary>Entries kept; a watcher that is further behind reads the store.</summary>
    private const int Capacity = 2048;

    private readonly Lock access = new();
    private readonly List<FeedItem> items = [];
    private long first;
    private long elsewhere;
    private TaskCompletionSource? changed;

    /// <summary>Who keeps it alive: its loop and its watchers.</summary>
    public int Holders { get; set; }

    public void Append(IEnumerable<StoredEvent> events)
    {
        lock (access)
        {
            foreach (var stored in events)
            {
                items.Add(new FeedItem.Durable(stored));
            }

            Trim();
        }

        Signal();
    }

    public void Append(FeedItem item)
    {
        lock (access)
        {
            items.Add(item);
            Trim();
        }

        Signal();
    }

    /// <summary>How often another process was heard to have appended.</summary>
    public long Elsewhere
    {
        get
        {
            lock (access)
            {
                return elsewhere;
            }
        }
    }

    public void AppendedElsewhere()
    {
        lock (access)
        {
            elsewhere++;
        }

        Signal();
    }

    /// <summary>Position of the oldest entry kept.</summary>
    public long First
    {
        get
        {
            lock (access)
            {
                return first;
            }
        }
    }

    /// <summary>Position of the entry that comes next.</summary>
    public long End
    {
        get
        {
            lock (access)
            {
                return first + items.Count;
            }
        }
    }

    /// <summary>Sequence of the first journal event kept from a position on; <see cref="long.MaxValue"/> where there is none.</summary>
    public long FirstSequenceFrom(long position)
    {
        lock (access)
        {
            for (var index = (int)Math.Max(0, position - first); index < items.Count; index++)
            {
                if (items[index] is FeedItem.Durable durable)
                {
                    return durable.Stored.Sequence;
                }
            }

            return long.MaxValue;
        }
    }

    /// <summary>What is kept from a position on, and a task that completes when there is more. A position that is no longer kept gives null.</summary>
    public (IReadOnlyList<FeedItem>? Items, Task Changed) ReadFrom(long position)
    {
        lock (access)
        {
            changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (position < first)
            {
                return (null, changed.Task);
            }

            var index = (int)(position - first);
            return (index >= items.Count ? [] : items.GetRange(index, items.Count - index), changed.Task);
        }
    }

    private void Trim()
    {
        if (items.Count <= Capacity)
        {
            return;
        }

        var excess = items.Count - (Capacity / 2);
        items.RemoveRange(0, excess);
        first += excess;
    }

    private void Signal()
    {
        TaskCompletionSource? waiters;
        lock (access)
        {
            (waiters, changed) = (changed, null);
        }

        waiters?.TrySetResult();
    }
}
