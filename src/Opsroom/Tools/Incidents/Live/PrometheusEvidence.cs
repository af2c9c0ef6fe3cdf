using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Bundles.Reading;
using Opsroom.Tools.Prometheus;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tools.Incidents.Live;

/// <summary>The rules, what they alert of, and the series that those rules that fire are about.</summary>
/// <param name="readsAlerts">Whether its alerts are wanted: where no Alertmanager tells more of them.</param>
internal sealed class PrometheusEvidence(PrometheusClient prometheus, bool readsAlerts) : IEvidenceSource
{
    private const int MostRules = 12;
    private const int Points = 200;

    private static readonly TimeSpan ShortestStep = TimeSpan.FromSeconds(15);

    public string Name => "Prometheus";

    public bool IsConfigured => prometheus.IsConfigured;

    public string Setting => PrometheusOptions.Setting;

    public async Task GatherAsync(LiveQuestion question, DateTimeOffset now, LiveFiles into, CancellationToken cancellationToken)
    {
        var rules = await prometheus.RulesAsSentAsync(cancellationToken);
        if (rules.Value is not { } sent)
        {
            into.Miss($"Prometheus: {rules.Failure!.Message}");
            return;
        }

        into.Add("rules.json", sent.Json);
        if (readsAlerts && (await prometheus.AlertsAsSentAsync(cancellationToken)).Value is { } alerts)
        {
            into.Add("alerts.json", alerts.Json);
        }

        List<LiveQuery> wanted = [new("targets up", "up"), .. RuleQueries(sent.Json, question)];
        if (question.Service is { } service)
        {
            var measured = await ServiceQueries.OfAsync(prometheus, service, now, cancellationToken);
            wanted.AddRange(measured.Value ?? []);
            if (measured.Value is not { Count: > 0 })
            {
                into.Miss(measured.Failure is { } failure ? $"Prometheus: {failure.Message}" : $"Prometheus has no series of the service {OutsideText.OneLine(service, 80)}.");
            }
        }

        foreach (var query in wanted.DistinctBy(each => each.Promql, StringComparer.Ordinal))
        {
            await AddRangeAsync(query, question, now, into, cancellationToken);
        }
    }

    /// <summary>What is compared by the rules that fire or are about to, those that were asked about first.</summary>
    private static IEnumerable<LiveQuery> RuleQueries(string json, LiveQuestion question)
    {
        var read = new RecordingBuilder();
        using var document = JsonDocument.Parse(json);
        RuleReader.Read(document.RootElement, new("rules.json", ""), read);
        return read.Rules
            .Where(rule => !rule.IsRecording && (rule.Name == question.Alert || rule.State is RuleState.Firing or RuleState.Pending))
            .OrderByDescending(rule => rule.Name == question.Alert)
            .ThenByDescending(rule => question.Service is { } service && (rule.Query.Contains(service, StringComparison.OrdinalIgnoreCase) || rule.Alerts.Any(alert => alert.Labels.Values.Contains(service, StringComparer.Ordinal))))
            .ThenByDescending(rule => rule.State == RuleState.Firing)
            .Take(MostRules)
            .Select(rule => new LiveQuery(rule.Name, Compared(rule.Query)));
    }

    /// <summary>The series that an alert compares with its threshold: while it does not fire the comparison itself has none.</summary>
    private static string Compared(string query) =>
        PromQlParser.Read(query).Root?.Bare is BinaryOperation { IsComparison: true } comparison && comparison.Right.Bare is NumberLiteral
            ? query[comparison.Left.Start..comparison.Left.End]
            : query;

    private async Task AddRangeAsync(LiveQuery query, LiveQuestion question, DateTimeOffset now, LiveFiles into, CancellationToken cancellationToken)
    {
        // as long before, too: what is usual has to be seen beside what is not
        var from = now - (2 * question.Length);
        var step = TimeSpan.FromSeconds(Math.Ceiling(Math.Max(ShortestStep.TotalSeconds, (2 * question.Length / Points).TotalSeconds)));
        var answer = await prometheus.QueryRangeAsSentAsync(query.Promql, from, now, step, cancellationToken);
        if (answer.Value is { } sent)
        {
            var about = new JsonObject { ["query"] = query.Promql, ["unit"] = query.Unit, ["backend"] = "prometheus" }.ToJsonString();
            into.Add($"metrics/{LiveFiles.Segment(query.Name)}.json", $"{about[..^1]},{sent.Json.TrimStart()[1..]}");
        }
        else
        {
            into.Miss($"Prometheus, {query.Name}: {answer.Failure!.Message}");
        }
    }
}
