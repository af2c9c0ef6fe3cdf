using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Harness.Validation;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Harness.Api;

/// <summary>Brings pipelines into Harness.</summary>
internal sealed class HarnessPushTools(HarnessClient client, HarnessOptions options, PipelineValidator validator)
{
    private const string PushName = "push_pipeline";
    private const string Absent = "absent";
    private const int MostFindings = 20;

    [Tool(PushName, Effect.Change, Tainted = true, Plan = nameof(PlanPushAsync), Verify = nameof(VerifyPushAsync))]
    [ToolExample("""{"pipeline_id": "checkout_canary"}""")]
    [Description(
        "Creates a pipeline in Harness or replaces the YAML of the one that is there, in the configured account, organization and project. "
        + "Nothing is run. Give the YAML, or the id of a pipeline that create_pipeline made in this thread.")]
    public async Task<ToolResult<PushedPipeline>> PushAsync(
        [Description("The pipeline to push")] TextInput? yaml,
        [Description("A pipeline of this thread, in harness/pipelines/<pipeline_id>.yaml; with YAML given, the identifier that it has to have."), StringLength(128, MinimumLength = 1)] string? pipelineId,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var (push, failure) = await LookAsync(yaml, pipelineId, context.Workspace, cancellationToken);
        if (push is null)
        {
            return failure!;
        }

        if (context.Change is { } change && change.IntentVersion != push.IntentVersion)
        {
            return new ToolFailure(FaultCodes.Conflict, $"The pipeline {push.Sketch.Identifier} is no longer what it was when this was decided, so nothing was pushed. Look at it again.");
        }

        if (push.IsSame)
        {
            return Result(push, created: false, updated: false);
        }

        var answer = push.Current is { } current
            ? await client.UpdatePipelineAsync(current, push.Yaml, cancellationToken)
            : await client.CreatePipelineAsync(push.Sketch.Identifier, push.Yaml, cancellationToken);
        return answer.Value is not null || await IsThereAsync(push, answer.Failure!, cancellationToken)
            ? Result(push, created: push.Current is null, updated: push.Current is not null)
            : answer.Failure!;
    }

    public async Task<ToolResult<ChangePlan>> PlanPushAsync(TextInput? yaml, string? pipelineId, ToolContext context, CancellationToken cancellationToken)
    {
        var (push, failure) = await LookAsync(yaml, pipelineId, context.Workspace, cancellationToken);
        if (push is null)
        {
            return failure!;
        }

        var (environments, mayBeMore) = push.Sketch.EnvironmentsWith(null);
        var validation = validator.Validate(push.Yaml);
        var diff = UnifiedDiff.Of(push.Current?.Yaml ?? "", push.Yaml);
        var details = new PushDetails(
            push.Action, push.Sketch.Stages, environments, mayBeMore, diff.Added, diff.Removed, validation.Valid, [.. validation.Errors.Concat(validation.Warnings).Take(MostFindings)]);
        return new ChangePlan(new ChangeTarget("harness", client.Scope.Name), $"pipeline/{push.Sketch.Identifier}", push.IntentVersion, new Preview(
            PushWords.Summary(push.Sketch, push.Action, client.Scope.Name, push.Current?.Git, diff, validation),
            diff.Text.Length > 0 ? diff.Text : null,
            PushWords.BlastRadius(push.Sketch, environments, mayBeMore),
            PushWords.Undo(push.Action),
            JsonSerializer.SerializeToElement(details, ToolJson.Options)))
        {
            Undo = push.Current is { } current && !push.IsSame ? UndoOf(current) : null,
        };
    }

    public async Task<Verification> VerifyPushAsync(TextInput? yaml, string? pipelineId, ToolContext context, CancellationToken cancellationToken)
    {
        var (push, failure) = await LookAsync(yaml, pipelineId, context.Workspace, cancellationToken);
        if (push is null)
        {
            return Verification.Unknown($"Whether it was pushed cannot be seen: {failure!.Message}");
        }

        var before = context.Change?.IntentVersion.Split(':')[0];
        if (push.IsSame)
        {
            return Verification.Done(Result(push, created: before == Absent, updated: before != Absent));
        }

        var isUntouched = context.Change?.IntentVersion == push.IntentVersion;
        return isUntouched && (push.Current is null || push.Current.RefusesLateWrites) ? Verification.NotDone()
            : isUntouched ? Verification.Unknown($"The pipeline {push.Sketch.Identifier} in Harness is still what it was, but Harness names no version of it, so a push that is late could not be told from a new one.")
            : Verification.Unknown($"The pipeline {push.Sketch.Identifier} in Harness is neither what it was nor what was to be pushed: somebody changed it in the meantime.");
    }

    /// <summary>Whether a save was refused because an earlier attempt of it, whose answer was lost, has arrived meanwhile.</summary>
    private async Task<bool> IsThereAsync(Push push, ToolFailure refusal, CancellationToken cancellationToken) =>
        refusal.Code == FaultCodes.Conflict && (await client.GetPipelineAsync(push.Sketch.Identifier, cancellationToken)).Value is { } now
        && (push with { Current = now }).IsSame;

    /// <summary>Reads what is to be pushed and what is there.</summary>
    private async Task<(Push? Push, ToolFailure? Failure)> LookAsync(TextInput? yaml, string? pipelineId, IWorkspace workspace, CancellationToken cancellationToken)
    {
        if (client.Scope.Missing() is { } missing)
        {
            return (null, missing);
        }

        var given = await ReadAsync(yaml, pipelineId, workspace, cancellationToken);
        if (given.Value?.TrimStart('\uFEFF') is not { } text)
        {
            return (null, given.Failure);
        }

        var (sketch, fault) = PipelineSketch.Read(text);
        if (sketch is null)
        {
            return (null, ToolFailure.InvalidArgument($"This cannot be pushed: {fault}."));
        }

        if (Misplaced(sketch, pipelineId) is { } misplaced)
        {
            return (null, ToolFailure.InvalidArgument(misplaced));
        }

        var current = await client.GetPipelineAsync(sketch.Identifier, cancellationToken);
        return current.Value is null && current.Failure!.Code != FaultCodes.NotFound ? (null, current.Failure) : (new Push(sketch, text, current.Value), null);
    }

    private static async Task<ToolResult<string>> ReadAsync(TextInput? yaml, string? pipelineId, IWorkspace workspace, CancellationToken cancellationToken)
    {
        if (yaml is not null)
        {
            return yaml.Text;
        }

        if (pipelineId is null)
        {
            return ToolFailure.InvalidArgument("Give yaml_content or yaml_path, or pipeline_id of a pipeline that was made in this thread.");
        }

        if (!HarnessScope.IsPipelineId(pipelineId))
        {
            return ToolFailure.InvalidArgument("pipeline_id is no identifier of a pipeline: letters, digits and underscores, not starting with a digit.");
        }

        var path = $"harness/pipelines/{pipelineId}.yaml";
        var read = await workspace.ReadAsync(path, cancellationToken);
        return read.Value is { } file ? Encoding.UTF8.GetString(file.Bytes.Span)
            : read.Failure!.Code == FaultCodes.NotFound ? ToolFailure.NotFound($"This thread has no {path}. Make the pipeline with create_pipeline first, or give its YAML as yaml_content.")
            : read.Failure;
    }

    /// <summary>Why the YAML belongs elsewhere.</summary>
    private string? Misplaced(PipelineSketch sketch, string? pipelineId) =>
        pipelineId is not null && pipelineId != sketch.Identifier ? $"The YAML is of the pipeline {sketch.Identifier}, not of {HarnessFaults.Quoted(pipelineId)}."
        : Differs(sketch.Org, options.OrgIdentifier) ? $"The YAML is written for the organization {HarnessFaults.Quoted(sketch.Org!)}, and this server works in {options.OrgIdentifier} (HARNESS_ORG_IDENTIFIER)."
        : Differs(sketch.Project, options.ProjectIdentifier) ? $"The YAML is written for the project {HarnessFaults.Quoted(sketch.Project!)}, and this server works in {options.ProjectIdentifier} (HARNESS_PROJECT_IDENTIFIER)."
        : null;

    private static bool Differs(string? written, string configured) => written is not null && written != configured;

    private static UndoCall UndoOf(RemotePipeline current) =>
        new(PushName, JsonSerializer.SerializeToElement(new { YamlContent = current.Yaml }, ToolJson.Options));

    private PushedPipeline Result(Push push, bool created, bool updated) => new(push.Sketch.Identifier, client.Scope.PipelinePage(push.Sketch.Identifier), created, updated);

    /// <summary>What is to be pushed, and what is there.</summary>
    private sealed record Push(PipelineSketch Sketch, string Yaml, RemotePipeline? Current)
    {
        public bool IsSame => Current is not null && PipelineSketch.Plain(Current.Yaml) == PipelineSketch.Plain(Yaml);

        /// <summary>What is there and what replaces it: a run of the pipeline, which changes neither, does not matter.</summary>
        public string IntentVersion => $"{(Current is null ? Absent : PipelineSketch.Hash(Current.Yaml))}:{PipelineSketch.Hash(Yaml)}";

        public string Action => Current is null ? "create" : IsSame ? "unchanged" : "update";
    }
}

/// <param name="PipelineId">The identifier in Harness.</param>
/// <param name="Url">Where a person sees it.</param>
/// <param name="Created">Whether it is new.</param>
/// <param name="Updated">Whether its YAML was replaced; neither is so where Harness had the very same YAML.</param>
public sealed record PushedPipeline(string PipelineId, string Url, bool Created, bool Updated);

/// <param name="Action">create, update or unchanged.</param>
/// <param name="MayDeployElsewhere">Whether inputs, templates or groups may add environments.</param>
/// <param name="Valid">Whether our own rules find no error.</param>
internal sealed record PushDetails(
    string Action, ImmutableArray<string> Stages, ImmutableArray<string> Environments, bool MayDeployElsewhere, int LinesAdded, int LinesRemoved, bool Valid, ImmutableArray<Finding> Findings);
