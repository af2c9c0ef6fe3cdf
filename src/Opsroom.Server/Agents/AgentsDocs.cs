using Opsroom.Server.Docs;

namespace Opsroom.Server.Agents;

/// <summary>What the API's document says about agents.</summary>
internal static class AgentsDocs
{
    private const string Tag = "Agents";

    public static RouteDoc List { get; } = new(Tag, "Who can be asked", "The built-in agents in their fixed order, then the operator's own.")
    {
        Answers =
        [
            new(200, typeof(AgentList), "Names and what each of them takes.", """
                {"agents":["harness_expert"],"descriptions":{"harness_expert":"Harness pipelines, triggers and templates."},"workflow_routing":true}
                """),
        ],
    };

    public static RouteDoc Read { get; } = new(Tag, "One agent", "Its team, the tools it may use, and what a model is told.")
    {
        Parameters = [new("path", "name", "The agent's name.", Required: true)],
        Answers =
        [
            new(200, typeof(AgentView), "The agent.", """
                {"name":"harness_expert","team":"infrastructure_supervisor","description":"Harness pipelines, triggers and templates.","tools":["create_pipeline","validate_pipeline"],"instructions":"You write Harness pipelines."}
                """),
        ],
        Errors = [(404, "There is no such agent.")],
    };
}
