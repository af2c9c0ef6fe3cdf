using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Analysis.Causes;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Verdicts;

/// <summary>Whether the evidence tells why, and not only that: a cause that has a witness of its own and that nothing rivals.</summary>
internal static class Explanation
{
    private const double LeastCause = 0.22;
    private const double Weak = 0.45;
    private const double Close = 0.93;
    private const double LeastPast = 0.3;
    private const double Plain = 0.5;
    private const double ByExclusion = 0.4;
    private const int FewestLines = 3;
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan After = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Moments = TimeSpan.FromMinutes(5);

    /// <summary>Whether the likeliest cause explains what is felt now.</summary>
    public static bool IsNamed(ImmutableArray<Candidate> candidates, Scenery scenery) =>
        candidates.FirstOrDefault() is { Score: >= LeastCause } first && !IsTie(candidates) && !IsOneOfSeveral(first, scenery) && !IsBlameOfTwo(first, scenery) && !IsOnlySymptom(first, scenery) && !IsOnlyLeft(first, scenery);

    /// <summary>Whether anything but alerts tells of the likeliest cause: an alert bears itself out no more than a witness does.</summary>
    public static bool HasOtherWitness(ImmutableArray<Candidate> candidates) =>
        candidates.FirstOrDefault() is { Score: >= LeastCause } first && first.Support.Any(each => each is { Bearing: Bearing.Cause, Kind: not EvidenceKind.Alert, IsNew: true, IsCurrent: true });

    /// <summary>Whether what happened at a moment and is over is explained: by announced work, by one change, or by a cause that the system itself told of.</summary>
    public static bool IsOf(DateTimeOffset? moment, ImmutableArray<Candidate> candidates, Scenery scenery) =>
        PlannedWork.Explains(moment, scenery)
        || candidates.Any(each => each.Score >= LeastPast && IsAbout(each.At, moment) && each.Support.Any(seen => IsWitness(seen, scenery)))
        || scenery.Of(Bearing.Change).Where(each => each.At is not null && IsAbout(each.At, moment)).Select(each => Entities.Stem(each.Subject ?? each.Statement)).Distinct(StringComparer.Ordinal).Count() == 1;

    /// <summary>Told by the system itself as a cause, or plainly as trouble of another party, more than once, as a state or as an event; words in a ticket are what people think.</summary>
    private static bool IsWitness(Observation seen, Scenery scenery) =>
        seen is { Bearing: Bearing.Cause, IsNew: true, Kind: EvidenceKind.Log or EvidenceKind.Object or EvidenceKind.Event or EvidenceKind.Metric or EvidenceKind.Trace }
        && (seen.Kind != EvidenceKind.Log || seen.Count >= FewestLines) && (seen.Kind == EvidenceKind.Event || IsCauseItself(seen, scenery) || scenery.Of(Bearing.Effect).Any(each => each.Citation == seen.Citation && each.Theme == seen.Theme && each is { Strength: >= Plain, Category: IncidentCategory.DependencyFailure }));

    private static bool IsCauseItself(Observation seen, Scenery scenery) => scenery.Of(Bearing.Cause).Any(each => each.Citation == seen.Citation && each.Theme == seen.Theme);

    private static bool IsAbout(DateTimeOffset? at, DateTimeOffset? moment) => at is null || moment is null || (at - moment is { } apart && apart > -Before && apart < After);

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
        first.Change is { At: { } at } change && scenery.Of(Bearing.Missing).Any() && !first.Support.Any(own => IsCauseItself(own, scenery))
        && scenery.Of(Bearing.Change).Any(each => each.Kind == EvidenceKind.Change && each.Citation != change.Citation && each.At is { } other && (other - at).Duration() < Moments && !Entities.AreSame(each.Subject, change.Subject));

    /// <summary>That calls fail or wait says who suffers. Where the one that is called or that fails was asked and gave no answer, or nobody says who is called, it is no cause.</summary>
    private static bool IsOnlySymptom(Candidate first, Scenery scenery) =>
        first.Change is null && first.Lead.Kind != EvidenceKind.Change && !first.Support.Any(own => IsCauseItself(own, scenery))
        && scenery.Of(Bearing.Missing).Any(missing => missing.Kind != EvidenceKind.Log && (first.Support.All(each => each.Depends is null) || first.Support.Select(each => each.Depends).Append(first.Subject).Any(party => Entities.Names(missing.Statement, party))));

    /// <summary>What is left when nothing that was measured explains it proves nothing where little was looked at: logs end before it began, or answers failed.</summary>
    private static bool IsOnlyLeft(Candidate first, Scenery scenery) =>
        first is { Change: null, Lead: { Theme: "faulty-service", Strength: <= ByExclusion } } && first.Kinds == 1 && scenery.Of(Bearing.Missing).Any();
}
