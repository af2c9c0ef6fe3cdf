using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Opsroom.Tools.Harness.Api;

/// <summary>Tells what is in Harness and how runs go.</summary>
internal sealed class HarnessReadTools(HarnessClient client, HarnessOptions options, TimeProvider time)
{
    private const int MostPages = 10;

    private readonly RunWatch watch = new(client, options, time);

    [Tool("get_pipeline_status", Effect.Read, Tainted = true)]
    [ToolExample("""{"execution_id": "sgYyY6cLQ2qzgOPGpxNCrw"}""")]
    [Description(
        "Tells how a run of a pipeline goes: its state and that of each stage, in Harness's words. With wait, it is looked at until it ends or the time is over.")]
    public async Task<ToolResult<PipelineStatus>> GetStatusAsync(
        [Description("The run's execution id, as trigger_pipeline answers it or as it stands in the address of the run."), StringLength(64, MinimumLength = 1)] string executionId,
        [Description("How long to wait for its end, as 90s, 10m or 1h; at most 1h. Without it the answer comes at once."), RegularExpression("[1-9][0-9]{0,3}[smh]")] string? wait,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        if (client.Scope.Missing() is { } missing)
        {
            return missing;
        }

        if (!HarnessScope.IsExecutionId(executionId))
        {
            return ToolFailure.InvalidArgument("execution_id is none: letters, digits, - and _ only. It stands in the address of a run after /executions/.");
        }

        if (wait is not null && RunWatch.PatienceOf(wait) is null)
        {
            return ToolFailure.InvalidArgument("wait is longer than an hour. Give at most 1h, and ask again afterwards.");
        }

        var seen = wait is null
            ? await client.GetRunAsync(executionId, cancellationToken)
            : await watch.WatchAsync(executionId, RunWatch.PatienceOf(wait)!.Value, context, cancellationToken);
        return seen.Value is not { } run ? seen.Failure! : new PipelineStatus(
            run.ExecutionId, run.Status, RunStatus.IsFinal(run.Status), RunStatus.WaitsForPerson(run.Status) || run.Stages.Any(stage => RunStatus.WaitsForPerson(stage.Status)),
            run.Stages, HarnessFaults.Quoted(run.PipelineId), client.Scope.RunPage(run.PipelineId, run.ExecutionId), run.StartedAt, run.EndedAt, run.Failure);
    }

    [Tool("list_pipelines", Effect.Read, Tainted = true)]
    [ToolExample("""{"query": "checkout"}""")]
    [Description("Lists the pipelines of the configured project in Harness, those that were changed last first, with the state of their last run.")]
    public async Task<ToolResult<PipelineList>> ListAsync(
        [Description("A part of the name, identifier or tag; without it all are listed, up to 1,000."), StringLength(200)] string? query, CancellationToken cancellationToken)
    {
        if (client.Scope.Missing() is { } missing)
        {
            return missing;
        }

        var pipelines = ImmutableArray.CreateBuilder<ListedPipeline>();
        var total = 0;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await client.ListPipelinesAsync(string.IsNullOrWhiteSpace(query) ? null : query.Trim(), page, cancellationToken);
            if (answer.Value is not { } reply)
            {
                return answer.Failure!;
            }

            var found = pipelines.Count;
            pipelines.AddRange(reply.Data.ItemsOf("content").Select(item => ListedPipeline.Read(item, client.Scope)).OfType<ListedPipeline>());
            total = Math.Max(reply.Data.WholeOf("totalElements") ?? 0, pipelines.Count);
            if (pipelines.Count == found || page + 1 >= (reply.Data.WholeOf("totalPages") ?? 1))
            {
                break;
            }
        }

        return new PipelineList(pipelines.ToImmutable(), total);
    }
}

/// <param name="Status">As Harness shows it: Running, Success, Failed, Aborted, ApprovalWaiting, …</param>
/// <param name="Finished">Whether it has come to its end.</param>
/// <param name="WaitsForPerson">Whether somebody has to act in Harness before it goes on.</param>
/// <param name="Stages">In the order they run.</param>
/// <param name="Failure">Why it failed, in Harness's words.</param>
public sealed record PipelineStatus(
    string ExecutionId, string Status, bool Finished, bool WaitsForPerson, ImmutableArray<RunStage> Stages, string PipelineId, string Url, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt,
    string? Failure);

/// <param name="Total">How many there are; more than are listed where the list was cut.</param>
public sealed record PipelineList(ImmutableArray<ListedPipeline> Pipelines, int Total);
