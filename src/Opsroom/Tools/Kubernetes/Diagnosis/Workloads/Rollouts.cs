using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Workloads;

/// <summary>Deployments, stateful sets, daemon sets and replica sets that have fewer ready pods than they want.</summary>
internal sealed class Rollouts : IAnalyzer
{
    public const string Unavailable = "workload-unavailable";
    public const string Paused = "rollout-paused";
    public const string Ignored = "controller-not-acting";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var each in scene.Of("Deployment").Concat(scene.Of("StatefulSet")).Concat(scene.Of("DaemonSet")).Concat(scene.Of("ReplicaSet").Where(each => scene.Objects.ControllerOf(each) is null)).Concat(scene.Of("ReplicationController")))
        {
            if (each.Status is null || each.DeletedAt is not null)
            {
                continue;
            }

            if (NotObserved(scene, each) is { } ignored)
            {
                yield return ignored;
            }

            if (Short(scene, each) is { } fault)
            {
                yield return fault;
            }

            if (each.Kind == "Deployment" && each.Spec.FlagAt("paused") is true && (each.Status.NumberAt("updatedReplicas") ?? 0) < (each.Spec.NumberAt("replicas") ?? 1))
            {
                yield return new(Paused, Severity.Warning, FaultRole.Cause, each, $"The rollout of Deployment {each.Name} is paused (spec.paused: true) with {each.Status.NumberAt("updatedReplicas") ?? 0} of {each.Spec.NumberAt("replicas") ?? 1} replicas updated.")
                {
                    Path = "spec.paused",
                    FixHint = $"kubectl rollout resume deployment/{each.Name}, when it is meant to go on.",
                };
            }
        }
    }

    private static Fault? NotObserved(Scene scene, KubeObject each)
    {
        var (generation, observed) = (each.Body.NumberAt("metadata", "generation"), each.Status.NumberAt("observedGeneration"));
        var untouched = each.Kind == "Deployment" && observed is null && (each.Spec.NumberAt("replicas") ?? 1) > 0 && !scene.Objects.OwnedBy(each).Any() && each.Status.At("replicas") is null && scene.Knows("ReplicaSet");
        var behind = generation > observed;
        if ((!behind && !untouched) || !scene.IsOlder(each.CreatedAt, TimeSpan.FromMinutes(5)) || each.Body.TimeAt("metadata", "creationTimestamp") is null)
        {
            return null;
        }

        return new(Ignored, Severity.Warning, FaultRole.Failure, each, $"{each.Kind} {each.Name} has generation {generation}, but its controller has only seen {observed?.ToString(CultureInfo.InvariantCulture) ?? "none"} (observedGeneration): kube-controller-manager does not act on it.")
        {
            Path = "status.observedGeneration",
            FixHint = "Look at kube-controller-manager.",
        };
    }

    private static Fault? Short(Scene scene, KubeObject each)
    {
        var wanted = each.Kind == "DaemonSet" ? each.Status.NumberAt("desiredNumberScheduled") ?? 0 : each.Spec.NumberAt("replicas") ?? 1;
        var ready = each.Status.NumberAt(each.Kind == "DaemonSet" ? "numberReady" : "readyReplicas") ?? 0;
        var updated = each.Status.NumberAt(each.Kind == "DaemonSet" ? "updatedNumberScheduled" : "updatedReplicas");
        var progressing = each.Condition("Progressing");
        var late = progressing.TextAt("reason") == "ProgressDeadlineExceeded";
        var stuck = late || (each.Kind == "StatefulSet" && updated is { } now && now < wanted && each.Status.TextAt("updateRevision") != each.Status.TextAt("currentRevision") && each.Spec.At("updateStrategy", "rollingUpdate", "partition") is null);
        if (wanted == 0 || (ready >= wanted && !late))
        {
            return null;
        }

        var available = each.Condition("Available");
        var since = available.TextAt("status") == "False" ? available.TimeAt("lastTransitionTime") : null;
        var isYoung = !scene.IsOlder(since ?? (late ? null : Newest(scene, each)), TimeSpan.FromMinutes(3));
        if (isYoung && !late && !scene.PodsOf(each).Any(pod => pod.Containers.Any(container => container.Restarts > 2)))
        {
            return null;
        }

        var severity = late || stuck || ready == 0 || available.TextAt("status") == "False" ? Severity.Error : Severity.Warning;
        var words = late ? $" Its rollout does not get on (ProgressDeadlineExceeded{Quote.After(progressing.TextAt("message"), 200)})." : "";
        return new(Unavailable, severity, FaultRole.Symptom, each, $"{each.Kind} {each.Name} has {ready} of {wanted} pods ready.{words}{Ordinals(scene, each, wanted)}")
        {
            Path = "status",
            Evidence = [new(each.Id, "status.readyReplicas", ready.ToString(CultureInfo.InvariantCulture)), new(each.Id, "spec.replicas", wanted.ToString(CultureInfo.InvariantCulture))],
            Breaks = ready == 0,
            FixHint = "Look at its pods and events.",
        };
    }

    private static DateTimeOffset? Newest(Scene scene, KubeObject each) =>
        scene.PodsOf(each).Where(pod => pod is { IsLive: true, IsReady: false }).Select(pod => pod.Object.Condition("Ready").TimeAt("lastTransitionTime") ?? pod.Object.CreatedAt).Min();

    /// <summary>An ordered stateful set goes no further than its first pod that is not ready.</summary>
    private static string Ordinals(Scene scene, KubeObject each, long wanted)
    {
        if (each.Kind != "StatefulSet" || each.Spec.TextAt("podManagementPolicy") == "Parallel")
        {
            return "";
        }

        var pods = scene.PodsOf(each).Where(pod => pod.IsLive).ToDictionary(pod => pod.Object.Name, StringComparer.Ordinal);
        for (var ordinal = 0; ordinal < Math.Min(wanted, 1000); ordinal++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{each.Name}-{ordinal}");
            if (!pods.TryGetValue(name, out var pod) || !pod.IsReady)
            {
                return ordinal + 1 < wanted ? $" With podManagementPolicy OrderedReady it waits for {name} before it goes on to {each.Name}-{ordinal + 1}." : "";
            }
        }

        return "";
    }
}
