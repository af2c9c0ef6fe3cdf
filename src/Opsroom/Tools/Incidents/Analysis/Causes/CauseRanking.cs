using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Analysis.Metrics.Services;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Causes;

/// <summary>
/// Ranks what may be why. A candidate starts from how surely its evidence names it; it gains where kinds of evidence agree, a change fits and it is where the failure is
/// seen, and loses where it came later, was there on good days, is contradicted, or is itself a consequence of another one.
/// </summary>
internal static class CauseRanking
{
    private const double Positive = 0.4;
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(12);

    public static ImmutableArray<Candidate> Rank(Scenery scenery)
    {
        var found = CandidateFinder.Find(scenery);
        foreach (var candidate in found)
        {
            candidate.Score = candidate.Strength();
            Time(candidate, scenery);
            Place(candidate, scenery);
            Contradictions(candidate, scenery);
            Elimination(candidate, found);
        }

        Changes.Explain(found, scenery);
        Consequences.Explain(found, scenery);
        return [.. found.OrderByDescending(each => each.Score).ThenBy(each => each.Lead.Theme, StringComparer.Ordinal)];
    }

    private static void Time(Candidate candidate, Scenery scenery)
    {
        if (scenery.Onset is { } onset && candidate.At is { } at)
        {
            if (at - onset > Late)
            {
                candidate.Speak(at - onset > TimeSpan.FromHours(1) ? 0.6 : 0.8, $"it is first seen at {at.UtcDateTime:HH:mm}, after it had begun at {onset.UtcDateTime:HH:mm}");
            }
        }

        if (candidate.Support.Where(each => each.Bearing == Bearing.Cause).All(each => !each.IsNew))
        {
            candidate.Speak(0.6, "it was there before, at the same rate");
        }

        if (!scenery.IsPast && candidate.Support.Where(each => each.Bearing == Bearing.Cause).All(each => !each.IsCurrent))
        {
            candidate.Speak(0.55, "it is over");
        }
    }

    /// <summary>What is seen where the failure is weighs more than the same elsewhere.</summary>
    private static void Place(Candidate candidate, Scenery scenery)
    {
        var header = scenery.Recording.Header;
        if (scenery.Of(Bearing.Effect).Any(effect => effect is { IsNew: true, IsCurrent: true, Harm: >= 0.4, Subject.Length: > 1 } && effect.Kind != EvidenceKind.Alert
            && candidate.Support.Any(each => each.Bearing == Bearing.Cause && each.Citation != effect.Citation && Entities.AreSame(each.Subject, effect.Subject))))
        {
            candidate.Score += 0.15 * (1 - candidate.Score);
        }

        var parties = candidate.Parties.ToList();
        var isNamed = (header.Service is { } service && parties.Exists(party => Entities.AreSame(party, service)))
            || (header.Namespace is { Length: > 2 } space && parties.Exists(party => party.Equals(space, StringComparison.OrdinalIgnoreCase)))
            || parties.Exists(party => Entities.Names(header.Description, party));
        if (isNamed)
        {
            candidate.Score += 0.08 * (1 - candidate.Score);
            return;
        }

        var harmed = scenery.Of(Bearing.Effect).Where(each => each.IsNew && each.Harm >= 0.3 && each.Subject is not null).ToList();
        var isLinked = harmed.Exists(effect => candidate.IsRelatedTo(effect) || Relation.IsAbout(candidate.Lead, effect.Depends) || parties.Exists(party => Relation.Mentions(effect, party)))
            || candidate.Support.Any(each => each.Bearing == Bearing.Cause && (Relation.Mentions(each, header.Service) || harmed.Exists(effect => Relation.Mentions(each, effect.Subject))));
        // what an answer names that nothing else knows may well be a part of what fails
        var isElsewhere = candidate.Lead.Kind != EvidenceKind.Note || scenery.All.Any(each => each.Kind is not (EvidenceKind.Note or EvidenceKind.Change or EvidenceKind.Event) && parties.Exists(party => Relation.IsAbout(each, party)));
        if (!isLinked && isElsewhere && harmed.Count > 0 && candidate.Kinds == 1 && parties.Count > 0)
        {
            candidate.Speak(0.6, "nothing connects it with what fails");
        }
    }

    /// <summary>What is only left over where nothing else explains it gives way to anything that was seen at the same place.</summary>
    private static void Elimination(Candidate candidate, List<Candidate> found)
    {
        var named = candidate.Support.Where(each => each.Bearing == Bearing.Cause).ToList();
        if (named.TrueForAll(each => each.Theme == FaultyService.Elimination)
            && found.Where(other => !ReferenceEquals(other, candidate)).SelectMany(other => other.Support).FirstOrDefault(each => each is { Bearing: Bearing.Cause, IsNew: true, IsCurrent: true, Strength: >= Positive } && named.Exists(own => Relation.AreRelated(own, each) || IsBeneath(each, own))) is { } seen)
        {
            candidate.Speak(0.5, $"something was seen there: {seen.Statement}");
        }
    }

    /// <summary>A node that fails when it begins carries services whose names it does not tell.</summary>
    private static bool IsBeneath(Observation each, Observation own) => each is { Category: IncidentCategory.Infrastructure, Kind: EvidenceKind.Metric or EvidenceKind.Object or EvidenceKind.Event } && (each.At - own.At)?.Duration() < Late;

    private static void Contradictions(Candidate candidate, Scenery scenery)
    {
        var depends = candidate.Support.Select(each => each.Depends).FirstOrDefault(each => each is not null);
        if (candidate.Category is IncidentCategory.DependencyFailure or IncidentCategory.Database or IncidentCategory.Network
            && depends is not null && scenery.Of(Bearing.Well).FirstOrDefault(each => Relation.IsAbout(each, depends)) is { } well && candidate.Category != IncidentCategory.Network)
        {
            candidate.Speak(0.75, $"the other side is well: {well.Statement}");
        }

        if (candidate.Category == IncidentCategory.Traffic && scenery.All.FirstOrDefault(each => each.Theme.StartsWith("metric:Traffic", StringComparison.Ordinal) && each.Bearing is Bearing.Well) is { } flat
            && !candidate.Support.Any(each => each.Kind == EvidenceKind.Metric && each.Bearing == Bearing.Cause))
        {
            candidate.Speak(0.5, $"demand did not grow: {flat.Statement}");
        }
    }
}
