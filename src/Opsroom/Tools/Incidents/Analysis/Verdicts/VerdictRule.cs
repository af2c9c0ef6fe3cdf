using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Analysis.Causes;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Verdicts;

/// <param name="Roots">The causes that are told, the likeliest first; empty unless it is an incident.</param>
internal sealed record Judgement(IncidentVerdict Verdict, double Confidence, ImmutableArray<Candidate> Roots);

/// <summary>
/// Decides from four findings: whether users are hurt at the clock of the judge, whether they were and are not any more, whether the evidence tells why, and whether enough was
/// looked at (the table stands in docs/incidents.md).
/// </summary>
internal static class VerdictRule
{
    private const double Telling = 0.6;
    private const double Weighty = 0.5;
    private const double LeastWell = 0.2;
    private const double Served = 0.5;

    /// <summary>How often even a weak first cause is right, by what cases that nobody had read gave (docs/incidents.md).</summary>
    private const double CertainAtLeast = 0.3;

    public static Judgement Decide(Scenery scenery, HarmScale harm, ImmutableArray<Candidate> candidates)
    {
        var score = candidates.FirstOrDefault()?.Score ?? 0;
        // a log that ends may have ended with its writer
        var missing = scenery.Of(Bearing.Missing).Count(each => each.Kind != EvidenceKind.Log);
        var isAlertAlone = harm.IsOnlyAlerted && !Explanation.HasOtherWitness(candidates) && IsSeen(scenery) && (missing == 0 || harm.Well >= Served);
        if (harm.IsHurt && !isAlertAlone)
        {
            return Explanation.IsNamed(candidates, scenery)
                ? new(IncidentVerdict.Incident, Confidence(score, Margin(candidates), harm.Worst), Roots(candidates))
                : new(IncidentVerdict.Inconclusive, Math.Clamp(0.8 - score, 0.35, 0.8), []);
        }

        if (scenery.IsOver)
        {
            var isQuiet = missing == 0 && harm.Well >= Served && !PastHarm.Of(scenery, isBlind: false).Any();
            return isQuiet || Explanation.IsOf(scenery.Onset, candidates, scenery) ? Healthy(harm, score) : Undecided;
        }

        if ((scenery.IsPast && score >= Weighty) || (!isAlertAlone && score >= Telling && IsTroubleItself(candidates[0], harm)))
        {
            return new(IncidentVerdict.Incident, Confidence(score, Margin(candidates), 0.4), Roots(candidates));
        }

        var isPastUntold = !harm.IsPlanned && PastHarm.Of(scenery, missing > 0).Any(each => !Explanation.IsOf(each.At, candidates, scenery));
        return isPastUntold || IsTooLittleSeen(scenery, harm, missing) ? Undecided : Healthy(harm, score);
    }

    private static Judgement Undecided => new(IncidentVerdict.Inconclusive, 0.6, []);

    private static Judgement Healthy(HarmScale harm, double score) => new(IncidentVerdict.Healthy, Math.Clamp(0.55 + (0.35 * harm.Well) - (0.3 * score), 0.3, 0.95), []);

    /// <summary>A cause that is there now where little shows that users are served, even if nobody has complained yet; demand alone is none.</summary>
    private static bool IsTroubleItself(Candidate first, HarmScale harm) =>
        harm.Well < Served && !harm.IsPlanned && first.Category != IncidentCategory.Traffic && first.Support.Any(IsPresent);

    /// <summary>Whether users may suffer for all that was looked at: nothing was, more answers are missing than speak for them, or something fails and nobody tells whom it hurts.</summary>
    private static bool IsTooLittleSeen(Scenery scenery, HarmScale harm, int missing)
    {
        if (!IsSeen(scenery))
        {
            return true;
        }

        if (harm.Well >= Served)
        {
            return false;
        }

        var well = scenery.Of(Bearing.Well).Count() + scenery.Of(Bearing.Recovery).Count();
        var isUnasked = missing >= 2 && !harm.IsPlanned && scenery.Recording.Alerts.IsEmpty;
        return scenery.IsPast || missing > well || (missing > 0 && harm.Well < LeastWell && (isUnasked || scenery.All.Any(IsFailingStill)));
    }

    /// <summary>Whether anything was looked at that would show that users suffer.</summary>
    private static bool IsSeen(Scenery scenery) =>
        scenery.Of(Bearing.Well).Any() || scenery.Of(Bearing.Recovery).Any() || scenery.Logs.Any(log => log.LineCount > 0) || scenery.All.Any(each => each is { Kind: EvidenceKind.Metric, IsNew: false });

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

    private static ImmutableArray<Candidate> Roots(ImmutableArray<Candidate> candidates) =>
        [.. candidates.Take(1), .. candidates.Skip(1).Where(each => each.ExplainedBy is null && each.Score >= 0.9 * candidates[0].Score && each.Score >= 0.6).Take(1)];
}
