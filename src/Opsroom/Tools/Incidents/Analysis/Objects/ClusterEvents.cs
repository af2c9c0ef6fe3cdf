using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Signs;
using Opsroom.Tools.Kubernetes.Diagnosis;

namespace Opsroom.Tools.Incidents.Analysis.Objects;

/// <summary>What Kubernetes events say. One that has come for long at its usual rate is no news.</summary>
internal static class ClusterEvents
{
    private const int MostEvents = 4000;
    private static readonly TimeSpan Stale = TimeSpan.FromHours(3);
    private static readonly TimeSpan LongBefore = TimeSpan.FromHours(2);

    public static IEnumerable<Observation> Look(Recording recording, DateTimeOffset? onset)
    {
        var seen = new HashSet<(string, string, string)>();
        foreach (var each in recording.Objects.Where(each => each.Object.Kind == "Event").Take(MostEvents))
        {
            var line = EventLine.Of(each.Object);
            if (line.Message.Length == 0 && line.Reason.Length == 0)
            {
                continue;
            }

            var text = line.Reason.Length == 0 || line.Message.Contains(line.Reason, StringComparison.Ordinal) ? line.Message : $"{line.Reason}: {line.Message}";
            var owner = Entities.Stem(line.Name);
            var isOld = line.Last is { } last && recording.Now - last > Stale && (onset is null || last < onset - LongBefore);
            var isUsual = line.First is { } first && (onset ?? recording.Now) - first > LongBefore && line.Count >= 3;
            var citation = new Citation(each.Place.At(each.Object.Body.Has("message") ? "message" : "note"), line.Message.Length <= 400 ? line.Message : line.Message[..400]);
            foreach (var match in SignCatalogue.Match(text, SignOrigin.EventMessage))
            {
                if (!seen.Add((match.Sign.Id, owner, line.Reason)))
                {
                    continue;
                }

                yield return SignObservations.Of(EvidenceKind.Object, match, citation, $"{line.Kind} {line.Name}", line.First ?? line.Last) with
                {
                    Count = (int)Math.Min(line.Count, int.MaxValue),
                    Last = line.Last,
                    IsCurrent = !isOld,
                    IsNew = !isUsual,
                    Subject = owner,
                    Names = [line.Name, line.Namespace, match.Subject ?? ""],
                };
            }
        }
    }
}
