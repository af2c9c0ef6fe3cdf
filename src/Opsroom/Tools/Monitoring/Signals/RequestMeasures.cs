using System.Collections.Immutable;
using System.Globalization;

namespace Opsroom.Tools.Monitoring.Signals;

/// <summary>The expressions for what is counted and timed of requests.</summary>
internal static class RequestMeasures
{
    public const string Rate = "requests per second";
    public const string Count = "requests";
    public const string ErrorRatio = "share of requests that failed";
    public const string Failures = "failed requests";
    public const string Mean = "mean";

    private static readonly (string Name, double Quantile)[] Quantiles = [("p99", 0.99), ("p95", 0.95), ("p50", 0.5)];

    public static ImmutableArray<MeasureWish> Traffic(ServiceRequests requests) =>
    [
        new(Rate, "requests/s", window => $"sum(rate({requests.All}[{window}]))"),
        new(Count, "requests", window => $"sum(increase({requests.All}[{window}]))"),
    ];

    public static ImmutableArray<MeasureWish> Errors(ServiceRequests requests) => requests.Failed is not { } failed ? [] :
    [
        // no series of failures is none that failed, as long as there are requests
        new(ErrorRatio, "ratio", window => $"(sum(rate({failed}[{window}])) or sum(rate({requests.All}[{window}])) * 0) / sum(rate({requests.All}[{window}]))"),
        new(Failures, "requests", window => $"sum(increase({failed}[{window}])) or sum(increase({requests.All}[{window}])) * 0"),
    ];

    public static ImmutableArray<MeasureWish> Latency(ServiceRequests requests)
    {
        var scale = requests.Family.Unit;
        var mean = new MeasureWish(Mean, "s", window => $"sum(rate({requests.Part("_sum")}[{window}])) / sum(rate({requests.Part("_count")}[{window}]))", scale);
        return requests.Timing switch
        {
            DurationForm.Histogram =>
            [
                .. Quantiles.Select(each => new MeasureWish(
                    each.Name, "s", window => string.Create(CultureInfo.InvariantCulture, $"histogram_quantile({each.Quantile}, sum by (le) (rate({requests.Part("_bucket")}[{window}])))"), scale)),
                mean,
            ],
            // quantiles of several instances cannot be put together: the slowest one is told
            DurationForm.Summary =>
            [
                .. Quantiles.Select(each => new MeasureWish(
                    each.Name, "s", window => string.Create(CultureInfo.InvariantCulture, $"max(max_over_time({requests.Family.Duration}{{{requests.Matchers},quantile=\"{each.Quantile}\"}}[{window}]))"), scale)),
                mean,
            ],
            DurationForm.Mean => [mean],
            _ => [],
        };
    }
}
