namespace Opsroom.Tools.Monitoring.Series;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>How likely a value at least this far from 0 is, on either side; by Abramowitz and Stegun 7.1.26, exact to 1.5e-7.</summary>
    public static double Outside(double distance)
    {
        if (distance <= 0)
        {
            return 1;
        }

        var x = distance / Math.Sqrt(2);
        var t = 1 / (1 + 0.3275911 * x);
        return t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.Exp(-x * x);
    }
}
