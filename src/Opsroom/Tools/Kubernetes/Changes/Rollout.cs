using System.Collections.Immutable;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>How the pods followed a change.</summary>
public enum RolloutStatus
{
    /// <summary>All pods are as wanted and ready.</summary>
    Complete,

    /// <summary>The deployment gave up as its deadline for progress passed, or a container of a new pod crashes again and again or cannot be started.</summary>
    Failed,

    /// <summary>It was still going on when the time to wait was over.</summary>
    Unfinished,

    /// <summary>Nobody waited, or the cluster could not be asked any more.</summary>
    NotSeen,
}

/// <param name="Status">How it ended.</param>
/// <param name="Ready">Ready pods, as seen last.</param>
/// <param name="Wanted">How many there should be.</param>
/// <param name="Problems">Why pods are not ready.</param>
public sealed record Rollout(RolloutStatus Status, int Ready, int Wanted, ImmutableArray<PodProblem> Problems);

/// <summary>Why a pod is not ready, in the cluster's own fixed words.</summary>
/// <param name="Pod">Null where the pod could not even be created, as when a quota refuses it.</param>
/// <param name="Reason">CrashLoopBackOff, ImagePullBackOff, Unschedulable, …</param>
/// <param name="ExitCode">Of the container's last end.</param>
public sealed record PodProblem(string? Pod, string? Container, string Reason, int? ExitCode, int? Restarts);
