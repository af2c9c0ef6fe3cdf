using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Agents;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;

namespace Opsroom.Server.Agents;

internal static class AgentsEndpoints
{
    public static void MapAgents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/agents", List).Describe(AgentsDocs.List);
        routes.MapGet("/agents/{name}", Read).Describe(AgentsDocs.Read);
    }

    private static JsonAnswer<AgentList> List(AgentCatalog catalog)
    {
        var agents = catalog.Current.Agents;
        return new(
            new AgentList([.. agents.Select(agent => agent.Name)], agents.ToDictionary(agent => agent.Name, agent => agent.Description, StringComparer.Ordinal), true),
            WireJson.Default.AgentList);
    }

    private static IResult Read(string name, AgentCatalog catalog) => catalog.Current.Find(name) is { } agent
        ? new JsonAnswer<AgentView>(
            new AgentView(agent.Name, agent.Team, agent.Description, agent.Tools, agent.Instructions), WireJson.Default.AgentView)
        : ErrorAnswer.NotFound($"There is no agent '{name}'. GET /agents lists them.");
}

/// <summary>Who can be asked.</summary>
/// <param name="Agents">Names, the built-in ones first.</param>
/// <param name="Descriptions">What each agent takes.</param>
/// <param name="WorkflowRouting">Whether a task without an agent is routed by the supervisors.</param>
public sealed record AgentList(IReadOnlyList<string> Agents, IReadOnlyDictionary<string, string> Descriptions, bool WorkflowRouting);

/// <summary>One agent.</summary>
/// <param name="Team">The supervisor it works under.</param>
/// <param name="Tools">Names of the tools it may use.</param>
/// <param name="Instructions">What a model is told, Markdown.</param>
public sealed record AgentView(string Name, string Team, string Description, ImmutableArray<string> Tools, string Instructions);
