using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Causes;

/// <summary>
/// Tells causes from their consequences: who waits for another party suffers from what is wrong there; exhausted workers follow from a flood of requests; exceptions follow
/// from what they name.
/// </summary>
internal static class Consequences
{
    private const double Weakened = 0.6;

    public static void Explain(List<Candidate> found, Scenery scenery)
    {
        foreach (var candidate in found)
        {
            foreach (var deeper in found.Where(each => !ReferenceEquals(each, candidate) && each.Score >= 0.3).OrderByDescending(each => each.Score))
            {
                if (candidate.ExplainedBy is null && deeper.ExplainedBy != candidate && Reason(candidate, deeper) is { } reason)
                {
                    candidate.ExplainedBy = deeper;
                    candidate.Speak(Weakened, $"it follows from another cause: {reason}");
                }
            }
        }

        foreach (var root in found.Where(each => each.ExplainedBy is null))
        {
            var explained = found.Count(each => ReferenceEquals(each.ExplainedBy, root));
            root.Score += Math.Min(0.3, 0.12 * explained) * (1 - root.Score);
        }
    }

    private static string? Reason(Candidate candidate, Candidate deeper)
    {
        if (candidate.Score > 2.2 * deeper.Score)
        {
            return null;
        }

        var party = candidate.Support.Select(each => each.Depends).FirstOrDefault(each => each is not null && deeper.Support.Any(other => Relation.IsAbout(other, each)));
        if (party is not null && candidate.Category is IncidentCategory.DependencyFailure or IncidentCategory.ApplicationError or IncidentCategory.Network or IncidentCategory.Database && deeper.Category != IncidentCategory.ApplicationError
            && (candidate.Category != IncidentCategory.Network || deeper.Category != IncidentCategory.DependencyFailure))
        {
            return $"{party} has trouble of its own";
        }

        return (candidate.Category, deeper.Category) switch
        {
            (IncidentCategory.ResourceExhaustion, IncidentCategory.Traffic) when IsNotLater(deeper, candidate) => "demand grew beyond what there is",
            (IncidentCategory.ResourceExhaustion or IncidentCategory.Traffic, IncidentCategory.Database) when Searches(deeper) && SameParty(candidate, deeper) => "its queries take what it lacks",
            (IncidentCategory.Traffic or IncidentCategory.ApplicationError, IncidentCategory.DependencyFailure or IncidentCategory.Database) when deeper.Lead.Theme == "store-down" && candidate.Lead.Theme is "calls-multiplied" or "metric:Traffic:None" => "what the cache no longer answers is asked of others",
            (IncidentCategory.ResourceExhaustion, IncidentCategory.ApplicationError) when IsWaiting(candidate) && Blocks(deeper) => "its threads wait for what is wrong there",
            (IncidentCategory.ApplicationError, IncidentCategory.ResourceExhaustion) when Blocks(candidate) && IsWaiting(deeper) => null,
            (IncidentCategory.ApplicationError, not (IncidentCategory.ApplicationError or IncidentCategory.Traffic)) when deeper.Score >= 0.8 * candidate.Score && IsNotLater(deeper, candidate) => "it names what lies deeper",
            (IncidentCategory.DependencyFailure, IncidentCategory.Network or IncidentCategory.Credentials or IncidentCategory.Storage) when deeper.Score >= 0.9 * candidate.Score && SameParty(candidate, deeper) => "the way to the other side, not the other side, is broken",
            _ => null,
        };
    }

    /// <summary>Threads, workers or processors that something else holds.</summary>
    private static bool IsWaiting(Candidate candidate) => candidate.Lead.Theme is "thread-starvation" or "worker-timeout" or "plain-pool" or "plain-workers" or "queue-full-app" or "cpu-saturated" or "plain-cpu";

    /// <summary>A database that reads more rows than it was asked for.</summary>
    private static bool Searches(Candidate candidate) => candidate.Support.Any(each => each.Theme == "metric:RowsScanned:None" && each.Bearing == Bearing.Cause);

    private static bool Blocks(Candidate candidate) => candidate.Lead is { IsNew: true, Theme: "memory-corruption" or "regex-runaway" };

    private static bool SameParty(Candidate one, Candidate other) => one.Support.Any(each => other.Support.Any(its => Relation.AreRelated(each, its) || Entities.AreSame(each.Depends, its.Depends)));

    private static bool IsNotLater(Candidate deeper, Candidate candidate) => deeper.At is not { } at || candidate.At is not { } its || at <= its + TimeSpan.FromMinutes(10);
}
