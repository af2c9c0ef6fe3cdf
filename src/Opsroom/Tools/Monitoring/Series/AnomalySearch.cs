namespace Opsroom.Tools.Monitoring.Series;

/// <summary>
/// Finds single points that do not fit those around them: further from the median than five robust deviations (the modified z-score of Iglewicz and Hoaglin 1993, whose
/// limit of 3.5 would find something in one quiet series of ten). Where more than half of the points are equal, the deviation is that of the mean, as they advise.
/// </summary>
internal static class AnomalySearch
{
    private const int FewestPoints = 8;
    private const double Limit = 5;

    /// <summary>Makes the mean absolute deviation of normal values their standard deviation.</summary>
    private const double ToDeviation = 1.253314;

    /// <summary>What happens more often than this is no anomaly, but what the series does.</summary>
    private const double MostOften = 0.05;

    private const double HighestScore = 1e6;

    /// <param name="points">One level of a series, with what its values are without a trend.</param>
    /// <param name="residuals">Of each point its value less what the trend makes of it.</param>
    public static IEnumerable<SeriesAnomaly> Find(ReadOnlySpan<SeriesPoint> points, ReadOnlySpan<double> residuals)
    {
        var found = new List<SeriesAnomaly>();
        if (points.Length < FewestPoints)
        {
            return found;
        }

        var middle = RobustScale.Median(residuals);
        var deviation = RobustScale.Deviation(residuals, middle);
        var isMostlyEqual = deviation <= RobustScale.Grain(middle, 0);
        if (isMostlyEqual)
        {
            double sum = 0;
            foreach (var residual in residuals)
            {
                sum += Math.Abs(residual - middle);
            }

            deviation = ToDeviation * sum / residuals.Length;
        }

        for (var index = 0; index < points.Length; index++)
        {
            var distance = Math.Abs(residuals[index] - middle);
            if (distance > Limit * deviation && distance > RobustScale.Grain(points[index].Value, middle))
            {
                found.Add(new SeriesAnomaly(points[index].At, points[index].Value, points[index].Value - (residuals[index] - middle), Math.Min(HighestScore, distance / deviation)));
            }
        }

        return isMostlyEqual && found.Count > Math.Max(1, MostOften * points.Length) ? [] : found;
    }
}
