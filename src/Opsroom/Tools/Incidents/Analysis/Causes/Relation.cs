using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Causes;

/// <summary>Whether two observations are about the same thing.</summary>
internal static class Relation
{
    public static bool AreRelated(Observation one, Observation other) =>
        one.Names.Prepend(one.Subject).Any(left => other.Names.Prepend(other.Subject).Any(right => AreSame(left, right)));

    public static bool IsAbout(Observation seen, string? party) => !string.IsNullOrWhiteSpace(party) && seen.Names.Prepend(seen.Subject).Any(name => AreSame(name, party));

    /// <summary>The observation names the party anywhere: as subject, or within its words.</summary>
    public static bool Mentions(Observation seen, string? party) =>
        IsAbout(seen, party) || Entities.Names(seen.Statement, party) || seen.Citations.Any(citation => Entities.Names(citation.Quote, party));

    private static bool AreSame(string? left, string? right) => Entities.AreSame(left, right) || IsBelow(left, right) || IsBelow(right, left);

    /// <summary>A file and the mount it lies on.</summary>
    private static bool IsBelow(string? path, string? mount) =>
        path is ['/', ..] && mount is ['/', _, ..] && path.StartsWith(mount, StringComparison.Ordinal) && (path.Length == mount.Length || path[mount.Length] == '/');
}
