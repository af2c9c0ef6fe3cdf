using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Verdicts;

/// <summary>
/// Whether anybody is hurt at the clock of the judge, or will be unless somebody acts. Measured effects count; what logs and alerts claim counts as far as nothing measured
/// denies it: where what users feel is measured and is as it always was, an error line is a line and an alert on anything else is only an alert.
/// </summary>
/// <param name="Felt">0 to 1: the worst that users feel, or that is missing of what serves them.</param>
/// <param name="Claimed">0 to 1: the worst that logs, events and alerts tell, as far as nothing denies it.</param>
/// <param name="Threatening">0 to 1: the worst that will stop the system unless somebody acts.</param>
/// <param name="Well">0 to 1: how surely users are served as they should be.</param>
internal sealed record HarmScale(double Felt, double Claimed, double Threatening, double Well, bool IsPlanned, ImmutableArray<Observation> Hurting, ImmutableArray<Observation> Serving)
{
    private const double LeastHarm = 0.3;
    private const double LeastClaim = 0.25;

    private static readonly ImmutableArray<string> Feeling = ["metric:Latency", "metric:Errors", "metric:Success", "metric:Availability", "metric:Traffic", "metric:Backlog", "metric:Failing", "requests-failed", "replicas", "http-answer", "no-endpoints", "trace-", "pod", "job-failed", "state", "node"];

    private static readonly ImmutableArray<string> Served = ["metric:Errors", "metric:Success", "requests-failed", "http-answer"];

    private static readonly ImmutableArray<string> There = ["metric:Availability", "replicas", "endpoints", "pod", "node", "job"];

    private static readonly ImmutableArray<string> Lasting = ["expire", "full", "disk", "cert", "space", "read-only", "inode", "corrupt"];

    public bool IsHurt => Felt >= (IsPlanned ? 2 * LeastHarm : LeastHarm) || Threatening >= LeastHarm || Claimed >= LeastClaim;

    /// <summary>Whether nothing but alerts says so.</summary>
    public bool IsOnlyAlerted => IsHurt && Felt < LeastHarm && Threatening < LeastHarm && Hurting.Where(each => each.Harm >= LeastClaim).All(each => each.Kind == EvidenceKind.Alert);

    public double Worst => Math.Max(Math.Max(Felt, Threatening), Claimed);

    public static HarmScale Of(Scenery scenery)
    {
        var rehearsed = Rehearsal.IsMeant(scenery.Recording.Header) ? [] : Rehearsal.Things(scenery.Recording).ToList();
        var recurring = scenery.IsOver ? [] : RecurringFailure.Of(scenery).Where(each => !IsRehearsal(each, rehearsed, scenery)).ToList();
        var counted = scenery.All.Where(each => each.Bearing is Bearing.Effect or Bearing.Cause && each.Harm > 0 && IsCounted(each, scenery) && each.IsNew && !IsRehearsal(each, rehearsed, scenery) && !DisplacedDemand.Is(each, scenery) && !IsBack(each, scenery))
            .Concat(recurring)
            .OrderByDescending(each => each.Harm).ToList();
        var isPlanned = PlannedWork.IsAnnounced(scenery);
        var wells = scenery.Of(Bearing.Well).Concat(scenery.IsPast ? [] : scenery.Of(Bearing.Recovery).Where(each => each.Kind == EvidenceKind.Metric)).ToList();
        var quiet = wells.Where(each => each.Kind == EvidenceKind.Rule).ToList();
        var felt = counted.Where(each => each.Bearing == Bearing.Effect && !each.IsMoment && !each.IsWords && each.Kind != EvidenceKind.Alert && Starts(each, Feeling)).Where(each => !IsWithinObjective(each, quiet)).ToList();
        var threats = counted.Where(each => each.Bearing == Bearing.Cause && each.Kind != EvidenceKind.Alert && !each.IsMoment && !Notes.Talk.Is(each) && (IsThreat(each) || each.Kind == EvidenceKind.Object)).ToList();
        var claims = counted.Except(felt).Except(threats).Select(each => each with { Harm = each.Harm * (1 - Denied(each, wells, scenery)) * (isPlanned && IsBelow(each) ? 0.3 : 1) }).OrderByDescending(each => each.Harm).ToList();
        var serving = wells.Where(each => Starts(each, Served) || Starts(each, There) || each.Theme.StartsWith("metric:Latency", StringComparison.Ordinal)).OrderByDescending(each => Starts(each, Served)).ThenByDescending(each => each.Strength).ToImmutableArray();
        var well = Together(serving.Select(each => each.Strength * (Starts(each, There) ? 0.4 : 0.8) * (IsElsewhere(each, scenery) ? 0.4 : 1)).OrderDescending().Take(6));
        return new(WorstOf(felt), claims.Count == 0 ? 0 : claims[0].Harm, WorstOf(threats), well, isPlanned, [.. felt.Concat(claims.Where(each => each.Harm >= LeastClaim)).Concat(threats).DistinctBy(each => (each.Theme, each.Subject)).OrderByDescending(each => each.Harm).Take(12)], serving);
    }

    /// <summary>
    /// How surely a claim is denied by what was measured. That requests succeed as ever denies anything; that they are as fast as ever, and that all replicas are there, denies
    /// what is said of machines and demand, and little of what an application says of its own work. What is well elsewhere denies nothing here.
    /// </summary>
    private static double Denied(Observation claim, List<Observation> wells, Scenery scenery)
    {
        var service = scenery.Recording.Header.Service;
        var isBelow = IsBelow(claim);
        // work that fails in the background fails although requests succeed
        var isPlain = claim is { Bearing: Bearing.Cause, Strength: >= 0.5, Kind: EvidenceKind.Log or EvidenceKind.Note or EvidenceKind.Object } && !Notes.Talk.Is(claim) && (claim.Count >= 3 || claim.Kind != EvidenceKind.Log);
        var weights = wells.Where(well => Causes.Relation.AreRelated(well, claim) || (!Starts(well, There) && (string.IsNullOrEmpty(well.Subject) || service is null || Causes.Relation.IsAbout(well, service))) || (Starts(well, There) && (claim.Kind is EvidenceKind.Alert || Causes.Relation.IsAbout(well, service))))
            .Select(well => (service is null && well.Subject is { Length: > 1 } && claim.Subject is { Length: > 1 } && !Causes.Relation.AreRelated(well, claim) ? 0.4 : 1) * well.Strength * (Starts(well, Served) ? (isPlain ? 0.45 : 0.85) : well.Theme.StartsWith("metric:Latency", StringComparison.Ordinal) ? (claim.Theme.Contains("slow", StringComparison.Ordinal) ? 0.85 : isBelow ? 0.7 : 0.35) : well.Theme == "job" ? 0.9 : Starts(well, There) ? (isBelow ? 0.5 : 0.08) : 0));
        if (claim.Kind != EvidenceKind.Alert)
        {
            return Together(weights.Append(RecordedHeights.Deny(claim, scenery)).OrderDescending().Take(6));
        }

        // an alert on what is at its usual height is one of a wrong threshold; one on work behind the scenes is not denied by requests that succeed
        var signal = RecordedHeights.SignalOf(claim);
        var isOnService = signal is "Latency" or "Errors" or "Success" or "Traffic" or "Usage" or "Availability" or "Used";
        return Together(weights.Select(weight => weight * (isOnService ? 1 : 0.4)).Append(RecordedHeights.Deny(claim, scenery)).OrderDescending().Take(6));
    }

    /// <summary>Said of machines, demand and pods, or by an alert; not by an application of its own work.</summary>
    private static bool IsBelow(Observation claim) => claim.Kind is EvidenceKind.Alert or EvidenceKind.Event
        || claim.Category is IncidentCategory.Infrastructure or IncidentCategory.Scheduling or IncidentCategory.Image or IncidentCategory.Traffic or IncidentCategory.ResourceExhaustion;

    /// <summary>A measured rise that the rule on it does not mind.</summary>
    private static bool IsWithinObjective(Observation effect, List<Observation> quiet) => effect.Kind == EvidenceKind.Metric && effect.Harm < 0.75
        && quiet.Exists(rule => effect.Theme.Split(':')[1] == rule.Theme.Split(':')[1] && (rule.Subject is null || effect.Subject is null || Causes.Relation.AreRelated(rule, effect)));

    private static double Together(IEnumerable<double> strengths) => 1 - strengths.Aggregate(1.0, (left, each) => left * (1 - each));

    /// <summary>The worst, and a little more for others of other kinds.</summary>
    private static double WorstOf(List<Observation> seen) => seen.Count == 0 ? 0
        : Math.Min(1, seen[0].Harm + (0.05 * (seen.Select(each => each.Kind).Distinct().Count() - 1)));

    /// <summary>A disk that is full, a certificate that has expired, transaction numbers that run out: it need not hurt yet to need somebody.</summary>
    private static bool IsThreat(Observation seen) => (seen.Category is IncidentCategory.Storage or IncidentCategory.Credentials && (seen.Kind != EvidenceKind.Log || Lasting.Any(word => seen.Theme.Contains(word, StringComparison.Ordinal)))) || seen.Theme.Contains("Transactions", StringComparison.Ordinal);

    private static bool Starts(Observation seen, ImmutableArray<string> themes) => themes.Any(theme => seen.Theme.StartsWith(theme, StringComparison.Ordinal));

    /// <summary>Of what was over when the evidence was gathered only the state counts that still holds; what logs and alerts told of that time is why, or not.</summary>
    private static bool IsCounted(Observation seen, Scenery scenery) =>
        scenery.IsOver ? seen is { IsCurrent: true, IsWords: false, IsMoment: false, Kind: EvidenceKind.Metric or EvidenceKind.Object or EvidenceKind.Alert } : seen.IsCurrent || scenery.IsPast;

    /// <summary>Whether the series that an effect was read from stands at its usual height at the clock of the judge.</summary>
    private static bool IsBack(Observation effect, Scenery scenery) => effect.Kind == EvidenceKind.Metric && PastHarm.SeriesOf(effect, scenery.Recording) is { } series
        && scenery.Of(Bearing.Recovery).Any(each => each.Kind == EvidenceKind.Metric && each.Theme == effect.Theme && ReferenceEquals(PastHarm.SeriesOf(each, scenery.Recording), series));

    /// <summary>Said of another party than the one that is asked about.</summary>
    private static bool IsElsewhere(Observation well, Scenery scenery) =>
        scenery.Recording.Header.Service is { Length: > 1 } service && well.Subject is { Length: > 1 } && !Causes.Relation.Mentions(well, service);

    private static bool IsRehearsal(Observation seen, List<string> rehearsed, Scenery scenery) => !Rehearsal.IsMeant(scenery.Recording.Header)
        && (seen.Names.Prepend(seen.Subject).Any(Rehearsal.Is) || (rehearsed.Count > 0 && rehearsed.Exists(thing => Entities.AreSame(seen.Subject, thing)))
            || (seen.Kind == EvidenceKind.Metric && PastHarm.SeriesOf(seen, scenery.Recording) is { } series && Rehearsal.Is(series)));
}
