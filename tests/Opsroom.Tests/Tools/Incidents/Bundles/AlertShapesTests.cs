using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tests.Tools.Incidents.Bundles;

public sealed class AlertShapesTests
{
    private const string Alert = """{"labels":{"alertname":"High","service":"shop"},"annotations":{"summary":"too high"},"startsAt":"2026-03-01T10:00:00Z","endsAt":"0001-01-01T00:00:00Z"}""";

    [Theory]
    [InlineData("[ALERT]", "/0")]
    [InlineData("""{"status":"success","data":[ALERT]}""", "/data/0")]
    [InlineData("""{"status":"success","data":{"alerts":[ALERT]}}""", "/data/alerts/0")]
    [InlineData("""{"receiver":"x","status":"firing","alerts":[ALERT],"groupLabels":{},"commonLabels":{}}""", "/alerts/0")]
    [InlineData("""[{"labels":{"service":"shop"},"receiver":{"name":"x"},"alerts":[ALERT]}]""", "/0/alerts/0")]
    [InlineData("ALERT", "")]
    public void Alerts_are_found_in_every_shape_in_which_they_are_saved(string shape, string location)
    {
        var recording = BundleFolder.Of(("alerts.json", shape.Replace("ALERT", Alert, StringComparison.Ordinal)));

        var alert = Assert.Single(recording.Alerts);
        Assert.Equal(("High", "shop", "too high", location), (alert.Name, alert.Labels["service"], alert.Annotations["summary"], alert.Place.Location));
        Assert.Null(alert.EndsAt);
        Assert.Equal(AlertState.Active, alert.State);
        Assert.True(recording.Locker.Stands(recording.Locker.Quote(alert.Place.At("annotations", "summary"), "too high")));
        Assert.Empty(recording.Unreadable);
    }

    [Fact]
    public void Alerts_in_yaml_and_lines_of_json_are_read_too()
    {
        Assert.Equal("A", Assert.Single(BundleFolder.Of(("alerts.yaml", "- labels: {alertname: A}\n  startsAt: 2026-03-01T10:00:00Z\n")).Alerts).Name);
        Assert.Equal(["High", "High"], BundleFolder.Of(("alerts.json", $"{Alert}\n{Alert}\n")).Alerts.Select(alert => alert.Name));
    }

    [Theory]
    [InlineData("""{"status":{"state":"active"},"endsAt":"2026-03-01T09:00:00Z"}""", "Resolved")]
    [InlineData("""{"status":{"state":"active"},"endsAt":"2026-03-01T13:00:00Z"}""", "Active")]
    [InlineData("""{"status":{"state":"suppressed","silencedBy":["s1"],"inhibitedBy":[]}}""", "Suppressed")]
    [InlineData("""{"status":"resolved"}""", "Resolved")]
    [InlineData("""{"state":"pending"}""", "Pending")]
    [InlineData("""{}""", "Active")]
    public void The_state_is_that_at_the_time_of_the_last_look(string fields, string state)
    {
        var alert = fields == "{}" ? """{"labels":{"alertname":"A"}}""" : fields.Insert(1, """ "labels":{"alertname":"A"},""");

        var recording = BundleFolder.Of(("incident.yaml", "recorded_at: 2026-03-01T12:00:00Z"), ("alerts.json", $"[{alert}]"));

        Assert.Equal(state, Assert.Single(recording.Alerts).State.ToString());
    }

    [Theory]
    [InlineData("""{"status":"success","data":{"groups":[{"name":"g","rules":[RULE]}]}}""")]
    [InlineData("""{"groups":[{"name":"g","rules":[RULE]}]}""")]
    [InlineData("""[{"name":"g","rules":[RULE]}]""")]
    [InlineData("""{"team":[{"name":"g","rules":[RULE]}]}""")]
    public void Rules_are_found_in_every_shape(string shape)
    {
        var recording = BundleFolder.Of(("rules.json", shape.Replace(
            "RULE", """{"state":"firing","name":"R","query":"up == 0","duration":300,"labels":{},"annotations":{"summary":"s"},"alerts":[{"labels":{"alertname":"R"},"state":"firing","activeAt":"2026-03-01T10:00:00Z"}],"health":"ok","type":"alerting"}""", StringComparison.Ordinal)));

        var rule = Assert.Single(recording.Rules);
        Assert.Equal(("g", "R", "up == 0", RuleState.Firing, TimeSpan.FromMinutes(5), "ok"), (rule.Group, rule.Name, rule.Query, rule.State, rule.For, rule.Health));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero), Assert.Single(rule.Alerts).StartsAt);
    }

    [Fact]
    public void Rule_files_are_read_with_states_unknown()
    {
        var rule = Assert.Single(BundleFolder.Of(("rules.yaml", "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up == 0\n    for: 1h30m\n")).Rules);

        Assert.Equal(("A", RuleState.Unknown, TimeSpan.FromMinutes(90)), (rule.Name, rule.State, rule.For));
    }
}
