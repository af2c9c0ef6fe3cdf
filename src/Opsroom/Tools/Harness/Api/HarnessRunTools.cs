using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Opsroom.Tools.Changes;

namespace Opsroom.Tools.Harness.Api;

/// <summary>Starts runs of pipelines in Harness.</summary>
internal sealed class HarnessRunTools(HarnessClient client)
{
    /// <summary>The part of a target's name for a run that deploys to several environments, or to ones that cannot be seen.</summary>
    public const string Several = "(several)";

    private const int RunsLookedAt = 50;

    [Tool("trigger_pipeline", Effect.Change, Tainted = true, Plan = nameof(PlanTriggerAsync), Verify = nameof(VerifyTriggerAsync))]
    [ToolExample("""{"pipeline_id": "checkout_canary", "inputs": {"image_tag": "1.42.0"}, "environment": "staging"}""")]
    [Description(
        "Starts a run of a pipeline that is in Harness, and answers its execution id at once; get_pipeline_status tells how it goes. What a run has done cannot be taken back by a tool.")]
    public async Task<ToolResult<TriggeredPipeline>> TriggerAsync(
        [Description("The pipeline's identifier in Harness."), StringLength(128, MinimumLength = 1)] string pipelineId,
        [Description("Runtime inputs: values of the pipeline's variables by name, or {\"pipeline\": {…}} with the whole input as Harness's YAML has it.")] JsonElement? inputs,
        [Description("The environment that is meant; it is compared with what the pipeline deploys to and changes nothing about it."), StringLength(128)] string? environment,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var (run, failure) = await LookAsync(pipelineId, inputs, cancellationToken);
        if (run is null)
        {
            return failure!;
        }

        if (context.Change is { } change && change.IntentVersion != run.IntentVersion)
        {
            return new ToolFailure(FaultCodes.Conflict, $"The pipeline {pipelineId} is no longer what it was when this was decided, so it was not run. Look at it again.");
        }

        var answer = await client.ExecuteAsync(pipelineId, run.Current.Git, run.Inputs, NoteOf(context), cancellationToken);
        return answer.Value is { } started ? Result(pipelineId, started.ExecutionId, started.Status) : answer.Failure!;
    }

    public async Task<ToolResult<ChangePlan>> PlanTriggerAsync(string pipelineId, JsonElement? inputs, string? environment, CancellationToken cancellationToken)
    {
        var (run, failure) = await LookAsync(pipelineId, inputs, cancellationToken);
        if (run is null)
        {
            return failure!;
        }

        var (environments, mayBeMore) = run.Sketch.EnvironmentsWith(run.Inputs);
        var only = environments.Length == 1 && !mayBeMore ? environments[0] : null;
        var name = environments.IsEmpty && !mayBeMore ? client.Scope.Name : $"{client.Scope.Name}/{only ?? Several}";

        // who names the very environment that the pipeline deploys to selects it and claims nothing
        var claim = environment is null || environment == only ? null : environment;
        return new ChangePlan(
            new ChangeTarget("harness", name, StatedEnvironment: claim), $"pipeline/{pipelineId}", run.IntentVersion, new Preview(
                $"Run the pipeline {pipelineId} in Harness ({client.Scope.Name}): {PushWords.Stages(run.Sketch.Stages)}, {PushWords.Environments(environments, mayBeMore)}.",
                run.Inputs is null ? null : UnifiedDiff.Of("", run.Inputs).Text,
                $"What its stages do{(environments.IsEmpty && !mayBeMore ? "" : $", with {PushWords.Environments(environments, mayBeMore)}")}.",
                "It cannot be undone: a run can be aborted in Harness while it goes on, and what it has done stays.",
                JsonSerializer.SerializeToElement(
                    new RunDetails(run.Sketch.Stages, environments, mayBeMore, environment, Unanswered(run.Sketch, inputs)), ToolJson.Options)));
    }

    public async Task<Verification> VerifyTriggerAsync(string pipelineId, ToolContext context, CancellationToken cancellationToken)
    {
        if ((client.Scope.Missing() ?? NotAnId(pipelineId)) is { } failure)
        {
            return Verification.Unknown($"Whether it was run cannot be seen: {failure.Message}");
        }

        var runs = await client.ListRunsAsync(pipelineId, RunsLookedAt, cancellationToken);
        if (runs.Value is not { } list)
        {
            return Verification.Unknown($"Whether it was run cannot be seen: {runs.Failure!.Message}");
        }

        var note = NoteOf(context);
        foreach (var run in list.Runs.Where(run => run.HasNotes || run.Notes is not null))
        {
            var notes = run.Notes;
            if (notes is null)
            {
                var answer = await client.GetNotesAsync(run.ExecutionId, cancellationToken);
                if (answer.Value is null)
                {
                    return Verification.Unknown($"Whether it was run cannot be seen: {answer.Failure!.Message}");
                }

                notes = answer.Value;
            }

            if (notes.Contains(note, StringComparison.Ordinal))
            {
                return Verification.Done(Result(pipelineId, run.ExecutionId, run.Status));
            }
        }

        // Harness starts as many runs as it is asked for: that none is there yet does not mean that none will be
        return Verification.Unknown(list.Runs.Count == 0
            ? $"Harness shows no run of {pipelineId}. It would not refuse a second one, so look there before it is run again."
            : string.Create(CultureInfo.InvariantCulture, $"None of the last {list.Runs.Count} runs of {pipelineId} is noted as this one ({note}). Harness would not refuse a second one, so look there before it is run again."));
    }

    private async Task<(PlannedRun? Run, ToolFailure? Failure)> LookAsync(string pipelineId, JsonElement? inputs, CancellationToken cancellationToken)
    {
        if ((client.Scope.Missing() ?? NotAnId(pipelineId)) is { } problem)
        {
            return (null, problem);
        }

        var answer = await client.GetPipelineAsync(pipelineId, cancellationToken);
        if (answer.Value is not { } current)
        {
            return (null, answer.Failure);
        }

        var (sketch, fault) = PipelineSketch.Read(current.Yaml);
        if (sketch is null)
        {
            return (null, ToolFailure.InvalidArgument($"The pipeline {pipelineId} in Harness cannot be run: {fault}."));
        }

        var (yaml, unfit) = RunInputs.Write(sketch, inputs);
        return unfit is null ? (new PlannedRun(current, sketch, yaml), null) : (null, ToolFailure.InvalidArgument($"These inputs do not fit: {unfit}."));
    }

    private static ToolFailure? NotAnId(string pipelineId) => HarnessScope.IsPipelineId(pipelineId)
        ? null
        : ToolFailure.InvalidArgument("pipeline_id is no identifier of a pipeline: letters, digits and underscores, not starting with a digit. list_pipelines shows them.");

    /// <summary>By this a run is found again.</summary>
    private static string NoteOf(ToolContext context) => $"opsroom:{context.Change?.Key ?? context.CallId}";

    private static ImmutableArray<string> Unanswered(PipelineSketch sketch, JsonElement? inputs) =>
        inputs is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty("pipeline", out _)
            ? []
            : [.. sketch.OpenInputs.Where(name => inputs is not { ValueKind: JsonValueKind.Object } values || !values.TryGetProperty(name, out _))];

    private TriggeredPipeline Result(string pipelineId, string execution, string status) => new(execution, status, client.Scope.RunPage(pipelineId, execution), pipelineId);

    private sealed record PlannedRun(RemotePipeline Current, PipelineSketch Sketch, string? Inputs)
    {
        /// <summary>What would run, and with which inputs.</summary>
        public string IntentVersion { get; } = $"{PipelineSketch.Hash(Current.Yaml)}:{(Inputs is null ? "none" : PipelineSketch.Hash(Inputs))}";
    }
}

/// <param name="ExecutionId">By which get_pipeline_status finds the run.</param>
/// <param name="Status">As Harness shows it: Running, Queued, Success, Failed, …</param>
/// <param name="Url">Where a person sees the run.</param>
public sealed record TriggeredPipeline(string ExecutionId, string Status, string Url, string PipelineId);

/// <param name="MayDeployElsewhere">Whether inputs, templates or groups may add environments.</param>
/// <param name="StatedEnvironment">What the call says it is for.</param>
/// <param name="OpenInputs">Runtime inputs of the pipeline that this call gives no value; Harness takes their defaults or refuses the run.</param>
internal sealed record RunDetails(
    ImmutableArray<string> Stages, ImmutableArray<string> Environments, bool MayDeployElsewhere, string? StatedEnvironment, ImmutableArray<string> OpenInputs);
