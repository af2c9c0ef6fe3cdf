using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Infrastructure;
using Opsroom.Models.Playbooks.Operations.Deployments;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Operations;

/// <summary>Moves versions into environments and back. Without a cluster it plans, and prepares the pipeline that would deploy.</summary>
internal sealed class DeploymentPlaybook : Playbook
{
    private const int MostServices = 6;

    public override string Agent => "deployment_agent";

    public override PlaybookTurn Next(PlaybookSituation situation)
    {
        var context = ContextValues.Of(situation.Brief.Context);
        var brief = TaskReader.Read(situation.Brief.Task, situation.Brief.Context);
        var (desk, told) = (new Desk(situation), new Told());
        Do(desk, told, brief, context);
        return (PlaybookTurn?)desk.NextCalls() ?? told.ToAnswer();
    }

    /// <summary>"roll back web to revision 3": no release of an environment, but a revision of one workload.</summary>
    private static bool IsPlain(Place place, TaskBrief brief, Desk desk) =>
        desk.Offers("kubernetes_rollback_deployment") && (place.Environment is null && brief.Version is null || brief.Text.Mentions("revision", "--to-revision"));

    private static void Do(Desk desk, Told told, TaskBrief brief, ContextValues context)
    {
        var wish = DeploymentWishReader.Read(brief, context);
        var place = SubjectReader.PlaceOf(brief, context);
        var rollouts = new Rollouts(desk, told, place, wish, new FirstRelease(desk, told, place, wish, brief, context), new PipelineInstead(desk, told, brief));
        if (wish is { PlanId: { } plan, Intent: DeploymentIntent.Execute })
        {
            rollouts.Execute(plan);
            return;
        }

        if (wish.Intent == DeploymentIntent.None || wish.Intent == DeploymentIntent.RollBack && IsPlain(place, brief, desk))
        {
            // looking, scaling, manifests: the tools are the same for every agent
            var work = new ClusterWork(desk, told, brief, context);
            foreach (var asked in ClusterWishReader.Read(desk.Brief, brief, context))
            {
                work.Do(asked);
            }

            return;
        }

        if (wish.Services.IsEmpty)
        {
            told.NotDone("It was not said which service this is about. Name it, its environment, and the version.", "tool_failed");
            return;
        }

        // one after the other: the next service waits until the one before is verified
        foreach (var service in wish.Services.Take(MostServices))
        {
            if (!rollouts.Do(service))
            {
                return;
            }
        }
    }
}
