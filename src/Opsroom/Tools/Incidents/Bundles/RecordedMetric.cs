using System.Collections.Immutable;
using System.Runtime.InteropServices;

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
    /// <summary>The keys below an item of the list at <see cref="Place"/> under which its number stands; unset for the shapes of Prometheus.</summary>
    public ImmutableArray<string> Within { get; init; }

    /// <summary>Where the value of a point stands.</summary>
    public Place PlaceOf(MetricPoint point) => !Within.IsDefault ? Place.Item(point.Index).At(Within.AsSpan()) : point.Index switch
    {
        MetricPoint.Single => Place.At("value", "1"),
        MetricPoint.Scalar => Place.Item(1),
        _ => Place.At("values").Item(point.Index).Item(1),
    };
}

/// <param name="Value">May be not a number, or infinite, as the backend said it.</param>
/// <param name="Index">Among the values of its series, from 0; or <see cref="Single"/>, or <see cref="Scalar"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MetricPoint(DateTimeOffset At, double Value, int Index)
{
    /// <summary>The one value of a series at a moment.</summary>
    public const int Single = -1;

    /// <summary>A value without a series.</summary>
    public const int Scalar = -2;
}
