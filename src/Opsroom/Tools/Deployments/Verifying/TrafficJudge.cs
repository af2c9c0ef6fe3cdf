using System.Globalization;

namespace Opsroom.Tools.Deployments.Verifying;

/// <summary>
/// Says whether requests went worse than those they are compared with. Worse is what Fisher's exact test finds unlikely to be chance (below 1 %) and what is also large
/// enough to matter; with too few requests nothing is said.
/// </summary>
internal static class TrafficJudge
{
    /// <summary>Below it a ratio of errors says nothing.</summary>
    public const int LeastRequests = 20;

    /// <summary>Five requests beyond the quantile.</summary>
    public const int LeastForP95 = 100;

    public const int LeastForP99 = 500;

    /// <summary>How unlikely chance has to be.</summary>
    public const double Significance = 0.01;

    /// <summary>How much higher a ratio of errors has to be.</summary>
    public const double LeastDifference = 0.005;

    /// <summary>How many times longer a quantile has to be.</summary>
    public const double LeastSlowdown = 1.25;

    /// <summary>What is too much where there is nothing to compare with and nobody set a limit.</summary>
    public const double UsualLimit = 0.05;

    public static IEnumerable<VerificationCheck> Judge(TrafficComparison seen, double? maxErrorRatio, TimeSpan? maxLatency)
    {
        yield return Errors(seen, maxErrorRatio);
        yield return Latency("latency_p95", seen, 0.95, LeastForP95, maxLatency);
        yield return Latency("latency_p99", seen, 0.99, LeastForP99, null);
    }

    private static VerificationCheck Errors(TrafficComparison seen, double? limit)
    {
        const string Name = "error_ratio";
        var track = seen.Track;
        if (track.Requests < LeastRequests)
        {
            return VerificationCheck.NotSeen(Name, Text($"Only {track.Requests} requests were counted ({seen.Source}); at least {LeastRequests} are needed to judge."));
        }

        if (track.Errors is not { } errors || track.ErrorRatio is not { } ratio)
        {
            return VerificationCheck.NotSeen(Name, $"No label of {seen.Source} tells which requests failed.");
        }

        var counted = Text($"{ratio:P2} of {track.Requests:N0} requests failed");
        if (limit is { } most && ratio > most)
        {
            return VerificationCheck.Of(Name, false, Text($"{counted}; at most {most:P2} may."));
        }

        if (seen.Baseline is not { Requests: >= LeastRequests, Errors: { } otherErrors, ErrorRatio: { } usual } baseline)
        {
            var allowed = limit ?? UsualLimit;
            return VerificationCheck.Of(Name, ratio <= allowed, Text($"{counted}; at most {allowed:P2} may. There are too few requests of a baseline to compare with."));
        }

        var chance = FisherTest.Chance(errors, track.Requests, otherErrors, baseline.Requests);
        var isWorse = chance < Significance && ratio >= usual + LeastDifference;
        return VerificationCheck.Of(
            Name, !isWorse, Text($"{counted}; {usual:P2} of {baseline.Requests:N0} of {seen.BaselineName}. {(isWorse ? $"That is worse ({Chance(chance)})." : "That is not worse.")}"));
    }

    private static VerificationCheck Latency(string name, TrafficComparison seen, double share, int least, TimeSpan? limit)
    {
        if (seen.Track.Latency is not { } latency)
        {
            return VerificationCheck.NotSeen(name, $"Prometheus has no histogram of durations that goes with {seen.Source}.");
        }

        if (latency.Requests < least || latency.Quantile(share) is not { } took)
        {
            return VerificationCheck.NotSeen(name, Text($"Only {latency.Requests:N0} durations were measured; at least {least} are needed to judge."));
        }

        var counted = Text($"{share:P0} of {latency.Requests:N0} requests took up to {took * 1000:N0} ms");
        if (limit is { } most && took > most.TotalSeconds)
        {
            return VerificationCheck.Of(name, false, Text($"{counted}; they may take {most.TotalMilliseconds:N0} ms."));
        }

        if (seen.Baseline?.Latency is not { } baseline || baseline.Requests < least || baseline.Quantile(share) is not { } usual)
        {
            return limit is null
                ? VerificationCheck.NotSeen(name, $"{counted}; there is no baseline with as many to compare with, and no limit was given.")
                : VerificationCheck.Of(name, true, Text($"{counted}; they may take {limit.Value.TotalMilliseconds:N0} ms."));
        }

        // quantiles are guesses within a bucket; how many are slower than a bound is counted
        var bound = baseline.BoundFrom(usual);
        var chance = latency.Slower(bound) is { } slower && baseline.Slower(bound) is { } otherSlower
            ? FisherTest.Chance((long)Math.Round(slower), (long)Math.Round(latency.Requests), (long)Math.Round(otherSlower), (long)Math.Round(baseline.Requests))
            : 1;
        var isWorse = chance < Significance && took >= usual * LeastSlowdown;
        return VerificationCheck.Of(
            name, !isWorse, Text($"{counted}; {usual * 1000:N0} ms with {seen.BaselineName}. {(isWorse ? $"That is worse ({Chance(chance)})." : "That is not worse.")}"));
    }

    private static string Chance(double chance) => chance < 0.0001 ? "p < 0.0001" : Text($"p = {chance:0.0000}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
