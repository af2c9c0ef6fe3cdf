using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>Pods that have a node and do not get on: volumes that cannot be mounted or attached, sandboxes without a network, or no sign of life.</summary>
internal sealed class Volumes : IAnalyzer
{
    public const string Mount = "volume-mount-failed";
    public const string Sandbox = "pod-sandbox-failed";
    public const string Stuck = "pod-stuck-creating";

    private static readonly string[] MountReasons = ["FailedMount", "FailedAttachVolume", "FailedMapVolume", "VolumeResizeFailed", "FileSystemResizeFailed"];
    private static readonly string[] SandboxReasons = ["FailedCreatePodSandBox", "FailedCreatePodContainer", "NetworkNotReady", "SandboxChanged", "FailedPodSandBoxStatus"];

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var pod in scene.Pods.Where(pod => pod is { IsLive: true, Phase: "Pending" } && pod.NodeName.Length > 0))
        {
            var waiting = pod.Containers.Where(container => container.Status is null || container.WaitingReason is null or "ContainerCreating" or "PodInitializing").ToList();
            if (waiting.Count != pod.Containers.Count || pod.Containers.Any(container => container.IsRunning || container.LastEnding is not null))
            {
                continue;
            }

            if (scene.EventsOf(pod.Object).FirstOrDefault(line => MountReasons.Contains(line.Reason, StringComparer.Ordinal) && !IsTimeout(line))
                is { } mount || (mount = scene.EventOf(pod.Object, "FailedMount", "FailedAttachVolume")) is not null)
            {
                yield return Failed(scene, pod, mount, Mount);
            }
            else if (scene.EventsOf(pod.Object).FirstOrDefault(line => line.IsWarning && SandboxReasons.Contains(line.Reason, StringComparer.Ordinal)) is { } sandbox)
            {
                yield return Failed(scene, pod, sandbox, Sandbox);
            }
            else if (scene.IsOlder(pod.Since, TimeSpan.FromMinutes(5)) && pod.Since is not null)
            {
                yield return new(Stuck, Severity.Error, FaultRole.Symptom, pod.Object,
                    string.Create(CultureInfo.InvariantCulture, $"Pod {pod.Object.Name} has been in ContainerCreating on node {pod.NodeName} for {scene.Age(pod.Since)?.TotalMinutes:0} min, and no event says why."))
                {
                    Likeness = pod.NodeName,
                    FixHint = "kubectl describe pod, and the kubelet's log on the node.",
                };
            }
        }
    }

    /// <summary>The kubelet repeats after two minutes what it said better before.</summary>
    private static bool IsTimeout(EventLine line) => line.Says("timed out waiting for the condition") || line.Says("context deadline exceeded");

    private static Fault Failed(Scene scene, PodFacts pod, EventLine said, string rule)
    {
        var claims = References.ClaimsOf(pod.Object).Select(name => scene.Find("PersistentVolumeClaim", pod.Namespace, name)).OfType<KubeObject>().ToList();
        var why = rule == Sandbox ? Network(said) : said.Says("Multi-Attach") ? MultiAttach(scene, pod, claims) : "";
        return new(rule, Severity.Error, FaultRole.Failure, pod.Object,
            $"Pod {pod.Object.Name} stays in ContainerCreating on node {pod.NodeName}: {said.Reason}{Quote.After(said.Message, 420)}.{why}{Elsewhere(scene, pod, said)}")
        {
            Path = rule == Mount ? "spec.volumes" : "spec",
            Evidence = [new(pod.Object.Id, $"event {said.Reason}", Quote.Of(said.Message))],
            PointsAt = [.. claims],
            Likeness = $"{said.Reason} {Quote.Of(said.Message, 40)}",
            FixHint = rule == Sandbox ? "Look at the node's network plugin and its address range."
                : said.Says("Multi-Attach") ? "A ReadWriteOnce volume is attached to one node at a time: stop the pod that has it (strategy Recreate), or use ReadWriteMany."
                : said.Says("not found") ? $"Create what is missing in namespace {pod.Namespace}, correct the reference, or mark it optional." : "Read the message: it names the volume and what could not be done.",
        };
    }

    private static string Elsewhere(Scene scene, PodFacts pod, EventLine said)
    {
        foreach (var volume in pod.Object.Spec.MapsAt("volumes"))
        {
            var (kind, name) = volume.TextAt("configMap", "name") is { } map ? ("ConfigMap", map) : volume.TextAt("secret", "secretName") is { } secret ? ("Secret", secret) : ("", "");
            if (name.Length > 0 && said.Says($"\"{name}\" not found"))
            {
                var places = scene.Of(kind).Where(each => each.Name == name).Select(each => each.Namespace).ToList();
                return $" Volume {volume.TextAt("name")} needs {kind} {name}, which does not exist in namespace {pod.Namespace}{(places.Count == 0 ? "" : $"; there is one in namespace {Quote.Names(places, 3)}")}.";
            }
        }

        return "";
    }

    private static string Network(EventLine said) =>
        said.Says("no IP addresses available") || said.Says("failed to allocate for range") || said.Says("failed to assign an IP") || said.Says("no available IP") || said.Says("InsufficientFreeAddresses")
            ? " The pod network has no IP addresses left for the node."
            : said.Says("cni") ? " The network plugin (CNI) cannot set the pod up." : "";

    private static string MultiAttach(Scene scene, PodFacts pod, List<KubeObject> claims)
    {
        var holders = claims.SelectMany(claim => scene.PodsIn(pod.Namespace).Where(other =>
            other != pod && !other.IsDone && other.NodeName.Length > 0 && other.NodeName != pod.NodeName && References.ClaimsOf(other.Object).Contains(claim.Name, StringComparer.Ordinal))
            .Select(other => $"pod {other.Object.Name} on node {other.NodeName} holds PersistentVolumeClaim {claim.Name} ({string.Join(", ", claim.Spec.TextsAt("accessModes"))})")).ToList();
        return holders.Count == 0 ? "" : $" {Quote.Names(holders, 2)}.";
    }
}
