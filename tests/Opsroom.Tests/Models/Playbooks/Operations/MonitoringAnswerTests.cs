using System.Text.Json;
using Opsroom.Models.Playbooks;

namespace Opsroom.Tests.Models.Playbooks.Operations;

/// <summary>What a task about numbers, logs and alerts makes the playbook ask, and what it tells of the answers.</summary>
public sealed class MonitoringAnswerTests
{
    private static readonly string[] Offered = ["list_alerts", "query_metrics", "golden_signals", "slo_report", "search_logs", "generate_alert_rules", "documentation_search"];

    [Theory]
    [InlineData("what alerts are firing and which matter?", "list_alerts", "{}")]
    [InlineData("welche Alarme feuern gerade und welche sind wichtig?", "list_alerts", "{}")]
    [InlineData("which alerts are pending?", "list_alerts", """{"status":"pending"}""")]
    [InlineData("which alerts were resolved today?", "list_alerts", """{"status":"resolved"}""")]
    [InlineData("error budget of checkout, objective 99.9", "slo_report", """{"service":"checkout","objective":0.999}""")]
    [InlineData("error budget of checkout for 99.95% over 7d", "slo_report", """{"service":"checkout","objective":0.9995,"window":"7d"}""")]
    [InlineData("Fehlerbudget von checkout bei 99,9 %", "slo_report", """{"service":"checkout","objective":0.999}""")]
    [InlineData("query `sum(rate(http_requests_total[5m]))`", "query_metrics", """{"promql":"sum(rate(http_requests_total[5m]))"}""")]
    [InlineData("run the query `up` over the last 2 hours", "query_metrics", """{"promql":"up","time_range":"2h"}""")]
    [InlineData("query: rate(node_cpu_seconds_total[5m])", "query_metrics", """{"promql":"rate(node_cpu_seconds_total[5m])"}""")]
    [InlineData("show p99 of checkout", "golden_signals", """{"service":"checkout","time_range":"5m"}""")]
    [InlineData("zeige die Latenz von checkout", "golden_signals", """{"service":"checkout","time_range":"5m"}""")]
    [InlineData("search the logs of checkout for timeout", "search_logs", """{"query":"timeout","service":"checkout"}""")]
    [InlineData("search the logs of checkout for \"connection refused\" in the last 30 minutes", "search_logs", """{"query":"\u0022connection refused\u0022","service":"checkout","time_range":"30m"}""")]
    [InlineData("durchsuche die Logs von checkout nach timeout", "search_logs", """{"query":"timeout","service":"checkout"}""")]
    public void A_task_asks_the_tool_that_knows(string task, string tool, string arguments)
    {
        var run = Run(Answers);
        var answer = run.Ask(task);
        Assert.Null(answer.Error);
        var first = run.Exchanges[0];
        Assert.Equal((tool, JsonElement.Parse(arguments).GetRawText()), (first.Tool, first.Arguments.GetRawText()));
        Assert.DoesNotContain("null", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Health_is_alerts_targets_and_the_signals_of_the_services_that_are_found()
    {
        var run = Run(Answers);
        var answer = run.Ask("Monitor application metrics and identify issues");
        Assert.Null(answer.Error);
        Assert.Equal(["cart", "checkout"], run.CallsOf("golden_signals").Select(call => call["service"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.StartsWith("**There are issues: `checkout`, `cart` are not well; 1 alert matters; 1 target cannot be scraped.**", answer.Message, StringComparison.Ordinal);
        Assert.Contains("errors: 10 % (before 0.1 %, a day before 0.2 %), **critical**", answer.Message, StringComparison.Ordinal);
        Assert.Contains("`sum(rate(x[1h]))`", answer.Message, StringComparison.Ordinal);
        Assert.Contains("`node 10.0.0.9:9100`", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_service_by_name_is_not_searched_for()
    {
        var run = Run(Answers);
        run.Ask("how is the checkout service doing over the last 6 hours?");
        Assert.Equal("""{"service":"checkout","time_range":"6h"}""", Assert.Single(run.CallsOf("golden_signals")).ToJsonString());
        Assert.DoesNotContain(run.CallsOf("query_metrics"), call => call["promql"]!.GetValue<string>() != "up == 0");
    }

    [Fact]
    public void Of_alerts_those_that_matter_come_first_and_silences_are_told_with_their_reason()
    {
        var message = Run(Answers).Ask("what alerts are firing and which matter?").Message;
        Assert.StartsWith("**2 alerts are firing; 1 of them matters now: `CheckoutAvailabilityBurn1h`.**", message, StringComparison.Ordinal);
        Assert.Contains("since 3h, began 4 times within a day: severity page. Its text: checkout burns", message, StringComparison.Ordinal);
        Assert.Contains("Silence by `ana` until `2026-11-23T18:00:00Z`, 1 alert: the disk is being moved", message, StringComparison.Ordinal);
        Assert.Contains("Not asked: prometheus.", message, StringComparison.Ordinal);
        Assert.StartsWith("**No alert called `OtherAlert` is firing.**", Run(Answers).Ask("is the alert OtherAlert firing?").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_comes_with_how_it_went_and_its_query()
    {
        var message = Run(Answers).Ask("show p99 of checkout").Message;
        Assert.StartsWith("**p99 of `checkout` is 460 ms** over the last 5 minutes (the 5 before: 120 ms, a day before: –).", message, StringComparison.Ordinal);
        Assert.Contains("Over 1h: last 460 ms, lowest 100 ms, highest 500 ms, median 120 ms; changed at `2026-11-23T15:00:00Z` from 120 ms to 460 ms", message, StringComparison.Ordinal);
        Assert.Contains("Query: `histogram_quantile(0.99, x)`", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("what alerts are firing?", "amtool alert query")]
    [InlineData("error budget of checkout, objective 99.9", "promtool query instant")]
    [InlineData("Monitor application metrics and identify issues", "promtool query instant")]
    [InlineData("search the logs of checkout for timeout", "kubectl logs deployment/checkout")]
    public void What_is_not_configured_is_said_with_the_setting_and_what_can_be_done_by_hand(string task, string byHand)
    {
        var answer = Run((_, _) => PlaybookRun.Reply.Failed("not_configured", "Nothing is configured. Set SOME_URL.", "SOME_URL")).Ask(task);
        Assert.Equal(("not_configured", "SOME_URL"), (answer.Error!.Code, answer.Error.Setting));
        Assert.Contains("Set SOME_URL", answer.Message.Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(byHand, answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_are_still_written()
    {
        var run = Run((_, _) => PlaybookRun.Reply.Ok(new { path = "monitoring/rules/checkout.yaml", alerts = new[] { "A" }, findings = Array.Empty<object>() }));
        run.Ask("draft SLO alerts for checkout");
        Assert.Equal("generate_alert_rules", Assert.Single(run.Exchanges).Tool);
    }

    private static PlaybookRun Run(Func<string, JsonElement, PlaybookRun.Reply> answers) =>
        new(PlaybookCatalog.All.Single(playbook => playbook.Agent == "monitoring_agent"), answers) { Offered = Offered };

    private static PlaybookRun.Reply Answers(string tool, JsonElement arguments) => PlaybookRun.Reply.Ok(tool switch
    {
        "list_alerts" => new
        {
            alerts = new object[]
            {
                new { name = "CheckoutAvailabilityBurn1h", state = "firing", priority = "now", why = "severity page", summary = "checkout burns", labels = new { service = "checkout" }, age = "3h", starts_last_day = 4 },
                new { name = "DiskFills", state = "firing", priority = "muted", why = "it is silenced", labels = new { instance = "a" }, age = "1d" },
            },
            counts = new { firing = 2, pending = 0, muted = 1, resolved = 3, groups = 2 },
            silences = new[] { new { created_by = "ana", comment = "the disk is being moved", ends_at = "2026-11-23T18:00:00Z", alerts = 1 } },
            missing = new[] { new { name = "prometheus", message = "No Prometheus is configured." } },
        },
        "golden_signals" => Signals(arguments.GetProperty("service").GetString()!),
        "query_metrics" => Metrics(arguments.GetProperty("promql").GetString()!),
        "slo_report" => new
        {
            service = "checkout",
            verdict = "burning_fast",
            summary = "it burns",
            objective = 0.999,
            window = "30d",
            budget = new { total = 0.001, used = 0.4, left = 0.6, query = "q" },
            burn_rates = new[] { new { window = "1h", rate = 20.0 } },
            conditions = new[] { new { severity = "page", factor = 14.4, @long = "1h", @short = "5m", is_met = true, why = "20 over 1h" } },
        },
        "search_logs" => new
        {
            found = 7,
            found_before = 1,
            patterns = new[] { new { pattern = "timeout after <num> ms", count = 7, before = 1, rose = true, first_seen = "2026-11-23T15:00:00Z" } },
            entries = new[] { new { time = "2026-11-23T15:00:00Z", level = "error", where = "pod-1", message = "timeout after 30 ms" } },
        },
        _ => new { results = Array.Empty<object>() },
    });

    private static object Signals(string service) => new
    {
        service,
        verdict = service == "checkout" ? "critical" : "warning",
        summary = "errors",
        time_range = "1h",
        latency = new { verdict = "ok", why = "as before", measures = new[] { new { name = "p99", unit = "s", value = 0.46, baseline = 0.12, query = "histogram_quantile(0.99, x)" } } },
        traffic = new { verdict = "ok", why = "as before", value = 12.0, unit = "requests/s", baseline = 12.0, day_before = 12.0, query = "sum(rate(x[1h]))" },
        errors = new { verdict = "critical", why = "10 % failed", value = 0.1, unit = "ratio", baseline = 0.001, day_before = 0.002, query = "errors" },
        saturation = new { verdict = "unknown", why = "nothing is measured" },
    };

    private static object Metrics(string promql) => promql switch
    {
        "up == 0" => new { series = new[] { new { labels = new { job = "node", instance = "10.0.0.9:9100" } } }, query = promql },
        "histogram_quantile(0.99, x)" => new
        {
            series = new[]
            {
                new
                {
                    labels = new { },
                    stats = new { last = 0.46, min = 0.1, max = 0.5, median = 0.12, change_points = new[] { new { at = "2026-11-23T15:00:00Z", before = 0.12, after = 0.46 } } },
                },
            },
            query = promql,
        },
        _ => new { series = new object[] { new { labels = new { service = "checkout", job = "shop" } }, new { labels = new { service = "", app = "cart" } } }, query = promql },
    };
}
