using System.Net.Http.Json;
using System.Text.Json;

namespace Opsroom.Server.Tests.Proofs.Monitoring;

/// <summary>
/// The monitoring tools over HTTP on a real Prometheus, Alertmanager and node exporter: rules that were written by <c>generate_alert_rules</c> are taken by Prometheus,
/// one of them fires into Alertmanager, and what all of this looks like to somebody on call is asked.
/// </summary>
public sealed class MonitoringProof
{
    private const string Alert = "CheckoutAvailabilityBurn1h";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_that_were_generated_fire_and_the_alert_is_seen_grouped_and_silenced()
    {
        await using var site = await MonitoringSite.StartAsync(await GenerateAsync(), Cancelled);
        await using var server = await ProofServer.StartAsync(site.Settings, Cancelled);
        using var client = new HttpClient { BaseAddress = server.Address };

        var firing = await UntilAsync(client, "list_alerts", new { }, list => Find(list, Alert) is { } alert && Count(alert, "sources") == 2);
        var alert = Find(firing, Alert)!.Value;
        Assert.Equal(("firing", "page", "now"), (Text(alert, "state"), Text(alert, "severity"), Text(alert, "priority")));
        Assert.Equal(("checkout", "availability", "proof"), (Text(alert.GetProperty("labels"), "service"), Text(alert.GetProperty("labels"), "slo"), Text(alert.GetProperty("labels"), "cluster")));
        Assert.Contains("service:request_errors:ratio_rate1h{service=\"checkout\"} > (14.4 * 0.001)", Text(alert, "query"), StringComparison.Ordinal);
        Assert.InRange(alert.GetProperty("value").GetDouble(), 0.03, 0.07);
        var group = Assert.Single(firing.GetProperty("groups").EnumerateArray(), each => Text(each, "key") == Text(alert, "group"));
        Assert.Equal(("alertmanager", "team-a", $"alertname=\"{Alert}\",service=\"checkout\""), (Text(group, "by"), Text(group, "receiver"), Text(group, "key")));
        Assert.Empty(firing.GetProperty("missing").EnumerateArray());

        var asked = await server.Client.InvokeAsync("on-call", "Monitor application metrics and identify issues", "monitoring_agent", Cancelled);
        Assert.Equal("success", (string?)asked["status"]);
        Assert.Contains("There are issues: `checkout` is not well; 1 alert matters.", asked.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), StringComparison.Ordinal);

        var silence = await site.Alertmanager.SilenceAsync("alertname", Alert, "ana", "the payment provider mends it", TimeSpan.FromHours(1), Cancelled);
        var muted = await UntilAsync(client, "list_alerts", new { }, list => Find(list, Alert) is { } each && Text(each, "priority") == "muted");
        Assert.Equal(silence, Find(muted, Alert)!.Value.GetProperty("silenced_by")[0].GetString());
        var told = Assert.Single(muted.GetProperty("silences").EnumerateArray());
        Assert.Equal(("ana", "the payment provider mends it", 1), (Text(told, "created_by"), Text(told, "comment"), told.GetProperty("alerts").GetInt32()));
        Assert.Equal(1, muted.GetProperty("counts").GetProperty("silenced").GetInt32());

        await AssertNumbersAsync(client);
    }

    private static async Task AssertNumbersAsync(HttpClient client)
    {
        var memory = await UntilAsync(client, "query_metrics", new { promql = "node_memory_MemTotal_bytes" }, answer => Count(answer, "series") == 1);
        Assert.Equal("node", Text(memory.GetProperty("series")[0].GetProperty("labels"), "job"));
        var range = await AskAsync(client, "query_metrics", new { promql = "sum(rate(http_requests_total{service=\"checkout\",code=\"500\"}[5m]))", time_range = "3h" });
        Assert.Equal(1, Count(range.GetProperty("series")[0].GetProperty("stats"), "change_points"));

        var signals = await AskAsync(client, "golden_signals", new { service = "checkout", time_range = "30m" });
        Assert.Equal("http_requests_total", Text(signals.GetProperty("found"), "requests"));
        Assert.Equal(("critical", "critical", "ok"), (Text(signals, "verdict"), Text(signals.GetProperty("errors"), "verdict"), Text(signals.GetProperty("traffic"), "verdict")));
        Assert.InRange(signals.GetProperty("errors").GetProperty("value").GetDouble(), 0.045, 0.055);
        Assert.InRange(signals.GetProperty("errors").GetProperty("day_before").GetDouble(), 0, 0.001);
        Assert.Equal("warning", Text(signals.GetProperty("latency"), "verdict"));
        var node = await UntilAsync(client, "golden_signals", new { service = "node" }, answer => Count(answer.GetProperty("saturation"), "measures") > 3);
        Assert.Contains(node.GetProperty("saturation").GetProperty("measures").EnumerateArray(), each => Text(each, "name") == "memory of the nodes" && each.GetProperty("value").GetDouble() is > 0 and < 1);

        var slo = await AskAsync(client, "slo_report", new { service = "checkout", objective = "99.9%" });
        Assert.Equal(("burning_fast", 0.999), (Text(slo, "verdict"), slo.GetProperty("objective").GetDouble()));
        var rates = slo.GetProperty("burn_rates").EnumerateArray().ToDictionary(rate => Text(rate, "window"), rate => rate.GetProperty("rate").GetDouble(), StringComparer.Ordinal);
        Assert.All(["5m", "30m", "1h", "2h"], window => Assert.InRange(rates[window], 45, 55));
        Assert.InRange(rates["6h"], 19, 23);
        Assert.InRange(rates["3d"], 1.5, 2.1);
        Assert.Equal([true, true, true, true], slo.GetProperty("conditions").EnumerateArray().Select(condition => condition.GetProperty("is_met").GetBoolean()));
        var days = await AskAsync(client, "slo_report", new { service = "checkout", objective = 99.9, window = "3d" });
        Assert.Equal(("exhausted", 1), (Text(days, "verdict"), days.GetProperty("budget").GetProperty("coverage").GetDouble()));
    }

    /// <summary>The product's rules, written without Prometheus or Alertmanager.</summary>
    private static async Task<string> GenerateAsync()
    {
        await using var server = await ProofServer.StartAsync([], Cancelled);
        using var client = new HttpClient { BaseAddress = server.Address };
        var made = await AskAsync(client, "generate_alert_rules", new { service = "checkout", objectives = new { availability = 0.999 }, team = "payments" });
        Assert.Empty(made.GetProperty("findings").EnumerateArray());
        return Text(made, "yaml");
    }

    /// <summary>Asks until what the servers do by clocks of their own is there.</summary>
    private static async Task<JsonElement> UntilAsync(HttpClient client, string tool, object arguments, Func<JsonElement, bool> isThere)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience);
        var answer = default(JsonElement);
        do
        {
            Assert.False(patience.IsCancellationRequested, $"{tool} at last: {answer}");
            answer = await AskAsync(client, tool, arguments);
        }
        while (!isThere(answer));

        return answer;
    }

    private static async Task<JsonElement> AskAsync(HttpClient client, string tool, object arguments)
    {
        using var answer = await client.PostAsJsonAsync($"/tools/{tool}/invoke", new { arguments }, Cancelled);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        Assert.True(answer.IsSuccessStatusCode && body.TryGetProperty("result", out _), body.GetRawText());
        return body.GetProperty("result");
    }

    private static JsonElement? Find(JsonElement list, string name) =>
        list.GetProperty("alerts").EnumerateArray().Where(alert => Text(alert, "name") == name).Select(alert => (JsonElement?)alert).FirstOrDefault();

    private static int Count(JsonElement element, string list) => element.GetProperty(list).GetArrayLength();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
