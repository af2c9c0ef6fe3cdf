using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Analysis.Logs;
using Opsroom.Tools.Incidents.Analysis.Metrics;
using Opsroom.Tools.Incidents.Analysis.Metrics.Services;
using Opsroom.Tools.Incidents.Analysis.Notes;
using Opsroom.Tools.Incidents.Analysis.Objects;
using Opsroom.Tools.Incidents.Analysis.Traces;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Observations;

/// <summary>Everything that was seen in a recording, and when it began.</summary>
internal sealed record Scenery(Recording Recording, DateTimeOffset? Onset, ImmutableArray<Observation> All, ImmutableArray<LogDigest> Logs)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(75);
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestIncident = TimeSpan.FromHours(24);

    /// <summary>Whether it is about something that is over, which no present state can deny.</summary>
    public bool IsPast => Recording.Header.EndedAt is { } ended && ended <= Recording.Now;

    /// <summary>Whether it was over for a while when the evidence was gathered, so that the evidence shows the time after it too.</summary>
    public bool IsOver => Recording.Header.EndedAt is { } ended && Recording.Now - ended > Settling;

    public IEnumerable<Observation> Of(Bearing bearing) => All.Where(each => each.Bearing == bearing);

    public static Scenery Of(Recording recorded, CancellationToken cancellationToken)
    {
        recorded = recorded with { Metrics = recorded.Metrics.AddRange(recorded.Notes.SelectMany(AnsweredSeries.Of)) };
        var logs = recorded.Logs.Concat(recorded.Notes.Where(NoteLogs.IsLog).Select(NoteLogs.Of)).ToArray();
        var digests = new LogDigest[logs.Length];
        Parallel.For(0, logs.Length, new ParallelOptions { CancellationToken = cancellationToken }, index => digests[index] = LogDigest.Of(logs[index], recorded.Now, cancellationToken));
        // the ages in a description count from when it was made, which its own times tell
        var printed = recorded with { Objects = recorded.Objects.AddRange(NoteObjects.Of(recorded)) };
        var now = RecordedNow.Of(printed with { Objects = [.. printed.Objects.Where(each => each.Object.Kind != "Event" || !each.Place.Location.StartsWith("line ", StringComparison.Ordinal))] }, digests);
        var recording = recorded with { Now = now };
        recording = recording with { Objects = recorded.Objects.AddRange(NoteObjects.Of(recording)) };
        var measured = MeasuredSeries.Of(recording);
        var together = CommonOnset.Of(measured);
        var onset = OnsetOf(recording) ?? together;
        var board = ServiceBoard.Of(recording, measured, together ?? onset);
        Observation[] all =
        [
            .. AlertObserver.Look(recording, onset),
            .. RuleObserver.Look(recording),
            .. HappeningObserver.Look(recording, onset),
            .. ObjectObserver.Look(recording),
            .. ClusterEvents.Look(recording, onset),
            .. MetricObserver.Look(recording, onset, board),
            .. FaultyService.Look(board),
            .. LogObserver.Look(digests, onset, recording.Now),
            .. LogEnds.Look(digests, onset, recording.Now),
            .. RequestObserver.Look(digests, onset),
            .. ClientObserver.Look(digests, onset),
            .. TraceObserver.Look(recording, onset),
            .. NoteObserver.Look(recording),
        ];
        all = [.. Settled.Of(all)];
        return new(recording, onset, [.. all, .. Inferences.Look(recording, all), .. FlagFaults.Look(recording, all, onset)], [.. digests]);
    }

    /// <summary>
    /// When it began: as whoever recorded it says, else when the first of the alerts that still fire did. An alert waits for its rule to hold for a while, so what users feel may
    /// have changed its level some time before.
    /// </summary>
    private static DateTimeOffset? OnsetOf(Recording recording)
    {
        if (recording.Header.StartedAt is { } said)
        {
            return said;
        }

        var fired = recording.Alerts.Where(alert => AlertObserver.IsActive(alert, recording.Now) && alert.StartsAt is { } at && recording.Now - at < LongestIncident).Min(alert => alert.StartsAt);
        return fired is { } first ? MetricObserver.LevelsChanged(recording).Where(at => at < first && first - at < LongestWait).Append(first).Min() : null;
    }
}
