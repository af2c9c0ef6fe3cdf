using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Diagnosis;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Kubernetes.Reading;

namespace Opsroom.Tools.Deployments.Verifying;

/// <summary>A deployment and the pods of its present template, at one time.</summary>
/// <param name="Sets">All of its replica sets.</param>
/// <param name="Current">The replica set of the present template; null until its controller has made it.</param>
internal sealed record TrackLook(KubeObject Deployment, ImmutableArray<KubeObject> Sets, KubeObject? Current, ImmutableArray<PodFacts> Pods)
{
    private const int MostProblems = 10;

    public static async Task<ToolResult<TrackLook>> TakeAsync(Cluster cluster, ApiResource deployments, string @namespace, string name, CancellationToken cancellationToken)
    {
        var read = await cluster.GetAsync(deployments, @namespace, name, cancellationToken);
        if (read.Value is not { } live)
        {
            return read.Failure!;
        }

        var query = new ListQuery { Namespace = @namespace, LabelSelector = LabelSelector.Of(live.Spec.At("selector"))?.ToString() };
        var listedSets = await cluster.ListAsync("replicasets.apps", query, cancellationToken);
        if (listedSets.Value is not { } sets)
        {
            return listedSets.Failure!;
        }

        var listedPods = await cluster.ListAsync("pods", query, cancellationToken);
        if (listedPods.Value is not { } pods)
        {
            return listedPods.Failure!;
        }

        var own = sets.Items.Where(set => set.IsControlledBy(live)).ToImmutableArray();
        var current = WorkloadHistory.SetOf(live, own);
        return new TrackLook(
            live, own, current, current is null ? [] : [.. pods.Items.Where(pod => pod.DeletedAt is null && pod.IsControlledBy(current)).OrderBy(pod => pod.Name, StringComparer.Ordinal).Select(pod => new PodFacts(pod, live))]);
    }

    public int Wanted => (int)(Deployment.Spec.NumberAt("replicas") ?? 1);

    public int Ready => Pods.Count(pod => pod.IsReady);

    public bool IsRolledOut => RolloutWatch.NotAwaited(Deployment, replaces: true).Status == RolloutStatus.Complete;

    /// <summary>Whether its controller gave the rollout up, or cannot make pods at all.</summary>
    public string? GivenUp => !Deployment.IsObserved ? null
        : Deployment.Condition("Progressing").TextAt("reason") == "ProgressDeadlineExceeded" ? "its controller gave the rollout up (ProgressDeadlineExceeded)"
        : Deployment.Condition("ReplicaFailure").TextAt("status") == "True" ? $"its pods cannot be created ({Words.Of(Deployment.Condition("ReplicaFailure").TextAt("reason"))})"
        : null;

    /// <summary>Containers that do not come up by waiting.</summary>
    public IEnumerable<PodProblem> DeadContainers =>
        from pod in Pods
        from container in pod.Containers
        where StuckContainers.IsStuck(container.WaitingReason)
        select Problem(pod, container, container.WaitingReason!);

    public IEnumerable<PodFacts> Unschedulable => Pods.Where(pod => pod.Object.Condition("PodScheduled") is { } scheduled && scheduled.TextAt("status") == "False" && scheduled.TextAt("reason") == "Unschedulable");

    /// <summary>Why pods are not ready, in the cluster's own fixed words.</summary>
    public ImmutableArray<PodProblem> Problems =>
    [
        .. DeadContainers
            .Concat(Unschedulable.Select(pod => new PodProblem(pod.Object.Name, null, "Unschedulable", null, null)))
            .Concat(from pod in Pods
                    from container in pod.Containers
                    where !container.IsInit && !container.IsReady && !StuckContainers.IsStuck(container.WaitingReason) && container.Status is not null
                    select Problem(pod, container, Words.OrNull(container.WaitingReason) ?? Words.OrNull(container.Ended?.Reason) ?? "NotReady"))
            .Take(MostProblems),
    ];

    /// <summary>Restarts of each pod, by its uid.</summary>
    public ImmutableDictionary<string, long> Restarts =>
        Pods.ToImmutableDictionary(pod => pod.Object.Uid ?? pod.Object.Name, pod => pod.Containers.Where(container => !container.IsInit || container.IsSidecar).Sum(container => container.Restarts), StringComparer.Ordinal);

    private static PodProblem Problem(PodFacts pod, ContainerFacts container, string reason) =>
        new(pod.Object.Name, container.Name, reason, (int?)container.LastEnding?.ExitCode, (int)container.Restarts);
}
