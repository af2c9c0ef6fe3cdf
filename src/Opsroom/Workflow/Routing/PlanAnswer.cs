using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Opsroom.Threads;

namespace Opsroom.Workflow.Routing;

/// <summary>A model's plan, after it was checked.</summary>
internal sealed record PlanAnswer(ImmutableArray<PlannedJob> Jobs, string Reason, double Confidence)
{
    public static ChatResponseFormat Format(ImmutableArray<string> teams)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["jobs"] = new JsonObject
                {
                    ["type"] = "array",
                    ["description"] = $"1 to {TaskPlanner.MostJobs} jobs, in the order of the task",
                    ["items"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["properties"] = new JsonObject
                        {
                            ["task"] = new JsonObject { ["type"] = "string", ["description"] = "what the agent is asked, in the person's words" },
                            ["team"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. teams.Select(team => (JsonNode)team)]) },
                            ["after"] = new JsonObject
                            {
                                ["type"] = "array",
                                ["items"] = new JsonObject { ["type"] = "integer" },
                                ["description"] = "numbers (from 1) of earlier jobs whose results this one needs",
                            },
                        },
                        ["required"] = new JsonArray("task", "team", "after"),
                        ["additionalProperties"] = false,
                    },
                },
                ["reason"] = new JsonObject { ["type"] = "string", ["description"] = "one sentence that names the object of the work" },
                ["confidence"] = new JsonObject { ["type"] = "number", ["description"] = "0 to 1" },
            },
            ["required"] = new JsonArray("jobs", "reason", "confidence"),
            ["additionalProperties"] = false,
        };
        return ChatResponseFormat.ForJsonSchema(JsonSerializer.SerializeToElement(schema), "plan");
    }

    public static Reading<PlanAnswer> Read(string text, ImmutableArray<string> teams)
    {
        var fields = AnswerFields.Of(text);
        if (fields.Problem is { } unreadable)
        {
            return new(null, unreadable);
        }

        if (!fields.Value.TryGetProperty("jobs", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is < 1 or > TaskPlanner.MostJobs)
        {
            return new(null, $"\"jobs\" must be a list of 1 to {TaskPlanner.MostJobs} jobs.");
        }

        var jobs = ImmutableArray.CreateBuilder<PlannedJob>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (JobOf(item, jobs.Count + 1, teams, out var problem) is not { } job)
            {
                return new(null, problem);
            }

            jobs.Add(job);
        }

        return new(new(jobs.MoveToImmutable(), fields.Reason, fields.Confidence), null);
    }

    private static PlannedJob? JobOf(JsonElement item, int number, ImmutableArray<string> teams, out string? problem)
    {
        problem = null;
        var task = AnswerFields.Text(item, "task");
        var team = AnswerFields.Text(item, "team");
        if (string.IsNullOrWhiteSpace(task))
        {
            problem = $"Job {number} has no \"task\".";
        }
        else if (team is null || !teams.Contains(team, StringComparer.Ordinal))
        {
            problem = $"Job {number} goes to \"{team}\"; \"team\" must be one of {string.Join(", ", teams)}.";
        }
        else
        {
            var after = AfterOf(item, number);
            if (!after.IsDefault)
            {
                return new(string.Create(CultureInfo.InvariantCulture, $"b{number}"), task.Trim(), team, after);
            }

            problem = $"\"after\" of job {number} must be a list of numbers from 1 to {number - 1}.";
        }

        return null;
    }

    private static ImmutableArray<string> AfterOf(JsonElement item, int number)
    {
        if (!item.TryGetProperty("after", out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            return default;
        }

        var after = ImmutableSortedSet.CreateBuilder<int>();
        foreach (var each in list.EnumerateArray())
        {
            if (each.ValueKind != JsonValueKind.Number || !each.TryGetInt32(out var earlier) || earlier < 1 || earlier >= number)
            {
                return default;
            }

            after.Add(earlier);
        }

        return [.. after.Select(earlier => string.Create(CultureInfo.InvariantCulture, $"b{earlier}"))];
    }
}
