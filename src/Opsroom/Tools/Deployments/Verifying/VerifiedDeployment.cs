using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Changes;

namespace Opsroom.Tools.Deployments.Verifying;

/// <summary>Which of the deployments of a release is meant.</summary>
public enum ReleaseTrackName
{
    /// <summary>The one that stays.</summary>
    Stable,

    /// <summary>The one with a part of the traffic: <c>NAME-canary</c>.</summary>
    Canary,

    /// <summary>The one beside it at full size: <c>NAME-green</c>.</summary>
    Green,
}

/// <summary>Whether something holds.</summary>
public enum CheckStatus
{
    Passed,

    Failed,

    /// <summary>There was nothing to judge it by; it does not count.</summary>
    NotSeen,
}

/// <param name="Check">What was looked at: <c>rollout</c>, <c>readiness</c>, <c>restarts</c>, <c>pods</c>, <c>error_ratio</c>, <c>latency_p95</c>, <c>latency_p99</c>.</param>
/// <param name="Passed">False where it failed.</param>
/// <param name="Detail">With the numbers.</param>
public sealed record VerificationCheck(string Check, bool Passed, CheckStatus Status, string Detail)
{
    internal static VerificationCheck Of(string check, bool passed, string detail) => new(check, passed, passed ? CheckStatus.Passed : CheckStatus.Failed, detail);

    internal static VerificationCheck NotSeen(string check, string why) => new(check, true, CheckStatus.NotSeen, why);
}

/// <summary>A finding of the diagnosis about these pods, without what containers and the cluster wrote: kubernetes_diagnose tells that.</summary>
public sealed record VerificationFinding(string Rule, Severity Severity, string Object, string? Path);

/// <param name="Passed">No check failed.</param>
/// <param name="Reason">Why it did not pass.</param>
/// <param name="Observed">Seconds for which it was watched.</param>
/// <param name="Metrics">The series that requests were judged by.</param>
/// <param name="Problems">Containers and pods that do not run, in the cluster's own fixed words.</param>
/// <param name="Findings">What the diagnosis says about them, causes first.</param>
public sealed record VerifiedDeployment(
    bool Passed, ImmutableArray<VerificationCheck> Checks, string? Reason, string Cluster, string Namespace, string Name, ReleaseTrackName Track, int Observed, string? Metrics,
    ImmutableArray<PodProblem> Problems, ImmutableArray<VerificationFinding> Findings);
