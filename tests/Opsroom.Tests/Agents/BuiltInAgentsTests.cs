using Opsroom.Agents;

namespace Opsroom.Tests.Agents;

public class BuiltInAgentsTests
{
    private static readonly AgentRoster Roster = new AgentCatalog().Current;

    [Fact]
    public void The_ten_agents_stand_in_the_order_of_the_contract() => Assert.Equal(
        [
            "harness_expert", "scaffold_agent", "codegen_agent", "kubernetes_agent", "monitoring_agent",
            "incident_agent", "database_agent", "testing_agent", "deployment_agent", "template_manager",
        ],
        Roster.Agents.Select(agent => agent.Name));

    [Theory]
    [InlineData("infrastructure_supervisor", "harness_expert,scaffold_agent,kubernetes_agent")]
    [InlineData("development_supervisor", "codegen_agent,database_agent,testing_agent")]
    [InlineData("operations_supervisor", "monitoring_agent,incident_agent,deployment_agent,template_manager")]
    public void Each_team_has_its_agents(string team, string members) =>
        Assert.Equal(members.Split(',').Order(), Roster.MembersOf(team).Select(agent => agent.Name).Order());

    [Fact]
    public void The_root_supervisor_sits_above_three_teams()
    {
        Assert.Equal("devops_root_supervisor", Roster.Root.Name);
        Assert.Equal(["infrastructure_supervisor", "development_supervisor", "operations_supervisor"], Roster.Teams.Select(team => team.Name));
        Assert.All(Roster.Teams, team => Assert.All(Roster.MembersOf(team.Name), member => Assert.Contains(member.Name, team.Instructions)));
        Assert.All(Roster.Teams, team => Assert.Contains(team.Name, Roster.Root.Instructions));
    }

    [Fact]
    public void Every_agent_is_described_instructed_and_may_use_the_shared_tools() => Assert.All(Roster.Agents, agent =>
    {
        Assert.EndsWith(".", agent.Description);
        Assert.Contains("## Your answer", agent.Instructions);
        Assert.Contains("## House rules", agent.Instructions);
        Assert.All<string>(
            ["documentation_search", "web_search", "workspace_list", "workspace_read", "workspace_write"], tool => Assert.Contains(tool, agent.Tools));
    });

    [Fact]
    public void Instructions_name_no_tool_that_the_agent_may_not_use()
    {
        var known = Roster.Agents.SelectMany(agent => agent.Tools).ToHashSet();
        Assert.All(Roster.Agents, agent => Assert.All(
            known.Where(tool => agent.Instructions.Contains($"`{tool}`", StringComparison.Ordinal)), tool => Assert.Contains(tool, agent.Tools)));
    }

    [Fact]
    public void An_unknown_name_finds_nothing()
    {
        Assert.Null(Roster.Find("nobody"));
        Assert.Null(Roster.FindSupervisor("nobody"));
        Assert.Equal("kubernetes_agent", Roster.Find("kubernetes_agent")?.Name);
    }
}
