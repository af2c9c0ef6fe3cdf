using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Opsroom.TestKit.Harness;

/// <summary>The routes of runs.</summary>
public sealed partial class FakeHarness
{
    private IResult Execute(string identifier, HttpContext context)
    {
        var request = RequestOf(context);
        lock (gate)
        {
            if (!pipelines.ContainsKey(identifier))
            {
                return NoPipeline(identifier);
            }

            var run = AddRun(identifier, request.Body, request.Query.GetValueOrDefault("notesForPipelineExecution") ?? "", StatesOfNewRuns);
            return Success(new JsonObject
            {
                ["planExecution"] = new JsonObject { ["uuid"] = run.Id, ["status"] = "RUNNING", ["metadata"] = new JsonObject { ["runSequence"] = runs.Count } },
                ["gitDetails"] = null,
            });
        }
    }

    private FakeRun AddRun(string pipeline, string inputs, string notes, ImmutableArray<string> states)
    {
        // as the real ones look: base64url, and some begin with a dash
        var id = $"-run{runs.Count + 1:D4}_{pipeline.Length:D2}AbCdEfGh";
        var stages = pipelines.GetValueOrDefault(pipeline)?.StageNames ?? [];
        return runs[id] = new FakeRun(id, pipeline, inputs, notes, states.IsEmpty ? ["Success"] : states, stages);
    }

    private IResult GetRun(string execution)
    {
        lock (gate)
        {
            if (runs.GetValueOrDefault(execution) is not { } run)
            {
                return Error(400, "INVALID_REQUEST", $"Plan Execution Summary does not exist or has been deleted for planExecutionId: {execution}");
            }

            var answer = Success(new JsonObject { ["pipelineExecutionSummary"] = Summary(run), ["executionGraph"] = null });
            runs[execution] = run with { Looks = run.Looks + 1 };
            return answer;
        }
    }

    private IResult ListRuns(HttpContext context)
    {
        var query = RequestOf(context).Query;
        lock (gate)
        {
            FakeRun[] all = [.. runs.Values.Where(run => query.GetValueOrDefault("pipelineIdentifier") is not { } pipeline || run.Pipeline == pipeline).Reverse()];
            var size = Number(query.GetValueOrDefault("size") ?? "10");
            return Success(Page([.. all.Take(size).Select(Summary)], all.Length, 0, size));
        }
    }

    private IResult GetNotes(string execution)
    {
        lock (gate)
        {
            return runs.GetValueOrDefault(execution) is { } run
                ? Success(new JsonObject { ["notes"] = run.Notes })
                : Error(400, "INVALID_REQUEST", $"Execution {execution} does not exist or has been deleted");
        }
    }

    private JsonObject Summary(FakeRun run)
    {
        var nodes = new JsonObject();
        for (var i = 0; i < run.Stages.Length; i++)
        {
            nodes[$"node-{i}"] = new JsonObject
            {
                ["nodeType"] = i == 0 ? "CI" : "Deployment",
                ["nodeGroup"] = "STAGE",
                ["nodeIdentifier"] = run.Stages[i].Replace(' ', '_'),
                ["name"] = run.Stages[i],
                ["nodeUuid"] = $"node-{i}",
                ["status"] = run.StatusOfStage(i),
                ["startTs"] = 1_700_000_000_000 + (i * 1000),
                ["endTs"] = run.StatusOfStage(i) == "Success" ? 1_700_000_000_500 + (i * 1000) : null,
                ["edgeLayoutList"] = new JsonObject { ["currentNodeChildren"] = new JsonArray(), ["nextIds"] = i + 1 < run.Stages.Length ? new JsonArray($"node-{i + 1}") : [] },
                ["failureInfo"] = new JsonObject { ["message"] = run.StatusOfStage(i) == "Failed" ? run.Failure : "" },
            };
        }

        return new JsonObject
        {
            ["pipelineIdentifier"] = run.Pipeline,
            ["orgIdentifier"] = Org,
            ["projectIdentifier"] = Project,
            ["planExecutionId"] = run.Id,
            ["name"] = run.Pipeline.Replace('_', ' '),
            ["status"] = run.Status,
            ["layoutNodeMap"] = nodes,
            ["startingNodeId"] = run.Stages.IsEmpty ? null : "node-0",
            ["startTs"] = 1_700_000_000_000,
            ["endTs"] = run.Status is "Success" or "Failed" or "Aborted" ? 1_700_000_060_000 : null,
            ["failureInfo"] = new JsonObject { ["message"] = run.Status == "Failed" ? run.Failure : "" },
            ["totalStagesCount"] = run.Stages.Length,
            ["notesExistForPlanExecutionId"] = run.Notes.Length > 0,
        };
    }
}
