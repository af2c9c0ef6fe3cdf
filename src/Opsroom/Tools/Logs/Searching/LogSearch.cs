using System.Collections.Immutable;
using Opsroom.Tools.Logs.Reading;

namespace Opsroom.Tools.Logs.Searching;

/// <summary>What is looked for, and when.</summary>
/// <param name="Service">Only of this service; null for all.</param>
/// <param name="Level">Only at this level or worse; unknown for all.</param>
/// <param name="Most">How many entries are read at most: the newest ones.</param>
internal sealed record LogSearch(LogFilter Filter, string? Service, EntryLevel Level, DateTimeOffset From, DateTimeOffset Until, int Most)
{
    /// <summary>Whether a time is in the range; an entry without one is where its neighbours are, so it is.</summary>
    public bool IsInRange(long ticks) => ticks == 0 || (ticks >= From.UtcTicks && ticks < Until.UtcTicks);

    public bool IsBadEnough(EntryLevel level) => Level == EntryLevel.Unknown || level >= Level;
}

/// <param name="Entries">Oldest first.</param>
/// <param name="IsTruncated">Whether there were older ones that were not read.</param>
/// <param name="How">How the backend was asked, for a person.</param>
internal sealed record LogBatch(ImmutableArray<LogEntry> Entries, bool IsTruncated, string How, ImmutableArray<string> Notes);

/// <summary>A place that logs are in.</summary>
internal interface ILogSource
{
    /// <summary>As answers name it.</summary>
    string Name { get; }

    bool IsConfigured { get; }

    Task<ToolResult<LogBatch>> SearchAsync(LogSearch search, CancellationToken cancellationToken);
}
