using Opsroom.Tools;
using Opsroom.Tools.Monitoring.Rules;
using Opsroom.Tools.Monitoring.Rules.Checks;

namespace Opsroom.Tests.Tools.Monitoring.Rules;

public sealed class AlertRuleLinterTests
{
    public static TheoryData<string> Checks { get; } = [.. CheckCatalogue.All.Select(check => check.Id)];

    [Fact]
    public void Every_check_has_its_two_cases_and_there_are_no_others() =>
        Assert.Equal(CheckCatalogue.All.Select(check => check.Id).Order(StringComparer.Ordinal), RuleCases.Checks.Order(StringComparer.Ordinal));

    [Fact]
    public void Ids_are_kebab_case_and_stand_once()
    {
        Assert.All(CheckCatalogue.All, check => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", check.Id));
        Assert.Equal(CheckCatalogue.All.Count, CheckCatalogue.All.DistinctBy(check => check.Id, StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Checks))]
    public void Rules_that_break_a_check_are_told_so_with_their_place(string check)
    {
        var text = RuleCases.Bad(check);
        var found = Lint(text).Findings.Where(finding => finding.Rule == check).ToList();

        Assert.NotEmpty(found);
        var lines = text.Split('\n');
        Assert.All(found, finding =>
        {
            Assert.Equal(CheckCatalogue.ById[check].Severity, finding.Severity);
            Assert.InRange(finding.Line ?? 0, 1, lines.Length);
            Assert.InRange(finding.Column ?? 0, 1, lines[finding.Line!.Value - 1].Length + 1);
            Assert.Matches("[.?]$", finding.Message);
        });
    }

    [Theory]
    [MemberData(nameof(Checks))]
    public void Rules_that_keep_a_check_are_not_told_of_it(string check)
    {
        var lint = Lint(RuleCases.Good(check));
        Assert.DoesNotContain(lint.Findings, finding => finding.Rule == check || finding.Severity == Severity.Error);
        Assert.NotEqual(0, lint.Alerts + lint.Records);
    }

    [Fact]
    public void A_finding_points_into_the_expression_however_it_is_written()
    {
        const string Text = """
            groups:
            - name: web
              rules:
              - {alert: A, expr: up{job=~"web"} == 0}
              - alert: B
                expr: |
                  up == 0
                    and up{job=~"api"} == 0
              - alert: C
                expr: 'up{job=~"db"} == 0'
            """;
        var found = Lint(Text.Replace("{alert: A, expr: up{job=~\"web\"} == 0}", "expr: up{job=~\"web\"} == 0\n    alert: A", StringComparison.Ordinal)).Findings.Where(finding => finding.Rule == "regex-plain");
        Assert.Equal([(4, 14), (9, 16), (11, 15)], found.Select(finding => (finding.Line!.Value, finding.Column!.Value)));
    }

    [Fact]
    public void Rules_of_objects_lists_and_several_documents_are_all_read()
    {
        const string Text = """
            kind: PrometheusRule
            spec: {groups: [{name: a, rules: [{record: 'a:b', expr: up}]}]}
            ---
            kind: List
            items:
            - kind: PrometheusRule
              spec: {groups: [{name: b, rules: [{record: 'a:c', expr: up}, {alert: X, expr: up == 0}]}]}
            ---
            - name: c
              rules: [{record: 'a:d', expr: up}]
            """;
        var lint = Lint(Text);
        Assert.Equal((3, 1, 3), (lint.Groups, lint.Alerts, lint.Records));
        Assert.True(lint.Valid);
    }

    [Theory]
    [InlineData("sum(rate(http_requests_total{code=~\"5..\"}[5m])) by (service) / sum(rate(http_requests_total[5m])) by (service) > 0.05")]
    [InlineData("(node_filesystem_avail_bytes / node_filesystem_size_bytes) * 100 < 10 and on (instance, device, mountpoint) node_filesystem_readonly == 0")]
    [InlineData("kube_deployment_spec_replicas != kube_deployment_status_replicas_available and changes(kube_deployment_status_replicas_updated[10m]) == 0")]
    [InlineData("histogram_quantile(0.99, sum by (le, service) (rate(http_request_duration_seconds_bucket[5m]))) > 0.5")]
    [InlineData("predict_linear(node_filesystem_avail_bytes[6h], 4 * 3600) < 0")]
    [InlineData("max_over_time(kube_pod_container_status_waiting_reason{reason=\"CrashLoopBackOff\"}[5m]) >= 1")]
    [InlineData("increase(kube_pod_container_status_restarts_total[1h]) > 3")]
    [InlineData("time() - node_boot_time_seconds < 600")]
    [InlineData("probe_ssl_earliest_cert_expiry - time() < 86400 * 14")]
    [InlineData("container_memory_working_set_bytes / on (namespace, pod, container) group_left kube_pod_container_resource_limits{resource=\"memory\"} > 0.9")]
    [InlineData("rate(node_cpu_seconds_total{mode=\"iowait\"}[5m]) > 0.5")]
    [InlineData("up == 0 unless on (instance) maintenance_mode == 1")]
    [InlineData("(sum by (job) (up) or vector(0)) == 0")]
    public void Well_made_alerts_are_left_in_peace(string expression) =>
        Assert.DoesNotContain(Lint(RuleCases.Alert(expression)).Findings, finding => finding.Severity != Severity.Info);

    [Theory]
    [InlineData("up > 1", "alert-never-fires")]
    [InlineData("avg(up) > 1", "alert-never-fires")]
    [InlineData("absent(up) == 0", "alert-never-fires")]
    [InlineData("rate(a_total[5m]) < 0", "alert-never-fires")]
    [InlineData("sum(up) by (job)", "alert-always-fires")]
    [InlineData("node_load1 > 1 or node_load5", "alert-always-fires")]
    [InlineData("a_size / 0 > 1", "division-by-zero")]
    [InlineData("a_size / sum(b_limit) > 1", "matching-never")]
    [InlineData("sum by (job) (a_size) > on (route) sum by (route) (b_size)", "matching-never")]
    public void What_is_wrong_is_found_in_other_forms_too(string expression, string check) =>
        Assert.Contains(Lint(RuleCases.Alert(expression)).Findings, finding => finding.Rule == check);

    private static AlertRuleLint Lint(string text) => AlertRuleLinter.Lint(text, AlertRuleLinter.DefaultScrapeInterval);
}
