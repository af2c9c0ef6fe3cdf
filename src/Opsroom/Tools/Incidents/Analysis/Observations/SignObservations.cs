using Opsroom.Tools.Incidents.Signs;

namespace Opsroom.Tools.Incidents.Analysis.Observations;

/// <summary>Makes observations of signs, wherever their words stood.</summary>
internal static class SignObservations
{
    /// <param name="who">Whose words they are: a service, a host, an object.</param>
    public static Observation Of(EvidenceKind kind, SignMatch match, Citation citation, string who, DateTimeOffset? at)
    {
        var bearing = match.Sign.Role switch
        {
            SignRole.Cause => Bearing.Cause,
            SignRole.Effect => Bearing.Effect,
            SignRole.Recovery => Bearing.Recovery,
            SignRole.Noise => Bearing.Noise,
            _ => throw new InvalidOperationException($"{match.Sign.Role} is not a role of a sign."),
        };
        var about = match.Subject is { Length: > 0 } subject && !who.Contains(subject, StringComparison.OrdinalIgnoreCase) ? $" ({subject})" : "";
        var party = match.Depends is { Length: > 0 } other && other != match.Subject ? $", with {other}" : "";
        return new(kind, bearing, citation, $"{(who.Length == 0 ? "" : who + ": ")}{match.Sign.Title}{about}{party}")
        {
            Category = match.Sign.Category,
            Theme = match.Sign.Id,
            IsWords = true,
            Strength = match.Strength,
            Harm = bearing switch { Bearing.Effect => 0.45, Bearing.Cause when match.Sign.Category != IncidentCategory.Traffic => 0.2 + (0.2 * match.Strength), _ => 0 },
            At = at,
            Last = at,
            Subject = match.Subject,
            Depends = match.Depends,
        };
    }
}
