using System.Collections.Immutable;

namespace Opsroom.Tools.Incidents.Postmortem;

/// <summary>When what happened, as far as the evidence and the journal say.</summary>
internal sealed class PostmortemTimes
{
    private static readonly string[] Ends = ["resolved", "ended", "cleared"];

    public PostmortemTimes(IncidentFacts facts, ThreadFacts thread)
    {
        ImmutableArray<EntryFact> timed = [.. facts.Timeline.Where(entry => entry.At is not null).OrderBy(entry => entry.At)];
        FirstAlert = timed.FirstOrDefault(entry => entry.Kind == "alert" && !IsEnd(entry));
        var firstSign = timed.FirstOrDefault(entry => entry.Kind is not ("change" or "") && !IsEnd(entry));
        Onset = firstSign?.At;
        LastChange = Onset is { } onset ? timed.LastOrDefault(entry => entry.Kind == "change" && entry.At <= onset) : null;
        Resolved = timed.LastOrDefault(entry => entry.Kind == "alert" && IsEnd(entry))?.At;
        Delay = FirstAlert is { At: { } alert } && Onset is { } first && alert > first ? alert - first : null;
        Entries =
        [
            .. timed.Select(entry => (entry.At, entry.What, SourceOf(entry))).Concat(thread.Deeds.Select(deed => ((DateTimeOffset?)deed.At, deed.What, ""))).OrderBy(entry => entry.Item1),
            .. facts.Timeline.Where(entry => entry.At is null).Select(entry => ((DateTimeOffset?)null, entry.What, SourceOf(entry))),
        ];
    }

    /// <summary>The first thing in the evidence that is no change.</summary>
    public DateTimeOffset? Onset { get; }

    /// <summary>The change nearest before the onset.</summary>
    public EntryFact? LastChange { get; }

    public EntryFact? FirstAlert { get; }

    /// <summary>How long after the first sign an alert fired; null where the alert was that sign.</summary>
    public TimeSpan? Delay { get; }

    /// <summary>When the last alert ended.</summary>
    public DateTimeOffset? Resolved { get; }

    /// <summary>All of it in order; what has no time comes last.</summary>
    public ImmutableArray<(DateTimeOffset? At, string What, string Source)> Entries { get; }

    private static bool IsEnd(EntryFact entry) => Ends.Any(word => entry.What.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string SourceOf(EntryFact entry) => entry.Location.Length > 0 ? $"{entry.Source}, {entry.Location}" : entry.Source;
}
