using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Opsroom.Tools.Harness;

/// <summary>How a pipeline brings a version to its environments.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PipelineType>))]
public enum PipelineType
{
    /// <summary>Build, test, push, then a rolling deployment to each environment.</summary>
    [JsonStringEnumMemberName("standard-cicd")]
    StandardCicd,

    /// <summary>Pull requests to the release repository, merged and synchronised.</summary>
    [JsonStringEnumMemberName("gitops")]
    GitOps,

    /// <summary>Growing parts of the pods, verified one by one, then all.</summary>
    [JsonStringEnumMemberName("canary")]
    Canary,

    /// <summary>A second set of pods beside the first, then a swap of services.</summary>
    [JsonStringEnumMemberName("blue-green")]
    BlueGreen,

    /// <summary>Pods replaced a few at a time, then watched.</summary>
    [JsonStringEnumMemberName("rolling")]
    Rolling,
}

/// <summary>What a template is a template of.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TemplateType>))]
public enum TemplateType
{
    [JsonStringEnumMemberName("step")]
    Step,

    [JsonStringEnumMemberName("stage")]
    Stage,

    [JsonStringEnumMemberName("pipeline")]
    Pipeline,

    [JsonStringEnumMemberName("stepgroup")]
    StepGroup,
}

/// <summary>Who may use a template.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TemplateScope>))]
public enum TemplateScope
{
    [JsonStringEnumMemberName("account")]
    Account,

    [JsonStringEnumMemberName("org")]
    Org,

    [JsonStringEnumMemberName("project")]
    Project,
}

/// <summary>What a validator thinks of a document.</summary>
/// <param name="Valid">No finding is an error.</param>
/// <param name="Suggestions">Matters of taste, and what Harness is expected to know already.</param>
/// <param name="QualityScore">0 to 100.</param>
public sealed record PipelineValidation(
    bool Valid, ImmutableArray<Finding> Errors, ImmutableArray<Finding> Warnings, ImmutableArray<Finding> Suggestions, int QualityScore);

/// <param name="PipelineId">The identifier in Harness.</param>
/// <param name="Path">Where the YAML stands in the workspace.</param>
public sealed record CreatedPipeline(string PipelineId, string Yaml, string Path, PipelineValidation Validation, ImmutableArray<Workspace.WorkspaceFile> Files);

/// <param name="TemplateId">The identifier in Harness.</param>
/// <param name="Path">Where the YAML stands in the workspace.</param>
public sealed record CreatedTemplate(string TemplateId, string Yaml, string Path, PipelineValidation Validation, ImmutableArray<Workspace.WorkspaceFile> Files);
