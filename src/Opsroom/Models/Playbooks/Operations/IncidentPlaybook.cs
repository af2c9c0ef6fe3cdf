using System.Collections.Immutable;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Infrastructure;
using Opsroom.Models.Playbooks.Operations.Incidents;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Operations;

/// <summary>Investigates incidents and writes them up.</summary>
internal sealed class IncidentPlaybook : BriefingPlaybook
{
    private const string KeepEvidence =
        "A postmortem needs an investigation with evidence; hand in what was recorded (logs, alerts, a timeline) as artifacts of this thread so that nothing is lost until then.";

    private static readonly ImmutableArray<string> Backends = ["PROMETHEUS_URL", "ALERTMANAGER_URL", "LOKI_URL", "ELASTICSEARCH_URL", "KUBECONFIG"];

    public override string Agent => "incident_agent";

    /// <summary>Why something that runs is ill: from all the evidence, or else from the cluster alone.</summary>
    protected override PlaybookTurn? WithTools(PlaybookSituation situation, TaskBrief brief)
    {
        var context = ContextValues.Of(situation.Brief.Context);
        var writesUp = IsWriteUp(brief);
        if (!situation.Tools.Contains("investigate_incident") || writesUp && !situation.Tools.Contains("write_postmortem"))
        {
            return writesUp ? null : ClusterAnswer.Next(situation, brief);
        }

        // what is only to be shown or changed needs no search for causes
        if (!writesUp && !IncidentWork.Asks(situation.Brief, brief, context) && ClusterAnswer.Next(situation, brief) is { } turn)
        {
            return turn;
        }

        var (desk, told) = (new Desk(situation), new Told());
        var work = new IncidentWork(desk, told, brief, context);
        if (writesUp)
        {
            work.WriteUp();
        }
        else
        {
            work.Investigate();
        }

        return (PlaybookTurn?)desk.NextCalls() ?? told.ToAnswer();
    }

    /// <summary>A runbook is what helps first when nothing can be measured.</summary>
    protected override bool LooksUp(TaskBrief brief) => brief.Text.Count > 0;

    protected override Deliverable Wanted(TaskBrief brief)
    {
        if (IsWriteUp(brief))
        {
            return Deliverable.Asking("the postmortem", Backends, "write_postmortem", "investigate_incident") with { ByHand = [KeepEvidence] };
        }

        var what = brief.Service is { } service ? $" of `{service}`" : string.Empty;
        return Deliverable.Asking($"the investigation{what}", Backends, "investigate_incident") with { ByHand = Looks(brief) };
    }

    private static bool IsWriteUp(TaskBrief brief) => brief.Text.Mentions("postmortem", "post-mortem", "mortem", "rca", "writeup", "write-up", "retrospective", "nachbereitung");

    private static ImmutableArray<string> Looks(TaskBrief brief)
    {
        var steps = ImmutableArray.CreateBuilder<string>();
        if (brief.Namespace is { } name)
        {
            steps.Add($"`kubectl get events -n {name} --sort-by=.lastTimestamp` and `kubectl get pods -n {name}` show what changed and what restarts.");
        }

        if (brief.Alerts is [var alert, ..])
        {
            steps.Add($"`amtool alert query alertname={alert}` shows since when it fires, and with which labels.");
        }

        steps.Add("Note when it began and what was changed shortly before (deployments, configuration, flags, migrations): that is where most causes are found.");
        return steps.ToImmutable();
    }
}
