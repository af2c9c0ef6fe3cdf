using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>Looks at a workload until its pods are what it describes. It changes nothing and can begin anew at any time, as after a crash.</summary>
internal sealed partial class RolloutWatch(Cluster cluster, TimeProvider time)
{
    /// <summary>How often in a row the cluster may be out of reach before the watch is given up.</summary>
    private const int FailuresBorne = 5;

    /// <summary>How often in a row a deployment has to say that it gave up: right after a change it may still say so of the rollout before.</summary>
    private const int LooksThatTell = 3;

    /// <summary>At every so many looks the new pods are looked at too, and twice in a row a container has to be stuck: one that waits for another service may crash once and come up then.</summary>
    private const int LooksPerPodLook = 3;
    private const int PodLooksThatTell = 2;

    private const int MostProblems = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Waits as a call asks for it, where there is something to wait for.</summary>
    /// <param name="wait">Null for yes.</param>
    public async Task<Rollout> FollowAsync(Workload workload, KubeObject live, bool replaces, bool? wait, string? timeout, ToolContext context, CancellationToken cancellationToken) =>
        wait is false || (replaces && !RolloutTerms.Replaces(live)) ? NotAwaited(live, replaces)
            : await WatchAsync(workload.Resource, workload.Namespace, workload.Name, replaces, ChangeArguments.PatienceOf(timeout), context, cancellationToken);

    /// <param name="replaces">Whether pods are replaced by new ones; else their number is changed, for which no deadline of the deployment counts.</param>
    public async Task<Rollout> WatchAsync(ApiResource resource, string @namespace, string name, bool replaces, TimeSpan patience, ToolContext context, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        Progress? seen = null;
        KubeObject? workload = null;
        for (var (look, failures, givenUp, stuck) = (1, 0, 0, 0); ; look++)
        {
            var read = await cluster.GetAsync(resource, @namespace, name, cancellationToken);
            if (read.Value is { } live)
            {
                var now = Progress.Of(live, replaces);
                if (now != seen)
                {
                    context.Report(new ToolProgress(now.Describe(resource.Id(@namespace, name)), now.Fraction));
                }

                (workload, seen, failures) = (live, now, 0);
                if (now.IsComplete)
                {
                    return new Rollout(RolloutStatus.Complete, now.Ready, now.Wanted, []);
                }

                givenUp = now.IsGivenUp ? givenUp + 1 : 0;
                if (replaces && look % LooksPerPodLook == 0)
                {
                    stuck = await HasStuckPodAsync(live, cancellationToken) ? stuck + 1 : 0;
                }

                if (replaces && (givenUp == LooksThatTell || stuck == PodLooksThatTell))
                {
                    return new Rollout(RolloutStatus.Failed, now.Ready, now.Wanted, await ProblemsAsync(live, cancellationToken));
                }
            }
            else if (read.Failure!.Code is not (FaultCodes.Unreachable or FaultCodes.Timeout) || ++failures >= FailuresBorne)
            {
                return new Rollout(RolloutStatus.NotSeen, seen?.Ready ?? 0, seen?.Wanted ?? 0, []);
            }

            var left = patience - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return workload is null ? new Rollout(RolloutStatus.NotSeen, 0, 0, [])
                    : new Rollout(RolloutStatus.Unfinished, seen!.Ready, seen.Wanted, await ProblemsAsync(workload, cancellationToken));
            }

            await Task.Delay(left < Pause ? left : Pause, time, cancellationToken);
        }
    }

    /// <summary>How it stands when nobody waits.</summary>
    public static Rollout NotAwaited(KubeObject live, bool replaces)
    {
        var now = Progress.Of(live, replaces);
        var isComplete = now.IsComplete && (!replaces || RolloutTerms.Replaces(live));
        return new Rollout(isComplete ? RolloutStatus.Complete : RolloutStatus.NotSeen, now.Ready, now.Wanted, []);
    }

    /// <summary>Whether a pod of the present template has a container that does not come up. What became of older pods does not count: they may be why there is a rollout.</summary>
    private async Task<bool> HasStuckPodAsync(KubeObject workload, CancellationToken cancellationToken)
    {
        if (await NewPodsAsync(workload, cancellationToken) is not { } selector)
        {
            return false;
        }

        var pods = await cluster.ListAsync("pods", new ListQuery { Namespace = workload.Namespace, LabelSelector = selector }, cancellationToken);
        return (pods.Value?.Items ?? []).Any(pod => pod.DeletedAt is null && pod.Status.MapsAt("initContainerStatuses").Concat(pod.Status.MapsAt("containerStatuses"))
            .Any(container => StuckContainers.IsStuck(container.TextAt("state", "waiting", "reason"))));
    }

    /// <summary>What selects the pods of the present template; null where that cannot be told, or not yet.</summary>
    private async Task<string?> NewPodsAsync(KubeObject workload, CancellationToken cancellationToken)
    {
        if (LabelSelector.Of(workload.Spec.At("selector")) is not { IsEmpty: false } selector)
        {
            return null;
        }

        switch (workload.Kind)
        {
            case "StatefulSet":
                return workload.Status.TextAt("updateRevision") is { Length: > 0 } revision ? $"{selector},controller-revision-hash={revision}" : null;
            case "Deployment":
                var sets = await cluster.ListAsync("replicasets.apps", new ListQuery { Namespace = workload.Namespace, LabelSelector = selector.ToString() }, cancellationToken);
                return WorkloadHistory.SetOf(workload, sets.Value?.Items ?? [])?.Labels.GetValueOrDefault("pod-template-hash") is { } hash ? $"{selector},pod-template-hash={hash}" : null;
            default:
                return null;
        }
    }

    private async Task<ImmutableArray<PodProblem>> ProblemsAsync(KubeObject workload, CancellationToken cancellationToken)
    {
        if (LabelSelector.Of(workload.Spec.At("selector")) is not { IsEmpty: false } selector)
        {
            return [];
        }

        var refused = workload.Condition("ReplicaFailure") is { } failure && failure.TextAt("status") == "True"
            ? [new PodProblem(null, null, Word(failure.TextAt("reason")) ?? "ReplicaFailure", null, null)]
            : Array.Empty<PodProblem>();
        var pods = await cluster.ListAsync("pods", new ListQuery { Namespace = workload.Namespace, LabelSelector = selector.ToString() }, cancellationToken);
        return [.. refused, .. (pods.Value?.Items ?? []).Where(pod => pod.DeletedAt is null && pod.Condition("Ready")?.TextAt("status") != "True").SelectMany(ProblemsOf).Take(MostProblems)];
    }

    // messages of containers and of the scheduler are left out: they are text from outside, and would make the whole thread tainted
    private static IEnumerable<PodProblem> ProblemsOf(KubeObject pod)
    {
        if (pod.Condition("PodScheduled") is { } scheduled && scheduled.TextAt("status") == "False")
        {
            yield return new PodProblem(pod.Name, null, Word(scheduled.TextAt("reason")) ?? "Unschedulable", null, null);
        }

        foreach (var container in pod.Status.MapsAt("initContainerStatuses").Concat(pod.Status.MapsAt("containerStatuses")).Where(each => each.FlagAt("ready") is not true))
        {
            var ended = container.MapAt("state", "terminated") ?? container.MapAt("lastState", "terminated");
            if ((Word(container.TextAt("state", "waiting", "reason")) ?? Word(ended.TextAt("reason")) ?? (container.MapAt("state", "running") is null ? null : "NotReady")) is { } reason
                && !(reason == "Completed" && container.MapAt("state", "terminated") is not null))
            {
                yield return new PodProblem(pod.Name, container.TextAt("name"), reason, (int?)ended.NumberAt("exitCode"), (int?)container.NumberAt("restartCount"));
            }
        }
    }

    private static string? Word(string? reason) => reason is not null && OneWord().IsMatch(reason) ? reason : null;

    [GeneratedRegex("^[A-Za-z]{1,64}$", RegexOptions.NonBacktracking)]
    private static partial Regex OneWord();

    /// <summary>How far a workload is, by the rules of <c>kubectl rollout status</c>.</summary>
    private sealed record Progress(int Ready, int Updated, int Existing, int Wanted, bool IsObserved, bool IsGivenUp)
    {
        public bool IsComplete => IsObserved && Updated >= Wanted && Existing == Wanted && Ready >= Wanted;

        public double Fraction => Wanted == 0 ? (Existing == 0 ? 1 : 0) : Math.Min(1, Math.Round(Math.Min(Ready, Updated) / (double)Wanted, 2));

        public static Progress Of(KubeObject live, bool replaces)
        {
            var status = live.Status;
            int Count(string field) => (int)(status.NumberAt(field) ?? 0);
            var isObserved = live.IsObserved;
            if (live.Kind == "DaemonSet")
            {
                var nodes = Count("desiredNumberScheduled");
                return new Progress(Count("numberAvailable"), replaces ? Count("updatedNumberScheduled") : nodes, nodes, nodes, isObserved, IsGivenUp: false);
            }

            var wanted = (int)(live.Spec.NumberAt("replicas") ?? 1);
            var updated = live.Kind switch
            {
                "Deployment" => Count("updatedReplicas"),
                "StatefulSet" when replaces => Count("updatedReplicas") + Math.Min(wanted, RolloutTerms.PartitionOf(live)),
                _ => Count("replicas"),
            };
            return new Progress(
                live.Kind is "Deployment" or "ReplicaSet" ? Count("availableReplicas") : Count("readyReplicas"), updated, Count("replicas"), wanted, isObserved,
                isObserved && live.Condition("Progressing")?.TextAt("reason") == "ProgressDeadlineExceeded");
        }

        public string Describe(string id) => Existing > Wanted
            ? string.Create(CultureInfo.InvariantCulture, $"{id}: {Ready} of {Wanted} pods ready, {Existing - Wanted} too many still there.")
            : string.Create(CultureInfo.InvariantCulture, $"{id}: {Math.Min(Ready, Updated)} of {Wanted} pods ready.");
    }
}
