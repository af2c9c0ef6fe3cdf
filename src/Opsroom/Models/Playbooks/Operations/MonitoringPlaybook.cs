using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Infrastructure;
using Opsroom.Models.Playbooks.Operations.Monitoring;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Operations;

/// <summary>Reads metrics, logs and alerts, and writes rules and dashboards.</summary>
internal sealed class MonitoringPlaybook : BriefingPlaybook
{
    public override string Agent => "monitoring_agent";

    protected override PlaybookTurn? WithTools(PlaybookSituation situation, TaskBrief brief) =>
        RulesAnswer.Next(situation, brief) ?? ClusterLooks(situation, brief) ?? MonitoringAnswer.Next(situation, brief);

    /// <summary>Pods and events are in the cluster itself, and so are the logs of a workload where no log store is there to be searched.</summary>
    private static PlaybookTurn? ClusterLooks(PlaybookSituation situation, TaskBrief brief) =>
        brief.Text.Mentions("pods", "events") || (!situation.Tools.Contains("search_logs") && brief.Text.Mentions("log", "logs", "protokolle")) ? ClusterAnswer.Next(situation, brief) : null;

    protected override Deliverable Wanted(TaskBrief brief)
    {
        var text = brief.Text;
        if (text.Mentions("dashboard", "dashboards", "panel", "grafana", "panneau", "tablero", "cruscotto"))
        {
            return Deliverable.WithModel("the dashboard", "generate_dashboard");
        }

        if (text.Mentions("rule", "rules", "regel", "regeln", "regla", "reglas", "regle", "regles") || text.Has(Term.Alert) && text.Has(Term.Create))
        {
            return Deliverable.WithModel("the alert rules", "generate_alert_rules", "lint_alert_rules");
        }

        if (text.Mentions("log", "logs", "protokolle", "journaux", "registros", "loki", "kibana", "elasticsearch"))
        {
            return Deliverable.Asking("searching the logs", ["LOKI_URL", "ELASTICSEARCH_URL"], "search_logs");
        }

        if (text.Has(Term.Alert))
        {
            return Deliverable.Asking("reading the alerts", ["ALERTMANAGER_URL"], "list_alerts") with
            {
                ByHand = brief.Alerts is [var alert, ..] ? [$"`amtool alert query alertname={alert}`"] : [],
            };
        }

        return text.Mentions("slo", "slos", "budget", "objective", "burn") || brief.Objective is not null
            ? Deliverable.Asking("the report on the objective", ["PROMETHEUS_URL"], "slo_report", "query_metrics")
            : Deliverable.Asking("reading the metrics", ["PROMETHEUS_URL"], "query_metrics", "golden_signals");
    }
}
