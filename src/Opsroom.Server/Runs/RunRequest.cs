using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Opsroom.Agents;
using Opsroom.Server.Requests;

namespace Opsroom.Server.Runs;

/// <summary>A task for the agents.</summary>
/// <param name="Task">What is to be done, 1 to 100,000 characters.</param>
/// <param name="AgentName">The agent that is to do it; without one the supervisors route it.</param>
/// <param name="Context">Anything the agents should know, up to 256 KiB. What stands under <c>untrusted</c> is treated as text from outside.</param>
/// <param name="Stream">Has to be false or absent here; streams are at <c>/agent/stream</c>.</param>
/// <param name="ThreadId">The conversation it belongs to; without one a new one begins.</param>
public sealed record RunRequest(
    [property: StringLength(100_000, MinimumLength = 1)] string Task, string? AgentName = null, JsonElement? Context = null, bool Stream = false,
    [property: RegularExpression(Opsroom.Threads.ThreadId.Pattern)] string? ThreadId = null)
{
    /// <summary>Characters of a task in a query; longer ones are posted.</summary>
    internal const int LongestTaskInQuery = 4096;

    private const int LargestContext = 256 * 1024;

    private static readonly TextRule TaskRule = new() { MinLength = 1, MaxLength = 100_000, Trim = true };
    private static readonly TextRule QueryTaskRule = TaskRule with { MaxLength = LongestTaskInQuery };
    private static readonly TextRule AgentRule = new();

    /// <summary>Reads a body. What is wrong stands in <paramref name="fields"/>.</summary>
    internal static RunRequest OfBody(RequestFields fields, AgentRoster roster) => new(
        fields.Text("task", TaskRule, required: true) ?? "",
        AgentOf(fields, AgentRule, roster),
        fields.Object("context", mostBytes: LargestContext),
        fields.Flag("stream") ?? false,
        fields.Text("thread_id", ThreadIds.Rule));

    /// <summary>Reads a query. What is wrong stands in <paramref name="fields"/>.</summary>
    internal static RunRequest OfQuery(RequestFields fields, AgentRoster roster) => new(
        fields.Text("task", QueryTaskRule, required: true) ?? "",
        AgentOf(fields, TextRule.AnyInQuery, roster),
        fields.ObjectInText("context", LargestContext),
        true,
        fields.Text("thread_id", ThreadIds.QueryRule));

    private static string? AgentOf(RequestFields fields, TextRule rule, AgentRoster roster)
    {
        var name = fields.Text("agent_name", rule);
        if (name is null || roster.Find(name) is not null)
        {
            return name;
        }

        fields.RefuseValue("agent_name", [.. roster.Agents.Select(agent => agent.Name)]);
        return null;
    }
}
