using System.Globalization;
using System.Text;
using Opsroom.Tests.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents;
using Opsroom.Tools.Incidents.Analysis;

namespace Opsroom.Tests.Tools.Incidents.Analysis.Verdicts;

public sealed class VerdictRuleTests
{
    private const string Latency = "histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service=\\\"orders\\\"}[5m])))";
    private const string Header = "description: what is wrong with orders?\nservice: orders\nstarted_at: '2026-03-01T11:00:00Z'\nrecorded_at: '2026-03-01T12:00:00Z'\n";
    private const string Over = "description: why was orders slow?\nservice: orders\nstarted_at: '2026-03-01T11:00:00Z'\nended_at: '2026-03-01T11:10:00Z'\nrecorded_at: '2026-03-01T12:00:00Z'\n";

    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-01T12:00:00Z", CultureInfo.InvariantCulture);

    private static readonly (string, string) Bump = ("metrics/p95.json", Metric(Latency, ("{}", minute => minute is >= 60 and < 70 ? 2.4 : 0.2 + (0.01 * (minute % 3)))));

    [Fact]
    public void An_alert_is_denied_by_the_record_of_what_it_watches()
    {
        var found = Investigate(("incident.yaml", Header), Alert("KubePersistentVolumeFillingUp", "data-orders-0", "is predicted to be full within 4 hours"),
            ("metrics/available.json", Metric("kubelet_volume_stats_available_bytes", ("""{"persistentvolumeclaim":"data-orders-0"}""", minute => 470e9 - (minute % 3)))));

        Assert.Equal(IncidentVerdict.Healthy, found.Verdict);
    }

    [Fact]
    public void An_alert_that_nothing_bears_out_is_undecided_where_the_tools_gave_no_answer()
    {
        var quiet = Investigate(("incident.yaml", Header), Alert("OrdersDegraded", "orders-a", "orders is degraded"), ("logs/orders/app.log", Log(_ => "INFO order placed")));
        var blind = Investigate(("incident.yaml", Header), Alert("OrdersDegraded", "orders-a", "orders is degraded"), ("logs/orders/app.log", Log(_ => "INFO order placed")),
            ("notes/loki/query.txt", "$ logcli query '{app=\"orders\"}'\nerror: index for 2026-03-01 not found in bucket\n"));

        Assert.Equal(IncidentVerdict.Healthy, quiet.Verdict);
        Assert.Equal(IncidentVerdict.Inconclusive, blind.Verdict);
    }

    [Fact]
    public void What_is_over_and_was_not_explained_is_undecided()
    {
        var found = Investigate(("incident.yaml", Over), Bump, ("notes/mtr/orders.txt", "$ mtr -rwc 50 orders.example\nmtr: udp socket connect failed: Network is unreachable\n"));

        Assert.Equal(IncidentVerdict.Inconclusive, found.Verdict);
        Assert.Contains(found.Missing, each => each.Contains("mtr", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("FLUSHALL, planned (CHG-7), the cache warms up by itself", "10:59", IncidentVerdict.Healthy)]
    [InlineData("orders 3.1.0 -> 3.2.0", "10:58", IncidentVerdict.Healthy)]
    [InlineData("orders 3.1.0 -> 3.2.0", "06:10", IncidentVerdict.Inconclusive)]
    public void What_is_over_is_explained_by_what_was_done_right_before_it(string summary, string at, IncidentVerdict expected)
    {
        var found = Investigate(("incident.yaml", Over), Bump, ("changes.json", $$"""[{"at":"2026-03-01T{{at}}:00Z","kind":"config","target":"orders-cache","summary":"{{summary}}"}]"""));

        Assert.Equal(expected, found.Verdict);
    }

    [Fact]
    public void What_is_over_is_explained_by_a_cause_that_the_system_told_of_again_and_again()
    {
        var found = Investigate(("incident.yaml", Over), Bump, ("logs/orders/app.log", Log(minute => minute is >= 60 and < 70 ? "ERROR FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute" : "INFO order placed")));

        Assert.Equal(IncidentVerdict.Healthy, found.Verdict);
    }

    [Fact]
    public void A_peak_of_every_hour_needs_no_explanation()
    {
        var found = Investigate(("incident.yaml", Header), ("metrics/p95.json", Metric(Latency, ("{}", minute => minute % 30 < 6 ? 2.4 : 0.2 + (0.01 * (minute % 3))))));

        Assert.Equal(IncidentVerdict.Healthy, found.Verdict);
    }

    [Fact]
    public void Demand_that_went_to_another_version_is_missed_by_nobody()
    {
        (string, Func<int, double>)[] versions = [("""{"service":"orders","version":"7.30"}""", minute => 90 + (minute % 3)), ("""{"service":"orders","version":"7.31"}""", minute => minute < 30 ? double.NaN : minute < 60 ? 12 : 0)];
        var moved = Investigate(("incident.yaml", Header), ("metrics/by_version.json", Metric("sum by (service, version) (rate(http_requests_total[1m]))", versions)));
        var lost = Investigate(("incident.yaml", Header), ("metrics/by_version.json", Metric("sum by (service, version) (rate(http_requests_total[1m]))", versions[1], ("""{"service":"orders","version":"7.30"}""", minute => minute < 60 ? 90 : 0))));

        Assert.Equal(IncidentVerdict.Healthy, moved.Verdict);
        Assert.NotEqual(IncidentVerdict.Healthy, lost.Verdict);
    }

    [Theory]
    [InlineData("flag home.orders: on -> off for everybody", true)]
    [InlineData("home 4.1 -> 4.2", false)]
    public void Demand_that_was_turned_off_is_missed_by_nobody(string summary, bool isHealthy)
    {
        (string, Func<int, double>)[] services = [("""{"service":"orders"}""", minute => minute < 60 ? 60 : 0), ("""{"service":"home"}""", minute => 130 + (minute % 5))];
        var found = Investigate(("incident.yaml", Header), ("metrics/rate.json", Metric("sum by (service) (rate(http_requests_total[1m]))", services)),
            ("changes.json", $$"""[{"at":"2026-03-01T10:59:00Z","kind":"feature_flag","target":"home","summary":"{{summary}}"}]"""));

        Assert.Equal(isHealthy, found.Verdict == IncidentVerdict.Healthy);
    }

    [Fact]
    public void A_symptom_is_no_cause_where_the_one_who_is_called_gave_no_answer()
    {
        var log = ("logs/orders/app.log", Log(minute => minute < 60 ? "INFO order placed" : "ERROR order failed: dial tcp ledger:8080: connect: connection refused"));
        var found = Investigate(("incident.yaml", Header), log, ("notes/kubectl/ledger.txt", "$ kubectl get pods -l app=ledger\nError from server (Forbidden): pods is forbidden: User \"viewer\" cannot list resource \"pods\"\n"));

        Assert.Equal(IncidentVerdict.Inconclusive, found.Verdict);
    }

    [Fact]
    public void Failures_that_come_again_and_again_are_harm_between_two_of_them_too()
    {
        (string, Func<int, double>)[] services =
        [
            ("""{"service":"orders"}""", minute => minute is 66 or 81 or 97 or 113 ? 0.3 : 0.0004), .. Enumerable.Range(1, 5).Select(number => ($$"""{"service":"other-{{number}}"}""", (Func<int, double>)(minute => 0.0004 + (0.0001 * ((minute + number) % 3))))),
        ];
        var found = Investigate(("incident.yaml", Header), ("metrics/error_ratio.json", Metric("service:error_ratio:rate1m", services)));

        Assert.Equal(IncidentVerdict.Inconclusive, found.Verdict);
    }

    [Fact]
    public void What_people_write_is_denied_by_what_was_measured()
    {
        var found = Investigate(("incident.yaml", Header), ("notes/ticket/help.txt", "$ ticket show HELP-1\nHELP-1 shop not reachable\nThree laptops of the sales team: the certificate has expired, NET::ERR_CERT_DATE_INVALID\n"),
            ("metrics/probe.json", Metric("probe_success", ("""{"instance":"https://orders.example"}""", _ => 1))), ("metrics/errors.json", Metric("sum(rate(http_requests_total{code=~\\\"5..\\\"}[5m]))", ("{}", _ => 0.1))));

        Assert.Equal(IncidentVerdict.Healthy, found.Verdict);
    }

    [Fact]
    public void What_fails_where_an_alert_says_staging_hurts_nobody()
    {
        var found = Investigate(("incident.yaml", Header), ("alerts.json", """[{"labels":{"alertname":"KubePodCrashLooping","severity":"critical","cluster":"stg-2","pod":"orders-6d4f9-tt9xz"},"annotations":{"summary":"crash looping"},"startsAt":"2026-03-01T11:02:00Z","endsAt":"2026-03-01T12:04:00Z","status":{"state":"active"}}]"""),
            ("metrics/ready.json", Metric("kube_deployment_status_replicas_ready", ("""{"cluster":"stg-2","deployment":"orders"}""", _ => 0), ("""{"cluster":"prod-1","deployment":"orders"}""", _ => 4))));

        Assert.Equal(IncidentVerdict.Healthy, found.Verdict);
    }

    [Fact]
    public void What_a_program_wrote_into_its_log_is_an_answer()
    {
        var found = Investigate(("incident.yaml", Header), ("notes/kubectl/logs.txt", "$ kubectl logs deploy/orders --tail=2\nError: permission denied for table invoices\n    at Query.run (/app/node_modules/pg/lib/query.js:10:3)\n"));

        Assert.DoesNotContain(found.Missing, each => each.Contains("kubectl logs", StringComparison.Ordinal));
    }

    private static Investigation Investigate(params (string Path, string Text)[] files) => IncidentAnalysis.Investigate(BundleFolder.Of(files), TestContext.Current.CancellationToken);

    private static (string, string) Alert(string name, string claim, string summary) => ("alerts.json",
        $$$"""[{"labels":{"alertname":"{{{name}}}","severity":"critical","persistentvolumeclaim":"{{{claim}}}"},"annotations":{"summary":"{{{summary}}}"},"startsAt":"2026-03-01T11:02:00Z","endsAt":"2026-03-01T12:04:00Z","status":{"state":"active"}}]""");

    /// <summary>Two hours of a log, four lines a minute.</summary>
    private static string Log(Func<int, string> line)
    {
        var text = new StringBuilder();
        for (var second = 0; second < 120 * 60; second += 15)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Now.AddMinutes(-120).AddSeconds(second).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {line(second / 60)}\n");
        }

        return text.ToString();
    }

    /// <summary>Two hours of series, a point a minute.</summary>
    private static string Metric(string query, params (string Labels, Func<int, double> Value)[] series)
    {
        var result = string.Join(",", series.Select(each =>
        {
            var points = string.Join(",", Enumerable.Range(0, 120).Where(minute => !double.IsNaN(each.Value(minute))).Select(minute => string.Create(CultureInfo.InvariantCulture, $"[{Now.AddMinutes(minute - 120).ToUnixTimeSeconds()},\"{each.Value(minute)}\"]")));
            return $$$"""{"metric":{{{each.Labels}}},"values":[{{{points}}}]}""";
        }));
        return $$$"""{"query":"{{{query}}}","status":"success","data":{"resultType":"matrix","result":[{{{result}}}]}}""";
    }
}
