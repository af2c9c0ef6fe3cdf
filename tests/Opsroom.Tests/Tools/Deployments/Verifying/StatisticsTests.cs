using System.Globalization;
using Opsroom.TestKit.Prometheus;
using Opsroom.Tools.Deployments.Verifying;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tests.Tools.Deployments.Verifying;

public sealed class StatisticsTests(PrometheusServer prometheus)
{
    /// <summary>The lady tasting tea, and values of R's fisher.test(alternative = "greater").</summary>
    [Theory]
    [InlineData(3, 4, 1, 4, 0.242857)]
    [InlineData(4, 4, 0, 4, 0.0142857)]
    [InlineData(0, 10, 5, 10, 1)]
    [InlineData(10, 10, 0, 10, 0.00000541254)]
    public void Chance_is_what_Fisher_says(long failed, long all, long otherFailed, long otherAll, double chance) =>
        Assert.Equal(chance, FisherTest.Chance(failed, all, otherFailed, otherAll), 6);

    [Fact]
    public void Chance_of_large_numbers_is_near_the_normal_approximation_and_quick()
    {
        // 1 % of a million either way: a difference of nothing, and one of ten standard deviations
        Assert.InRange(FisherTest.Chance(10_000, 1_000_000, 10_000, 1_000_000), 0.5, 0.51);
        Assert.InRange(FisherTest.Chance(11_500, 1_000_000, 10_000, 1_000_000), 0, 1e-10);
        Assert.Equal(1, FisherTest.Chance(0, 1_000_000, 0, 1_000_000), 9);
    }

    [Fact]
    public async Task Quantiles_are_those_of_Prometheus()
    {
        var cancelled = TestContext.Current.CancellationToken;
        (double Bound, double Count)[] buckets = [(0.05, 12), (0.1, 130), (0.25, 130), (0.5, 700), (1, 940), (2.5, 990), (double.PositiveInfinity, 1_000)];
        await prometheus.PlayAsync([(TimeProvider.System.GetUtcNow(), string.Join('\n', buckets.Select(bucket => string.Create(
            CultureInfo.InvariantCulture, $"quantiles_bucket{{le=\"{(double.IsInfinity(bucket.Bound) ? "+Inf" : bucket.Bound)}\"}} {bucket.Count}"))))], cancelled);
        using var client = new PrometheusClient(prometheus.Options, TimeProvider.System);
        var histogram = LatencyHistogram.Of(buckets);
        foreach (var share in (double[])[0.01, 0.1, 0.13, 0.5, 0.9, 0.95, 0.989, 0.995])
        {
            var answer = await client.QueryAsync(string.Create(CultureInfo.InvariantCulture, $"histogram_quantile({share}, quantiles_bucket)"), null, cancelled);
            Assert.Equal(answer.Value!.Single!.Value, histogram.Quantile(share)!.Value, 9);
        }
    }
}
