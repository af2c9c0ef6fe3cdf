using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>Pods that no node takes, and which constraint refused how many nodes.</summary>
internal sealed class Scheduling : IAnalyzer
{
    public const string Rule = "pod-unschedulable";

    public IEnumerable<Fault> Look(Scene scene)
    {
        var room = new NodeRoom(scene);
        foreach (var pod in scene.Pods)
        {
            if (pod.Phase is not ("Pending" or "") || pod.NodeName.Length > 0 || pod.IsLeaving || pod.Object.Status is null)
            {
                continue;
            }

            var condition = pod.Object.Condition("PodScheduled");
            if (condition.TextAt("reason") == "SchedulingGated" || (condition is null && pod.Object.Spec.ItemsAt("schedulingGates").Count > 0))
            {
                if (scene.IsOlder(pod.Object.CreatedAt, TimeSpan.FromMinutes(5)))
                {
                    yield return Gated(pod);
                }

                continue;
            }

            var failed = scene.EventOf(pod.Object, "FailedScheduling");
            var said = condition.TextAt("message") is { Length: > 0 } message ? message : failed?.Message ?? "";
            if (condition.TextAt("reason") == "Unschedulable" || condition.TextAt("reason") == "SchedulerError" || said.Length > 0)
            {
                yield return Unschedulable(scene, room, pod, said);
            }
            else if (scene.IsOlder(pod.Object.CreatedAt, TimeSpan.FromMinutes(3)) && pod.Object.CreatedAt is not null)
            {
                yield return Unseen(scene, pod);
            }
        }
    }

    private static Fault Unschedulable(Scene scene, NodeRoom room, PodFacts pod, string said)
    {
        var refusals = SchedulingRefusal.Parse(said);
        var reasons = refusals.Select(refusal => refusal.Explain(room, pod)).Where(reason => reason.Length > 0).ToList();
        var (first, _) = reasons.Count > 0 ? (reasons[0], 0) : ("", 0);
        var claims = References.ClaimsOf(pod.Object).Select(claim => scene.Find("PersistentVolumeClaim", pod.Namespace, claim)).OfType<KubeObject>().ToList();
        var preempted = scene.EventOf(pod.Object, "Preempted");
        var message = $"Pod {pod.Object.Name} is Pending: Unschedulable (FailedScheduling{Quote.After(said, 420)})."
            + (first.Length == 0 ? "" : " " + string.Join(" ", reasons))
            + (preempted is null ? "" : $" It was preempted before: {Quote.Of(preempted.Message, 160)}.");
        return new(Rule, Severity.Error, FaultRole.Failure, pod.Object, message)
        {
            Path = "spec",
            Evidence = [new(pod.Object.Id, "status.conditions[PodScheduled].message", Quote.Of(said))],
            PointsAt = [.. claims, .. refusals.Exists(refusal => refusal.IsAboutNodes) ? scene.Of("Node") : []],
            Likeness = string.Join(',', refusals.Select(refusal => refusal.Constraint)),
            FixHint = refusals.Count > 0 ? refusals[0].Cure : "Read the scheduler's message: it names every constraint that refused a node.",
        };
    }

    private static Fault Gated(PodFacts pod)
    {
        var gates = string.Join(", ", pod.Object.Spec.MapsAt("schedulingGates").Select(gate => gate.TextAt("name")));
        return new("pod-scheduling-gated", Severity.Warning, FaultRole.Failure, pod.Object, $"Pod {pod.Object.Name} is Pending with SchedulingGated: schedulingGates {gates} have not been removed by the controller that set them.")
        {
            Path = "spec.schedulingGates",
            Likeness = gates,
            Breaks = true,
            FixHint = "Look at the controller that owns the gate; the scheduler does not look at the pod until the gate is gone.",
        };
    }

    private static Fault Unseen(Scene scene, PodFacts pod)
    {
        var scheduler = pod.Object.Spec.TextAt("schedulerName") ?? "default-scheduler";
        var message = string.Create(CultureInfo.InvariantCulture, $"Pod {pod.Object.Name} has been Pending for {scene.Age(pod.Object.CreatedAt)?.TotalMinutes:0} min and no scheduler has looked at it: schedulerName is {scheduler}, and there is no PodScheduled condition and no FailedScheduling event.");
        return new("pod-not-seen-by-scheduler", Severity.Error, FaultRole.Failure, pod.Object, message)
        {
            Path = "spec.schedulerName",
            Likeness = scheduler,
            FixHint = scheduler == "default-scheduler" ? "Look at kube-scheduler." : $"Run a scheduler named {scheduler}, or leave schedulerName out.",
        };
    }
}
