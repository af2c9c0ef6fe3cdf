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
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongBefore = TimeSpan.FromHours(2);

    public static IEnumerable<Observation> Look(Recording recording, DateTimeOffset? onset)
    {
        var seen = new HashSet<(string, string, string)>();
        var goods = recording.Objects.Where(each => each.Object.Kind == "Event").Take(MostEvents).Select(each => EventLine.Of(each.Object)).Where(line => !line.IsWarning).ToLookup(line => (line.Namespace, line.Name));
        var ready = recording.Objects.Where(each => WorkloadHealth.IsComplete(each.Object)).Select(each => Entities.Stem(each.Object.Name)).ToHashSet(StringComparer.Ordinal);
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
            var isSettled = goods[(line.Namespace, line.Name)].Any(good => Settles(line.Reason, good.Reason) && !(good.Last < line.Last)) || (ready.Contains(owner) && recording.Now - line.Last > Settling);
            var isUsual = line.First is { } first && (onset is null ? recording.Now - first > TimeSpan.FromHours(24) : onset - first > LongBefore) && line.Count >= 3;
            var citation = new Citation(each.PlaceOf(each.Object.Body.Has("message") ? "message" : "note"), line.Message.Length <= 400 ? line.Message : line.Message[..400]);
            var matches = SignCatalogue.Match(text, SignOrigin.EventMessage);
            if (matches.IsEmpty && line is { IsWarning: true, Count: >= 3 } && !isOld && !isSettled && !isUsual && seen.Add(("", owner, line.Reason)))
            {
                // a warning that nobody knows is still one
                yield return new(EvidenceKind.Object, Bearing.Effect, citation, $"{line.Kind} {line.Name}: {text}")
                {
                    Theme = $"error:{line.Reason}",
                    Strength = 0.3,
                    Harm = 0.3,
                    At = line.First ?? line.Last,
                    Last = line.Last,
                    Count = (int)Math.Min(line.Count, int.MaxValue),
                    IsMoment = true,
                    Subject = owner,
                    Names = [line.Name, line.Namespace],
                };
            }

            foreach (var match in matches)
            {
                if (!seen.Add((match.Sign.Id, owner, line.Reason)))
                {
                    continue;
                }

                yield return SignObservations.Of(EvidenceKind.Object, match, citation, $"{line.Kind} {line.Name}", line.First ?? line.Last) with
                {
                    IsMoment = true,
                    Count = (int)Math.Min(line.Count, int.MaxValue),
                    Last = line.Last,
                    IsCurrent = !isOld && !isSettled,
                    IsNew = !isUsual && !isSettled,
                    Subject = owner,
                    Names = [line.Name, line.Namespace, match.Subject ?? ""],
                };
            }
        }
    }

    /// <summary>Whether a later event says that what had failed went through.</summary>
    private static bool Settles(string failed, string good) => failed switch
    {
        "FailedScheduling" => good is "Scheduled",
        "Failed" or "ErrImagePull" or "ImagePullBackOff" => good is "Pulled" or "Started",
        "FailedMount" or "FailedAttachVolume" => good is "SuccessfulAttachVolume" or "Started" or "Pulled",
        "ProvisioningFailed" => good is "ProvisioningSucceeded",
        "NodeNotReady" or "Rebooted" => good is "NodeReady",
        "FailedCreate" => good is "SuccessfulCreate",
        _ => false,
    };
}
