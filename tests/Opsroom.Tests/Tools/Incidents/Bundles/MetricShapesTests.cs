namespace Opsroom.Tests.Tools.Incidents.Bundles;

public sealed class MetricShapesTests
{
    private const string Matrix = """{"resultType":"matrix","result":[{"metric":{"job":"a"},"values":[[1772359200,"1.5"],[1772359260,"NaN"],[1772359320,null],[1772359380,"+Inf"]]}]}""";

    [Theory]
    [InlineData("""{"query":"q","unit":"seconds","backend":"cloudwatch","stat":"p99","period":"1m","status":"success","data":MATRIX}""", "/data/result/0")]
    [InlineData("""{"query":"q","unit":"seconds","backend":"cloudwatch","stat":"p99","period":60,"resultType":"matrix","result":[{"metric":{"job":"a"},"values":[[1772359200,"1.5"],[1772359260,"NaN"],[1772359380,"+Inf"]]}]}""", "/result/0")]
    [InlineData("""[{"query":"q","unit":"seconds","backend":"cloudwatch","stat":"p99","period":"60","data":MATRIX}]""", "/0/data/result/0")]
    [InlineData("""{"query":"q","unit":"seconds","backend":"cloudwatch","stat":"p99","period":"60s","data":[{"metric":{"job":"a"},"values":[[1772359200.0,1.5],[1772359260000,"NaN"],["2026-03-01T10:03:00Z","+Inf"]]}]}""", "/data/0")]
    public void A_range_is_read_in_every_envelope(string shape, string location)
    {
        var recording = BundleFolder.Of(("metrics/latency.json", shape.Replace("MATRIX", Matrix, StringComparison.Ordinal)));

        var metric = Assert.Single(recording.Metrics);
        Assert.Equal(("latency", "q", "seconds", "cloudwatch", "p99", TimeSpan.FromMinutes(1)), (metric.Name, metric.Query, metric.Unit, metric.Backend, metric.Stat, metric.Period));
        var series = Assert.Single(metric.Series);
        Assert.Equal("a", series.Labels["job"]);
        Assert.Equal(location, series.Place.Location);
        Assert.Equal([1.5, double.NaN, double.PositiveInfinity], series.Points.Select(point => point.Value));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 3, 0, TimeSpan.Zero), recording.Now);
        Assert.Equal("+Inf", recording.Locker.Quote(series.PlaceOf(series.Points[^1]))!.Quote);
        Assert.Empty(recording.Unreadable);
    }

    [Fact]
    public void A_moment_a_scalar_and_no_series_are_answers()
    {
        var recording = BundleFolder.Of(
            ("metrics/a.json", """{"query":"up","data":{"resultType":"vector","result":[{"metric":{},"value":[1772359200,"0"]}]}}"""),
            ("metrics/b.json", """{"query":"1","data":{"resultType":"scalar","result":[1772359200,"1"]}}"""),
            ("metrics/c.json", """{"query":"nothing","status":"success","data":{"resultType":"matrix","result":[]}}"""),
            ("metrics/d.json", """{"query":"x","data":MATRIX}""".Replace("MATRIX", Matrix, StringComparison.Ordinal) + "\n" + """{"query":"y","data":MATRIX}""".Replace("MATRIX", Matrix, StringComparison.Ordinal)));

        Assert.Equal(["up", "1", "nothing", "x", "y"], recording.Metrics.Select(metric => metric.Query));
        Assert.Empty(recording.Metrics[2].Series);
        foreach (var series in recording.Metrics.SelectMany(metric => metric.Series))
        {
            Assert.True(recording.Locker.Stands(recording.Locker.Quote(series.PlaceOf(series.Points[0]))!));
        }

        Assert.Empty(recording.Unreadable);
    }

    [Fact]
    public void Numbers_that_json_does_not_know_cost_nothing()
    {
        var recording = BundleFolder.Of(("metrics/a.json", """{"query":"q \"NaN\"","data":{"result":[{"metric":{},"values":[[1772359200,NaN],[1772359260,-Infinity],[1772359320,2]]}]}}"""));

        Assert.Equal([double.NaN, double.NegativeInfinity, 2], recording.Metrics[0].Series[0].Points.Select(point => point.Value));
        Assert.Equal("q \"NaN\"", recording.Metrics[0].Query);
    }

    [Fact]
    public void A_failed_answer_is_said_and_kept_as_text()
    {
        var recording = BundleFolder.Of(("metrics/a.json", """{"status":"error","errorType":"timeout","error":"query timed out"}"""));

        Assert.Empty(recording.Metrics);
        Assert.Contains("query timed out", Assert.Single(recording.Unreadable).Why, StringComparison.Ordinal);
        Assert.Equal("a.json", Assert.Single(recording.Notes).Name);
    }

    [Fact]
    public void What_stands_before_the_cut_is_read()
    {
        var recording = BundleFolder.Of(("metrics/a.json", """{"query":"q","data":{"result":[{"metric":{},"values":[[1772359200,"1"],[1772359260,"2"],[17723"""));

        Assert.Equal([1, 2], recording.Metrics[0].Series[0].Points.Select(point => point.Value));
        Assert.Contains("cannot be read as JSON", Assert.Single(recording.Unreadable).Why, StringComparison.Ordinal);
    }
}
