using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Opsroom.Workflow.Routing;

/// <summary>A model's choice of an agent, after it was checked.</summary>
internal sealed record ChoiceAnswer(string Agent, string? RunnerUp, string Reason, double Confidence)
{
    public static ChatResponseFormat Format(ImmutableArray<string> agents)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["agent"] = new JsonObject { ["type"] = "string", ["enum"] = Names(agents) },
                ["runner_up"] = new JsonObject { ["type"] = "string", ["enum"] = Names(agents), ["description"] = "who would be next" },
                ["reason"] = new JsonObject { ["type"] = "string", ["description"] = "one sentence that names the object of the work" },
                ["confidence"] = new JsonObject { ["type"] = "number", ["description"] = "0 to 1" },
            },
            ["required"] = new JsonArray("agent", "runner_up", "reason", "confidence"),
            ["additionalProperties"] = false,
        };
        return ChatResponseFormat.ForJsonSchema(JsonSerializer.SerializeToElement(schema), "choice");
    }

    private static JsonArray Names(ImmutableArray<string> agents) => [.. agents.Select(agent => (JsonNode)agent)];

    public static Reading<ChoiceAnswer> Read(string text, ImmutableArray<string> agents)
    {
        var fields = AnswerFields.Of(text);
        if (fields.Problem is { } problem)
        {
            return new(null, problem);
        }

        var agent = AnswerFields.Text(fields.Value, "agent");
        if (agent is null || !agents.Contains(agent, StringComparer.Ordinal))
        {
            return new(null, $"\"agent\" is \"{agent}\"; it must be one of {string.Join(", ", agents)}.");
        }

        var runnerUp = AnswerFields.Text(fields.Value, "runner_up");
        var isOther = runnerUp != agent && runnerUp is not null && agents.Contains(runnerUp, StringComparer.Ordinal);
        return new(new(agent, isOther ? runnerUp : null, fields.Reason, fields.Confidence), null);
    }
}
