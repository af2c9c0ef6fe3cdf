using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Opsroom.Tools.Monitoring.Series;

/// <param name="Value">May be infinite or no number at all.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SeriesPoint(DateTimeOffset At, double Value);

/// <summary>What a series did, in numbers that a few odd points do not change.</summary>
/// <param name="Points">How many points are finite numbers; all else here is about those.</param>
/// <param name="NotNumbers">How many are NaN or infinite.</param>
/// <param name="Gaps">How often points are missing: the time to the next is more than one and a half of the usual one.</param>
/// <param name="Min">Null, like all values, where no point is a number.</param>
/// <param name="Trend">Null for fewer than 8 points.</param>
/// <param name="ChangePoints">Oldest first.</param>
/// <param name="Anomalies">The most unusual at most, oldest first.</param>
/// <param name="AnomalyCount">How many there are in all.</param>
internal sealed record SeriesSummary(
    int Points, int NotNumbers, int Gaps, DateTimeOffset? FirstAt, DateTimeOffset? LastAt, double? Min, double? Max, double? Median, double? Last, SeriesTrend? Trend,
    ImmutableArray<SeriesChangePoint> ChangePoints, ImmutableArray<SeriesAnomaly> Anomalies, int AnomalyCount);

internal enum TrendDirection
{
    /// <summary>Neither, or too little to tell from noise.</summary>
    Flat,
    Rising,
    Falling,
}

/// <param name="PerHour">Theil and Sen's slope.</param>
/// <param name="Change">What the slope makes over the whole series.</param>
/// <param name="Probability">Mann and Kendall's: how likely order as clear as this is in values without a trend.</param>
internal sealed record SeriesTrend(TrendDirection Direction, double PerHour, double Change, double Probability);

/// <summary>A lasting change of level.</summary>
/// <param name="At">The first point of the new level.</param>
/// <param name="Before">The median before, since the change point before it.</param>
/// <param name="After">The median after, until the next one.</param>
internal sealed record SeriesChangePoint(DateTimeOffset At, double Before, double After);

/// <param name="Expected">The usual value at the time.</param>
/// <param name="Score">How many robust standard deviations it is away, at most a million.</param>
internal sealed record SeriesAnomaly(DateTimeOffset At, double Value, double Expected, double Score);
