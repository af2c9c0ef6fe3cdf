using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Analysis.Causes;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Verdicts;

/// <param name="Roots">The causes that are told, the likeliest first; empty unless it is an incident.</param>
internal sealed record Judgement(IncidentVerdict Verdict, double Confidence, ImmutableArray<Candidate> Roots);

/// <summary>
/// Decides from harm and causes. Harm with a cause is an incident; harm without one, or with two equally likely ones, is undecided; no harm is healthy where something shows
/// that users are served, or where all that was recorded is quiet.
/// </summary>
internal static class VerdictRule
{
    private const double LeastCause = 0.22;
    private const double Telling = 0.6;
    private const double Weak = 0.45;
    private const double Close = 0.93;
    private const double LeastWell = 0.2;

    /// <summary>How often even a weak first cause is right, by what cases that nobody had read gave (docs/incidents.md).</summary>
    private const double CertainAtLeast = 0.3;
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan After = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Moments = TimeSpan.FromMinutes(5);
    private static readonly ImmutableArray<string> UserFacing = ["Latency", "Errors", "Success", "Availability"];

    public static Judgement Decide(Scenery scenery, HarmScale harm, ImmutableArray<Candidate> candidates)
    {
        var first = candidates.FirstOrDefault();
        var score = first?.Score ?? 0;
        if (harm.IsHurt)
        {
            return score >= LeastCause && !IsTie(candidates) && !IsOneOfSeveral(first!, scenery) && !IsBlameOfTwo(first!, scenery)
                ? new(IncidentVerdict.Incident, Confidence(score, Margin(candidates), harm.Worst), Roots(candidates))
                : new(IncidentVerdict.Inconclusive, Math.Clamp(0.8 - score, 0.35, 0.8), []);
        }

        if ((scenery.IsPast && score >= 0.5) || (score >= Telling && harm.Well < 0.5 && !harm.IsPlanned && first!.Category != IncidentCategory.Traffic && first.Support.Any(IsPresent)))
        {
            return new(IncidentVerdict.Incident, Confidence(score, Margin(candidates), 0.4), Roots(candidates));
        }

        var missing = scenery.Of(Bearing.Missing).Count();
        if (!harm.IsPlanned && scenery.Of(Bearing.Recovery).Any(each => IsUnexplained(each, scenery, candidates, missing > 0)))
        {
            return new(IncidentVerdict.Inconclusive, 0.6, []);
        }

        var well = scenery.Of(Bearing.Well).Count() + scenery.Of(Bearing.Recovery).Count();
        var isSeen = well > 0 || scenery.Logs.Any(log => log.LineCount > 0) || scenery.All.Any(each => each is { Kind: EvidenceKind.Metric, IsNew: false });
        return !isSeen || (scenery.IsPast && harm.Well < 0.5) || (missing > well && harm.Well < 0.5) || (missing > 0 && harm.Well < LeastWell && scenery.All.Any(IsFailingStill)) || (missing >= 2 && harm.Well < LeastWell && !harm.IsPlanned && scenery.Recording.Alerts.IsEmpty)
            ? new(IncidentVerdict.Inconclusive, 0.6, [])
            : new(IncidentVerdict.Healthy, Math.Clamp(0.55 + (0.35 * harm.Well) - (0.3 * score), 0.3, 0.95), []);
    }

    /// <summary>
    /// Users were hurt for a while, and nothing that happened about then tells why. What an alert claims needs no explanation where all else was looked at and is well.
    /// </summary>
    private static bool IsUnexplained(Observation past, Scenery scenery, ImmutableArray<Candidate> candidates, bool isBlind)
    {
        if (!past.IsNew || past.Kind is not (EvidenceKind.Metric or EvidenceKind.Alert) || (past.Kind == EvidenceKind.Alert && !isBlind) || !UserFacing.Contains(past.Theme.Split(':') is [_, var signal, not nameof(Metrics.MetricResource.InputOutput), ..] ? signal : "", StringComparer.Ordinal))
        {
            return false;
        }

        return !scenery.All.Any(each => each.Kind is EvidenceKind.Change or EvidenceKind.Event or EvidenceKind.Object or EvidenceKind.Log && each.Bearing is Bearing.Change or Bearing.Cause or Bearing.Effect && each.At is not null && IsAbout(each.At, past.At))
            && !candidates.Any(each => each.Score >= LeastCause && IsAbout(each.At, past.At));
    }

    private static bool IsAbout(DateTimeOffset? at, DateTimeOffset? past) => at is null || past is null || (at - past is { } apart && apart > -Before && apart < After);

    /// <summary>
    /// How sure the first cause is: its score, less where the next one that is not its consequence comes near. Half of the distance between the two counts, so that equal
    /// suspects are told at about even odds.
    /// </summary>
    private static double Confidence(double score, double margin, double harm) => Math.Clamp(CertainAtLeast + ((0.97 - CertainAtLeast) * ((0.55 * score) + (0.3 * margin) + (0.15 * harm))), 0.2, 0.97);

    private static double Margin(ImmutableArray<Candidate> candidates)
    {
        var rival = candidates.Skip(1).FirstOrDefault(each => each.ExplainedBy is null && each.Category != candidates[0].Category);
        return rival is null ? 1 : Math.Clamp(1 - (rival.Score / candidates[0].Score), 0, 1);
    }

    /// <summary>Seen at the system itself, now, and not before: an announcement alone is no trouble.</summary>
    private static bool IsPresent(Observation seen) => seen is { Bearing: Bearing.Cause, IsCurrent: true, IsNew: true, Kind: not (EvidenceKind.Event or EvidenceKind.Change or EvidenceKind.Alert or EvidenceKind.Metric) };

    /// <summary>Something fails as it long has, and nothing shows that users do not mind.</summary>
    private static bool IsFailingStill(Observation seen) => seen is { Bearing: Bearing.Effect, IsCurrent: true, Harm: >= 0.4, Count: >= 5, Kind: EvidenceKind.Log or EvidenceKind.Trace };

    private static bool IsTie(ImmutableArray<Candidate> candidates) =>
        candidates.Length >= 2 && (candidates[0].Score < Weak || (candidates[0].Score < 0.6 && candidates.Take(2).All(each => each.Lead.Kind == EvidenceKind.Change))) && candidates[1].ExplainedBy is null && candidates[1].Against.Count == 0 && candidates[1].Score > Close * candidates[0].Score && candidates[1].Category != candidates[0].Category;

    /// <summary>A change that nothing but its time speaks for, where another one came at the same time and what would tell them apart could not be looked at.</summary>
    private static bool IsOneOfSeveral(Candidate first, Scenery scenery) =>
        scenery.Of(Bearing.Missing).Any() && first.Lead.Kind == EvidenceKind.Change && first.Lead.At is { } at && first.Support.All(each => each.Kind is EvidenceKind.Change or EvidenceKind.Metric or EvidenceKind.Alert)
        && scenery.Of(Bearing.Change).Any(each => each.Kind == EvidenceKind.Change && each.Citation != first.Lead.Citation && each.At is { } other && (other - at).Duration() < After && !Entities.AreSame(each.Subject, first.Lead.Subject));

    /// <summary>
    /// That something fails, and two changes at different things at once: which of them it is the failure itself would have to say, and what could say it was not to be had.
    /// </summary>
    private static bool IsBlameOfTwo(Candidate first, Scenery scenery) =>
        first.Change is { At: { } at } change && scenery.Of(Bearing.Missing).Any()
        && !scenery.Of(Bearing.Cause).Any(each => first.Support.Any(own => own.Citation == each.Citation && own.Theme == each.Theme))
        && scenery.Of(Bearing.Change).Any(each => each.Kind == EvidenceKind.Change && each.Citation != change.Citation && each.At is { } other && (other - at).Duration() < Moments && !Entities.AreSame(each.Subject, change.Subject));

    private static ImmutableArray<Candidate> Roots(ImmutableArray<Candidate> candidates) =>
        [.. candidates.Take(1), .. candidates.Skip(1).Where(each => each.ExplainedBy is null && each.Score >= 0.9 * candidates[0].Score && each.Score >= 0.6).Take(1)];
}
