namespace Opsroom.Tools.Deployments.Verifying;

/// <summary>
/// Fisher's exact test, one-sided (R. A. Fisher, Statistical Methods for Research Workers, §21.02): how likely it is that one of two groups has so many failures or
/// more, if both fail alike. It holds for small numbers, where the normal approximation does not.
/// </summary>
internal static class FisherTest
{
    /// <param name="failed">Of the group in question.</param>
    /// <param name="otherFailed">Of the group that it is compared with.</param>
    public static double Chance(long failed, long all, long otherFailed, long otherAll)
    {
        var (failures, total) = (failed + otherFailed, all + otherAll);
        var most = Math.Min(all, failures);
        var whole = LogChoose(total, all);
        var sum = 0.0;
        for (var each = failed; each <= most; each++)
        {
            if (all - each > total - failures)
            {
                continue;
            }

            var term = Math.Exp(LogChoose(failures, each) + LogChoose(total - failures, all - each) - whole);
            sum += term;
            // beyond the expected number the terms only become smaller
            if (term < sum * 1e-12 && each > (double)all * failures / total)
            {
                break;
            }
        }

        return Math.Min(1, sum);
    }

    private static double LogChoose(long all, long some) => LogFactorial(all) - LogFactorial(some) - LogFactorial(all - some);

    /// <summary>By Stirling's series; exact enough from 10 on, summed up below.</summary>
    private static double LogFactorial(long number)
    {
        if (number < 10)
        {
            var sum = 0.0;
            for (var factor = 2; factor <= number; factor++)
            {
                sum += Math.Log(factor);
            }

            return sum;
        }

        double n = number;
        return (n * Math.Log(n)) - n + (0.5 * Math.Log(2 * Math.PI * n)) + (1 / (12 * n)) - (1 / (360 * n * n * n)) + (1 / (1260 * n * n * n * n * n));
    }
}
