using System.Collections.Immutable;

namespace Opsroom.Tools.Prometheus;

/// <summary>What a query gave.</summary>
/// <param name="ResultType"><c>vector</c>, <c>matrix</c>, <c>scalar</c> or <c>string</c>.</param>
/// <param name="Series">A scalar is one series without labels.</param>
/// <param name="Warnings">What the server said beside its answer.</param>
/// <param name="IsTruncated">Whether there were more series than are kept.</param>
internal sealed record PrometheusAnswer(string ResultType, ImmutableArray<PrometheusSeries> Series, ImmutableArray<string> Warnings, bool IsTruncated)
{
    /// <summary>The only number of an answer that has one; null where there is none, or where it is not a number.</summary>
    public double? Single => Series is [{ Samples: [var sample] }] && double.IsFinite(sample.Value) ? sample.Value : null;
}

/// <summary>A series with its samples, oldest first.</summary>
internal sealed record PrometheusSeries(ImmutableSortedDictionary<string, string> Labels, ImmutableArray<PrometheusSample> Samples)
{
    public string? Label(string name) => Labels.GetValueOrDefault(name);
}

/// <param name="Value">May be infinite or no number at all, as PromQL has it.</param>
internal sealed record PrometheusSample(DateTimeOffset At, double Value);
