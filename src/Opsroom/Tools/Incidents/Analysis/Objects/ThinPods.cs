using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Signs;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Incidents.Analysis.Objects;

/// <summary>Pods without a spec, which the analyzers cannot judge: what their containers' states say by themselves.</summary>
internal static class ThinPods
{
    public static IEnumerable<Observation> Look(Recording recording)
    {
        foreach (var each in recording.Objects.Where(each => each.Object.Kind == "Pod" && each.Object.Spec.ItemsAt("containers").Count == 0))
        {
            foreach (var list in (string[])["containerStatuses", "initContainerStatuses"])
            {
                var index = -1;
                foreach (var container in each.Object.Status.ItemsAt(list))
                {
                    index++;
                    if (container.FlagAt("ready") is true)
                    {
                        continue;
                    }

                    foreach (var state in (string[][])[["state", "waiting"], ["state", "terminated"], ["lastState", "terminated"]])
                    {
                        var (reason, message) = (container.TextAt([.. state, "reason"]), container.TextAt([.. state, "message"]));
                        if (reason is null && message is null)
                        {
                            continue;
                        }

                        var at = each.Place.Location.StartsWith("line ", StringComparison.Ordinal) ? each.Place : each.Place.At("status", list).Item(index).At([.. state, message is null ? "reason" : "message"]);
                        foreach (var match in SignCatalogue.Match($"{reason}: {message}", SignOrigin.ObjectCondition).Take(3))
                        {
                            yield return SignObservations.Of(EvidenceKind.Object, match, new(at, message ?? reason!), $"Pod {each.Object.Name}", container.TimeAt([.. state, "finishedAt"])) with
                            {
                                Subject = Entities.Stem(each.Object.Name),
                                Names = [each.Object.Name, each.Object.Namespace],
                                Also = [.. ObjectCitations.Of(each).Take(3)],
                            };
                        }
                    }
                }
            }
        }
    }
}
