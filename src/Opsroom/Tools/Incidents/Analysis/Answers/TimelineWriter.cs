using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Answers;

/// <summary>The most telling of what was seen, by time; what has no time comes last.</summary>
internal static class TimelineWriter
{
    private const int Most = 40;
    private static readonly TimeSpan LongBefore = TimeSpan.FromHours(26);

    public static ImmutableArray<TimelineEntry> Write(Scenery scenery) =>
    [
        .. scenery.All.Where(each => each.Bearing is not (Bearing.Well or Bearing.Missing or Bearing.Noise) && each.Citation.Place.Source is not null)
            .Where(each => each.At is null || scenery.Onset is null || scenery.Onset - each.At < LongBefore)
            .OrderByDescending(Weight).DistinctBy(each => (each.Kind, each.Theme, each.Subject)).Take(Most)
            .OrderBy(each => each.At ?? DateTimeOffset.MaxValue).ThenBy(each => each.Citation.Place.Source, StringComparer.Ordinal).ThenBy(each => each.Citation.Place.Location, StringComparer.Ordinal)
            .Select(each => new TimelineEntry(each.At?.ToUniversalTime(), KindOf(each), each.Statement, each.Citation.Place.Source, each.Citation.Place.Location)),
    ];

    private static double Weight(Observation seen) => (seen.Bearing switch { Bearing.Change => 0.5, Bearing.Cause => 0.4, Bearing.Effect => 0.3, _ => 0.1 }) + seen.Strength + (seen.IsNew ? 0.3 : 0);

    private static string KindOf(Observation seen) => seen.Kind switch
    {
        EvidenceKind.Alert or EvidenceKind.Rule => "alert",
        EvidenceKind.Change => "change",
        EvidenceKind.Event => "event",
        EvidenceKind.Log => "log",
        EvidenceKind.Metric => "metric",
        EvidenceKind.Object => "object",
        EvidenceKind.Trace => "trace",
        _ => "note",
    };
}
