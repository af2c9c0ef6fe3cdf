using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Diagnosis;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Deployments.Verifying;

/// <summary>
/// Tells whether a deployment does well. What it answers are numbers, names and fixed words only, so that verifying does not count as having read text from outside.
/// </summary>
internal sealed class VerificationTools(ClusterDirectory clusters, PrometheusClient prometheus, TimeProvider time)
{
    private const string Latency = "[1-9][0-9]{0,5}(ms|s)";
    private const int MostFindings = 10;

    private static readonly TimeSpan UsualObservation = TimeSpan.FromSeconds(60);

    [Tool("verify_deployment", Effect.Read)]
    [ToolExample("""{"namespace": "shop", "name": "checkout", "observe": "60s", "max_error_ratio": 0.01}""")]
    [Description(
        "Watches a deployment and says whether it does well: rollout finished, pods ready, no restarts, and where Prometheus is configured, errors and latency of its requests compared with a baseline. "
        + "A deployment that does badly is no failure of the call: passed is false, with the reason.")]
    public async Task<ToolResult<VerifiedDeployment>> VerifyAsync(
        [Description("The namespace."), RegularExpression(ChangeArguments.Namespace)] string @namespace,
        [Description("The stable deployment's name."), RegularExpression(ChangeArguments.Name)] string name,
        [Description("Which of its tracks: stable is the deployment itself, canary and green are NAME-canary and NAME-green beside it. Without it stable.")] ReleaseTrackName? track,
        [Description("The deployment whose requests are the baseline. Without it the stable one for a canary or green, and the pods that the last rollout replaced for stable."), RegularExpression(ChangeArguments.Name)] string? baseline,
        [Description("How long to watch, as 90s or 5m, at most 60m; 60s without it."), RegularExpression(ChangeArguments.Duration)] string? observe,
        [Description("The largest ratio of failed requests, 0 to 1."), Range(0.0, 1.0)] double? maxErrorRatio,
        [Description("How long 95 % of the requests may take at most, as 500ms or 2s."), RegularExpression(Latency)] string? maxLatency,
        [Description("Whether it fails where requests could not be judged; without it they then do not count.")] bool? requireMetrics,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var found = clusters.Find(cluster);
        if (found.Value is not { } target)
        {
            return found.Failure!;
        }

        var resolved = await target.ResolveAsync("Deployment", "apps/v1", cancellationToken);
        if (resolved.Value is not { } deployments)
        {
            return resolved.Failure!;
        }

        var chosen = track ?? ReleaseTrackName.Stable;
        var looked = await TrackLook.TakeAsync(target, deployments, @namespace, TrackOf(name, chosen), cancellationToken);
        if (looked.Value is not { } first)
        {
            return looked.Failure!;
        }

        var patience = observe is null ? UsualObservation : ChangeArguments.PatienceOf(observe);
        var watched = await new TrackWatch(target, deployments, time).WatchAsync(first, patience, context, cancellationToken);
        var checks = watched.Checks().ToList();
        string? source = null;
        if (watched.Failure is null)
        {
            var pods = await PodsAsync(target, watched.Last, chosen == ReleaseTrackName.Stable ? baseline : baseline ?? name, cancellationToken);
            (source, var requests) = await RequestsAsync(pods, patience, maxErrorRatio, ToTime(maxLatency), requireMetrics is true, cancellationToken);
            checks.AddRange(requests);
        }

        var isWell = checks.TrueForAll(check => check.Passed) && watched.Failure is null;
        return new VerifiedDeployment(
            isWell, [.. checks], isWell ? null : ReasonOf(watched, checks), target.Name, @namespace, first.Deployment.Name, chosen, (int)watched.Elapsed.TotalSeconds, source, watched.Last.Problems,
            checks.Take(4).All(check => check.Passed) ? [] : await FindingsAsync(target, watched.Last, cancellationToken));
    }

    private async Task<(string? Source, IEnumerable<VerificationCheck> Checks)> RequestsAsync(
        TrackedPods pods, TimeSpan window, double? maxErrorRatio, TimeSpan? maxLatency, bool isRequired, CancellationToken cancellationToken)
    {
        var compared = prometheus.IsConfigured ? await new TrafficReader(prometheus).CompareAsync(pods, window, cancellationToken) : PrometheusFaults.NotConfigured;
        var checks = compared.Value is { } traffic
            ? TrafficJudge.Judge(traffic, maxErrorRatio, maxLatency)
            : ((string[])["error_ratio", "latency_p95", "latency_p99"]).Select(check => VerificationCheck.NotSeen(check, compared.Failure!.Message));
        // the slowest one in a hundred is often too few to tell, which nobody means by requiring metrics
        return (compared.Value?.Source, checks.Select(check => isRequired && check is { Status: CheckStatus.NotSeen, Check: not "latency_p99" }
            ? VerificationCheck.Of(check.Check, false, $"{check.Detail} It was required.")
            : check));
    }

    /// <summary>Whose requests are looked at, and whose they are compared with.</summary>
    private static async Task<TrackedPods> PodsAsync(Cluster cluster, TrackLook look, string? baseline, CancellationToken cancellationToken)
    {
        var live = look.Deployment;
        ImmutableArray<string> own = [.. look.Sets.Where(set => set.Name == look.Current?.Name).Select(set => set.Name)];
        var (others, isLive, words) = (Replaced(look), false, "the pods before them");
        if (baseline is not null)
        {
            var listed = await cluster.ListAsync("replicasets.apps", new ListQuery { Namespace = live.Namespace }, cancellationToken);
            others = [.. (listed.Value?.Items ?? []).Where(set => set.Owners.Any(owner => owner is { IsController: true, Kind: "Deployment" } && owner.Name == baseline)).Select(set => set.Name)];
            (isLive, words) = (true, baseline);
        }

        var services = await WorkloadReach.LookAsync(cluster, live, cancellationToken);
        return new TrackedPods(live.Namespace, own, others, isLive, words, services.Services);
    }

    /// <summary>The replica sets that the present one took the place of; the newest are the ones that had requests lately.</summary>
    private static ImmutableArray<string> Replaced(TrackLook look) =>
        [.. look.Sets.Where(set => set.Name != look.Current?.Name).OrderByDescending(set => set.CreatedAt).Select(set => set.Name).Take(5)];

    private static async Task<ImmutableArray<VerificationFinding>> FindingsAsync(Cluster cluster, TrackLook look, CancellationToken cancellationToken)
    {
        var observed = await LiveObservation.OfAsync(cluster, look.Deployment.Namespace, cancellationToken);
        if (observed.Value is not { } seen)
        {
            return [];
        }

        var own = look.Pods.Select(pod => pod.Object.Id).Concat(look.Sets.Select(set => set.Id)).Append(look.Deployment.Id).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. ClusterDiagnosis.Of(seen.Objects, seen.At, seen.Logs).Findings
                .Where(finding => finding.Severity != Severity.Info && (own.Contains(finding.Object) || finding.Related.Any(own.Contains)))
                .Take(MostFindings).Select(finding => new VerificationFinding(finding.Rule, finding.Severity, finding.Object, finding.Path)),
        ];
    }

    private static string ReasonOf(WatchedTrack watched, List<VerificationCheck> checks) => watched.Failure is { } failure
        ? $"{watched.Last.Deployment.Id} is not well: {failure}."
        : $"{watched.Last.Deployment.Id} is not well: {string.Join(" ", checks.Where(check => !check.Passed).Select(check => check.Detail))}";

    private static string TrackOf(string name, ReleaseTrackName track) => track switch
    {
        ReleaseTrackName.Stable => name,
        ReleaseTrackName.Canary => $"{name}-canary",
        ReleaseTrackName.Green => $"{name}-green",
        _ => throw new ArgumentOutOfRangeException(nameof(track)),
    };

    private static TimeSpan? ToTime(string? latency) => latency is null ? null
        : latency.EndsWith("ms", StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(int.Parse(latency.AsSpan(0, latency.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture))
        : TimeSpan.FromSeconds(int.Parse(latency.AsSpan(0, latency.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture));
}
