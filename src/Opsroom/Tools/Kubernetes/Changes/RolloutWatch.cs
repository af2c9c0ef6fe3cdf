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

    private const int MostProblems = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="replaces">Whether pods are replaced by new ones; else their number is changed, for which no deadline of the deployment counts.</param>
    public async Task<Rollout> WatchAsync(ApiResource resource, string @namespace, string name, bool replaces, TimeSpan patience, ToolContext context, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        Progress? seen = null;
        KubeObject? workload = null;
        for (var failures = 0; ;)
        {
            var read = await cluster.GetAsync(resource, @namespace, name, cancellationToken);
            if (read.Value is { } live)
            {
                var now = Progress.Of(live);
                if (now != seen)
                {
                    context.Report(new ToolProgress(now.Describe(resource.Id(@namespace, name)), now.Fraction));
                }

                (workload, seen, failures) = (live, now, 0);
                if (now.IsComplete)
                {
                    return new Rollout(RolloutStatus.Complete, now.Ready, now.Wanted, []);
                }

                if (replaces && now.IsGivenUp)
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
    public static Rollout NotAwaited(KubeObject live) => Progress.Of(live) is var now && now.IsComplete
        ? new Rollout(RolloutStatus.Complete, now.Ready, now.Wanted, [])
        : new Rollout(RolloutStatus.NotSeen, now.Ready, now.Wanted, []);

    private async Task<ImmutableArray<PodProblem>> ProblemsAsync(KubeObject workload, CancellationToken cancellationToken)
    {
        if (LabelSelector.Of(workload.Spec.At("selector")) is not { IsEmpty: false } selector)
        {
            return [];
        }

        var pods = await cluster.ListAsync("pods", new ListQuery { Namespace = workload.Namespace, LabelSelector = selector.ToString() }, cancellationToken);
        return [.. (pods.Value?.Items ?? []).Where(pod => pod.DeletedAt is null && pod.Condition("Ready")?.TextAt("status") != "True").SelectMany(ProblemsOf).Take(MostProblems)];
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

        public static Progress Of(KubeObject live)
        {
            var status = live.Status;
            int Count(string field) => (int)(status.NumberAt(field) ?? 0);
            var ready = live.Kind is "Deployment" or "ReplicaSet" ? Count("availableReplicas") : Count("readyReplicas");
            var wanted = (int)(live.Spec.NumberAt("replicas") ?? 1);
            return new Progress(
                ready,
                live.Kind == "Deployment" ? Count("updatedReplicas") : Count("replicas"),
                Count("replicas"),
                wanted,
                (status.NumberAt("observedGeneration") ?? 0) >= (live.Body.NumberAt("metadata", "generation") ?? 0),
                live.Condition("Progressing")?.TextAt("reason") == "ProgressDeadlineExceeded");
        }

        public string Describe(string id) => Existing > Wanted
            ? string.Create(CultureInfo.InvariantCulture, $"{id}: {Ready} of {Wanted} pods ready, {Existing - Wanted} too many still there.")
            : string.Create(CultureInfo.InvariantCulture, $"{id}: {Math.Min(Ready, Updated)} of {Wanted} pods ready.");
    }
}
