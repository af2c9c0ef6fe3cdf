using System.Collections.Immutable;

namespace Opsroom.Tools.Incidents.Bundles;

/// <summary>What a metrics backend answered to one question.</summary>
/// <param name="Name">The file without its ending.</param>
/// <param name="Query">PromQL, a CloudWatch metric, a Datadog query; empty where it is not recorded.</param>
/// <param name="Stat"><c>Average</c>, <c>p99</c>, … where the backend has such.</param>
/// <param name="Period">How much time one point stands for.</param>
/// <param name="Series">None where the backend had none: that is evidence as well.</param>
internal sealed record RecordedMetric(
    string Name, string Query, string? Unit, string? Backend, string? Stat, TimeSpan? Period, ImmutableArray<RecordedSeries> Series, Place Place);

/// <param name="Points">By time; gaps are gaps.</param>
internal sealed record RecordedSeries(IReadOnlyDictionary<string, string> Labels, ImmutableArray<MetricPoint> Points, Place Place)
{
    /// <summary>Where the value of a point stands.</summary>
    public Place PlaceOf(MetricPoint point) => new(Place.Source, $"{Place.Location}/{point.Path}");
}

/// <param name="Value">May be not a number, or infinite, as the backend said it.</param>
/// <param name="Path">Below its series: <c>values/3/1</c>, or <c>value/1</c>.</param>
internal readonly record struct MetricPoint(DateTimeOffset At, double Value, string Path);
