using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Opsroom.Agents;
using Opsroom.Models;

namespace Opsroom.Workflow.Routing;

/// <summary>What a supervisor asks its model: its instructions, the part of the org chart it decides among, the task, and the form of the answer.</summary>
internal sealed class RoutingQuestion(string supervisor, ImmutableArray<ChatMessage> messages, ChatResponseFormat format)
{
    public static RoutingQuestion ForPlan(SupervisorDefinition root, ImmutableArray<string> teams, RoutingRequest request)
    {
        var system = new StringBuilder(root.Instructions).AppendLine().AppendLine().AppendLine("## The org chart").AppendLine();
        foreach (var team in teams)
        {
            system.AppendLine($"- `{team}`");
            AppendAgents(system, request.Agents.Where(agent => agent.Team == team), "  ");
        }

        return new(root.Name, [new(ChatRole.System, system.ToString()), Ask(request.Task, request.Context)], PlanAnswer.Format(teams));
    }

    public static RoutingQuestion ForChoice(SupervisorDefinition supervisor, ImmutableArray<AgentDefinition> members, JobRequest request)
    {
        var system = new StringBuilder(supervisor.Instructions).AppendLine().AppendLine().AppendLine("## Your agents").AppendLine();
        AppendAgents(system, members, "");
        return new(
            supervisor.Name, [new(ChatRole.System, system.ToString()), Ask(request.Task, request.Context)], ChoiceAnswer.Format([.. members.Select(agent => agent.Name)]));
    }

    /// <summary>The same question after an answer that could not be used.</summary>
    public RoutingQuestion Again(string answer, string problem) =>
        new(supervisor, [.. messages, new(ChatRole.Assistant, answer.Length == 0 ? "(empty)" : answer), new(ChatRole.User, $"This answer cannot be used: {problem} Answer again, in the structure asked for.")], format);

    public ModelRequest ToRequest(int firstAttempt) => new(supervisor, messages, [], format, MayFallBack: true, firstAttempt);

    private static void AppendAgents(StringBuilder text, IEnumerable<AgentDefinition> agents, string indent)
    {
        foreach (var agent in agents)
        {
            text.AppendLine($"{indent}- `{agent.Name}`: {agent.Description}");
        }
    }

    private static ChatMessage Ask(string task, JsonElement? context)
    {
        var trusted = context is { ValueKind: JsonValueKind.Object } value ? JsonObject.Create(value) : null;
        trusted?.Remove("untrusted");
        var text = trusted is null or { Count: 0 } ? $"Task:\n{task}" : $"Task:\n{task}\n\nContext:\n{trusted.ToJsonString()}";
        return new(ChatRole.User, text);
    }
}
