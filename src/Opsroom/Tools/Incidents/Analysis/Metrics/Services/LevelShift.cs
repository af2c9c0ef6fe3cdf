using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Monitoring.Series;

namespace Opsroom.Tools.Incidents.Analysis.Metrics.Services;

/// <summary>
/// A series before a moment and at its end, by medians and robust deviations. What lasts counts: of the time since the moment the later half is looked at, and not only its
/// middle but also its nearer quarter has to have left the usual range.
/// </summary>
/// <param name="Before">The median before.</param>
/// <param name="Spread">One robust deviation before.</param>
/// <param name="Usual">The height that nine of ten points before did not pass.</param>
/// <param name="After">The median of the later half since.</param>
/// <param name="Near">The quarter of the later half that is nearest to what was before.</param>
/// <param name="Clearness">How many standard errors of a difference of medians the level moved (a median's is 1.25 times a mean's); no side counts more than so many points, for neighbours resemble each other.</param>
internal sealed record LevelShift(double Before, double Spread, double Usual, double After, double Near, double Clearness, MetricPoint Telling)
{
    private const double OfMedian = 1.2533;
    private const int MostCounted = 40;
    private const int FewestBefore = 5;
    private const int FewestAfter = 3;

    /// <summary>How many robust deviations the level moved; a twentieth of the level is the least that counts as one.</summary>
    public double Deviations => Math.Abs(After - Before) / Math.Max(Spread, Math.Max(0.05 * Math.Abs(Before), 1e-12));

    public bool IsUp => After > Before && Near > Before;

    /// <summary>How many times its past height it has; small amounts on both sides are made comparable by a floor.</summary>
    public double Factor(double floor) => Before + floor <= 0 ? After + floor > 0 ? 1000 : 1 : (After + floor) / (Before + floor);

    public static LevelShift? Of(RecordedSeries series, DateTimeOffset at)
    {
        MetricPoint[] points = [.. series.Points.Where(point => double.IsFinite(point.Value))];
        var split = Array.FindIndex(points, point => point.At >= at);
        if (split < FewestBefore || points.Length - split < FewestAfter)
        {
            return null;
        }

        double[] before = [.. points.Take(split).Select(point => point.Value)];
        var late = points[(split + Math.Min((points.Length - split) / 2, points.Length - split - FewestAfter))..];
        double[] after = [.. late.Select(point => point.Value).Order()];
        var (usual, level) = (RobustScale.Median(before), RobustScale.Median(after));
        var near = level >= usual ? after[after.Length / 4] : after[after.Length - 1 - (after.Length / 4)];
        var spread = Math.Max(RobustScale.Deviation(before, usual), Math.Max(0.03 * Math.Abs(usual), 1e-12));
        var error = OfMedian * spread * Math.Sqrt((1.0 / Math.Min(MostCounted, before.Length)) + (1.0 / Math.Min(MostCounted, after.Length)));
        Array.Sort(before);
        return new(usual, RobustScale.Deviation(before, usual), before[(int)(0.9 * (before.Length - 1))], level, near, Math.Abs(level - usual) / error, level >= usual ? late.MaxBy(point => point.Value) : late.MinBy(point => point.Value));
    }
}
