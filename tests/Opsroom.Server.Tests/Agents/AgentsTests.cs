using System.Net;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Agents;

public sealed class AgentsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task The_agents_are_listed_in_their_order_with_what_they_take()
    {
        var (_, body) = await server.GetAsync("/agents");
        var names = body.GetProperty("agents").EnumerateArray().Select(name => name.GetString()!).ToList();
        Assert.Equal(
            [
                "harness_expert", "scaffold_agent", "codegen_agent", "kubernetes_agent", "monitoring_agent",
                "incident_agent", "database_agent", "testing_agent", "deployment_agent", "template_manager",
            ],
            names);
        Assert.All(names, name => Assert.NotEmpty(body.GetProperty("descriptions").GetProperty(name).GetString()!));
        Assert.True(body.GetProperty("workflow_routing").GetBoolean());
    }

    [Fact]
    public async Task One_agent_is_shown_with_its_team_and_tools()
    {
        var (_, body) = await server.GetAsync("/agents/harness_expert");
        Assert.Equal("infrastructure_supervisor", body.GetProperty("team").GetString());
        Assert.Contains(body.GetProperty("tools").EnumerateArray(), tool => tool.GetString() == "create_pipeline");
        Assert.NotEmpty(body.GetProperty("instructions").GetString()!);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/agents/nobody")).Response.StatusCode);
    }
}
