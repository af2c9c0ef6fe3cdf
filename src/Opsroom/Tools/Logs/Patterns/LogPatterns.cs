using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Opsroom.Tools.Logs.Reading;

namespace Opsroom.Tools.Logs.Patterns;

/// <summary>
/// Finds what entries have in common, as they come, in bounded memory. The method is that of Pinjia He, Jieming Zhu, Zibin Zheng and Michael R. Lyu, "Drain: An Online Log Parsing Approach
/// with Fixed Depth Tree", IEEE ICWS 2017: messages are told apart by length and first word, and go to the pattern of those most of whose words are equal. Here what is certain to vary is masked
/// first, patterns are also told apart by level, and a message that is masked to the same words as an earlier one is known by its hash, without a search. Counts are exact.
/// </summary>
internal sealed class LogPatterns(PatternLimits limits)
{
    private const ulong OtherFirstWord = 1;

    private readonly MaskedTokens tokens = new();
    private readonly Dictionary<ulong, PatternCluster> known = [];
    private readonly Dictionary<(EntryLevel Level, int Length, ulong First), List<PatternCluster>> leaves = [];
    private readonly Dictionary<(EntryLevel Level, int Length), int> firstWords = [];
    private readonly List<PatternCluster> clusters = [];
    private readonly Dictionary<EntryLevel, PatternCluster> rests = [];
    private int quiet;

    public LogPatterns()
        : this(new PatternLimits())
    {
    }

    /// <summary>How many entries were counted.</summary>
    public long Count { get; private set; }

    /// <summary>The earliest time of all entries, in UTC ticks; 0 where none has one.</summary>
    public long FirstTicks { get; private set; }

    /// <summary>The latest.</summary>
    public long LastTicks { get; private set; }

    /// <summary>Counts an entry. A line that continues one is the caller's to leave out.</summary>
    /// <param name="raw">The whole line, for the examples.</param>
    /// <returns>What it was counted to.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public PatternCluster Add(in LogLine line, LinePlace place, ReadOnlySpan<byte> raw)
    {
        Count++;
        if (line.Ticks != 0)
        {
            FirstTicks = FirstTicks == 0 || line.Ticks < FirstTicks ? line.Ticks : FirstTicks;
            LastTicks = line.Ticks > LastTicks ? line.Ticks : LastTicks;
        }

        tokens.Read(line.Message, line.Error);
        // levels are few, so they only have to change the hash
        var hash = tokens.Hash ^ ((ulong)(line.Level + 1) * 0x9E37_79B9_7F4A_7C15);
        if (!known.TryGetValue(hash, out var cluster))
        {
            cluster = Find(line.Level);
            if (known.Count < limits.MostKnown)
            {
                known.Add(hash, cluster);
            }
        }

        cluster.Add(line.Ticks, place, raw);
        return cluster;
    }

    /// <summary>Takes over what was found in a later part of the same logs.</summary>
    public void Merge(LogPatterns later)
    {
        Count += later.Count;
        FirstTicks = FirstTicks == 0 || (later.FirstTicks != 0 && later.FirstTicks < FirstTicks) ? later.FirstTicks : FirstTicks;
        LastTicks = Math.Max(LastTicks, later.LastTicks);
        foreach (var other in later.clusters.Concat(later.rests.Values))
        {
            var into = other.IsRest ? Rest(other.Level) : Find(other.Level, other.Hashes, isFirstFixed: other.Hashes.Length > 0 && other.Hashes[0] != 0, () => other.Empty(Buckets()));
            into.Merge(other);
        }
    }

    /// <summary>All patterns, the most frequent first.</summary>
    public ImmutableArray<LogPattern> ToArray() =>
        [.. clusters.Concat(rests.Values).OrderByDescending(cluster => cluster.Count).Select(cluster => cluster.ToPattern())];

    private PatternCluster Find(EntryLevel level) => Find(level, tokens.Hashes, tokens.Count > 0 && !tokens.IsMasked(0), () => Create(level));

    private PatternCluster Find(EntryLevel level, ReadOnlySpan<ulong> hashes, bool isFirstFixed, Func<PatternCluster> create)
    {
        var leaf = Leaf(level, hashes.Length, isFirstFixed ? hashes[0] : OtherFirstWord);
        PatternCluster? nearest = null;
        var (most, varying) = (-1, 0);
        foreach (var each in leaf)
        {
            var alike = each.Alike(hashes);
            if (alike > most || (alike == most && each.Varying < varying))
            {
                (nearest, most, varying) = (each, alike, each.Varying);
            }
        }

        var isOf = nearest is not null && most >= limits.Similarity * hashes.Length;
        if (!isOf && leaf.Count < limits.MostAlike)
        {
            if (!HasRoom(level))
            {
                return nearest ?? Rest(level);
            }

            var made = create();
            leaf.Add(made);
            clusters.Add(made);
            quiet += IsQuiet(level) ? 1 : 0;
            return made;
        }

        nearest!.Widen(hashes);
        return nearest;
    }

    private List<PatternCluster> Leaf(EntryLevel level, int length, ulong first)
    {
        if (leaves.TryGetValue((level, length, first), out var leaf))
        {
            return leaf;
        }

        var words = firstWords.GetValueOrDefault((level, length));
        if (words >= limits.MostFirstWords)
        {
            first = OtherFirstWord;
        }
        else
        {
            firstWords[(level, length)] = words + 1;
        }

        if (!leaves.TryGetValue((level, length, first), out leaf))
        {
            leaves.Add((level, length, first), leaf = []);
        }

        return leaf;
    }

    private PatternCluster Create(EntryLevel level)
    {
        var words = new string[tokens.Count];
        for (var at = 0; at < words.Length; at++)
        {
            words[at] = tokens.Text(at);
        }

        return new PatternCluster(level, [.. tokens.Hashes], words, Buckets(), isRest: false);
    }

    private PatternCluster Rest(EntryLevel level)
    {
        if (!rests.TryGetValue(level, out var rest))
        {
            rests.Add(level, rest = new PatternCluster(level, [], ["<*>"], Buckets(), isRest: true));
        }

        return rest;
    }

    private bool HasRoom(EntryLevel level) => clusters.Count < limits.MostPatterns && (!IsQuiet(level) || quiet < limits.MostPatterns / 2);

    private static bool IsQuiet(EntryLevel level) => level is EntryLevel.Trace or EntryLevel.Debug or EntryLevel.Info;

    private BucketCounts Buckets() => new(limits.BucketSeconds * TimeSpan.TicksPerSecond, limits.MostBuckets);
}
