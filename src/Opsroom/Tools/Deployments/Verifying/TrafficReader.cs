using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Deployments.Verifying;

/// <summary>Counts the requests of pods by whatever series Prometheus has about them.</summary>
internal sealed class TrafficReader(PrometheusClient prometheus)
{
    private static readonly TimeSpan PastWindow = TimeSpan.FromMinutes(30);

    /// <summary>Under which label a pod's name may stand, by who has set it.</summary>
    private static readonly string[] PodLabels = ["pod", "exported_pod", "k8s_pod_name", "kubernetes_pod_name", "pod_name"];

    private static readonly (string Namespace, string Service)[] ServiceLabels = [("exported_namespace", "exported_service"), ("namespace", "service")];

    public async Task<ToolResult<TrafficComparison>> CompareAsync(TrackedPods track, TimeSpan window, CancellationToken cancellationToken)
    {
        foreach (var label in PodLabels)
        {
            var selector = $"{InNamespace(track.Namespace)},{Pods(label, track.Sets)}";
            var found = await FamilyAsync(selector, ofService: false, cancellationToken);
            if (found.Failure is { } failure)
            {
                return failure;
            }

            if (found.Value is { Family: { } family })
            {
                var read = await ReadAsync(family, selector, Window.Since(window), cancellationToken);
                var baseline = track.BaselineSets.IsEmpty ? null
                    : await ReadAsync(family, $"{InNamespace(track.Namespace)},{Pods(label, track.BaselineSets)}", track.IsBaselineLive ? Window.Since(window) : Window.Past(PastWindow, TimeSpan.Zero), cancellationToken);
                return Comparison(family, read, baseline, track.BaselineName);
            }
        }

        return await OfServiceAsync(track, window, cancellationToken);
    }

    /// <summary>What stands before the services does not know pods: all requests of now are compared with those of before.</summary>
    private async Task<ToolResult<TrafficComparison>> OfServiceAsync(TrackedPods track, TimeSpan window, CancellationToken cancellationToken)
    {
        foreach (var (@namespace, service) in track.Services.IsEmpty ? [] : ServiceLabels)
        {
            var selector = $"{PromQL.Is(@namespace, track.Namespace)},{PromQL.IsOneOf(service, track.Services)}";
            var found = await FamilyAsync(selector, ofService: true, cancellationToken);
            if (found.Failure is { } failure)
            {
                return failure;
            }

            if (found.Value is { Family: { } family })
            {
                return Comparison(
                    family, await ReadAsync(family, selector, Window.Since(window), cancellationToken),
                    await ReadAsync(family, selector, Window.Past(PastWindow, window), cancellationToken), "the service in the 30 minutes before");
            }
        }

        return ToolFailure.NotFound($"Prometheus has no requests of these pods; looked for {string.Join(", ", RequestFamily.All.Select(family => family.Requests))}, with the pod's name in {string.Join(", ", PodLabels)}.");
    }

    private async Task<ToolResult<FoundFamily>> FamilyAsync(string selector, bool ofService, CancellationToken cancellationToken)
    {
        var names = RequestFamily.All.Where(family => family.IsOfService == ofService).Select(family => family.Requests);
        var answer = await prometheus.QueryAsync($"count by (__name__) ({{{PromQL.IsOneOf("__name__", names)},{selector}}})", null, cancellationToken);
        if (answer.Value is not { } there)
        {
            return answer.Failure!;
        }

        var present = there.Series.Select(series => series.Label("__name__")).ToHashSet(StringComparer.Ordinal);
        return new FoundFamily(RequestFamily.All.FirstOrDefault(family => present.Contains(family.Requests)));
    }

    private async Task<ToolResult<Traffic>> ReadAsync(RequestFamily family, string pods, Window window, CancellationToken cancellationToken)
    {
        var selector = family.Only is null ? pods : $"{pods},{family.Only}";
        var requests = await CountAsync(family.Requests, selector, window, cancellationToken);
        if (requests.Value is not { } all)
        {
            return requests.Failure!;
        }

        long? errors = null;
        foreach (var label in family.StatusLabels)
        {
            var known = await prometheus.QueryAsync($"count(last_over_time({family.Requests}{{{selector},{label}!=\"\"}}{window.Whole}))", null, cancellationToken);
            if (known.Value is { Single: > 0 })
            {
                var failed = await CountAsync(family.Requests, $"{selector},{PromQL.Fits(label, family.Errors)}", window, cancellationToken);
                if (failed.Failure is { } failure)
                {
                    return failure;
                }

                errors = Math.Min(failed.Value!.Number, all.Number);
                break;
            }
        }

        return new Traffic(all.Number, errors, await LatencyAsync(family, selector, window, cancellationToken));
    }

    private async Task<ToolResult<Count>> CountAsync(string metric, string selector, Window window, CancellationToken cancellationToken)
    {
        var most = 0.0;
        foreach (var each in window.Growth($"{metric}{{{selector}}}", "sum"))
        {
            var answer = await prometheus.QueryAsync(each, null, cancellationToken);
            if (answer.Value is not { } grown)
            {
                return answer.Failure!;
            }

            most = Math.Max(most, grown.Single ?? 0);
        }

        return new Count((long)Math.Round(most));
    }

    private async Task<LatencyHistogram?> LatencyAsync(RequestFamily family, string selector, Window window, CancellationToken cancellationToken)
    {
        LatencyHistogram? fullest = null;
        foreach (var each in window.Growth($"{family.Duration}_bucket{{{selector}}}", "sum by (le)"))
        {
            var answer = await prometheus.QueryAsync(each, null, cancellationToken);
            var histogram = LatencyHistogram.Of(
                from series in answer.Value?.Series ?? []
                let bound = ToBound(series.Label("le"))
                where bound is not null && series.Samples is [_]
                select (bound.Value * family.Unit, series.Samples[0].Value));
            fullest = fullest is null || histogram.Requests > fullest.Requests ? histogram : fullest;
        }

        return fullest is { Requests: > 0 } ? fullest : null;
    }

    private static ToolResult<TrafficComparison> Comparison(RequestFamily family, ToolResult<Traffic> track, ToolResult<Traffic>? baseline, string name) =>
        (track.Failure ?? baseline?.Failure) is { } failure ? failure : new TrafficComparison(family.Requests, track.Value!, baseline?.Value, name);

    /// <summary>A namespace label is not always there; where it is, it has to be right.</summary>
    private static string InNamespace(string @namespace) => PromQL.Fits("namespace", PromQL.Literal(@namespace) + "|");

    /// <summary>Pods of replica sets are named after them, cut at the length of a name, and end in five letters.</summary>
    private static string Pods(string label, ImmutableArray<string> sets) =>
        PromQL.Fits(label, string.Join('|', sets.Select(set => PromQL.Literal(set.Length > 57 ? set[..57] + "-" : set + "-") + "[a-z0-9]{5}")));

    private static double? ToBound(string? le) =>
        le is "+Inf" or "Inf" ? double.PositiveInfinity : double.TryParse(le, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound : null;

    private sealed record FoundFamily(RequestFamily? Family);

    private sealed record Count(long Number);

    /// <summary>A span of time up to now, or one that has passed.</summary>
    private sealed record Window(TimeSpan Length, TimeSpan Ago, bool IsNow)
    {
        public static Window Since(TimeSpan length) => new(length, TimeSpan.Zero, true);

        public static Window Past(TimeSpan length, TimeSpan ago) => new(length, ago, false);

        /// <summary>As it stands after a selector.</summary>
        public string Whole => $"[{PromQL.Span(Length)}]{(Ago > TimeSpan.Zero ? $" offset {PromQL.Span(Ago)}" : "")}";

        /// <summary>
        /// Expressions of which the largest says how far a counter has grown: <c>increase</c> minds restarts of the counter; the difference counts
        /// also what a series began with, which is all that there is of the first errors of a new pod.
        /// </summary>
        public IEnumerable<string> Growth(string series, string sum)
        {
            yield return $"{sum} (increase({series}{Whole}))";
            if (IsNow)
            {
                yield return $"{sum} ({series}) - ({sum} ({series} offset {PromQL.Span(Length)}) or {sum} ({series}) * 0)";
            }
        }
    }
}

/// <summary>Whose requests are counted.</summary>
/// <param name="Sets">Names of the replica sets of the track.</param>
/// <param name="BaselineSets">Of what it is compared with; empty where there is nothing.</param>
/// <param name="IsBaselineLive">Whether those serve now as well, so that the same time is compared.</param>
/// <param name="BaselineName">What the baseline is, in words.</param>
/// <param name="Services">Services that lead to the pods.</param>
internal sealed record TrackedPods(
    string Namespace, ImmutableArray<string> Sets, ImmutableArray<string> BaselineSets, bool IsBaselineLive, string BaselineName, ImmutableArray<string> Services);
