using System.Collections.Immutable;
using System.Text;
using Opsroom.Tools.Logs.Patterns;
using Opsroom.Tools.Logs.Reading;

namespace Opsroom.Tools.Logs.Searching;

/// <summary>Patterns of the entries of a range, against those of the time before it.</summary>
internal sealed class SplitPatterns
{
    private readonly LogPatterns patterns = new(new PatternLimits(MostPatterns: 1_000));
    private readonly Dictionary<PatternCluster, Counts> counts = [];
    private long before;

    public void Add(ImmutableArray<LogEntry> entries, bool isBefore, string source)
    {
        before += isBefore ? entries.Length : 0;
        foreach (var entry in entries)
        {
            var text = Encoding.UTF8.GetBytes(entry.Message);
            var line = new LogLine { Ticks = entry.Time?.UtcTicks ?? 0, Level = entry.Level, Message = text, Error = entry.Error is null ? default : Encoding.UTF8.GetBytes(entry.Error) };
            var cluster = patterns.Add(line, default, text);
            if (!counts.TryGetValue(cluster, out var count))
            {
                counts.Add(cluster, count = new Counts());
            }

            count.Add(entry, isBefore, source);
        }
    }

    /// <summary>What is new first, then what rose, then the rest; in each the worst and most frequent first.</summary>
    public IEnumerable<FoundPattern> ToArray() => counts.Where(each => each.Value.Now > 0)
        .Select(each => Row(each.Key.ToPattern(), each.Value))
        .OrderByDescending(pattern => pattern.New)
        .ThenByDescending(pattern => pattern.Rose)
        .ThenByDescending(pattern => pattern.Level >= EntryLevel.Warn ? pattern.Level : EntryLevel.Unknown)
        .ThenByDescending(pattern => pattern.Count);

    private FoundPattern Row(LogPattern pattern, Counts count) => new(
        pattern.Template, pattern.Level, count.Now, count.Before, count.Before == 0 && before > 0 && !pattern.IsRest,
        // four standard deviations of the difference of two counts
        count.Before > 0 && count.Now >= 2 * count.Before && count.Now - count.Before >= 4 * Math.Sqrt(count.Now + count.Before),
        count.First, count.Last, OutsideText.OneLine(count.Example, 500), [.. count.Sources]);

    private sealed class Counts
    {
        public long Now { get; private set; }

        public long Before { get; private set; }

        public DateTimeOffset? First { get; private set; }

        public DateTimeOffset? Last { get; private set; }

        public string Example { get; private set; } = "";

        public SortedSet<string> Sources { get; } = new(StringComparer.Ordinal);

        public void Add(LogEntry entry, bool isBefore, string source)
        {
            First = entry.Time is { } time && (First is null || time < First) ? time : First;
            Last = entry.Time is { } late && (Last is null || late > Last) ? late : Last;
            if (isBefore)
            {
                Before++;
                return;
            }

            Now++;
            Sources.Add(source);
            Example = Example.Length == 0 ? entry.Message : Example;
        }
    }
}
