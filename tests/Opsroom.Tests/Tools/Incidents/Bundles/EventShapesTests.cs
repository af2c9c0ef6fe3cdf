namespace Opsroom.Tests.Tools.Incidents.Bundles;

public sealed class EventShapesTests
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("\"2026-03-01T10:00:00Z\"")]
    [InlineData("\"2026-03-01T12:00:00+02:00\"")]
    [InlineData("\"2026-03-01 10:00:00 UTC\"")]
    [InlineData("1772359200")]
    [InlineData("1772359200.0")]
    [InlineData("1772359200000")]
    [InlineData("\"1772359200000000000\"")]
    public void Times_are_read_as_systems_write_them(string time)
    {
        var recording = BundleFolder.Of(
            ("events.json", "[{\"at\":TIME,\"source\":\"rds\",\"target\":\"db-1\",\"type\":\"failover\",\"message\":\"started\",\"extra\":{\"x\":1}}]".Replace("TIME", time, StringComparison.Ordinal)),
            ("changes.json", "{\"changes\":[{\"time\":TIME,\"type\":\"deployment\",\"service\":\"shop\",\"description\":\"1 to 2\"}]}".Replace("TIME", time, StringComparison.Ordinal)));

        var happened = Assert.Single(recording.Events);
        Assert.Equal((Ten, "rds", "db-1", "failover", "started"), (happened.At, happened.Source, happened.Target, happened.Type, happened.Message));
        var change = Assert.Single(recording.Changes);
        Assert.Equal((Ten, "deployment", "shop", "1 to 2", "/changes/0"), (change.At, change.Kind, change.Target, change.Summary, change.Place.Location));
        Assert.Equal(Ten, recording.Now);
    }

    [Fact]
    public void What_has_no_time_is_read_without()
    {
        var recording = BundleFolder.Of(("events.json", """[{"message":"a"},"b",{"at":"soon","message":null}]"""), ("changes.json", """[{"kind":"config","target":"x","summary":"y"}]"""));

        Assert.Equal(["a", "b", ""], recording.Events.Select(each => each.Message));
        Assert.All(recording.Events, each => Assert.Null(each.At));
        Assert.Null(recording.Changes[0].At);
        Assert.Equal(BundleFolder.Clock, recording.Now);
    }

    [Theory]
    [InlineData("09cd77b72788c7124d0ff9b0f8065a8e", "12acd1fca0233bac", "2", "\"1772359200000000000\"", "\"1772359201500000000\"")]
    [InlineData("Cc13tyeIxxJND/mw+AZajg==", "EqzR/KAjO6w=", "\"STATUS_CODE_ERROR\"", "1772359200000000000", "1772359201500000000")]
    public void Spans_are_read_with_either_form_of_identifiers_and_times(string trace, string span, string code, string start, string end)
    {
        var text = $$$"""
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[
            {"traceId":"{{{trace}}}","spanId":"{{{span}}}","parentSpanId":"","name":"GET /","startTimeUnixNano":{{{start}}},"endTimeUnixNano":{{{end}}},
            "attributes":[{"key":"http.response.status_code","value":{"intValue":"500"}}],"status":{"code":{{{code}}},"message":"boom"},
            "events":[{"timeUnixNano":{{{start}}},"name":"exception","attributes":[{"key":"exception.message","value":{"stringValue":"no route"}}]}]}]}]}]}
            """;
        foreach (var shape in (string[])[text, $"[{text}]", text.ReplaceLineEndings("") + "\n" + text.ReplaceLineEndings("") + "\n"])
        {
            var recording = BundleFolder.Of(("traces/t.json", shape));

            var read = recording.Spans[0];
            Assert.Equal(("09cd77b72788c7124d0ff9b0f8065a8e", "12acd1fca0233bac", null, "shop", "GET /"), (read.TraceId, read.SpanId, read.ParentId, read.Service, read.Name));
            Assert.Equal((Ten, TimeSpan.FromSeconds(1.5), true, "boom", "500"), (read.Start, read.Duration, read.IsError, read.StatusMessage, read.Attributes["http.response.status_code"]));
            Assert.Equal("no route", read.Events[0].Attributes["exception.message"]);
            Assert.Equal(shape.StartsWith('{') && shape.EndsWith('\n') ? 2 : 1, recording.Spans.Length);
            Assert.True(recording.Locker.Stands(recording.Locker.Quote(read.Events[0].Place, "no route")));
        }
    }
}
