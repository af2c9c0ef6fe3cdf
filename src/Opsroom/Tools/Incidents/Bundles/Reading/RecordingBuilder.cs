using Opsroom.Tools.Incidents.Evidence;

namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <summary>What was read so far, in no final order.</summary>
internal sealed class RecordingBuilder
{
    /// <summary>Things of one kind that are kept of a bundle.</summary>
    public const int MaxOfAKind = 200_000;

    public List<RecordedAlert> Alerts { get; } = [];

    public List<RecordedRule> Rules { get; } = [];

    public List<RecordedObject> Objects { get; } = [];

    public List<RecordedLog> Logs { get; } = [];

    public List<RecordedMetric> Metrics { get; } = [];

    public List<RecordedEvent> Events { get; } = [];

    public List<RecordedChange> Changes { get; } = [];

    public List<RecordedSpan> Spans { get; } = [];

    public List<RecordedNote> Notes { get; } = [];

    public List<Unreadable> Unreadable { get; } = [];

    /// <summary>Newest of the times that say when something was seen, for bundles that do not say when they were recorded.</summary>
    public DateTimeOffset? Newest { get; private set; }

    public void Saw(DateTimeOffset? time)
    {
        if (time is not null && !(time <= Newest))
        {
            Newest = time;
        }
    }

    /// <summary>Tells which alerts are over, once it is known when that is asked.</summary>
    public void SettleAlerts(DateTimeOffset now)
    {
        for (var index = 0; index < Alerts.Count; index++)
        {
            Alerts[index] = AlertReader.AsOf(Alerts[index], now);
        }
    }

    public void Refuse(string file, string why) => Unreadable.Add(new(file, why));

    public Recording Build(IncidentHeader header, DateTimeOffset now, EvidenceLocker locker) => new(
        header, now, [.. Alerts], [.. Rules], [.. Objects], [.. Logs], [.. Metrics], [.. Events], [.. Changes], [.. Spans], [.. Notes],
        [.. Unreadable.OrderBy(each => each.File, StringComparer.Ordinal)], locker);
}
