using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Incidents.Analysis.Objects;

/// <summary>Who is there and who is missing: workloads by their counts, pods by their conditions, nodes by theirs. Thin objects are told as far as they say anything.</summary>
internal static class WorkloadHealth
{
    /// <summary>A pod that starts is not yet a pod that fails.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(4);

    public static IEnumerable<Observation> Look(Recording recording)
    {
        foreach (var each in recording.Objects)
        {
            var seen = each.Object.Kind switch
            {
                "Deployment" or "StatefulSet" or "ReplicaSet" or "ReplicationController" or "Rollout" => Counted(each, "replicas", ["readyReplicas", "availableReplicas"]),
                "DaemonSet" => Daemons(each),
                "Pod" => OfPod(each, recording.Now),
                "Node" => OfNode(each),
                "Job" => OfJob(each, recording.Now),
                _ => null,
            };
            if (seen is not null)
            {
                yield return seen with { Subject = seen.Subject ?? each.Object.Name, Names = [each.Object.Name, each.Object.Namespace] };
            }
        }
    }

    /// <summary>Whether a workload has all its replicas, or a pod is ready.</summary>
    public static bool IsComplete(KubeObject each) => each.Kind switch
    {
        "Deployment" or "StatefulSet" => (each.Spec.NumberAt("replicas") ?? each.Status.NumberAt("replicas")) is > 0 and var wanted && (each.Status.NumberAt("readyReplicas") ?? each.Status.NumberAt("availableReplicas")) >= wanted,
        "Pod" => each.Condition("Ready")?.TextAt("status") == "True",
        _ => false,
    };

    private static Observation? Counted(RecordedObject each, string want, string[] have)
    {
        var wanted = each.Object.Spec.NumberAt(want) ?? each.Object.Status.NumberAt(want);
        if (wanted is null or 0 || each.Object.Status is not { } status)
        {
            return null;
        }

        var there = have.Select(key => (Key: key, Count: status.NumberAt(key))).FirstOrDefault(count => count.Count is not null);
        var missing = status.NumberAt("unavailableReplicas");
        if (there.Key is null && missing is null)
        {
            return null;
        }

        var ready = there.Count ?? wanted - missing!.Value;
        var (path, text) = there.Key is not null ? (there.Key, there.Count) : ("unavailableReplicas", missing);
        return Told(each, wanted.Value, ready.Value, new(each.PlaceOf("status", path), $"{text}"));
    }

    private static Observation? Daemons(RecordedObject each) =>
        each.Object.Status.NumberAt("desiredNumberScheduled") is > 0 and var wanted && each.Object.Status.NumberAt("numberReady") is { } ready
            ? Told(each, wanted, ready, new(each.PlaceOf("status", "numberReady"), $"{ready}"))
            : null;

    private static Observation Told(RecordedObject each, long wanted, long ready, Citation citation) => ready >= wanted
        ? new(EvidenceKind.Object, Bearing.Well, citation, $"{each.Object.Id} has {ready} of {wanted} replicas ready.") { Theme = "replicas", Strength = 0.6 }
        : new(EvidenceKind.Object, Bearing.Effect, citation, $"{each.Object.Id} has {ready} of {wanted} replicas ready.")
        {
            Theme = "replicas",
            Strength = 0.7,
            Harm = ready == 0 ? 0.85 : Math.Min(0.7, 0.4 + 0.5 * (wanted - ready) / wanted),
        };

    private static Observation? OfPod(RecordedObject each, DateTimeOffset now)
    {
        var status = each.Object.Status;
        var phase = status.TextAt("phase");
        var owner = Entities.Stem(each.Object.Name);
        if (phase is "Succeeded")
        {
            return Well(each, "phase", phase, owner);
        }

        var ready = each.Object.Condition("Ready");
        if (ready is null && phase is "Running" && status.MapsAt("containerStatuses").All(container => container.FlagAt("ready") is not false))
        {
            return Well(each, "phase", phase, owner);
        }

        if (ready?.TextAt("status") == "True")
        {
            return Well(each, "phase", phase ?? "", owner);
        }

        if (ready is null && phase is null)
        {
            return null;
        }

        var since = ready.TimeAt("lastTransitionTime") ?? each.Object.CreatedAt;
        if (phase is "Failed" || each.Object.DeletedAt is not null || (since is not null && now - since < StartTime && phase is "Pending"))
        {
            return null;
        }

        return new(EvidenceKind.Object, Bearing.Effect, new(each.PlaceOf("status", "phase"), phase ?? ""), $"Pod {each.Object.Name} is {phase ?? "there"} and not ready.")
        {
            Theme = "pod-not-ready",
            Strength = 0.5,
            Harm = 0.45,
            At = since,
            Subject = owner,
        };
    }

    private static Observation Well(RecordedObject each, string field, string value, string owner) =>
        new(EvidenceKind.Object, Bearing.Well, new(each.PlaceOf("status", field), value), $"Pod {each.Object.Name} is {(value.Length > 0 ? value : "ready")}.") { Theme = "pod", Strength = 0.4, Subject = owner, At = value == "Succeeded" ? each.Object.Status.MapsAt("containerStatuses").Select(container => container.TimeAt("state", "terminated", "finishedAt")).FirstOrDefault(at => at is not null) ?? each.Object.CreatedAt : null };

    private static Observation? OfNode(RecordedObject each) => each.Object.Condition("Ready")?.TextAt("status") switch
    {
        "True" => new(EvidenceKind.Object, Bearing.Well, new(each.PlaceOf("metadata", "name"), each.Object.Name), $"Node {each.Object.Name} is ready.") { Theme = "node", Strength = 0.3 },
        "False" or "Unknown" => new(EvidenceKind.Object, Bearing.Effect, new(each.PlaceOf("metadata", "name"), each.Object.Name), $"Node {each.Object.Name} is not ready.") { Theme = "node", Strength = 0.6, Harm = 0.5 },
        _ => null,
    };

    private static Observation? OfJob(RecordedObject each, DateTimeOffset now)
    {
        if (each.Object.Condition("Failed") is { } failed && failed.TextAt("status") == "True")
        {
            var at = failed.TimeAt("lastTransitionTime");
            return at is not null && now - at > TimeSpan.FromHours(36) ? null
                : new(EvidenceKind.Object, Bearing.Effect, new(each.PlaceOf("metadata", "name"), each.Object.Name), $"Job {each.Object.Name} failed{Kubernetes.Diagnosis.Quote.After(failed.TextAt("message"))}.") { Theme = "job-failed", Strength = 0.6, Harm = 0.45, At = at };
        }

        return each.Object.Status.NumberAt("succeeded") is > 0
            ? new(EvidenceKind.Object, Bearing.Well, new(each.PlaceOf("status", "succeeded"), each.Object.Status.TextAt("succeeded") ?? ""), $"Job {each.Object.Name} has completed.") { Theme = "job", Strength = 0.6 }
            : null;
    }
}
