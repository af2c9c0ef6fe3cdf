using System.Collections.Immutable;

namespace Opsroom.Tools.Logs.Searching;

/// <summary>Keeps the newest entries that are looked for, up to a bound.</summary>
internal sealed class EntryCollector(LogSearch search)
{
    private readonly PriorityQueue<LogEntry, (long Ticks, long Order)> kept = new();
    private readonly Lock gate = new();
    private long order;

    /// <summary>Which entries are wanted beside range and level; by default those that the filter matches.</summary>
    public Func<LogEntry, bool> IsWanted { get; init; } = search.Filter.Matches;

    public bool IsTruncated { get; private set; }

    public void Add(LogEntry entry)
    {
        lock (gate)
        {
            kept.Enqueue(entry, (entry.Time?.UtcTicks ?? 0, order++));
            if (kept.Count > search.Most)
            {
                kept.Dequeue();
                IsTruncated = true;
            }
        }
    }

    /// <summary>Oldest first.</summary>
    public ImmutableArray<LogEntry> ToArray() =>
        [.. kept.UnorderedItems.OrderBy(item => item.Priority).Select(item => item.Element)];
}
