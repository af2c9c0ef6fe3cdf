using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Signs;
using Opsroom.Tools.Logs.Reading;

namespace Opsroom.Tools.Incidents.Analysis.Logs;

/// <summary>
/// What logs say. A pattern weighs by what it means and by whether it is news: one that comes since the beginning at several times its former rate is, one at the rate of
/// every hour is not, whatever its level.
/// </summary>
internal static partial class LogObserver
{
    private const double NewFactor = 2.5;

    /// <summary>So many errors of one wording are no chance.</summary>
    private const int Loud = 10;
    private const double Dominating = 0.3;
    private const int MostTold = 60;
    private const int MostExamples = 4;
    private const int MostFrames = 4;
    /// <summary>States that last until somebody acts, whatever else the log goes on to tell.</summary>
    private static readonly ImmutableArray<string> Lasting = ["unit-start-limit", "unit-failed", "unit-exec-failed"];

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongAgo = TimeSpan.FromHours(2);
    private static readonly TimeSpan Noticed = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan ShortestPast = TimeSpan.FromMinutes(5);

    public static IEnumerable<Observation> Look(IReadOnlyList<LogDigest> digests, DateTimeOffset? onset, DateTimeOffset now) =>
        digests.SelectMany(digest => digest.Patterns.Select(pattern => Told(digest, pattern, onset, now)).OfType<Observation>()
            .OrderByDescending(each => each.IsNew).ThenByDescending(each => each.Strength).ThenByDescending(each => each.Count).Take(MostTold));

    private static Observation? Told(LogDigest digest, LogPattern pattern, DateTimeOffset? onset, DateTimeOffset now)
    {
        var pace = PaceOf(digest, pattern, onset, now);
        var log = digest.Log;
        var who = log.Who;
        var times = pattern.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({pattern.Count} times{(pace.Since is null ? "" : pace.IsNew ? ", new" : ", as before")})");
        var citations = Citations(digest, pattern, onset);
        Observation seen;
        if (pattern.Sign is { } match)
        {
            // what a program notes as ordinary is seldom why something fails
            var weight = pattern.Level is EntryLevel.Info or EntryLevel.Debug or EntryLevel.Trace && match.Sign.Role != SignRole.Recovery ? 0.75 : 1;
            seen = SignObservations.Of(EvidenceKind.Log, pattern.NamesMany ? match with { Depends = null } : match, citations[0], who, At(pattern.First));
            seen = seen with { Strength = seen.Strength * weight, Harm = seen.Harm * weight, Statement = seen.Statement + times };
        }
        else if (pattern is { Level: EntryLevel.Unknown, IsException: false } && pattern.Count < Dominating * digest.LineCount)
        {
            return null;
        }
        else
        {
            var words = Shortened(citations[0].Quote);
            var isLoud = pattern is { Level: >= EntryLevel.Error, Count: >= Loud } && pace is { IsNew: true, IsCurrent: true };
            seen = new(EvidenceKind.Log, pattern.IsException ? Bearing.Cause : Bearing.Effect, citations[0], $"{who}: {words}{times}")
            {
                Category = pattern.IsException || isLoud ? FailureWords.CategoryOf(citations[0].Quote) : IncidentCategory.None,
                Theme = pattern.IsException ? $"exception:{words[..Math.Min(words.Length, 60)]}" : $"error:{words[..Math.Min(words.Length, 60)]}",
                Strength = pattern.IsException ? 0.4 : pattern.Level is EntryLevel.Warn or EntryLevel.Unknown ? 0.2 : isLoud ? 0.42 : 0.3,
                Harm = pattern.Level is EntryLevel.Warn or EntryLevel.Unknown ? 0.28 : 0.35,
            };
        }

        var share = digest.LineCount == 0 ? 0 : (double)pattern.Count / digest.LineCount;
        return seen with
        {
            At = pace.Since ?? At(pattern.First),
            Last = At(pattern.Last),
            Count = pattern.Count,
            IsNew = pace.IsNew,
            IsCurrent = pace.IsCurrent,
            Strength = seen.Strength * (pattern.Count >= 3 || share > 0.05 ? 1 : 0.9),
            // once in a thousand lines is not yet a failure
            Harm = seen.Harm * (pattern.Count >= 3 || share > 0.03 || pattern.Level == EntryLevel.Fatal ? 1 : 0.55),
            Also = [.. citations.Skip(1)],
            Names = [.. pattern.Subjects.Take(4).Append(log.Who).Append(log.Name).Where(name => name.Length > 0)],
            Subject = seen.Subject ?? who,
        };
    }

    private static Pace PaceOf(LogDigest digest, LogPattern pattern, DateTimeOffset? onset, DateTimeOffset now)
    {
        if (digest.Log.IsPrevious && digest.Last > 0 && now.UtcTicks - digest.Last > LongAgo.Ticks)
        {
            return new(false, false, At(pattern.First));
        }

        if (pattern.First == 0 || digest.Last <= digest.First)
        {
            return new(true, true, null);
        }

        var span = digest.Last - digest.First;
        var end = Math.Min(digest.Last, now.UtcTicks);
        var gap = pattern.Count > 1 ? (pattern.Last - pattern.First) / (pattern.Count - 1) : 0;
        // where others write on after the last of many, its end is no end of the log
        var quiet = (pattern.Count >= 5 && digest.Last - pattern.Last > 4 * gap ? Math.Max(now.UtcTicks, digest.Last) : digest.Last) - pattern.Last;
        var isCurrent = quiet <= Math.Max(TimeSpan.FromMinutes(10).Ticks, 6 * gap) || (quiet < 0.15 * span && (pattern.Count < 3 || onset is not null))
            || (pattern.Count <= 3 && pattern.Sign is { Sign.Role: SignRole.Cause } && pattern.Last >= onset?.UtcTicks - Tolerance.Ticks);
        var split = onset is { } began ? began.UtcTicks - Tolerance.Ticks : digest.First + (span / 2);
        var (past, present) = (split - digest.First, end - split);
        if (past < ShortestPast.Ticks || present <= 0)
        {
            // the log begins with the incident, or ends before it
            return new(present > 0, isCurrent, At(pattern.First));
        }

        var before = pattern.Within(digest.First, split) / past;
        var after = pattern.Within(split, end) / present;
        var isNew = after > NewFactor * before && (before == 0 || pattern.Within(split, end) >= 3);
        if (!isNew && pattern.First - digest.First >= Math.Max(TimeSpan.FromMinutes(10).Ticks, span / 5) && split - pattern.First < Noticed.Ticks)
        {
            // it is noticed some time after it began
            return new(pattern.Count >= 3, isCurrent, At(pattern.First));
        }

        if (!isNew && onset is null && pattern.First - digest.First >= Math.Max(TimeSpan.FromMinutes(10).Ticks, span / 10) && pattern.Last - pattern.First < span / 3)
        {
            // nobody says when it began: what came all at once and not before is no habit
            isNew = true;
        }

        isCurrent = isCurrent || (pattern.Sign is { Sign.Id: var sign } && Lasting.Contains(sign, StringComparer.Ordinal) && isNew && !digest.Patterns.Any(other => other.Sign is { Sign.Role: SignRole.Recovery } && other.Last > pattern.Last));
        if (!isNew && onset is null)
        {
            // nobody says when it began: a log that is full of it may have been cut to it
            isNew = pattern.Count > 0.3 * digest.LineCount || ((pattern.Level == EntryLevel.Fatal || pattern.Sign is { Strength: >= 0.55, Sign.Role: SignRole.Cause }) && !IsSteady(digest, pattern, span)) || span < TimeSpan.FromMinutes(30).Ticks;
        }

        return new(isNew, isCurrent, isNew && before == 0 ? At(pattern.First) : onset ?? At(pattern.First));
    }

    /// <summary>Whether it comes all through a long log, among much else.</summary>
    private static bool IsSteady(LogDigest digest, LogPattern pattern, long span) =>
        span >= TimeSpan.FromHours(2).Ticks && pattern.Count >= 8 && pattern.First - digest.First < span / 10 && digest.Last - pattern.Last < span / 10 && pattern.Count < 0.3 * digest.LineCount;

    /// <summary>An example from the time of the incident before one from the time before.</summary>
    private static ImmutableArray<Citation> Citations(LogDigest digest, LogPattern pattern, DateTimeOffset? onset)
    {
        var lines = digest.Log.Lines;
        var told = pattern.Lines.Take(MostExamples).ToList();
        if (onset is not null && pattern.Count > 3 && pattern.First < onset.Value.UtcTicks - Tolerance.Ticks)
        {
            told = [pattern.Lines[^1], pattern.Lines[0]];
        }

        if (pattern.HeadLine > 0 && pattern.HeadLine < told[0])
        {
            told.Add(pattern.HeadLine);
        }

        var frames = pattern.IsException || pattern.Sign is { Sign.Category: IncidentCategory.ApplicationError } ? Frames(lines, told[0]) : [];
        return [.. told.Select(line => new Citation(lines.PlaceOf(line), lines.TextOf(line, 480).Trim())).Concat(frames).Where(citation => citation.Quote.Length > 0).DefaultIfEmpty(new(lines.PlaceOf(told[0]), ""))];
    }

    /// <summary>The lines of the program behind an exception that are its own: the first few that name a file of source text.</summary>
    private static IEnumerable<Citation> Frames(TextLines lines, int head) => Enumerable.Range(head + 1, Math.Max(0, Math.Min(MostFrames, lines.Count - head)))
        .Select(line => new Citation(lines.PlaceOf(line), lines.TextOf(line, 300).Trim())).Where(each => SourceLine().IsMatch(each.Quote)).Take(2);

    [GeneratedRegex(@"\.(?:rb|py|java|kt|scala|js|ts|mjs|go|cs|php|ex|rs|cpp)(?::|"", line )\d+|^\s*(?:at|Caused by:) \S", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SourceLine();

    private static string Shortened(string line) => line.Length <= 220 ? line : line[..220] + "…";

    private static DateTimeOffset? At(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);

    private sealed record Pace(bool IsNew, bool IsCurrent, DateTimeOffset? Since);
}
