using Opsroom.Tools.Incidents.Analysis.Logs;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Kubernetes.Diagnosis;

namespace Opsroom.Tools.Incidents.Analysis.Observations;

/// <summary>When a recording was made, where nobody says so: ages are counted from the newest thing that was seen, in notes as well, not from the day on which it is looked into.</summary>
internal static class RecordedNow
{
    private static readonly TimeSpan Likely = TimeSpan.FromDays(1);

    public static DateTimeOffset Of(Recording recording, IEnumerable<LogDigest> logs)
    {
        if ((recording.Header.RecordedAt ?? recording.Header.EndedAt) is { } said)
        {
            return said;
        }

        DateTimeOffset? newest = null;
        foreach (var at in recording.Alerts.Select(alert => alert.StartsAt).Concat(recording.Events.Select(each => each.At)).Concat(recording.Changes.Select(change => change.At)).Append(recording.Header.StartedAt)
            .Concat(recording.Metrics.SelectMany(metric => metric.Series).Where(series => !series.Points.IsEmpty).Select(series => (DateTimeOffset?)series.Points[^1].At))
            .Concat(recording.Spans.Select(span => span.Start)).Concat(logs.Where(log => log.Last > 0).Select(log => (DateTimeOffset?)new DateTimeOffset(log.Last, TimeSpan.Zero)))
            .Append(SnapshotTime.Of(recording.Objects.Select(each => each.Object), DateTimeOffset.MaxValue) is var seen && seen < DateTimeOffset.MaxValue ? seen : null))
        {
            newest = newest is null || at > newest ? at ?? newest : newest;
        }

        return newest is { } last && (recording.Now - last > Likely || recording.Now < last) ? last : recording.Now;
    }
}
