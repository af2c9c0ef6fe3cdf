using System.Runtime.CompilerServices;
using System.Text;
using Opsroom.Tools.Logs.Reading;

namespace Opsroom.Tools.Logs.Patterns;

/// <summary>A pattern while it is being found.</summary>
internal sealed class PatternCluster(EntryLevel level, ulong[] hashes, string[] words, BucketCounts buckets, bool isRest)
{
    private const int MostExamples = 3;
    private const int LongestExample = 600;
    private const int LongestTemplate = 600;
    private const string Varies = "<*>";

    private readonly BucketCounts buckets = buckets;
    private readonly List<PatternExample> examples = [];
    private long nextExample = 1;
    private long timed;
    private long first;
    private long last;
    private LinePlace lastPlace;

    public EntryLevel Level => level;

    public long Count { get; private set; }

    public bool IsRest => isRest;

    public ReadOnlySpan<ulong> Hashes => hashes;

    /// <summary>How many words are equal; those that vary already are not.</summary>
    public int Alike(ReadOnlySpan<ulong> others)
    {
        var alike = 0;
        for (var at = 0; at < hashes.Length; at++)
        {
            alike += hashes[at] == others[at] ? 1 : 0;
        }

        return alike;
    }

    /// <summary>How many words vary.</summary>
    public int Varying => hashes.AsSpan().Count(0UL);

    /// <summary>Makes words vary that are not equal.</summary>
    public void Widen(ReadOnlySpan<ulong> others)
    {
        for (var at = 0; at < hashes.Length; at++)
        {
            if (hashes[at] != others[at])
            {
                (hashes[at], words[at]) = (0, Varies);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(long ticks, LinePlace place, ReadOnlySpan<byte> line)
    {
        Count++;
        lastPlace = place;
        if (ticks != 0)
        {
            timed++;
            first = first == 0 || ticks < first ? ticks : first;
            last = ticks > last ? ticks : last;
            buckets.Add(ticks);
        }

        if (Count == nextExample && examples.Count < MostExamples)
        {
            // the 1st, the 8th and the 64th show more of what varies than the first three would
            nextExample *= 8;
            examples.Add(new PatternExample(Encoding.UTF8.GetString(line[..Math.Min(line.Length, LongestExample)]), place, Time(ticks)));
        }
    }

    /// <summary>Takes over what another found in a later part.</summary>
    public void Merge(PatternCluster other)
    {
        Count += other.Count;
        timed += other.timed;
        first = first == 0 || (other.first != 0 && other.first < first) ? other.first : first;
        last = Math.Max(last, other.last);
        lastPlace = other.lastPlace;
        buckets.Merge(other.buckets);
        examples.AddRange(other.examples.Take(MostExamples - examples.Count));
        while (nextExample <= Count)
        {
            nextExample *= 8;
        }
    }

    /// <summary>The same words without anything counted.</summary>
    public PatternCluster Empty(BucketCounts counts) => new(level, [.. hashes], [.. words], counts, isRest);

    public LogPattern ToPattern() => new(
        Template(), level, Count, timed, Time(first), Time(last), TimeSpan.FromTicks(buckets.Width), buckets.ToArray(), [.. examples], lastPlace, isRest);

    private string Template()
    {
        var text = string.Join(' ', words);
        return text.Length <= LongestTemplate ? text : text[..LongestTemplate] + "…";
    }

    private static DateTimeOffset? Time(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
