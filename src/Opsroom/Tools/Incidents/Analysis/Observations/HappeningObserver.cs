using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Signs;

namespace Opsroom.Tools.Incidents.Analysis.Observations;

/// <summary>Events of other systems and recorded changes.</summary>
internal static class HappeningObserver
{
    private static readonly TimeSpan LongBefore = TimeSpan.FromHours(24);

    public static IEnumerable<Observation> Look(Recording recording, DateTimeOffset? onset)
    {
        foreach (var each in recording.Events)
        {
            var isOld = each.At is { } at && (onset ?? recording.Now) - at > LongBefore;
            var citation = each.Message.Length > 0 ? new Citation(each.Place.At("message"), Cut(each.Message)) : new Citation(each.Place.At("target"), each.Target);
            var known = false;
            foreach (var match in SignCatalogue.Match($"{each.Type} {each.Source}: {each.Message}", SignOrigin.EventMessage).Take(4))
            {
                known = true;
                yield return SignObservations.Of(EvidenceKind.Event, match, citation, $"{each.Source} {each.Target}".Trim(), each.At) with
                {
                    // what a cloud announces hurts nobody yet
                    Harm = match.Sign.Role == SignRole.Effect ? 0.3 : match.Sign.Category is IncidentCategory.Infrastructure or IncidentCategory.Traffic ? 0 : 0.2 + (0.2 * match.Strength),
                    IsCurrent = !isOld,
                    IsNew = !isOld,
                    Subject = each.Target.Length > 0 ? each.Target : match.Subject,
                    Names = [each.Target, each.Source, match.Subject ?? ""],
                };
            }

            if (!known)
            {
                yield return new(EvidenceKind.Event, Bearing.Change, citation, $"{each.Source} {each.Target} {each.Type}: {Cut(each.Message)}".Trim())
                {
                    Theme = $"event:{each.Type}",
                    Strength = 0.3,
                    At = each.At,
                    Last = each.At,
                    IsCurrent = !isOld,
                    IsNew = !isOld,
                    Subject = each.Target,
                    Names = [each.Target, each.Source],
                };
            }
        }

        foreach (var each in recording.Changes)
        {
            var citation = each.Summary.Length > 0 ? new Citation(each.Place.At("summary"), Cut(each.Summary)) : new Citation(each.Place.At("target"), each.Target);
            yield return new(EvidenceKind.Change, Bearing.Change, citation, $"{each.Kind} of {each.Target}: {Cut(each.Summary)}")
            {
                Category = ChangeWords.CategoryOf(each),
                Theme = $"change:{each.Kind}",
                Strength = 0.4,
                At = each.At,
                Last = each.At,
                Subject = each.Target,
                Names = [each.Target],
                Also = each.Target.Length > 0 && each.Summary.Length > 0 ? [new(each.Place.At("target"), each.Target)] : [],
            };
        }
    }

    private static string Cut(string text) => text.Length <= 400 ? text : text[..400];
}
