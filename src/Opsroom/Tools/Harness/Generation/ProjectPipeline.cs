using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Tools.Harness.Validation;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Generation;

/// <summary>Pipelines that stand in a project's own repository: made and judged as <c>create_pipeline</c> does.</summary>
public sealed class ProjectPipeline(HarnessOptions options)
{
    private const int MostFindings = 500;

    private readonly PipelineGenerator generator = new(options);
    private readonly PipelineValidator validator = new(MostFindings);

    /// <summary>The pipeline, or what cannot be made of the arguments.</summary>
    /// <param name="stages">As <c>create_pipeline</c> takes them; empty for the usual ones.</param>
    /// <param name="settings">The <c>options</c> of <c>create_pipeline</c>.</param>
    public ToolResult<WrittenPipeline> Write(string name, PipelineType type, string service, ImmutableArray<string> environments, ImmutableArray<string> stages, JsonElement settings)
    {
        var (pipeline, failure, findings) = generator.Generate(name, type, service, environments, stages, settings);
        if (pipeline is null)
        {
            return ToolFailure.InvalidArgument(failure!);
        }

        var yaml = YamlWriter.Write(pipeline.ToYaml());
        var validation = validator.Validate(yaml);
        return new WrittenPipeline(pipeline.Identifier, yaml, PipelineValidator.Report([.. validation.Errors, .. validation.Warnings, .. validation.Suggestions, .. findings]));
    }
}

/// <summary>A pipeline as text, with what the validator thinks of it.</summary>
public sealed record WrittenPipeline(string Identifier, string Yaml, PipelineValidation Validation);
