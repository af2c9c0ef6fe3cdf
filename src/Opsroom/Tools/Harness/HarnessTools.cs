using System.Collections.Immutable;
using System.ComponentModel;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Harness.Generation;
using Opsroom.Tools.Harness.JsonSchemas;
using Opsroom.Tools.Harness.Validation;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness;

/// <summary>Tools that write and judge Harness pipelines and templates. Nothing leaves this process.</summary>
public sealed class HarnessTools(HarnessOptions options)
{
    private const string MediaType = "application/yaml";

    private readonly PipelineGenerator generator = new(options);
    private readonly PipelineValidator validator = new(maxFindings: 500, options.SchemaPath is null ? null : new SchemaFile(options.SchemaPath));

    /// <summary>Not with a schema: its file may change, and the judgement with it.</summary>
    private readonly bool remembers = options.SchemaPath is null;
    private readonly RecentDocuments recent = new(capacity: 256);
    private readonly TemplateGenerator templates = new(options, new PipelineGenerator(options));

    [Tool("create_pipeline", Effect.Write)]
    [ToolExample("""{"name": "Checkout", "pipeline_type": "canary", "service": "checkout", "environments": ["staging", "production"], "options": {"language": "go", "repo": "checkout", "image": "acme/checkout"}}""")]
    [Description(
        "Writes a Harness pipeline: build, test and image push, then a deployment of the service to each environment, in order, with verification, rollback, timeouts, "
        + "failure strategies and notifications. Environments whose name means production (prod, production, prd, live, prod-eu, …) are deployed to only after an approval. "
        + "The YAML is validated and stands in the workspace as harness/pipelines/<pipeline_id>.yaml.")]
    public ToolResult<CreatedPipeline> CreatePipeline(
        [Description("What people call it. Letters and digits of any script; its identifier is made from it.")] string name,
        [Description("How versions reach the environments.")] PipelineType pipelineType,
        [Description("The Harness service: its name, or its identifier with a scope (org.checkout).")] string service,
        [Description("Every environment to deploy to, first to last.")] ImmutableArray<string> environments,
        ToolContext context,
        [Description(
            "Which stages to have: build, test, security-scan, push, approval, deploy; any other name becomes a stage of its own that runs options.commands[name], or asks for a command. "
            + "Without it: build, test, push, deploy. Deployments, and the approval before production, are always there.")] ImmutableArray<string>? stages = null,
        [Description(OptionTexts.Pipeline)] JsonElement? options = null)
    {
        var key = RecentDocuments.KeyOf([name, pipelineType.ToString(), service], environments.IsDefault ? [] : environments, stages ?? [], [options?.GetRawText()]);
        var made = remembers ? recent.Find(key) : null;
        if (made is null)
        {
            var (pipeline, failure, findings) = generator.Generate(name, pipelineType, service, environments, stages ?? [], options);
            if (pipeline is null)
            {
                return ToolFailure.InvalidArgument(failure!);
            }

            made = recent.Keep(key, Document(pipeline.Identifier, $"harness/pipelines/{pipeline.Identifier}.yaml", pipeline.ToYaml(), findings));
        }

        var written = context.Workspace.Write(made.Path, MediaType, made.Content);
        return written.Value is { } file
            ? new CreatedPipeline(made.Identifier, made.Yaml, file.Path, made.Validation, [file])
            : written.Failure!;
    }

    [Tool("create_template", Effect.Write)]
    [ToolExample("""{"template_type": "step", "name": "Smoke test", "scope": "project", "config": {"script": "curl --fail https://checkout.example.com/health"}}""")]
    [Description(
        "Writes a Harness template of a step, step group, stage or pipeline, for the account, the organization or the project. "
        + "The YAML is validated and stands in the workspace as harness/templates/<template_id>.yaml.")]
    public ToolResult<CreatedTemplate> CreateTemplate(
        [Description("What it is a template of.")] TemplateType templateType,
        [Description("What people call it. Letters and digits of any script; its identifier is made from it.")] string name,
        [Description("Who may use it.")] TemplateScope scope,
        [Description(OptionTexts.Template)] JsonElement? config,
        ToolContext context,
        [Description("Letters, digits and punctuation, at most 64; 1.0.0 if not given.")] string? versionLabel = null)
    {
        if (EntityName.From(name, "template") is not { } entity)
        {
            return ToolFailure.InvalidArgument("name has no letter or digit that an identifier could be made of. Give a name with at least one.");
        }

        var (template, failure, findings) = templates.Generate(templateType, entity, scope, config, versionLabel ?? "1.0.0");
        if (template is null)
        {
            return ToolFailure.InvalidArgument(failure!);
        }

        var made = Document(template.Identifier, $"harness/templates/{template.Identifier}.yaml", template.ToYaml(), findings);
        var written = context.Workspace.Write(made.Path, MediaType, made.Content);
        return written.Value is { } file
            ? new CreatedTemplate(made.Identifier, made.Yaml, file.Path, made.Validation, [file])
            : written.Failure!;
    }

    [Tool("validate_pipeline", Effect.Read)]
    [ToolExample("""{"yaml_content": "pipeline:\n  name: Checkout\n  identifier: checkout\n  stages: []\n"}""")]
    [Description(
        "Judges the YAML of a Harness pipeline, template or input set: errors that Harness would refuse or that lose work, warnings of what should not ship (misspelt or misplaced keys, missing "
        + "rollback, timeouts or approval, expressions that refer to nothing, secrets in clear), suggestions of taste; each with line and column, and a fix where one is certain. "
        + "quality_score is 100, less 20 for each error, less 5 for each rule that warned and 1 more for each repetition (at most 5), less 1 for each suggestion (at most 10), and at least 0.")]
    public PipelineValidation ValidatePipeline([Description("The YAML to judge; bad YAML is a finding, not a failure.")] TextInput yaml) => validator.Validate(yaml.Text);

    private MadeDocument Document(string identifier, string path, YamlMap tree, ImmutableArray<Finding> findings)
    {
        var yaml = YamlWriter.Write(tree);
        return new(identifier, path, yaml, Encoding.UTF8.GetBytes(yaml), Judge(tree, yaml, findings));
    }

    /// <summary>The tree is at hand and need not be read again, unless something is found whose place is to be named.</summary>
    private PipelineValidation Judge(YamlMap tree, string yaml, ImmutableArray<Finding> more)
    {
        var validation = validator.Validate(tree);
        if (!validation.Errors.IsEmpty || !validation.Warnings.IsEmpty || !validation.Suggestions.IsEmpty)
        {
            validation = validator.Validate(yaml);
        }

        return more.IsEmpty ? validation : PipelineValidator.Report([.. validation.Errors, .. validation.Warnings, .. validation.Suggestions, .. more]);
    }
}
