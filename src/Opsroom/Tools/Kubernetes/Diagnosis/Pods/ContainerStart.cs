using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>Containers that the kubelet or the runtime cannot create or start.</summary>
internal sealed class ContainerStart : IAnalyzer
{
    public const string Rule = "container-cannot-start";

    private static readonly string[] Waiting = ["CreateContainerConfigError", "CreateContainerError", "RunContainerError", "PreCreateHookError", "PreStartHookError", "PostStartHookError", "ContainerStatusUnknown"];
    private static readonly string[] Ended = ["StartError", "ContainerCannotRun"];

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var pod in scene.Pods.Where(pod => pod.IsLive || pod.Phase == "Failed"))
        {
            foreach (var container in pod.Containers)
            {
                var ending = container.LastEnding;
                if (container.WaitingReason is { } reason && Waiting.Contains(reason, StringComparer.Ordinal))
                {
                    var said = container.WaitingMessage.Length > 0 ? container.WaitingMessage : scene.EventOf(pod.Object, "Failed", "FailedPostStartHook", "FailedPreStopHook")?.Message ?? "";
                    yield return Fault(scene, pod, container, reason, said);
                }
                else if (!container.IsRunning && ending is not null && Ended.Contains(ending.Reason, StringComparer.Ordinal) && pod.IsLive)
                {
                    var exit = ending.ExitCode is { } code ? $"exit code {code}: " : "";
                    yield return Fault(scene, pod, container, ending.Reason, exit + ending.Message);
                }
            }
        }
    }

    private static Fault Fault(Scene scene, PodFacts pod, ContainerFacts container, string reason, string said)
    {
        var (why, cure) = Words(pod, container, said);
        return new(Rule, Severity.Error, FaultRole.Failure, pod.Object, $"{char.ToUpperInvariant(container.Noun[0])}{container.Noun[1..]} {container.Name} of pod {pod.Object.Name} cannot start ({reason}{Quote.After(said)}).{why}{ImageWords(scene, pod, container, said)}")
        {
            Path = container.Path,
            Evidence = [new(pod.Object.Id, $"status.containerStatuses[{container.Name}]", $"{reason}{Quote.After(said)}")],
            Likeness = $"{container.Name} {reason} {Quote.Of(said, 60)}",
            FixHint = cure,
        };
    }

    private static (string Why, string Cure) Words(PodFacts pod, ContainerFacts container, string said)
    {
        bool Says(string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);
        var command = string.Join(' ', container.Spec.TextsAt("command").Concat(container.Spec.TextsAt("args")));
        return said switch
        {
            _ when Says("runAsNonRoot") => (
                $" securityContext.runAsNonRoot is true, but the image {Quote.Of(container.Image, 160)} runs as root or as a user that is not a number; runAsUser is {User(pod, container) ?? "not set"}.",
                "Set securityContext.runAsUser to a number other than 0, or build the image with a numeric USER."),
            _ when Says("executable file not found") || (Says("exec:") && Says("no such file or directory")) || Says("stat /") && Says("no such file") => (
                $" The command is not found in the image{(command.Length == 0 ? "" : $": command {Quote.Of(command, 160)}")}.",
                "Correct command and args, or use an image that has the executable in its PATH."),
            _ when Says("permission denied") => (" The executable may not be run: permission denied.", "Make the file executable in the image, or run as a user that may."),
            _ when Says("couldn't find key") || Says("not found") => ("", "Create the missing object or key in the pod's namespace, correct the reference, or mark it optional."),
            _ when Says("not a directory") => (" A file is mounted where the image has a directory, or the reverse (subPath).", "Correct mountPath and subPath."),
            _ when Says("read-only file system") => (" The mount point does not exist in a read-only root file system.", "Create the directory in the image, or mount an emptyDir there."),
            _ when Says("cgroup") || Says("memory limit") => (" The limits are too low for a container to start.", "Raise the memory limit."),
            _ when Says("exec format error") => (" The image is for another architecture than the node's (exec format error).", "Publish the image for the node's architecture, or select nodes with kubernetes.io/arch."),
            _ => ("", "Read the runtime's message: it names what could not be done."),
        };
    }

    private static string? User(PodFacts pod, ContainerFacts container) =>
        container.Spec.TextAt("securityContext", "runAsUser") ?? pod.Object.Spec.TextAt("securityContext", "runAsUser");

    private static string ImageWords(Scene scene, PodFacts pod, ContainerFacts container, string said) =>
        said.Contains("executable file not found", StringComparison.OrdinalIgnoreCase) ? ImageHistory.Before(scene, pod, container) : "";
}
