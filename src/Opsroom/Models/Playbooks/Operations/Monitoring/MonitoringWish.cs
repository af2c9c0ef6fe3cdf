using System.Collections.Immutable;

namespace Opsroom.Models.Playbooks.Operations.Monitoring;

/// <summary>What a task wants to know of numbers, logs and alerts.</summary>
internal abstract record MonitoringWish
{
    private MonitoringWish()
    {
    }

    /// <summary>The tool without which there is no answer.</summary>
    public abstract string Tool { get; }

    /// <summary>A PromQL expression, to be evaluated as it is.</summary>
    public sealed record Query(string PromQl, string? Range) : MonitoringWish
    {
        public override string Tool => "query_metrics";
    }

    /// <param name="Status">As the tool has it; null for what fires.</param>
    /// <param name="Names">The alerts that it is about; empty for all.</param>
    public sealed record Alerts(string? Status, ImmutableArray<string> Names, string? Service) : MonitoringWish
    {
        public override string Tool => "list_alerts";
    }

    /// <param name="Objective">Null where none was named.</param>
    /// <param name="Threshold">Of latency.</param>
    public sealed record Slo(string? Service, decimal? Objective, string? Window, string? Threshold) : MonitoringWish
    {
        public override string Tool => "slo_report";
    }

    /// <param name="Signal"><c>latency</c>, <c>traffic</c>, <c>errors</c> or <c>saturation</c>.</param>
    /// <param name="Measure">The measure by its beginning, such as <c>p99</c>; null for the signal's own.</param>
    public sealed record OneSignal(string Service, string Signal, string? Measure, string Range) : MonitoringWish
    {
        public override string Tool => "golden_signals";
    }

    /// <summary>How services are; those that are found where none is named.</summary>
    public sealed record Health(ImmutableArray<string> Services, string? Range) : MonitoringWish
    {
        public override string Tool => "golden_signals";
    }

    public sealed record Logs(string Text, string? Service, string? Level, string? Range) : MonitoringWish
    {
        public override string Tool => "search_logs";
    }
}
