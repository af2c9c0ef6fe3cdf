namespace Opsroom.Threads;

/// <summary>
/// How long runs worked, by the day on which they did: while a run is in progress and does not wait for people, the time from each event of its thread to the
/// next one. It is counted in seconds of the clock, so that parts add up to the whole however often a run writes.
/// </summary>
internal static class WorkedTime
{
    /// <summary>The version of the family whose events began to count time.</summary>
    private const int FirstVersion = 2;

    private const long SecondsInADay = 86_400;

    /// <summary>No step takes as long as that: somebody set the clock.</summary>
    private const long LongestStretch = 2 * SecondsInADay;

    /// <summary>What a thread worked from its last event until the next one.</summary>
    /// <param name="event">The next one. One that takes a run over follows on a time in which nobody worked on it.</param>
    /// <param name="working">Whether a run was in progress, and did not wait for people, after the last one.</param>
    /// <param name="last">When the last one was appended.</param>
    public static IEnumerable<UsageEntry> Until(ThreadEvent @event, bool working, DateTimeOffset last) =>
        working && @event is { Version: >= FirstVersion } and not RunResumed ? Between(last, @event.At) : [];

    /// <summary>An entry for each day on which some of that time was.</summary>
    public static IEnumerable<UsageEntry> Between(DateTimeOffset from, DateTimeOffset to)
    {
        var (second, last) = (from.UtcTicks / TimeSpan.TicksPerSecond, to.UtcTicks / TimeSpan.TicksPerSecond);
        if (last - second > LongestStretch)
        {
            yield break;
        }

        while (second < last)
        {
            var day = second / SecondsInADay;
            var until = Math.Min(last, (day + 1) * SecondsInADay);
            yield return UsageEntry.OfDay(DateOnly.FromDayNumber((int)day)) with { WorkedSeconds = until - second };
            second = until;
        }
    }
}
