using System.Globalization;
using System.Net;
using System.Text.Json;
using Opsroom.Tools.Outgoing;

namespace Opsroom.Tools.Prometheus;

/// <summary>Asks Prometheus. What it answers is bounded in time, size and series.</summary>
internal sealed class PrometheusClient(PrometheusOptions options, TimeProvider time) : IDisposable
{
    private const int MostSeries = 1_000;

    private readonly QuestionClient client = new(QuestionClient.Credentials(options.BearerToken, options.Username, options.Password), options.RequestTimeout, time);

    public bool IsConfigured => options.IsConfigured;

    /// <summary>How often targets are scraped, as the operator says.</summary>
    public TimeSpan ScrapeInterval => options.ScrapeInterval;

    /// <summary>Evaluates an expression at one time.</summary>
    /// <param name="promql">Values in it are written by <see cref="PromQL"/>.</param>
    /// <param name="at">Null for the server's own present.</param>
    public Task<ToolResult<PrometheusAnswer>> QueryAsync(string promql, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> form = [new("query", promql), new("timeout", PromQL.Span(options.RequestTimeout))];
        if (at is { } moment)
        {
            form.Add(new("time", Seconds(moment)));
        }

        return QueryAsync("api/v1/query", form, cancellationToken);
    }

    /// <summary>Evaluates an expression at each step from one time to another.</summary>
    /// <param name="promql">Values in it are written by <see cref="PromQL"/>.</param>
    public Task<ToolResult<PrometheusAnswer>> QueryRangeAsync(string promql, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken) => QueryAsync(
        "api/v1/query_range", RangeForm(promql, from, to, step), cancellationToken);

    /// <summary>The alerting rules, with the alerts that are pending or firing.</summary>
    public Task<ToolResult<AlertRuleStates>> AlertRulesAsync(CancellationToken cancellationToken) =>
        AskAsync(address => new HttpRequestMessage(HttpMethod.Get, address), "api/v1/rules?type=alert", AlertRuleReader.Read, cancellationToken);

    /// <summary>All rules and groups, as Prometheus sent them.</summary>
    public Task<ToolResult<AnswerText>> RulesAsSentAsync(CancellationToken cancellationToken) => AsSentAsync("api/v1/rules", null, cancellationToken);

    /// <summary>The alerts that are pending or firing, as Prometheus sent them.</summary>
    public Task<ToolResult<AnswerText>> AlertsAsSentAsync(CancellationToken cancellationToken) => AsSentAsync("api/v1/alerts", null, cancellationToken);

    /// <summary>What <see cref="QueryRangeAsync"/> asks, answered as Prometheus sent it.</summary>
    public Task<ToolResult<AnswerText>> QueryRangeAsSentAsync(string promql, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken) =>
        AsSentAsync("api/v1/query_range", RangeForm(promql, from, to, step), cancellationToken);

    public void Dispose() => client.Dispose();

    private Task<ToolResult<AnswerText>> AsSentAsync(string path, IReadOnlyList<KeyValuePair<string, string>>? form, CancellationToken cancellationToken) => AskAsync(
        address => form is null ? new HttpRequestMessage(HttpMethod.Get, address) : new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) },
        path, json => json.Text("status") == "success" ? new AnswerText(json.GetRawText()) : null, cancellationToken);

    private IReadOnlyList<KeyValuePair<string, string>> RangeForm(string promql, DateTimeOffset from, DateTimeOffset to, TimeSpan step) =>
    [
        new("query", promql), new("start", Seconds(from)), new("end", Seconds(to)), new("step", step.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
        new("timeout", PromQL.Span(options.RequestTimeout)),
    ];

    private Task<ToolResult<PrometheusAnswer>> QueryAsync(string path, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken cancellationToken) => AskAsync(
        address => new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) }, path, json => PrometheusReader.Read(json, MostSeries), cancellationToken);

    /// <param name="read">Gives null where the answer is none of Prometheus's.</param>
    private async Task<ToolResult<T>> AskAsync<T>(Func<Uri, HttpRequestMessage> question, string path, Func<JsonElement, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        if (options.Url is null)
        {
            return PrometheusFaults.NotConfigured;
        }

        var address = new Uri(new Uri(options.Url.TrimEnd('/') + '/'), path);
        return await client.AskAsync(() => question(address), cancellationToken) switch
        {
            Reply.Answer(var status, var body) => ToAnswer(address, status, body, read),
            Reply.NotReached(var exception) => PrometheusFaults.NotReached(address, exception),
            Reply.TimedOut => PrometheusFaults.TimedOut(options.RequestTimeout),
            _ => PrometheusFaults.TooLong(QuestionClient.LongestAnswer),
        };
    }

    private static string Seconds(DateTimeOffset moment) => (moment.ToUnixTimeMilliseconds() / 1000.0).ToString(CultureInfo.InvariantCulture);

    private static ToolResult<T> ToAnswer<T>(Uri address, HttpStatusCode status, byte[] body, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return status != HttpStatusCode.OK ? PrometheusFaults.Refused(address, status, json.RootElement)
                : read(json.RootElement) is { } answer ? answer
                : PrometheusFaults.NotPrometheus(address, status);
        }
        catch (JsonException)
        {
            return status == HttpStatusCode.OK ? PrometheusFaults.NotPrometheus(address, status) : PrometheusFaults.Refused(address, status, null);
        }
    }
}
