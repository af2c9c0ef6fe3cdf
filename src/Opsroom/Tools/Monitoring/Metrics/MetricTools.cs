using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Monitoring.Metrics;

/// <summary>Reading metrics.</summary>
internal sealed class MetricTools(PrometheusClient prometheus, TimeProvider time)
{
    // labels are whatever those who are scraped write into them
    [Tool("query_metrics", Effect.Read, Tainted = true)]
    [Description(
        "Asks Prometheus by one PromQL expression: its value now, or over a time range with statistics of each series (trend, change points, anomalies). "
        + "What is left out of a long answer is said in notes; no series is not the same as 0.")]
    [ToolExample("""{"promql": "sum by (code) (rate(http_requests_total{job=\"checkout\"}[5m]))", "time_range": "1h"}""")]
    public async Task<ToolResult<MetricAnswer>> QueryAsync(
        [Description("The expression."), StringLength(10_000, MinimumLength = 1)] string promql,
        [Description("How far back from now, as 1h or 7d. Without it the value now.")] string? timeRange,
        [Description("Between two points of a range, as 15s or 1m. Without it about 250 points are made, never closer than targets are scraped.")] string? step,
        CancellationToken cancellationToken)
    {
        if (!prometheus.IsConfigured)
        {
            return PrometheusFaults.NotConfigured;
        }

        if (timeRange is null && step is not null)
        {
            return ToolFailure.InvalidArgument("step needs a time_range: give one, as 1h, or leave step out for the value now.");
        }

        var now = time.GetUtcNow();
        if (timeRange is null)
        {
            var moment = await prometheus.QueryAsync(promql, now, cancellationToken);
            return moment.Value is { } value ? MetricSummary.Of(value, promql, now, null) : moment.Failure!;
        }

        var read = MetricRange.Read(timeRange, step, prometheus.ScrapeInterval);
        if (read.Value is not { } range)
        {
            return read.Failure!;
        }

        var answered = await prometheus.QueryRangeAsync(promql, now - range.Length, now, range.Step, cancellationToken);
        return answered.Value is { } answer ? MetricSummary.Of(answer, promql, now, range) : answered.Failure!;
    }
}
