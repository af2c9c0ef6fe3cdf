using Opsroom.Tools.Monitoring.Series;

namespace Opsroom.Tests.Tools.Monitoring.Series;

public sealed class SeriesStatisticsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_quiet_series_has_no_trend_no_change_and_no_anomaly()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var summary = Of(Noise(seed, 250).Select(noise => 100 + noise));
            Assert.Equal(TrendDirection.Flat, summary.Trend!.Direction);
            Assert.Empty(summary.ChangePoints);
            Assert.Equal(0, summary.AnomalyCount);
        }
    }

    [Fact]
    public void A_step_is_one_change_point_where_it_happened()
    {
        var change = Assert.Single(Of(Noise(2, 250).Select((noise, index) => (index < 170 ? 100 : 120) + noise)).ChangePoints);
        Assert.InRange((change.At - Start).TotalMinutes, 168, 172);
        Assert.Equal((100, 120), (Math.Round(change.Before / 10) * 10, Math.Round(change.After / 10) * 10));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(125)]
    [InlineData(240)]
    public void A_step_is_found_close_to_either_end(int at)
    {
        var change = Assert.Single(Of(Noise(3, 250).Select((noise, index) => (index < at ? 5 : 50) + noise)).ChangePoints);
        Assert.Equal(at, (change.At - Start).TotalMinutes, tolerance: 1);
    }

    [Fact]
    public void What_went_up_and_came_back_is_two_change_points()
    {
        var summary = Of(Noise(4, 250).Select((noise, index) => (index is >= 110 and < 140 ? 400 : 20) + noise));
        Assert.Equal([110, 140], summary.ChangePoints.Select(change => Math.Round((change.At - Start).TotalMinutes)));
        Assert.Equal(0, summary.AnomalyCount);
    }

    [Fact]
    public void A_single_outlier_is_an_anomaly_and_no_change()
    {
        var summary = Of(Noise(5, 250).Select((noise, index) => index == 77 ? 400 : 20 + noise));
        var anomaly = Assert.Single(summary.Anomalies);
        Assert.Equal((77, 400), ((anomaly.At - Start).TotalMinutes, anomaly.Value));
        Assert.InRange(anomaly.Expected, 18, 22);
        Assert.Empty(summary.ChangePoints);
        Assert.Equal(TrendDirection.Flat, summary.Trend!.Direction);
    }

    [Theory]
    [InlineData(0.5, TrendDirection.Rising)]
    [InlineData(-0.5, TrendDirection.Falling)]
    public void A_ramp_is_a_trend_with_its_slope_and_no_step(double perMinute, object direction)
    {
        var summary = Of(Noise(6, 250).Select((noise, index) => 1_000 + perMinute * index + noise));
        Assert.Equal((TrendDirection)direction, summary.Trend!.Direction);
        Assert.Equal(60 * perMinute, summary.Trend.PerHour, tolerance: 1);
        Assert.Empty(summary.ChangePoints);
        Assert.Equal(0, summary.AnomalyCount);
    }

    [Fact]
    public void A_constant_series_is_just_that()
    {
        var summary = Of(Enumerable.Repeat(0.1 + 0.2, 100));
        Assert.Equal((0.1 + 0.2, 0.1 + 0.2, TrendDirection.Flat, 0), (summary.Min, summary.Max, summary.Trend!.Direction, summary.AnomalyCount));
        Assert.Empty(summary.ChangePoints);
    }

    [Fact]
    public void Errors_now_and_then_are_usual_and_a_single_one_is_not()
    {
        Assert.Equal(0, Of(Enumerable.Range(0, 200).Select(index => index % 10 == 0 ? 1.0 : 0)).AnomalyCount);
        Assert.Equal(1, Of(Enumerable.Range(0, 200).Select(index => index == 60 ? 1.0 : 0)).AnomalyCount);
    }

    [Fact]
    public void What_is_no_number_is_counted_and_left_out()
    {
        var summary = Of([double.NaN, 1, double.PositiveInfinity, 3, double.NegativeInfinity, double.NaN, 2]);
        Assert.Equal((3, 4, 1.0, 3.0, 2.0), (summary.Points, summary.NotNumbers, summary.Min, summary.Max, summary.Last));
        Assert.Null(summary.Trend);

        var nothing = Of([double.NaN, double.NaN]);
        Assert.Equal((0, 2, null, null), (nothing.Points, nothing.NotNumbers, nothing.Min, nothing.LastAt));
        Assert.Equal(0, SeriesStatistics.Of([]).Points);
    }

    [Fact]
    public void Numbers_at_the_edge_of_what_there_is_stay_numbers()
    {
        var summary = Of(Enumerable.Range(0, 50).Select(index => index % 2 == 0 ? double.MaxValue : -double.MaxValue).Concat(Noise(7, 50)));
        Assert.Equal((double.MaxValue, -double.MaxValue), (summary.Max, summary.Min));
        Assert.True(double.IsFinite(summary.Trend!.PerHour));
        Assert.All(summary.Anomalies, anomaly => Assert.True(double.IsFinite(anomaly.Score)));
    }

    [Fact]
    public void Gaps_are_counted_and_order_does_not_matter()
    {
        int[] minutes = [9, 0, 1, 2, 3, 8, 20, 21];
        var summary = SeriesStatistics.Of(minutes.Select(minute => new SeriesPoint(Start.AddMinutes(minute), minute)));
        Assert.Equal((2, 21.0), (summary.Gaps, summary.Last));
        Assert.Equal(TrendDirection.Rising, summary.Trend!.Direction);
        Assert.Equal(60, summary.Trend.PerHour, tolerance: 1e-9);
    }

    private static SeriesSummary Of(IEnumerable<double> values) => SeriesStatistics.Of(values.Select((value, index) => new SeriesPoint(Start.AddMinutes(index), value)));

    /// <summary>Normal noise of deviation 1, the same for each seed.</summary>
    private static IEnumerable<double> Noise(int seed, int count)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }
}
