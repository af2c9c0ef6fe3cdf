using Opsroom.Tools.Incidents;

namespace Opsroom.Tests.Tools.Incidents.Analysis.Metrics.Services;

public sealed class FaultyServiceTests
{
    [Fact]
    public void A_service_whose_CPU_left_its_range_is_why_it_and_its_callers_are_slow()
    {
        var found = new FleetRecording().Multiply("cpu", "currency", 5).Multiply("latency_p95", "currency", 4).Multiply("latency_p95", "frontend", 3).Multiply("latency_p95", "checkout", 3).Investigate();

        AssertCause(found, IncidentCategory.ResourceExhaustion, "currency", "cpu");
    }

    [Fact]
    public void Open_sockets_that_multiply_are_a_resource_as_well()
    {
        var found = new FleetRecording().Multiply("sockets", "quotes", 30).Multiply("latency_p95", "quotes", 1.5).Investigate();

        AssertCause(found, IncidentCategory.ResourceExhaustion, "quotes", "sockets");
    }

    [Fact]
    public void What_is_slow_in_staging_is_at_nobody_s_fault()
    {
        var found = new FleetRecording().Stage("mailer").Multiply("cpu", "mailer", 5).Multiply("latency_p95", "mailer", 8).Investigate();

        Assert.DoesNotContain(found.RootCauses, cause => cause.Cause.Contains("mailer", StringComparison.Ordinal));
    }

    [Fact]
    public void Slowness_that_no_resource_explains_comes_from_the_network()
    {
        var found = new FleetRecording().Multiply("latency_p95", "catalog", 6).Multiply("latency_p95", "frontend", 4).Investigate();

        AssertCause(found, IncidentCategory.Network, "catalog", "latency_p95");
    }

    [Fact]
    public void Failures_without_slowness_are_the_application_s()
    {
        var found = new FleetRecording().Change("errors", "basket", (minute, usual) => minute < 30 ? usual : 0.3 + usual).Change("errors", "frontend", (minute, usual) => minute < 30 ? usual : 0.1 + usual).Investigate();

        AssertCause(found, IncidentCategory.ApplicationError, "basket", "errors");
    }

    [Fact]
    public void Connections_in_metrics_say_who_calls_whom()
    {
        const string edges = """
            {"query":"client latency","unit":"s","data":{"resultType":"vector","result":[
            {"metric":{"client":"ratings","server":"quotes"},"value":[1772366400,"0.1"]},{"metric":{"client":"frontend","server":"ratings"},"value":[1772366400,"0.1"]}]}}
            """;
        var found = new FleetRecording().Multiply("latency_p95", "ratings", 8).Multiply("latency_p95", "quotes", 4).Multiply("latency_p95", "frontend", 4).Add("metrics/edges.json", edges).Investigate();

        AssertCause(found, IncidentCategory.Network, "quotes", "latency_p95");
    }

    [Fact]
    public void Demand_that_grew_everywhere_is_traffic()
    {
        var fleet = new FleetRecording();
        foreach (var service in (string[])["frontend", "basket", "catalog", "checkout", "currency", "mailer"])
        {
            fleet.Multiply("requests", service, 3).Multiply("cpu", service, 2.8).Multiply("latency_p95", service, 2.5);
        }

        var found = fleet.Investigate();

        Assert.Equal(IncidentVerdict.Incident, found.Verdict);
        Assert.Equal(IncidentCategory.Traffic, found.RootCauses[0].Category);
    }

    [Fact]
    public void A_release_before_the_failures_is_their_cause()
    {
        var found = new FleetRecording().Change("errors", "basket", (minute, usual) => minute < 30 ? usual : 0.3 + usual)
            .Add("changes.json", """[{"at":"2026-03-01T11:29:00Z","kind":"deployment","target":"basket","summary":"2.4.0 -> 2.5.0"}]""").Investigate();

        AssertCause(found, IncidentCategory.BadDeployment, "basket", "2.5.0");
    }

    [Fact]
    public void A_short_rise_that_is_over_is_healthy() =>
        Assert.Equal(IncidentVerdict.Healthy, new FleetRecording().Change("latency_p95", "catalog", (minute, usual) => minute is 40 or 41 ? usual * 9 : usual).Investigate().Verdict);

    [Fact]
    public void Growth_in_step_with_demand_that_nobody_notices_is_healthy()
    {
        var fleet = new FleetRecording();
        foreach (var service in (string[])["frontend", "basket", "catalog", "checkout", "currency"])
        {
            fleet.Change("requests", service, Wave).Change("cpu", service, Wave);
        }

        Assert.Equal(IncidentVerdict.Healthy, fleet.Investigate().Verdict);
        static double Wave(int minute, double usual) => usual * (1 + Math.Sin(Math.PI * minute / 60));
    }

    private static void AssertCause(Investigation found, IncidentCategory category, params string[] words)
    {
        Assert.Equal(IncidentVerdict.Incident, found.Verdict);
        Assert.Equal(category, found.RootCauses[0].Category);
        Assert.All(words, word => Assert.Contains(word, found.RootCauses[0].Cause, StringComparison.Ordinal));
    }
}
