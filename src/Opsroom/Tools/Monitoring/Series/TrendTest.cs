using System.Runtime.InteropServices;

namespace Opsroom.Tools.Monitoring.Series;

/// <summary>
/// Tells a trend from noise: the slope is the median of the slopes between all pairs of points (Theil 1950, Sen 1968), and whether there is one is judged by how many
/// pairs are in order, with ties counted (Mann 1945, Kendall 1975).
/// </summary>
internal static class TrendTest
{
    private const int FewestPoints = 8;

    /// <summary>More points are put together first: the work grows with the square of their number.</summary>
    private const int MostPoints = 100;

    private const double Significance = 0.01;

    public static SeriesTrend? Of(ReadOnlySpan<SeriesPoint> points)
    {
        if (points.Length < FewestPoints)
        {
            return null;
        }

        var (times, values) = Thin(points);
        var slopes = new List<double>(values.Length * (values.Length - 1) / 2);
        long order = 0;
        for (var later = 1; later < values.Length; later++)
        {
            for (var earlier = 0; earlier < later; earlier++)
            {
                order += Math.Sign(values[later] - values[earlier]);
                if (times[later] > times[earlier])
                {
                    slopes.Add((values[later] - values[earlier]) / (times[later] - times[earlier]));
                }
            }
        }

        var slope = RobustScale.Median(CollectionsMarshal.AsSpan(slopes));
        var probability = Probability(order, values);
        var change = slope * (times[^1] - times[0]);
        var isTrend = probability < Significance && Math.Abs(change) > Noise(times, values, slope) && Math.Abs(change) > RobustScale.Grain(values[0], values[^1]);
        return new SeriesTrend(!isTrend ? TrendDirection.Flat : change > 0 ? TrendDirection.Rising : TrendDirection.Falling, slope, change, probability);
    }

    /// <summary>Two robust deviations from the line: a trend has to bring more than that to matter.</summary>
    private static double Noise(double[] times, double[] values, double slope)
    {
        var distances = new double[values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            distances[index] = values[index] - slope * (times[index] - times[0]);
        }

        return 2 * RobustScale.Deviation(distances, RobustScale.Median(distances));
    }

    private static double Probability(long order, double[] values)
    {
        double count = values.Length;
        var variance = count * (count - 1) * (2 * count + 5);
        foreach (var ties in values.CountBy(value => value))
        {
            double tied = ties.Value;
            variance -= tied * (tied - 1) * (2 * tied + 5);
        }

        return variance <= 0 ? 1 : Normal.Outside((Math.Abs(order) - 1) / Math.Sqrt(variance / 18));
    }

    /// <summary>Hours since the first point, and the medians of neighbours where there are too many points.</summary>
    private static (double[] Times, double[] Values) Thin(ReadOnlySpan<SeriesPoint> points)
    {
        var size = Math.Min(points.Length, MostPoints);
        var (times, values) = (new double[size], new double[size]);
        for (var index = 0; index < size; index++)
        {
            var (from, to) = ((int)((long)index * points.Length / size), (int)((long)(index + 1) * points.Length / size));
            var kept = new double[to - from];
            for (var each = from; each < to; each++)
            {
                kept[each - from] = points[each].Value;
            }

            times[index] = (points[(from + to - 1) / 2].At - points[0].At).TotalHours;
            values[index] = RobustScale.Median(kept);
        }

        return (times, values);
    }
}
