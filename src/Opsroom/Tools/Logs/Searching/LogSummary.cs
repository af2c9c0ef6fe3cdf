using System.Collections.Immutable;
using System.Globalization;

namespace Opsroom.Tools.Logs.Searching;

/// <summary>Makes what backends gave short enough to be read: some entries, and the patterns of all.</summary>
internal static class LogSummary
{
    private const int MostPatterns = 30;
    private const int MostFields = 12;
    private const int LongestMessage = 1_000;
    private const int LongestDetail = 2_000;
    private const int LongestOfAll = 60_000;

    public static LogAnswer Of(ImmutableArray<SourceAnswer> answers, SearchRange range, int limit)
    {
        (string Source, LogEntry Entry)[] found =
            [.. answers.Where(answer => answer.Batch is not null).SelectMany(answer => answer.Batch!.Entries.Select(entry => (answer.Source, entry))).OrderBy(each => each.entry.Time ?? DateTimeOffset.MinValue)];
        var shown = Shown(found, limit);
        var before = answers.Sum(answer => (long)(answer.Before?.Entries.Length ?? 0));
        var isCut = answers.Any(answer => answer.Batch?.IsTruncated is true);
        return new LogAnswer(
            shown, Patterns(answers), [.. answers.Select(Source)], found.Length, before, range.From, range.Until, isCut || shown.Length < found.Length, [.. Notes(answers, found.Length, shown.Length)]);
    }

    private static ImmutableArray<FoundEntry> Shown((string Source, LogEntry Entry)[] found, int limit)
    {
        var shown = new List<FoundEntry>();
        var left = LongestOfAll;
        foreach (var (source, entry) in found.Reverse().Take(limit))
        {
            var row = Row(source, entry);
            left -= row.Message.Length + (row.Detail?.Length ?? 0) + row.Fields.Sum(field => field.Key.Length + field.Value.Length) + 100;
            if (left < 0 && shown.Count > 0)
            {
                break;
            }

            shown.Add(row);
        }

        shown.Reverse();
        return [.. shown];
    }

    private static FoundEntry Row(string source, LogEntry entry)
    {
        var lines = entry.Text.IndexOf('\n', StringComparison.Ordinal);
        return new FoundEntry(
            entry.Time, entry.Level, entry.Service, OutsideText.OneLine(entry.Message, LongestMessage), entry.Error is null ? null : OutsideText.OneLine(entry.Error, LongestMessage),
            lines < 0 ? null : Cut(entry.Text[(lines + 1)..]),
            entry.Fields.Take(MostFields).DistinctBy(field => field.Key, StringComparer.Ordinal).ToImmutableSortedDictionary(field => field.Key, field => OutsideText.OneLine(field.Value, 200), StringComparer.Ordinal),
            source, entry.Where);
    }

    /// <summary>
    /// One set of patterns is made of both times, so that a pattern is the same before and after. Counts of either time are told by the side that an entry came from, for times are not always known.
    /// </summary>
    private static ImmutableArray<FoundPattern> Patterns(ImmutableArray<SourceAnswer> answers)
    {
        var patterns = new SplitPatterns();
        foreach (var answer in answers)
        {
            patterns.Add(answer.Before?.Entries ?? [], isBefore: true, answer.Source);
        }

        foreach (var answer in answers)
        {
            patterns.Add(answer.Batch?.Entries ?? [], isBefore: false, answer.Source);
        }

        return [.. patterns.ToArray().Take(MostPatterns)];
    }

    private static string Cut(string text) => text.Length <= LongestDetail ? text : text[..LongestDetail] + "…";

    private static SearchedSource Source(SourceAnswer answer) =>
        new(answer.Source, answer.Batch?.How, answer.Batch?.Entries.Length ?? 0, answer.Batch?.IsTruncated ?? false, answer.Failure?.Message);

    private static IEnumerable<string> Notes(ImmutableArray<SourceAnswer> answers, int found, int shown)
    {
        foreach (var failed in answers.Where(answer => answer.Failure is not null))
        {
            yield return $"{failed.Source} gave nothing: {failed.Failure!.Message}";
        }

        foreach (var note in answers.SelectMany(answer => answer.Batch?.Notes ?? []))
        {
            yield return note;
        }

        if (found == 0)
        {
            yield return "No entry fits. That is no proof that nothing happened: check service and time_range, and whether the logs are sent there.";
        }
        else if (shown < found)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The newest {shown} of {found} entries are shown; patterns count all {found}.");
        }

        if (answers.Any(answer => answer.Batch?.IsTruncated is true))
        {
            yield return "There are older entries that were not read: counts are of the newest ones. Name a service or a level, or a shorter time_range.";
        }

        if (answers.Any(answer => answer.Before?.IsTruncated is true))
        {
            yield return "Of the time before only the newest entries were read: what is called new may have been there earlier.";
        }
    }
}
