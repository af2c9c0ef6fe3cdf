using System.Text.Json;
using Opsroom.Tests.Tools.Workspace;
using Opsroom.Tools.Monitoring.Rules;
using Opsroom.Tools.Monitoring.Rules.Generation;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tests.Tools.Monitoring.Rules;

public sealed class DashboardTests
{
    [Theory]
    [InlineData("checkout", null)]
    [InlineData("a \"b\" } or up{\\", "istio_requests_total")]
    [InlineData("web", "my_own_requests_total")]
    public void Panels_have_ids_places_of_their_own_and_expressions_that_Prometheus_takes(string service, string? metric)
    {
        var workspace = Workspaces.With();
        var made = AlertRuleTools.GenerateDashboard(service, null, metric, null, null, Samples.Context(workspace)).Value!;
        var panels = made.Json.GetProperty("panels").EnumerateArray().ToList();

        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.Equal(9, made.Panels.Length);
        var taken = new HashSet<(int X, int Y)>();
        foreach (var place in panels.Select(panel => panel.GetProperty("gridPos")))
        {
            var (x, y, w, h) = (Number(place, "x"), Number(place, "y"), Number(place, "w"), Number(place, "h"));
            Assert.InRange(x + w, 1, 24);
            Assert.All(Enumerable.Range(0, w * h), cell => Assert.True(taken.Add((x + (cell % w), y + (cell / w)))));
        }

        var targets = panels.Where(panel => panel.TryGetProperty("targets", out _)).SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).ToList();
        Assert.All(targets, target => Assert.Null(PromQlParser.Read(target.GetProperty("expr").GetString()!.Replace("$__rate_interval", "5m", StringComparison.Ordinal)).Fault));
        Assert.All(targets, target => Assert.Equal("${datasource}", target.GetProperty("datasource").GetProperty("uid").GetString()));
        Assert.Equal("datasource", made.Json.GetProperty("templating").GetProperty("list")[0].GetProperty("type").GetString());
        Assert.Equal(made.Path, Assert.Single(workspace.StagedFiles).Path);
    }

    [Fact]
    public void Only_the_signals_that_were_asked_for_are_shown()
    {
        var made = AlertRuleTools.GenerateDashboard("web", [DashboardSignal.Latency], null, null, null, Samples.Context(Workspaces.With())).Value!;
        Assert.Equal(["Latency", "Mean latency"], made.Panels);
    }

    private static int Number(JsonElement place, string name) => place.GetProperty(name).GetInt32();
}
