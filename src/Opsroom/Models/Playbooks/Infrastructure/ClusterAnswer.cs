using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>What a cluster can tell, or have done, for agents whose own trade is another one.</summary>
internal static class ClusterAnswer
{
    private const string NotConfigured = "not_configured";

    /// <summary>The next turn of a task about things that run; null where the task is about something else, or no cluster can be asked.</summary>
    public static PlaybookTurn? Next(PlaybookSituation situation, TaskBrief brief)
    {
        if (!situation.Tools.Contains("kubernetes_diagnose"))
        {
            return null;
        }

        var context = ContextValues.Of(situation.Brief.Context);
        var (desk, told) = (new Desk(situation), new Told());
        var work = new ClusterWork(desk, told, brief, context);
        foreach (var wish in ClusterWishReader.Read(situation.Brief, brief, context))
        {
            if (wish is ClusterWish.Question or ClusterWish.Refused or ClusterWish.Generate or ClusterWish.Judge)
            {
                return null;
            }

            work.Do(wish);
        }

        return desk.NextCalls() is { } calls ? calls : told.Fault?.Code == NotConfigured || told.IsEmpty ? null : told.ToAnswer();
    }
}
