using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Opsroom.Tools.Logs.Reading;

namespace Opsroom.Tools.Logs.Patterns;

/// <summary>What many entries have in common.</summary>
/// <param name="Template">Their words; what varies is <c>&lt;num&gt;</c>, <c>&lt;id&gt;</c>, <c>&lt;ip&gt;</c> … or <c>&lt;*&gt;</c>.</param>
/// <param name="Count">How many entries there are, exactly.</param>
/// <param name="Timed">How many of them have a time; the rest is in no bucket.</param>
/// <param name="FirstSeen">The earliest time of them; null where none has one.</param>
/// <param name="LastSeen">The latest.</param>
/// <param name="BucketWidth">The time that a bucket is for.</param>
/// <param name="Buckets">Oldest first; those without an entry are left out.</param>
/// <param name="Examples">Up to three: the first, and two that came later.</param>
/// <param name="Last">Where the last one stands.</param>
/// <param name="IsRest">Whether it stands for all that came when there was no room for more patterns.</param>
internal sealed record LogPattern(
    string Template, EntryLevel Level, long Count, long Timed, DateTimeOffset? FirstSeen, DateTimeOffset? LastSeen, TimeSpan BucketWidth, ImmutableArray<PatternBucket> Buckets,
    ImmutableArray<PatternExample> Examples, LinePlace Last, bool IsRest)
{
    /// <summary>How many entries are of this time; buckets that it cuts count by the part of them that is in it.</summary>
    public double CountIn(DateTimeOffset from, DateTimeOffset until)
    {
        double sum = 0;
        foreach (var bucket in Buckets)
        {
            var start = bucket.At > from ? bucket.At : from;
            var end = bucket.At + BucketWidth < until ? bucket.At + BucketWidth : until;
            sum += end > start ? bucket.Count * ((end - start) / BucketWidth) : 0;
        }

        return sum;
    }
}

/// <param name="At">When it begins.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PatternBucket(DateTimeOffset At, long Count);

/// <param name="Text">The line, cut where it is long.</param>
internal sealed record PatternExample(string Text, LinePlace Place, DateTimeOffset? At);

/// <summary>Where a line stands.</summary>
/// <param name="Source">Which log, as the caller counts them.</param>
/// <param name="Line">From 1.</param>
/// <param name="Offset">Of its first byte.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LinePlace(int Source, long Line, long Offset);
