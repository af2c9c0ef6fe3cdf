using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Looks into clusters, explains what is wrong, writes and judges manifests, and changes workloads.</summary>
internal sealed class KubernetesPlaybook : Playbook
{
    public override string Agent => "kubernetes_agent";

    public override PlaybookTurn Next(PlaybookSituation situation)
    {
        var context = ContextValues.Of(situation.Brief.Context);
        var brief = TaskReader.Read(situation.Brief.Task, situation.Brief.Context);
        var (desk, told) = (new Desk(situation), new Told());
        var work = new ClusterWork(desk, told, brief, context);
        foreach (var wish in ClusterWishReader.Read(situation.Brief, brief, context))
        {
            work.Do(wish);
        }

        return (PlaybookTurn?)desk.NextCalls() ?? told.ToAnswer();
    }
}
