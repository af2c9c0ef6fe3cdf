using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Monitoring.Series;

namespace Opsroom.Tools.Incidents.Analysis.Metrics;

/// <summary>
/// How a series stands at the end against its own past. The past is what came before the last lasting change of level, or before the incident where its beginning is
/// known; it is compared by medians and robust deviations, so that single points decide nothing.
/// </summary>
/// <param name="Before">The usual value; null where there is no past to compare with.</param>
/// <param name="Spread">One robust deviation of the past.</param>
/// <param name="During">The median since the change, or since the beginning.</param>
/// <param name="Now">The median of the last points.</param>
/// <param name="ChangedAt">When the level changed.</param>
/// <param name="Sustained">The height that was kept for several points in a row, at its highest.</param>
/// <param name="IsClimbing">Whether it went up from quarter to quarter of the time, to twice its height and more, and is still up.</param>
/// <param name="IsUsual">Whether its past was as high, or as low, for a good part of the time.</param>
internal sealed record SeriesBehaviour(double? Before, double Spread, double During, double Now, double Low, double High, DateTimeOffset? ChangedAt, MetricPoint Telling, int Points, bool HasEnded, bool IsUsual = false, double Sustained = double.NaN, bool IsClimbing = false)
{
    private const int FewestToCompare = 4;
    private const int FewestInARow = 4;
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(20);

    /// <summary>How many times the usual value the present one is; infinite where there was nothing.</summary>
    public double Ratio => Before is not { } usual ? 1 : usual == 0 ? Now == 0 ? 1 : double.PositiveInfinity : Now / usual;

    public double RatioDuring => Before is not { } usual ? 1 : usual == 0 ? During == 0 ? 1 : double.PositiveInfinity : During / usual;

    /// <summary>How many robust deviations of its past the value is away.</summary>
    public double Deviations => Before is not { } usual ? 0 : Math.Abs(Now - usual) / Math.Max(Spread, Math.Max(Math.Abs(usual) * 0.02, 1e-12));

    public bool IsMoment => Points == 1;

    /// <summary>Null where no point is a number.</summary>
    public static SeriesBehaviour? Of(RecordedSeries series, DateTimeOffset? onset, DateTimeOffset now)
    {
        MetricPoint[] points = [.. series.Points.Where(point => double.IsFinite(point.Value))];
        if (points.Length == 0)
        {
            return null;
        }

        double[] values = [.. points.Select(point => point.Value)];
        var (low, high) = (values.Min(), values.Max());
        if (points.Length < 3)
        {
            return new(points.Length == 2 && IsPast(points[0].At, onset) ? values[0] : null, 0, values[^1], values[^1], low, high, null, points[^1], points.Length, false);
        }

        var step = (points[^1].At - points[0].At) / (points.Length - 1);
        var change = Change(LevelChanges.Of(points), onset, step);
        var split = Split(points, change, onset, step);
        // many points in a short time are noisy, so more of them are the present
        var last = RobustScale.Median(values.AsSpan(^Math.Min(Math.Max(3, points.Length / 40), points.Length)..));
        // a series that stops while others go on has lost its source
        var hasEnded = now - points[^1].At > 4 * step + TimeSpan.FromMinutes(2);
        if (split < FewestToCompare && split != points.Length)
        {
            split = 0;
        }

        if (split == 0 || split >= points.Length)
        {
            var all = values.AsSpan();
            // without a change the past is all but the end
            var past = points.Length >= 8 ? all[..^3] : all[..0];
            var usual = past.Length == 0 ? 0 : RobustScale.Median(past);
            return new(past.Length == 0 ? null : usual, past.Length == 0 ? 0 : RobustScale.Deviation(past, usual), RobustScale.Median(all), last, low, high, null, points[^1], points.Length, hasEnded, past.Length > 0 && IsUsualHeight(past, usual, last), KeptHeight(values), Climbs(values));
        }

        var before = RobustScale.Median(values.AsSpan(..split));
        var during = values.AsSpan(split..);
        return new(before, RobustScale.Deviation(values.AsSpan(..split), before), RobustScale.Median(during), last, low, high, points[split].At, Extreme(points, split, before), points.Length, hasEnded, IsUsualHeight(values.AsSpan(..split), before, last), KeptHeight(values), Climbs(values));
    }

    /// <summary>Whether the past was at this height for a good part of its time, as it is with daily peaks and batch work.</summary>
    private static bool IsUsualHeight(ReadOnlySpan<double> past, double before, double last)
    {
        var reached = 0;
        foreach (var value in past)
        {
            reached += (last >= before ? value >= before + (0.9 * (last - before)) : value <= before + (0.9 * (last - before))) ? 1 : 0;
        }

        return reached >= 0.08 * past.Length && reached >= 3;
    }

    private static double KeptHeight(ReadOnlySpan<double> values)
    {
        var highest = double.NaN;
        for (var from = 0; from + FewestInARow <= values.Length; from++)
        {
            var lowest = double.PositiveInfinity;
            foreach (var value in values.Slice(from, FewestInARow))
            {
                lowest = Math.Min(lowest, value);
            }

            highest = double.IsNaN(highest) ? lowest : Math.Max(highest, lowest);
        }

        return highest;
    }

    private static bool Climbs(ReadOnlySpan<double> values)
    {
        var quarter = values.Length / 4;
        if (quarter < 2)
        {
            return false;
        }

        var (first, second) = (RobustScale.Median(values[..quarter]), RobustScale.Median(values[quarter..(2 * quarter)]));
        var (third, last) = (RobustScale.Median(values[(2 * quarter)..(3 * quarter)]), RobustScale.Median(values[(3 * quarter)..]));
        return first < second && second < third && third < last && values[^1] >= third && last >= 2 * first;
    }

    private static bool IsPast(DateTimeOffset at, DateTimeOffset? onset) => onset is null || at < onset;

    /// <summary>The change of level nearest to the beginning of the incident; without one, the largest.</summary>
    private static DateTimeOffset? Change(ImmutableArray<SeriesChangePoint> changes, DateTimeOffset? onset, TimeSpan step)
    {
        if (changes.IsEmpty)
        {
            return null;
        }

        if (onset is { } began)
        {
            var near = changes.Where(change => change.At >= began - Tolerance - step).OrderBy(change => (change.At - began).Duration()).FirstOrDefault();
            return near?.At;
        }

        return changes.MaxBy(change => Math.Abs(change.After - change.Before))!.At;
    }

    private static int Split(MetricPoint[] points, DateTimeOffset? change, DateTimeOffset? onset, TimeSpan step)
    {
        if ((change ?? onset - step / 2) is not { } at)
        {
            return 0;
        }

        var split = Array.FindIndex(points, point => point.At >= at);
        return split < 0 ? points.Length : split;
    }

    /// <summary>The point furthest from what was usual, the first of equals.</summary>
    private static MetricPoint Extreme(MetricPoint[] points, int from, double usual)
    {
        var found = points[from];
        foreach (var point in points.AsSpan(from..))
        {
            if (Math.Abs(point.Value - usual) > Math.Abs(found.Value - usual))
            {
                found = point;
            }
        }

        return found;
    }
}
