using System.Globalization;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Changes;

namespace Opsroom.Tools.Deployments.Verifying;

/// <summary>
/// Looks at the pods of a deployment for some time. Only what no waiting mends ends it early; what could still become well is judged by how it stands in the end.
/// It changes nothing and can begin anew at any time.
/// </summary>
internal sealed class TrackWatch(Cluster cluster, ApiResource deployments, TimeProvider time)
{
    /// <summary>How often in a row the cluster may be out of reach before the watch is given up.</summary>
    private const int FailuresBorne = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    /// <summary>A node may be on its way, or another pod about to leave.</summary>
    private static readonly TimeSpan PatienceForNodes = TimeSpan.FromSeconds(30);

    public async Task<WatchedTrack> WatchAsync(TrackLook first, TimeSpan observe, ToolContext context, CancellationToken cancellationToken)
    {
        var (started, id) = (time.GetTimestamp(), first.Deployment.Id);
        var (now, failures, said, saidAt) = (first, 0, "", TimeSpan.MinValue);
        var before = first.Restarts;
        TimeSpan? withoutNode = null;
        while (true)
        {
            var elapsed = time.GetElapsedTime(started);
            // a pod that comes later starts from none
            var restarts = now.Restarts.Sum(pod => Math.Max(0, pod.Value - before.GetValueOrDefault(pod.Key)));
            withoutNode = now.Unschedulable.Any() ? withoutNode ?? elapsed : null;
            var certain = now.GivenUp
                ?? (now.DeadContainers.FirstOrDefault() is { } dead ? $"container {dead.Container} of pod {dead.Pod} is in {dead.Reason}" : null)
                ?? (restarts > 0 ? Text($"its containers were restarted {restarts} {(restarts == 1 ? "time" : "times")} while they were watched") : null)
                ?? (elapsed - withoutNode >= Min(PatienceForNodes, observe / 2) ? $"no node takes pod {now.Unschedulable.First().Object.Name} (Unschedulable)" : null);
            if (certain is not null || elapsed >= observe)
            {
                return new WatchedTrack(first, now, restarts, elapsed, certain);
            }

            var state = Text($"{id}: {now.Ready} of {now.Wanted} pods ready");
            if (state != said || elapsed - saidAt >= Between)
            {
                (said, saidAt) = (state, elapsed);
                context.Report(new ToolProgress(Text($"{state}, watched for {elapsed.TotalSeconds:0} of {observe.TotalSeconds:0} s."), Math.Round(elapsed / observe, 2)));
            }

            await Task.Delay(Min(Pause, observe - elapsed), time, cancellationToken);
            var look = await TrackLook.TakeAsync(cluster, deployments, first.Deployment.Namespace, first.Deployment.Name, cancellationToken);
            if (look.Value is { } seen)
            {
                (now, failures) = (seen, 0);
            }
            else if (look.Failure!.Code is not (FaultCodes.Unreachable or FaultCodes.Timeout) || ++failures >= FailuresBorne)
            {
                return new WatchedTrack(first, now, restarts, time.GetElapsedTime(started), $"it can no longer be seen: {look.Failure.Message.TrimEnd('.')}");
            }
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Restarts">Since the first look.</param>
/// <param name="Failure">What no waiting would have mended; null where it was watched to the end.</param>
internal sealed record WatchedTrack(TrackLook First, TrackLook Last, long Restarts, TimeSpan Elapsed, string? Failure)
{
    public IEnumerable<VerificationCheck> Checks()
    {
        var last = Last;
        yield return VerificationCheck.Of("rollout", last.IsRolledOut, last.IsRolledOut ? "All pods are of the present template."
            : last.GivenUp is { } givenUp ? Text($"Not finished: {givenUp}.")
            : RolloutTerms.IsPaused(last.Deployment) ? "Not finished: it is paused."
            : Text($"Not finished: {last.Pods.Length} of {last.Wanted} pods are of the present template, {last.Ready} of them ready."));
        yield return VerificationCheck.Of(
            "readiness", last.Wanted > 0 && last.Ready >= last.Wanted,
            last.Wanted == 0 ? "It is scaled to 0: there is nothing that could be verified." : Text($"{last.Ready} of {last.Wanted} pods are ready after {Elapsed.TotalSeconds:0} s."));
        var earlier = First.Restarts.Values.Sum();
        yield return VerificationCheck.Of(
            "restarts", Restarts == 0, Text($"{Restarts} restarts while they were watched{(earlier == 0 ? "" : Text($", {earlier} before"))}."));
        var problems = last.Problems;
        yield return VerificationCheck.Of(
            "pods", !last.DeadContainers.Any() && !last.Unschedulable.Any(),
            problems.IsEmpty ? "No pod has a problem." : string.Join(", ", problems.Take(3).Select(each => $"{each.Pod}: {each.Reason}")) + (problems.Length > 3 ? $" and {problems.Length - 3} more." : "."));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
