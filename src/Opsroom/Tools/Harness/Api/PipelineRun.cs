using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Tools.Harness.Api;

/// <summary>One execution of a pipeline as Harness tells of it.</summary>
/// <param name="Notes">What is noted of it, where the answer says.</param>
/// <param name="HasNotes">Whether something is noted of it.</param>
internal sealed record PipelineRun(
    string ExecutionId, string PipelineId, string Status, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, string? Failure, ImmutableArray<RunStage> Stages, bool HasNotes, string? Notes)
{
    /// <summary>Reads a <c>pipelineExecutionSummary</c>; null where it names no execution.</summary>
    public static PipelineRun? Read(JsonElement summary) => summary.TextOf("planExecutionId") is { } id && HarnessScope.IsExecutionId(id)
        ? new PipelineRun(
            id, summary.TextOf("pipelineIdentifier") ?? "", RunStatus.Of(summary.TextOf("status")), summary.TimeOf("startTs"), summary.TimeOf("endTs"), FailureIn(summary),
            RunStages.Read(summary), summary.IsTrue("notesExistForPlanExecutionId"), summary.TextOf("notes"))
        : null;

    public static string? FailureIn(JsonElement node)
    {
        var message = node.MemberOf("failureInfo") is { } failure ? failure.TextOf("message") : null;
        message ??= node.MemberOf("executionErrorInfo") is { } error ? error.TextOf("message") : null;
        return message is null ? null : HarnessFaults.Quoted(message);
    }
}

/// <summary>A stage of a run.</summary>
/// <param name="Name">As the pipeline's author wrote it.</param>
/// <param name="Type">CI, Deployment, Approval, Custom, …</param>
/// <param name="Status">As Harness shows it: Running, Success, Failed, ApprovalWaiting, …</param>
/// <param name="Failure">Why it failed, in Harness's words.</param>
public sealed record RunStage(string StageId, string Name, string? Type, string Status, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, string? Failure);

/// <summary>Reads the stages out of the graph that a run is drawn from, in the order they run.</summary>
internal static class RunStages
{
    private const int MostNodes = 2_000;

    /// <summary>Nodes that only hold others.</summary>
    private static readonly HashSet<string> Containers = new(StringComparer.OrdinalIgnoreCase) { "parallel", "MATRIX", "LOOP", "FOR", "PARALLELISM", "STRATEGY", "REPEAT" };

    public static ImmutableArray<RunStage> Read(JsonElement summary)
    {
        if (summary.MemberOf("layoutNodeMap") is not { ValueKind: JsonValueKind.Object } nodes)
        {
            return [];
        }

        var stages = ImmutableArray.CreateBuilder<RunStage>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>();
        if (summary.TextOf("startingNodeId") is { } start)
        {
            open.Push(start);
        }

        while (open.TryPop(out var id) && seen.Count < MostNodes)
        {
            if (seen.Add(id) && nodes.MemberOf(id) is { } node)
            {
                Add(node, id, stages);
                var next = node.MemberOf("edgeLayoutList") is { } edges ? edges.TextsOf("currentNodeChildren").Concat(edges.TextsOf("nextIds")) : [];
                foreach (var following in next.Reverse())
                {
                    open.Push(following);
                }
            }
        }

        // stages of a rollback hang on no edge
        foreach (var node in nodes.EnumerateObject().Take(MostNodes).Where(node => seen.Add(node.Name)))
        {
            Add(node.Value, node.Name, stages);
        }

        return stages.ToImmutable();
    }

    private static void Add(JsonElement node, string id, ImmutableArray<RunStage>.Builder stages)
    {
        var type = node.TextOf("nodeType");
        if (node.ValueKind != JsonValueKind.Object || (type is not null && Containers.Contains(type)) || node.TextOf("nodeGroup") is not ("STAGE" or null))
        {
            return;
        }

        var identifier = node.TextOf("nodeIdentifier") ?? id;
        stages.Add(new RunStage(
            HarnessFaults.Quoted(identifier), HarnessFaults.Quoted(node.TextOf("name") ?? identifier), type is null ? null : HarnessFaults.Quoted(type),
            RunStatus.Of(node.TextOf("status")), node.TimeOf("startTs"), node.TimeOf("endTs"), PipelineRun.FailureIn(node)));
    }
}
