using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Causes;

/// <summary>
/// How well a change fits something that went wrong: it has to come before it, the shorter the likelier, and to be at the same thing, or to say what the failure says. A
/// change elsewhere is ruled out however near in time it is.
/// </summary>
internal static class ChangeMatch
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>0 to 1.</summary>
    public static double InTime(Observation change, DateTimeOffset? failing)
    {
        if (change.At is not { } at || failing is not { } began)
        {
            return 0.6;
        }

        var before = began - at;
        return before < -Tolerance ? 0 : before <= TimeSpan.FromMinutes(15) ? 1 : before <= TimeSpan.FromHours(1) ? 0.85 : before <= TimeSpan.FromHours(4) ? 0.55 : before <= TimeSpan.FromHours(26) ? 0.3 : 0.12;
    }

    /// <summary>0 to 1: right after a change of ways, accounts or a database, what cannot be reached, is refused or waits in one fits it whatever their names are.</summary>
    public static double InKind(Observation change, IEnumerable<Observation> failing) => failing.Any(seen => (change.Category, seen.Category) switch
    {
        (IncidentCategory.Network, IncidentCategory.Network) => true,
        (IncidentCategory.Network, IncidentCategory.DependencyFailure) => seen.Depends is not null,
        (IncidentCategory.Credentials, IncidentCategory.Credentials) => true,
        (IncidentCategory.Database, IncidentCategory.Database) => true,
        _ => false,
    }) ? 0.6 : 0;

    /// <summary>0 to 1: the change is at the party itself, or speaks of it.</summary>
    public static double InPlace(Observation change, IEnumerable<string> parties, IEnumerable<Observation> failing)
    {
        var names = parties.ToList();
        if (names.Exists(name => Relation.IsAbout(change, name)))
        {
            return 1;
        }

        if (names.Exists(name => Relation.Mentions(change, name)))
        {
            return 0.85;
        }

        // an identifier of the change that the failure names: a rule, a flag, a table, a version
        var words = change.Citations.SelectMany(citation => Entities.Words(citation.Quote)).Where(word => word.Length >= 4).ToHashSet(StringComparer.Ordinal);
        var shared = failing.SelectMany(seen => seen.Citations).SelectMany(citation => Entities.Words(citation.Quote)).Where(words.Contains).Distinct(StringComparer.Ordinal).ToList();
        return shared.Exists(word => word.Any(char.IsDigit)) ? 0.9 : shared.Count switch { 0 => 0, 1 => 0.35, 2 => 0.5, _ => 0.65 };
    }
}
