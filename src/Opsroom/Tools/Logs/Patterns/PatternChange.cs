using System.Collections.Immutable;

namespace Opsroom.Tools.Logs.Patterns;

/// <summary>How a pattern is after a moment, against before it.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Before">Entries of the time before.</param>
/// <param name="After">Entries from the moment on.</param>
/// <param name="Rate">How many times as many there are for a time, at least; null where there were none before.</param>
/// <param name="Score">How far that is from chance: standard deviations of the difference, were the rate the same.</param>
internal sealed record PatternChange(LogPattern Pattern, PatternTurn Kind, double Before, double After, double? Rate, double Score);

internal enum PatternTurn
{
    /// <summary>There was none before.</summary>
    New,

    /// <summary>There are more than before, by at least twice, and by more than chance would.</summary>
    Rose,

    /// <summary>There are fewer than half as many, by more than chance would.</summary>
    Fell,
    Same,
}

/// <summary>Tells what a moment changed in the patterns of a log.</summary>
internal static class PatternChanges
{
    private const double Sure = 4;
    private const double Least = 2;

    /// <summary>Of each pattern, what is most telling first: by how it turned, by level, by score.</summary>
    /// <param name="from">Where the time before begins; entries before that count for nothing.</param>
    /// <param name="until">Where the time after ends.</param>
    /// <returns>Nothing is new, and nothing rose, where nothing at all was logged before the moment.</returns>
    public static ImmutableArray<PatternChange> Of(ImmutableArray<LogPattern> patterns, DateTimeOffset from, DateTimeOffset moment, DateTimeOffset until)
    {
        var (before, after) = ((moment - from).TotalSeconds, (until - moment).TotalSeconds);
        if (before <= 0 || after <= 0 || !patterns.Any(pattern => pattern.FirstSeen < moment && pattern.LastSeen >= from))
        {
            return [];
        }

        return [.. patterns.Where(pattern => pattern.Timed > 0)
            .Select(pattern => Of(pattern, from, moment, until, before / after))
            .OrderBy(change => change.Kind)
            .ThenByDescending(change => change.Pattern.Level)
            .ThenByDescending(change => change.Score)];
    }

    private static PatternChange Of(LogPattern pattern, DateTimeOffset from, DateTimeOffset moment, DateTimeOffset until, double ratio)
    {
        // a bucket that the moment cuts holds nothing of before where the pattern began later
        var isNew = pattern.FirstSeen >= moment;
        var before = isNew ? 0 : pattern.CountIn(from, moment);
        var after = isNew ? pattern.CountIn(from, until) : pattern.LastSeen < moment ? 0 : pattern.CountIn(moment, until);
        var expected = before / ratio;
        // the variance of a difference of two counts, one of them scaled
        var score = (after - expected) / Math.Sqrt(Math.Max(1, after + (before / ratio / ratio)));
        var rate = before > 0 ? after / expected : (double?)null;
        var kind = isNew && !pattern.IsRest ? PatternTurn.New
            : score >= Sure && (rate is null || rate >= Least) ? PatternTurn.Rose
            : score <= -Sure && rate <= 1 / Least ? PatternTurn.Fell
            : PatternTurn.Same;
        return new PatternChange(pattern, kind, before, after, rate, score);
    }
}
