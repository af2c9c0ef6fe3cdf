using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Analysis.Answers;
using Opsroom.Tools.Incidents.Analysis.Causes;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Analysis.Verdicts;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Kubernetes.Diagnosis;

namespace Opsroom.Tools.Incidents.Analysis;

/// <summary>
/// Finds out from recorded evidence whether somebody is hurt and why. The same recording gives the same answer: there is no clock but the recording's, and texts in it are
/// data, whatever they ask for.
/// </summary>
internal static class IncidentAnalysis
{
    private const int MostReasons = 36;

    public static Investigation Investigate(Recording recording, CancellationToken cancellationToken)
    {
        var scenery = Scenery.Of(recording, cancellationToken);
        var candidates = CauseRanking.Rank(scenery);
        var harm = HarmScale.Of(scenery);
        var judgement = VerdictRule.Decide(scenery, harm, candidates);
        var root = judgement.Roots.FirstOrDefault();
        ImmutableArray<RootCause> causes =
        [
            .. judgement.Roots.Select((each, index) => CauseWriter.Write(each, candidates, harm.Hurting, scenery, index == 0 ? judgement.Confidence : Math.Min(judgement.Confidence, 1 - judgement.Confidence))),
        ];
        return new(
            judgement.Verdict,
            judgement.Verdict == IncidentVerdict.Incident ? SeverityRule.Of(harm) : null,
            Math.Round(judgement.Confidence, 2),
            Summary(judgement, harm, candidates, scenery),
            causes,
            judgement.Verdict == IncidentVerdict.Incident ? [] : Reasons(judgement, harm, candidates, scenery),
            TimelineWriter.Write(scenery),
            judgement.Verdict == IncidentVerdict.Healthy ? [] : Affected(harm, scenery),
            root is null ? [] : RemedyWriter.Write(root, scenery),
            MissingEvidence.Of(scenery, judgement.Verdict),
            [],
            CauseWriter.RuledOut(root, candidates, scenery));
    }

    private static string Summary(Judgement judgement, HarmScale harm, ImmutableArray<Candidate> candidates, Scenery scenery) => judgement.Verdict switch
    {
        IncidentVerdict.Incident => CauseWriter.Sentence(judgement.Roots[0]),
        IncidentVerdict.Healthy => Quote.Of($"Users are served as they should be. {string.Join(" ", harm.Serving.Take(3).Select(each => each.Statement))} {string.Join(" ", Explanations(scenery).Take(4).Select(each => each.Statement))} {Considered(candidates)}".Trim(), 1600),
        _ => Quote.Of($"Something may have happened, and the evidence cannot tell what. {string.Join(" ", harm.Hurting.Take(3).Select(each => each.Statement))}".Trim(), 900),
    };

    private static string Considered(ImmutableArray<Candidate> candidates) => candidates.IsEmpty ? ""
        : $"What looked like trouble: {string.Join("; ", candidates.Take(3).Select(each => $"{each.Lead.Statement.TrimEnd('.', ' ')}{(each.Against.Count > 0 ? $" ({each.Against[0]})" : "")}"))}.";

    /// <summary>What looked like trouble, or says why it is none: alerts, announced work, changes.</summary>
    private static IEnumerable<Observation> Explanations(Scenery scenery) => scenery.All.Where(each => each.Kind is EvidenceKind.Alert or EvidenceKind.Event or EvidenceKind.Change).OrderByDescending(each => each.IsNew);

    private static ImmutableArray<EvidenceQuote> Reasons(Judgement judgement, HarmScale harm, ImmutableArray<Candidate> candidates, Scenery scenery)
    {
        var told = judgement.Verdict == IncidentVerdict.Healthy
            ? harm.Serving.Take(4).Concat(Explanations(scenery).Take(6)).Concat(scenery.Of(Bearing.Recovery).Take(3)).Concat(candidates.Take(3).Select(each => each.Lead)).Concat(scenery.Of(Bearing.Noise).Take(4)).Concat(scenery.Of(Bearing.Well).OrderByDescending(each => each.Strength).Take(4))
            : harm.Hurting.Take(5).Concat(scenery.Of(Bearing.Recovery).Take(4)).Concat(scenery.Of(Bearing.Missing).Take(5)).Concat(Explanations(scenery).Take(4)).Concat(scenery.Of(Bearing.Effect).OrderByDescending(each => each.Harm).Take(3));
        var reasons = told.ToList();
        return CauseWriter.Quotes(reasons.SelectMany(each => each.Citations.Reverse()).Concat(CauseWriter.Questions(reasons.SelectMany(each => each.Citations))).Concat(Background.Of(reasons, scenery)), scenery.Recording, MostReasons);
    }

    private static ImmutableArray<string> Affected(HarmScale harm, Scenery scenery) =>
        [.. harm.Hurting.Where(each => each.Bearing == Bearing.Effect).Select(each => each.Subject).Prepend(scenery.Recording.Header.Service).OfType<string>().Where(name => name.Length is > 1 and < 120).Distinct(StringComparer.OrdinalIgnoreCase).Take(12)];
}
