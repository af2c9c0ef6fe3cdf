using System.Diagnostics;
using Opsroom.Tests.Tools.Workspace;
using Opsroom.Tools;
using Opsroom.Tools.Monitoring.Rules;
using Opsroom.Tools.Monitoring.Rules.Generation;

namespace Opsroom.Tests.Tools.Monitoring.Rules;

/// <summary>What is generated is clean for our own linter and loads in a real Prometheus.</summary>
public sealed class AlertRuleGenerationTests
{
    [Theory]
    [InlineData("checkout", 0.999, null, null, null)]
    [InlineData("checkout", null, "300ms", 0.99, null)]
    [InlineData("checkout", 0.9999, "1s", 0.95, "http_server_request_duration_seconds")]
    [InlineData("a \"b\" } or up{\\", 0.99, "0.25", null, "istio_requests_total")]
    [InlineData("9-lives", 0.9, "2s", 0.9, "nginx_ingress_controller_requests")]
    [InlineData("shop/é", 0.995, "500ms", 0.999, "my_own_requests_total")]
    public async Task Rules_for_objectives_are_clean_and_pass_promtool(string service, double? availability, string? threshold, double? share, string? metric)
    {
        var made = AlertRuleTools.GenerateAlertRules(service, new(availability, threshold, share), metric, null, null, null, "web", Samples.Context(Workspaces.With())).Value!;

        Assert.Empty(made.Findings);
        Assert.NotEmpty(made.Alerts);
        Assert.StartsWith("monitoring/rules/", made.Path, StringComparison.Ordinal);
        var (code, said) = await PromtoolAsync(made.Yaml);
        Assert.True(code == 0, said + made.Yaml);
        Assert.Contains("SUCCESS", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Alerts_are_those_of_the_workbook()
    {
        var made = AlertRuleTools.GenerateAlertRules("checkout", new(0.999), null, null, null, null, null, Samples.Context(Workspaces.With())).Value!;
        Assert.Equal(["CheckoutAvailabilityBurn1h", "CheckoutAvailabilityBurn6h", "CheckoutAvailabilityBurn1d", "CheckoutAvailabilityBurn3d", "CheckoutRequestsAbsent"], made.Alerts);
        Assert.Contains("service:request_errors:ratio_rate1h{service=\"checkout\"} > (14.4 * 0.001)", made.Yaml, StringComparison.Ordinal);
        Assert.Contains("service:request_errors:ratio_rate6h{service=\"checkout\"} > (1 * 0.001)", made.Yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void A_burn_rate_that_no_service_can_reach_is_left_out()
    {
        var made = AlertRuleTools.GenerateAlertRules("batch", new(0.9), null, null, null, null, null, Samples.Context(Workspaces.With())).Value!;
        Assert.DoesNotContain("BatchAvailabilityBurn1h", made.Alerts);
        Assert.Contains(made.Assumptions, assumption => assumption.Contains("14.4", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("fast")]
    public void Objectives_that_say_nothing_are_refused(string? threshold) =>
        Assert.Equal(FaultCodes.InvalidArgument, AlertRuleTools.GenerateAlertRules("web", new AlertObjectives(null, threshold), null, null, null, null, null, Samples.Context(Workspaces.With())).Failure!.Code);

    private static async Task<(int Code, string Said)> PromtoolAsync(string rules)
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists);
        if (program is null)
        {
            const string Reason = "promtool is not installed; run eng/install-services.";
            Assert.False(Environment.GetEnvironmentVariable("OPSROOM_REQUIRE_SERVICES") == "1", Reason);
            Assert.Skip(Reason);
        }

        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, rules, TestContext.Current.CancellationToken);
            using var process = Process.Start(new ProcessStartInfo(program!, ["check", "rules", file]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, said);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
