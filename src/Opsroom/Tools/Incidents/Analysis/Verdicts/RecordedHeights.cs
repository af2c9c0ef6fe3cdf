using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Analysis.Metrics;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Verdicts;

/// <summary>
/// An alert says that its rule holds, and an answer gives a number of one moment: neither is evidence of harm by itself. Where the height that they speak of was recorded, the
/// record decides: one that is as ever speaks of a threshold, a prediction, a usual peak or a thing that nobody uses.
/// </summary>
internal static class RecordedHeights
{
    private const double Denying = 0.75;

    /// <summary>0 to 1: how surely what is claimed is denied by the record of the same height.</summary>
    public static double Deny(Observation claim, Scenery scenery)
    {
        var signals = SignalsOf(claim);
        var recorded = signals.IsEmpty ? [] : scenery.All.Where(each => each.Kind == EvidenceKind.Metric && signals.Contains(SignalOf(each), StringComparer.Ordinal) && IsOf(claim, each, scenery)).ToList();
        return recorded.Exists(each => each is { Bearing: Bearing.Effect or Bearing.Cause, IsNew: true, IsCurrent: true }) ? 0
            : recorded.Exists(each => each.Bearing is Bearing.Well or Bearing.Recovery || !each.IsNew) ? Denying : 0;
    }

    public static string SignalOf(Observation seen) => seen.Theme.Split(':') is [_, var signal, ..] ? signal : "";

    private static ImmutableArray<string> SignalsOf(Observation claim) =>
        claim.Kind == EvidenceKind.Alert ? SignalOf(claim) is { Length: > 0 } signal and not nameof(MetricSignal.Unknown) ? [signal] : []
        : claim.Theme == "consumer-lag" ? [nameof(MetricSignal.Backlog)]
        : [];

    /// <summary>Measured at what is claimed of: by a label, by the service that is asked about, or because it is said of nothing else.</summary>
    private static bool IsOf(Observation claim, Observation measured, Scenery scenery) =>
        Causes.Relation.AreRelated(claim, measured) || claim.Names.Any(name => Entities.Names(measured.Statement, name))
        || (claim.Kind == EvidenceKind.Alert && (Causes.Relation.IsAbout(measured, scenery.Recording.Header.Service) || (string.IsNullOrEmpty(measured.Subject) && measured.Names.IsEmpty)));
}
