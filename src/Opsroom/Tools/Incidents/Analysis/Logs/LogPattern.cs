using Opsroom.Tools.Incidents.Signs;
using Opsroom.Tools.Logs.Reading;

namespace Opsroom.Tools.Incidents.Analysis.Logs;

/// <summary>Lines of one log that say the same: how often, when, and where a few of them stand.</summary>
/// <param name="sign">What they mean, where the catalogue knows it.</param>
internal sealed class LogPattern(SignMatch? sign, EntryLevel level)
{
    private const int MostTimes = 2048;
    private const int MostLines = 5;

    /// <summary>Lines that are compared to find those that are worded otherwise.</summary>
    public const int MostCompared = 512;
    private const int MostNames = 12;

    private readonly List<long> times = [];
    private int stride = 1;
    private int skipped;
    private bool hasLast;

    private readonly Dictionary<(string?, string?), (int Count, SignMatch Match)> named = [];

    /// <summary>What they mean, with the subject and the other party that most of them name.</summary>
    public SignMatch? Sign => named.Count == 0 ? sign : named.Values.MaxBy(each => each.Count).Match;

    /// <summary>Whether they name so many others that none of them is meant.</summary>
    public bool NamesMany => named.Count >= MostNames;

    public EntryLevel Level { get; private set; } = level;

    public int Count { get; private set; }

    private readonly HashSet<ulong> wordings = [];

    /// <summary>The first line, the first of each other wording, and the last.</summary>
    public List<int> Lines { get; } = [];

    /// <summary>The line before, where the pattern is one of a stack trace.</summary>
    public int HeadLine { get; init; }

    public bool IsException { get; init; }

    public long First { get; private set; }

    public long Last { get; private set; }

    /// <param name="wording">What is the same for lines that differ in numbers only.</param>
    public void Add(int line, long ticks, EntryLevel level, ulong wording)
    {
        Count++;
        Level = level > Level ? level : Level;
        var isOther = wordings.Count < MostLines - 1 && wordings.Add(wording);
        if (hasLast && !isOther)
        {
            Lines[^1] = line;
        }
        else
        {
            // the last line gives way to one that says something else
            if (hasLast)
            {
                Lines.RemoveAt(Lines.Count - 1);
            }

            Lines.Add(line);
            hasLast = !isOther;
        }

        if (ticks == 0)
        {
            return;
        }

        First = First == 0 || ticks < First ? ticks : First;
        Last = Math.Max(Last, ticks);
        if (++skipped < stride)
        {
            return;
        }

        skipped = 0;
        times.Add(ticks);
        if (times.Count == MostTimes)
        {
            // every other one is enough to tell rates
            for (var index = 0; index < MostTimes / 2; index++)
            {
                times[index] = times[2 * index];
            }

            times.RemoveRange(MostTimes / 2, MostTimes / 2);
            stride *= 2;
        }
    }

    public void Name(SignMatch match)
    {
        var key = (match.Subject, match.Depends);
        if (named.TryGetValue(key, out var seen))
        {
            named[key] = (seen.Count + 1, seen.Match);
        }
        else if (named.Count < MostNames)
        {
            named[key] = (1, match);
        }
    }

    /// <summary>The subjects that are named, the most frequent first.</summary>
    public IEnumerable<string> Subjects => named.OrderByDescending(each => each.Value.Count).Select(each => each.Key.Item1).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>About how many came within a time, both ends included.</summary>
    public double Within(long from, long to) => (double)stride * times.Count(each => each >= from && each <= to);
}
