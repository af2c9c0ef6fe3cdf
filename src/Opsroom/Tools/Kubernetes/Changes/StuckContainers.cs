using System.Collections.Frozen;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>Containers that do not come up by waiting longer, in the words of the kubelet.</summary>
internal static class StuckContainers
{
    private static readonly FrozenSet<string> Reasons = new[]
    {
        "CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError", "CreateContainerConfigError", "CreateContainerError", "RunContainerError",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <param name="waitingReason">Of the container's state; null where it does not wait.</param>
    public static bool IsStuck(string? waitingReason) => waitingReason is not null && Reasons.Contains(waitingReason);
}
