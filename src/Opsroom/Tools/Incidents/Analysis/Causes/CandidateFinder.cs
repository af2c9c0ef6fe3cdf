using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Causes;

/// <summary>Puts together what tells of one cause: the same kind of trouble at the same thing, whatever part of the recording it is seen in.</summary>
internal static class CandidateFinder
{
    private const int MostCandidates = 60;
    private const double Pointed = 0.7;

    public static List<Candidate> Find(Scenery scenery)
    {
        var found = new List<Candidate>();
        foreach (var seen in Pointing(scenery).Where(each => each.Bearing == Bearing.Cause && each.Category != IncidentCategory.None).OrderByDescending(each => each.Strength * (each.IsNew ? 1 : 0.25)))
        {
            var home = found.FirstOrDefault(each => each.Category == seen.Category && (Belongs(each, seen) || IsUnnamed(seen)));
            if (home is not null)
            {
                home.Add(seen);
            }
            else if (found.Count < MostCandidates)
            {
                found.Add(new(seen.Category, seen));
            }
        }

        foreach (var candidate in found)
        {
            foreach (var effect in scenery.Of(Bearing.Effect).Where(each => each.IsNew && candidate.IsRelatedTo(each)).OrderByDescending(each => each.Harm).Take(6))
            {
                candidate.Add(effect);
            }
        }

        return found;
    }

    /// <summary>Causes, and effects as far as they point to the kind of their cause.</summary>
    private static IEnumerable<Observation> Pointing(Scenery scenery) => scenery.Of(Bearing.Cause)
        .Concat(scenery.Of(Bearing.Effect).Where(each => each.Kind is not (EvidenceKind.Alert or EvidenceKind.Metric)).Select(each => each.Category != IncidentCategory.None && (each.Strength >= 0.45 || each.Kind is EvidenceKind.Log or EvidenceKind.Trace) ? each with { Bearing = Bearing.Cause, Strength = Pointed * each.Strength }
            : each.Theme.StartsWith("error:", StringComparison.Ordinal) || each.Theme == "trace-failed" ? each with { Bearing = Bearing.Cause, Strength = Pointed * each.Strength, Category = IncidentCategory.ApplicationError } : each));

    private static bool Belongs(Candidate candidate, Observation seen) =>
        candidate.Support.Any(each => each.Bearing == Bearing.Cause && ((each.Kind != seen.Kind && each.IsNew && seen.IsNew) || Relation.AreRelated(each, seen) || (each.Theme == seen.Theme && (each.Subject is null || seen.Subject is null))
            || (each.Depends is not null && Entities.AreSame(each.Depends, seen.Depends)) || Relation.IsAbout(seen, each.Depends) || Relation.IsAbout(each, seen.Depends)));

    private static bool IsUnnamed(Observation seen) => string.IsNullOrEmpty(seen.Subject) && seen.Names.IsEmpty;
}
