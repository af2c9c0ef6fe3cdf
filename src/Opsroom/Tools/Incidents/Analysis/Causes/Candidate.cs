using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Causes;

/// <summary>Something that may be why, with all that speaks for it and against it.</summary>
internal sealed class Candidate(IncidentCategory category, Observation lead)
{
    private readonly List<Observation> support = [lead];
    private readonly List<string> against = [];

    public IncidentCategory Category { get; set; } = category;

    /// <summary>The most telling observation.</summary>
    public Observation Lead { get; private set; } = lead;

    public IReadOnlyList<Observation> Support => support;

    /// <summary>The change that brought it about.</summary>
    public Observation? Change { get; set; }

    /// <summary>What speaks against it, in words.</summary>
    public IReadOnlyList<string> Against => against;

    public double Score { get; set; }

    /// <summary>The cause of which this one is only a consequence.</summary>
    public Candidate? ExplainedBy { get; set; }

    public DateTimeOffset? At => support.Where(each => each.Bearing == Bearing.Cause).Min(each => each.At);

    public string? Subject => Lead.Subject;

    public int Kinds => support.Select(each => each.Kind).Append(Change?.Kind ?? Lead.Kind).Distinct().Count();

    public IEnumerable<string> Parties => support.SelectMany(each => each.Names.Append(each.Subject ?? "")).Where(name => name.Length > 1).Distinct(StringComparer.OrdinalIgnoreCase);

    public void Add(Observation seen)
    {
        support.Add(seen);
        if (seen.Bearing == Bearing.Cause && Weight(seen) > Weight(Lead))
        {
            Lead = seen;
        }
    }

    public void Speak(double factor, string reason)
    {
        Score *= factor;
        if (factor < 1)
        {
            against.Add(reason);
        }
    }

    public bool IsRelatedTo(Observation seen) => support.Any(each => Relation.AreRelated(each, seen));

    /// <summary>Strengths of independent kinds of evidence, as if each could be wrong by itself.</summary>
    public double Strength() => 1 - support.Where(each => each.Bearing == Bearing.Cause).GroupBy(each => each.Kind)
        .Select(kind => kind.Max(Weight)).Aggregate(1.0, (left, each) => left * (1 - (0.92 * each)));

    public ImmutableArray<Citation> Citations(int most)
    {
        var leads = support.OrderByDescending(each => ReferenceEquals(each, Lead)).ThenByDescending(each => each.Bearing == Bearing.Cause).ThenByDescending(Weight).ToList();
        // one of each kind first, so that no kind of evidence is crowded out
        var firsts = leads.GroupBy(each => each.Kind).Select(kind => kind.First().Citation).Concat(leads.DistinctBy(each => (each.Theme, each.Subject)).Select(each => each.Citation).Take(5));
        var changes = Change is null ? [] : Change.Citations;
        return [.. firsts.Concat(changes).Concat(leads.SelectMany(each => each.Citations)).Distinct().Take(most)];
    }

    private static double Weight(Observation seen) => seen.Strength * (seen.IsNew ? 1 : 0.25);
}
