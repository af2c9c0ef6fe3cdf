using System.Collections.Immutable;
using Opsroom.Tools.Monitoring.Series;

namespace Opsroom.Tools.Monitoring.Metrics;

/// <param name="ResultType">As Prometheus calls it: <c>vector</c>, <c>matrix</c>, <c>scalar</c> or <c>string</c>.</param>
/// <param name="Series">Of a range, those that changed or stand out come first where not all are shown.</param>
/// <param name="Stats">Over all series that were read, shown or not.</param>
/// <param name="Query">As it was asked, to ask it again.</param>
/// <param name="Step">Between the points of a range; null for one moment.</param>
/// <param name="Notes">What was left out, and what Prometheus said beside its answer.</param>
internal sealed record MetricAnswer(
    string ResultType, ImmutableArray<MetricSeries> Series, MetricTotals Stats, bool IsCut, string Query, DateTimeOffset? From, DateTimeOffset To, string? Step, ImmutableArray<string> Notes);

/// <param name="Samples">Oldest first; of a long series evenly chosen ones, the last among them.</param>
/// <param name="Stats">Of all its samples, shown or not.</param>
internal sealed record MetricSeries(ImmutableSortedDictionary<string, string> Labels, ImmutableArray<MetricSample> Samples, SeriesSummary Stats);

/// <param name="Value">Absent where it is no number.</param>
/// <param name="NotNumber"><c>NaN</c>, <c>+Inf</c> or <c>-Inf</c> where it is none.</param>
internal sealed record MetricSample(DateTimeOffset At, double? Value, string? NotNumber)
{
    public static MetricSample Of(DateTimeOffset at, double value) => double.IsFinite(value) ? new MetricSample(at, value, null)
        : new MetricSample(at, null, double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf");
}

/// <param name="Series">How many there are; more than were read where <see cref="MetricAnswer.IsCut"/> and the notes say so.</param>
internal sealed record MetricTotals(int Series, int Samples, int NotNumbers, double? Min, double? Max, int Rising, int Falling, int WithChangePoints, int WithAnomalies);
