using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Agents;

namespace Opsroom.Workflow.Routing;

/// <summary>A task with the agent it belongs to: <c>{"task","context"?,"team","agent","acceptable"?}</c>.</summary>
/// <param name="Acceptable">Agents that a fair expert would accept; <paramref name="Agent"/> is among them.</param>
public sealed record LabelledTask(string Task, JsonElement? Context, string Team, string Agent, ImmutableArray<string> Acceptable)
{
    /// <summary>Reads JSON lines; blank lines are skipped.</summary>
    /// <exception cref="FormatException">A line is not a labelled task; the message names the line and what is wrong with it.</exception>
    public static IEnumerable<LabelledTask> Read(IEnumerable<string> lines)
    {
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Parse(line, number);
            }
        }
    }

    private static LabelledTask Parse(string line, int number)
    {
        JsonElement value;
        try
        {
            value = JsonElement.Parse(line);
        }
        catch (JsonException error)
        {
            throw Wrong(number, $"it is not JSON ({error.Message})");
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(number, "it is not a JSON object");
        }

        var task = Text(value, "task", number);
        var team = Text(value, "team", number);
        var agent = Text(value, "agent", number);
        if (string.IsNullOrWhiteSpace(task))
        {
            throw Wrong(number, "\"task\" is empty");
        }

        var owner = Known(agent, "agent", number);
        if (owner.Team != team)
        {
            throw Wrong(number, $"\"team\" is {team}, but {agent} belongs to {owner.Team}");
        }

        return new(task, ContextOf(value, number), team, agent, AcceptableOf(value, agent, number));
    }

    private static JsonElement? ContextOf(JsonElement value, int number)
    {
        if (!value.TryGetProperty("context", out var context) || context.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return context.ValueKind == JsonValueKind.Object ? context : throw Wrong(number, "\"context\" is not an object");
    }

    private static ImmutableArray<string> AcceptableOf(JsonElement value, string agent, int number)
    {
        if (!value.TryGetProperty("acceptable", out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return [agent];
        }

        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            throw Wrong(number, "\"acceptable\" is not a list of agents");
        }

        var names = list.EnumerateArray().Select(item => item.GetString()!).Prepend(agent).Distinct(StringComparer.Ordinal).ToImmutableArray();
        foreach (var name in names)
        {
            Known(name, "acceptable", number);
        }

        return names;
    }

    private static string Text(JsonElement value, string name, int number) =>
        value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : throw Wrong(number, $"\"{name}\" is missing or not a string");

    private static AgentDefinition Known(string agent, string name, int number) =>
        BuiltInAgents.Roster.Find(agent)
        ?? throw Wrong(number, $"\"{name}\" names {agent}, which is no agent of the org chart ({string.Join(", ", BuiltInAgents.Roster.Agents.Select(known => known.Name))})");

    private static FormatException Wrong(int line, string what) => new($"Line {line} is not a labelled task: {what}.");
}
