using System.ComponentModel;
using Opsroom.Tools.Alertmanager;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Monitoring.Alerts;

/// <summary>Reading alerts.</summary>
internal sealed class AlertTools(AlertmanagerClient alertmanager, PrometheusClient prometheus, TimeProvider time)
{
    private readonly AlertSources sources = new(alertmanager, prometheus);

    // labels and annotations are whatever those who are scraped, or anybody who may post to Alertmanager, write into them
    [Tool("list_alerts", Effect.Read, Tainted = true)]
    [Description(
        "The alerts of Alertmanager and Prometheus, each once: who is told (Alertmanager's groups), what is silenced (by whom, until when, why) or inhibited, since when they fire and how often they began within a day, "
        + "and which of them matter now. Muted ones come last, else the oldest first, then the noisiest. Works with one of the two; what is missing is said in missing.")]
    [ToolExample("""{"status": "firing"}""")]
    public async Task<ToolResult<AlertList>> ListAsync(
        [Description("Which to list: firing (if not given), pending, resolved (within the last day, as Prometheus recorded it) or all. Counts are always of all.")] AlertStatus? status,
        CancellationToken cancellationToken)
    {
        if (!sources.AnyConfigured)
        {
            return ToolFailure.NotConfigured(
                $"Neither an Alertmanager nor a Prometheus is configured. Set {AlertmanagerOptions.Setting} or {PrometheusOptions.Setting}, better both, to their addresses.",
                $"{AlertmanagerOptions.Setting}, {PrometheusOptions.Setting}");
        }

        var now = time.GetUtcNow();
        var seen = await sources.SeeAsync(now, cancellationToken);
        // the failure of what is configured says more than that the other one is not
        return seen.Sources.IsEmpty && seen.Missing.OrderBy(each => each.Code == FaultCodes.NotConfigured).First() is var failure
            ? new ToolFailure(failure.Code, string.Join(' ', seen.Missing.Where(each => each.Code != FaultCodes.NotConfigured).Select(each => each.Message)), failure.Setting)
            : AlertReport.Of(seen, status ?? AlertStatus.Firing, now);
    }
}
