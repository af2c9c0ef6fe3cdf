namespace Opsroom.Tools.Monitoring.Series;

/// <summary>Middle and spread that outliers do not move.</summary>
internal static class RobustScale
{
    /// <summary>Makes the median absolute deviation of normal values their standard deviation.</summary>
    private const double ToDeviation = 1.4826;

    /// <summary>The median; 0 of nothing.</summary>
    public static double Median(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted.Length == 0 ? 0 : MedianOfSorted(sorted);
    }

    /// <summary>The standard deviation as the median absolute deviation from a middle has it (Hampel 1974).</summary>
    public static double Deviation(ReadOnlySpan<double> values, double middle)
    {
        var distances = new double[values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            distances[index] = Math.Abs(values[index] - middle);
        }

        Array.Sort(distances);
        return distances.Length == 0 ? 0 : ToDeviation * MedianOfSorted(distances);
    }

    /// <summary>The least difference that is more than rounding of numbers as large as these.</summary>
    public static double Grain(double one, double other) => Math.Max(Math.Abs(one), Math.Abs(other)) * 1e-9;

    private static double MedianOfSorted(double[] sorted) =>
        sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : sorted[sorted.Length / 2 - 1] / 2 + sorted[sorted.Length / 2] / 2;
}
