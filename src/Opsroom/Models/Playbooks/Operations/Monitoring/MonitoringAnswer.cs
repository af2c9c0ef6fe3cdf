using System.Collections.Immutable;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;
using Opsroom.Tools.Monitoring.Signals;

namespace Opsroom.Models.Playbooks.Operations.Monitoring;

/// <summary>Answers what numbers, logs and alerts say, from what the tools measured.</summary>
internal sealed class MonitoringAnswer
{
    private const decimal UsualObjective = 0.999m;
    private const int MostServices = 5;

    private readonly Desk desk;
    private readonly Told told = new();

    private MonitoringAnswer(PlaybookSituation situation) => desk = new Desk(situation);

    /// <summary>The next turn of a task about numbers, logs or alerts; null where it is about something else, or the tool for it is not there.</summary>
    public static PlaybookTurn? Next(PlaybookSituation situation, TaskBrief brief)
    {
        if (MonitoringWishReader.Read(situation.Brief, brief) is not { } wish || !situation.Tools.Contains(wish.Tool))
        {
            return null;
        }

        var answer = new MonitoringAnswer(situation);
        answer.Do(wish);
        return (PlaybookTurn?)answer.desk.NextCalls() ?? answer.told.ToAnswer();
    }

    private void Do(MonitoringWish wish)
    {
        switch (wish)
        {
            case MonitoringWish.Query query:
                Ask(query);
                break;
            case MonitoringWish.Alerts alerts:
                List(alerts);
                break;
            case MonitoringWish.Slo slo:
                Report(slo);
                break;
            case MonitoringWish.OneSignal signal:
                Show(signal);
                break;
            case MonitoringWish.Health health:
                Look(health);
                break;
            case MonitoringWish.Logs logs:
                Search(logs);
                break;
            default:
                throw new InvalidOperationException($"{wish.GetType().Name} is no wish that is known here.");
        }
    }

    private void Ask(MonitoringWish.Query query)
    {
        var made = desk.Look("I ask Prometheus.", "query_metrics", ("promql", query.PromQl), ("time_range", query.Range));
        if (told.Succeeded(made, "The query was not evaluated", "promtool query instant \"$PROMETHEUS_URL\" '…'"))
        {
            MetricsTold.Tell(told, made!.Result);
        }
    }

    private void List(MonitoringWish.Alerts wish)
    {
        var made = desk.Look("I look at the alerts.", "list_alerts", ("status", wish.Status));
        if (told.Succeeded(made, "The alerts were not read", wish.Names is [var name, ..] ? $"amtool alert query alertname={name}" : "amtool alert query"))
        {
            AlertsTold.Tell(told, made!.Result, wish);
        }
    }

    private void Report(MonitoringWish.Slo wish)
    {
        if (wish.Service is not { } service)
        {
            told.NotDone("The report on the objective was not made: the task names no service. Name it, as in \"error budget of checkout, objective 99.9 %\".");
            return;
        }

        var made = desk.Look(
            "I look at the error budget.", "slo_report", ("service", service), ("objective", wish.Objective ?? UsualObjective), ("window", wish.Window), ("latency_threshold", wish.Threshold));
        if (told.Succeeded(made, "The report on the objective was not made", "promtool query instant \"$PROMETHEUS_URL\" 'sum(increase(http_requests_total{code=~\"5..\"}[30d])) / sum(increase(http_requests_total[30d]))'"))
        {
            SloTold.Tell(told, made!.Result, isAssumed: wish.Objective is null);
        }
    }

    /// <summary>The number now, and how it went: the query of the first is asked over the range.</summary>
    private void Show(MonitoringWish.OneSignal wish)
    {
        var made = desk.Look("I look at the service's signals.", "golden_signals", ("service", wish.Service), ("time_range", "5m"));
        if (!told.Succeeded(made, "The metrics were not read", "promtool query instant \"$PROMETHEUS_URL\" 'up'"))
        {
            return;
        }

        var signal = made!.Result.Member(wish.Signal) ?? default;
        var measure = signal.Items("measures").FirstOrDefault(each => wish.Measure is null || each.Text("name") == wish.Measure);
        if (measure.Text("query") is not { } query)
        {
            told.NotDone($"{wish.Measure ?? wish.Signal} of {Told.Code(wish.Service)} is not measured: {Told.Quote(signal.Text("why"))}.");
            SignalsTold.Missing(told, made.Result);
            return;
        }

        var trend = desk.Look("I look at how it went.", "query_metrics", ("promql", query), ("time_range", wish.Range));
        if (trend is not null)
        {
            SignalsTold.TellOne(told, wish, measure, trend);
        }
    }

    /// <summary>Alerts and signals together: either may be missing.</summary>
    private void Look(MonitoringWish.Health wish)
    {
        var alerts = desk.Offers("list_alerts") ? desk.Look("I look at the alerts and at the metrics.", "list_alerts") : null;
        var down = desk.Offers("query_metrics") ? desk.Look("I look at the alerts and at the metrics.", "query_metrics", ("promql", "up == 0")) : null;
        var services = wish.Services.IsEmpty ? Discovered() : wish.Services;
        if (services is not { } known)
        {
            return;
        }

        var signals = known.Take(MostServices)
            .Select(service => (Service: service, Made: desk.Look("I look at the services' signals.", "golden_signals", ("service", service), ("time_range", wish.Range)))).ToList();
        if (signals.TrueForAll(each => each.Made is not null) && (alerts is not null || !desk.Offers("list_alerts")) && (down is not null || !desk.Offers("query_metrics")))
        {
            HealthTold.Tell(told, alerts, down, [.. signals.Select(each => (each.Service, each.Made!))], known.Length - signals.Count);
        }
    }

    /// <summary>Services that have requests, else jobs that are scraped; null while that is not known.</summary>
    private ImmutableArray<string>? Discovered()
    {
        if (desk.Look("I look at the alerts and at the metrics.", "query_metrics", ("promql", ServiceNames.Query)) is not { } requests)
        {
            return null;
        }

        var services = HealthTold.Services(requests, ServiceMatchers.Naming);
        if (services.Length > 0 || !requests.Succeeded)
        {
            return services;
        }

        return desk.Look("I look at what is scraped.", "query_metrics", ("promql", "count by (job) (up)")) is { } jobs ? HealthTold.Services(jobs, ["job"]) : null;
    }

    private void Search(MonitoringWish.Logs wish)
    {
        var made = desk.Look("I search the logs.", "search_logs", ("query", wish.Text), ("service", wish.Service), ("level", wish.Level), ("time_range", wish.Range));
        if (told.Succeeded(made, "Searching the logs was not done", $"kubectl logs deployment/{wish.Service ?? "NAME"} --since={wish.Range ?? "1h"}"))
        {
            LogsTold.Tell(told, made!.Result, wish);
        }
    }
}
