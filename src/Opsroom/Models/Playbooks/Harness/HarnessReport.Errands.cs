using System.Globalization;
using System.Text.Json;
using Opsroom.Threads;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>What came of the jobs that Harness itself does.</summary>
internal sealed partial class HarnessReport
{
    private const int MostPipelines = 50;

    private void AddPush(ToolExchange? exchange)
    {
        if (!WasDone(exchange, "push_pipeline", HarnessApi.ByHand))
        {
            return;
        }

        var result = exchange!.Result;
        var id = result.Text("pipeline_id");
        Heading(result.Truth("created") == true ? $"Created the pipeline `{id}` in Harness."
            : result.Truth("updated") == true ? $"Updated the pipeline `{id}` in Harness."
            : $"Harness has the pipeline `{id}` just like this already; nothing was changed.");
        Bullet("Open", result.Text("url"));
    }

    private void AddRun(HarnessJob.Trigger job, ToolExchange? exchange)
    {
        if (!WasDone(exchange, "trigger_pipeline", null))
        {
            return;
        }

        var result = exchange!.Result;
        Heading($"Started a run of `{job.PipelineId}`: {result.Text("status") ?? "started"}.");
        Bullet("Execution", result.Text("execution_id") is { } id ? $"`{id}`" : null);
        Bullet("Inputs", job.Inputs.Count > 0 ? string.Join(", ", job.Inputs.Take(MostFindings).Select(input => $"`{input.Key}`")) : null);
        Bullet("Open", result.Text("url"));
    }

    private void AddStatus(HarnessJob.Status job, ToolExchange? exchange)
    {
        if (!WasDone(exchange, "get_pipeline_status", null))
        {
            return;
        }

        var result = exchange!.Result;
        var pipeline = result.Text("pipeline_id") is { Length: > 0 } id ? $" of `{id}`" : "";
        Heading($"The run `{job.ExecutionId}`{pipeline}: {result.Text("status")}.");
        foreach (var stage in result.Items("stages").Take(MostFindings))
        {
            var failure = stage.Text("failure") is { } reason ? $" — {reason}" : "";
            Bullet(stage.Text("name") ?? stage.Text("stage_id") ?? "Stage", $"{stage.Text("status")}{failure}");
        }

        Bullet("Failure", result.Text("failure"));
        Bullet("Next", result.Truth("waits_for_person") == true ? "somebody has to act in Harness before it goes on" : result.Truth("finished") == false ? "it still goes on" : null);
        Bullet("Open", result.Text("url"));
    }

    private void AddListing(HarnessJob.Listing job, ToolExchange? exchange)
    {
        if (!WasDone(exchange, "list_pipelines", null) || !job.IsAnswer)
        {
            return;
        }

        var result = exchange!.Result;
        JsonElement[] pipelines = [.. result.Items("pipelines")];
        var which = job.Query is { } query ? $" that match `{query}`" : "";
        Heading(pipelines.Length == 0
            ? $"There are no pipelines{which} in this project."
            : string.Create(CultureInfo.InvariantCulture, $"{result.Integer("total") ?? pipelines.Length} pipelines{which}, those that were changed last first:"));
        foreach (var pipeline in pipelines.Take(MostPipelines))
        {
            var last = pipeline.Member("last_run") is { } run ? $"last run {run.Text("status")}" : "never run";
            var stages = pipeline.Integer("stages") is { } count ? string.Create(CultureInfo.InvariantCulture, $", {count} stages") : "";
            Bullet(pipeline.Text("name") ?? "Pipeline", $"`{pipeline.Text("pipeline_id")}`{stages}, {last}");
        }

        Bullet("More", pipelines.Length > MostPipelines ? string.Create(CultureInfo.InvariantCulture, $"{pipelines.Length - MostPipelines} more in the result of list_pipelines") : null);
    }

    private void AddImpossible(HarnessJob.Impossible job)
    {
        Line($"**Not done:** {job.Reason}");
        fault ??= situation.Exchanges.Any(made => made.Succeeded) ? null : new Fault("tool_failed", job.Reason);
    }

    /// <summary>Whether Harness did it. Where it is only not configured, what was made without it counts.</summary>
    private bool WasDone(ToolExchange? exchange, string tool, string? instead)
    {
        if (exchange is { Succeeded: true })
        {
            return true;
        }

        var failed = exchange is null ? null : ToolAnswers.FaultOf(exchange);
        var reason = exchange is not null ? ToolAnswers.FailureOf(exchange)
            : situation.Tools.Contains(tool) ? "so many calls were made for this task that I stopped." : $"this server does not offer `{tool}` to me.";
        var setting = failed?.Setting is { } key ? $" Set `{key}` to let me." : "";
        Line($"**Not done:** {reason}{setting}{(instead is null ? "" : $" {instead}")}");
        if (failed?.Code != HarnessApi.Fault.Code || !situation.Exchanges.Any(made => made.Succeeded))
        {
            fault ??= failed ?? new Fault("tool_failed", reason);
        }

        return false;
    }
}
