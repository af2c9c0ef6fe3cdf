using Opsroom.Models.Playbooks;
using Reply = Opsroom.Tests.Models.Playbooks.PlaybookRun.Reply;

namespace Opsroom.Tests.Models.Playbooks.Infrastructure;

/// <summary>Agents of other trades answer from the cluster what it can tell.</summary>
public class ClusterAnswerTests
{
    [Theory]
    [InlineData("incident_agent", "why is payments crash looping in prod?", "`payments` in `prod` is not healthy")]
    [InlineData("incident_agent", "warum stürzt payments in prod ab?", "`payments` in `prod` is not healthy")]
    [InlineData("incident_agent", "show events in shop", "There are no events in `shop`")]
    [InlineData("monitoring_agent", "show the logs of web in shop", "panic: no DATABASE_URL")]
    public void What_runs_is_looked_at(string agent, string task, string said)
    {
        var run = new ScriptedCluster().Run(Playbook(agent));
        Assert.Contains(said, run.Ask(task).Message, StringComparison.Ordinal);
        Assert.Empty(ScriptedCluster.ChangesIn(run));
    }

    [Theory]
    [InlineData("incident_agent", "why is payments crash looping in prod?", "the investigation")]
    [InlineData("incident_agent", "postmortem for payments in prod pls", "the postmortem")]
    public void Without_a_cluster_it_is_briefed(string agent, string task, string said)
    {
        var run = new PlaybookRun(Playbook(agent), (_, _) => Reply.Failed("not_configured", "Nothing is configured.", "KUBECONFIG")) { Offered = ScriptedCluster.Offered };
        Assert.Contains(said, run.Ask(task).Message, StringComparison.Ordinal);
    }

    private static Playbook Playbook(string agent) => PlaybookCatalog.All.Single(playbook => playbook.Agent == agent);
}
