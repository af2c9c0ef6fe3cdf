using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Tests.Tools.Monitoring.Signals;
using Opsroom.Tools;
using Opsroom.Tools.Monitoring.Objectives;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tests.Tools.Monitoring.Objectives;

/// <summary>The report against a real Prometheus that has less than an hour; what follows from long windows is judged by numbers.</summary>
public sealed class SloReportTests(SignalScene scene) : IClassFixture<SignalScene>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0.999", 0.999)]
    [InlineData("99.9", 0.999)]
    [InlineData("\"99.9%\"", 0.999)]
    [InlineData("\"99,9 %\"", 0.999)]
    [InlineData("\"0.95\"", 0.95)]
    [InlineData("99.99", 0.9999)]
    [InlineData("\"99.5\"", 0.995)]
    public void An_objective_is_read_as_people_write_it(string json, double share) => Assert.Equal(share, SloTarget.Read(JsonNode.Parse(json), "objective").Value!.Share);

    [Theory]
    [InlineData("1", "no error budget")]
    [InlineData("\"100%\"", "no error budget")]
    [InlineData("0.001", "from 0.5 to 0.999999")]
    [InlineData("1000", "from 0.5 to 0.999999")]
    [InlineData("\"three nines\"", "as 0.999 or 99.9%")]
    [InlineData("{}", "as 0.999 or 99.9%")]
    public void What_is_no_objective_is_refused(string json, string words) => Assert.Contains(words, SloTarget.Read(JsonNode.Parse(json), "objective").Failure!.Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_report_says_the_budget_how_fast_it_burns_and_that_little_is_measured()
    {
        var result = await AskAsync("""{"service": "plain", "objective": "99.9%", "latency_threshold": "500ms", "latency_objective": 95}""");
        Assert.Equal((0.999, "30d"), (result.GetProperty("objective").GetDouble(), Text(result, "window")));
        var rates = result.GetProperty("burn_rates").EnumerateArray().ToDictionary(rate => Text(rate, "window"), rate => rate.GetProperty("rate").GetDouble(), StringComparer.Ordinal);
        Assert.Equal(["5m", "30m", "1h", "2h", "6h", "1d", "3d"], rates.Keys);
        Assert.InRange(rates["5m"], 80, 120);
        Assert.Equal(0.001, result.GetProperty("budget").GetProperty("total").GetDouble());
        Assert.True(result.GetProperty("budget").GetProperty("used").GetDouble() > 1);
        Assert.Equal("burning_fast", Text(result, "verdict"));
        Assert.Contains("Only the time since", result.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
        Assert.False(result.TryGetProperty("time_to_exhaustion", out _));
        var latency = result.GetProperty("latency");
        Assert.Equal((0.95, 0.5, "burning_fast"), (latency.GetProperty("objective").GetDouble(), latency.GetProperty("threshold").GetDouble(), Text(latency, "verdict")));
        var first = result.GetProperty("conditions")[0];
        Assert.Equal(("page", 14.4, "1h", "5m", true), (Text(first, "severity"), first.GetProperty("factor").GetDouble(), Text(first, "long"), Text(first, "short"), first.GetProperty("is_met").GetBoolean()));
    }

    [Fact]
    public async Task A_threshold_between_two_bounds_takes_the_stricter_and_says_so()
    {
        var result = await AskAsync("""{"service": "plain", "objective": 0.99, "latency_threshold": "0.7s"}""");
        Assert.Equal(0.5, result.GetProperty("latency").GetProperty("threshold").GetDouble());
        Assert.Contains(result.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("0.5 s was taken", StringComparison.Ordinal));
        var without = await AskAsync("""{"service": "plain", "objective": 0.99, "latency_threshold": "10ms"}""");
        Assert.False(without.TryGetProperty("latency", out _));
        Assert.Contains(without.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("has no bound at 0.01 s or below (it has 0.1, 0.5, 1 s)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mute", "no label has their outcome")]
    [InlineData("boxed", "none that counts its requests")]
    [InlineData("nobody", "no series in which a label names the service 'nobody'")]
    public async Task Without_outcomes_or_requests_there_is_no_number(string service, string words)
    {
        var outcome = await scene.Tool("slo_report").InvokeAsync(Samples.Json($$"""{"service": "{{service}}", "objective": 0.999}"""), Samples.Context(), Cancelled);
        Assert.Equal(FaultCodes.NotFound, Text(outcome.Result.GetProperty("error"), "code"));
        Assert.Contains(words, Text(outcome.Result.GetProperty("error"), "message"), StringComparison.Ordinal);
    }

    [Theory]
    // requests and failures of the window, of each shorter one, and what follows
    [InlineData(1_000_000, 100, 0.0001, 1, nameof(SloVerdict.Met), "10 % of the error budget")]
    [InlineData(1_000_000, 900, 0.02, 1, nameof(SloVerdict.BurningFast), "page")]
    [InlineData(1_000_000, 900, 0.0015, 1, nameof(SloVerdict.Burning), "ticket")]
    [InlineData(1_000_000, 1_500, 0.0001, 1, nameof(SloVerdict.Exhausted), "exhausted")]
    [InlineData(400, 1, 0.0001, 1, nameof(SloVerdict.Unknown), "so few requests")]
    [InlineData(1_000, 10, 0.0001, 0.1, nameof(SloVerdict.Unknown), "too short a time")]
    public void The_verdict_follows_from_budget_and_burn_rates(double requests, double missed, double ratio, double coverage, string expected, string words)
    {
        var allowed = requests * 0.001;
        var budget = new ErrorBudget(0.001, requests, allowed, missed, missed / allowed, 1 - missed / allowed, coverage, null, "");
        var standing = SloJudge.Judge(
            new SloNumbers(budget, [.. BurnTable.Windows.Select(window => new BurnRate(PromQlDuration.Format(window), requests, requests * ratio, ratio, ratio / 0.001, ""))]),
            TimeSpan.FromDays(30), "failed");
        Assert.Equal(expected, standing.Verdict.ToString());
        Assert.Contains(words, standing.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shorter_window_has_smaller_factors_and_no_rows_that_do_not_fit()
    {
        var rates = BurnTable.Windows.Select(window => new BurnRate(PromQlDuration.Format(window), 2, 2, 1, 100, ""));
        var week = BurnTable.Judge([.. rates], TimeSpan.FromDays(7));
        Assert.Equal([3.36, 1.4, 1, 1], week.Select(row => row.Factor));
        Assert.All(week, row => Assert.Null(row.IsMet));
        Assert.Contains("only 2 of 2 requests", week[0].Why, StringComparison.Ordinal);
        Assert.Equal(["1h", "6h"], BurnTable.Judge([.. rates], TimeSpan.FromDays(1)).Select(row => row.Long));
    }

    private async Task<JsonElement> AskAsync(string arguments)
    {
        var outcome = await scene.Tool("slo_report").InvokeAsync(Samples.Json(arguments), Samples.Context(), Cancelled);
        Assert.True(outcome.Succeeded, outcome.Result.GetRawText());
        return outcome.Result;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
