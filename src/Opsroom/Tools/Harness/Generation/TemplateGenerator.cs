using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Opsroom.Tools.Harness.Model;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Generation;

/// <summary>Makes the template that is asked for. What its config leaves open becomes a runtime input of the template.</summary>
internal sealed partial class TemplateGenerator(HarnessOptions options, PipelineGenerator pipelines)
{
    private const int MaxSteps = 100;

    public (Template? Template, string? Failure, ImmutableArray<Finding> Findings) Generate(
        TemplateType type, EntityName name, TemplateScope scope, JsonElement? config, string versionLabel)
    {
        if (!VersionLabel().IsMatch(versionLabel))
        {
            return (null, "version_label must start with a letter or digit and have at most 64 characters, none of them a blank, / or &.", []);
        }

        var reader = new OptionReader(config, "config");
        var description = reader.Text("description");
        var tags = reader.TextMap("tags");
        var (spec, findings) = Spec(type, name, reader);
        if (reader.Faults.Count > 0 || spec is null)
        {
            return (null, string.Join("; ", reader.Faults) + ".", []);
        }

        var template = new Template(name.Display, name.Identifier, versionLabel, HarnessWord(type), spec)
        {
            Description = description ?? (name.IsExact ? null : name.Original.Replace("<+", "< +", StringComparison.Ordinal)),
            Tags = tags,
            Organization = scope == TemplateScope.Account ? null : options.OrgIdentifier,
            Project = scope == TemplateScope.Project ? options.ProjectIdentifier : null,
        };
        var unknown = reader.LeftOver.Select(left => new Finding(
            "unknown-option", Severity.Warning, $"The config key \"{left}\" is not known for a {type.ToString().ToLowerInvariant()} template and was not used.", Path: $"config.{left}"));
        return (template, null, [.. findings, .. unknown]);
    }

    private (YamlMap? Spec, ImmutableArray<Finding> Findings) Spec(TemplateType type, EntityName name, OptionReader reader)
    {
        switch (type)
        {
            case TemplateType.Step:
                return (ReadStep(reader, name.Display, "step")?.ToTemplateSpec(), []);
            case TemplateType.StepGroup:
                var steps = ReadSteps(reader);
                var stageType = reader.Text("stage_type") ?? "Deployment";
                return (new StepGroup(name.Display, name.Identifier, steps.IsEmpty ? [DefaultStep("Run", "run")] : steps).ToTemplateSpec().Add("stageType", stageType), []);
            case TemplateType.Stage:
                return ReadStage(reader);
            default:
                var (pipeline, findings) = ReadPipeline(reader, name);
                return (pipeline?.ToTemplateSpec(), findings);
        }
    }

    /// <summary>A stage that is listed step by step, or else the deployment stage of a pipeline type.</summary>
    private (YamlMap? Spec, ImmutableArray<Finding> Findings) ReadStage(OptionReader reader)
    {
        var steps = ReadSteps(reader);
        if (steps.IsEmpty)
        {
            var (pipeline, findings) = ReadPipeline(reader, EntityName.From("stage", "stage")!);
            return (pipeline?.Stages.OfType<DeploymentStage>().First().ToTemplateSpec(), findings);
        }

        var kind = reader.Text("stage_type", "type") ?? "Custom";
        Stage? stage = kind.ToUpperInvariant() switch
        {
            "CUSTOM" => new CustomStage("stage", "stage") { Timeout = "2h", FailureStrategies = Failures.OfBuild, Steps = steps },
            "APPROVAL" => new ApprovalStage("stage", "stage") { Timeout = "1d", FailureStrategies = Failures.OfApproval, Steps = steps },
            "CI" or "BUILD" => new BuildStage("stage", "stage") { Timeout = "2h", FailureStrategies = Failures.OfBuild, Steps = steps, Infrastructure = new BuildInfrastructure.Cloud() },
            "DEPLOYMENT" or "DEPLOY" or "CD" => new DeploymentStage("stage", "stage")
            {
                Timeout = "4h",
                FailureStrategies = Failures.OfDeployment,
                Service = PipelineSettings.RuntimeInput,
                Target = new DeploymentTarget.Infrastructure(PipelineSettings.RuntimeInput, null),
                Steps = steps,
                RollbackSteps = [new RollingRollbackStep("Rolling rollback", "rolling_rollback", "15m")],
            },
            _ => null,
        };
        if (stage is null)
        {
            reader.Refuse("stage_type", "must be CI, Deployment, Approval or Custom");
        }

        return (stage?.ToTemplateSpec(), []);
    }

    private (Pipeline? Pipeline, ImmutableArray<Finding> Findings) ReadPipeline(OptionReader reader, EntityName name)
    {
        var type = reader.Text("pipeline_type", "strategy") switch
        {
            null or "rolling" => PipelineType.Rolling,
            "standard-cicd" => PipelineType.StandardCicd,
            "canary" => PipelineType.Canary,
            "blue-green" => PipelineType.BlueGreen,
            "gitops" => PipelineType.GitOps,
            _ => (PipelineType?)null,
        };
        if (type is null)
        {
            reader.Refuse("pipeline_type", "must be standard-cicd, gitops, canary, blue-green or rolling");
            return (null, []);
        }

        var service = reader.Text("service");
        var environments = reader.Texts("environments", "environment");
        var stages = reader.Texts("stages");
        var (settings, fault, findings) = PipelineSettings.Read(reader.Raw("options"));
        if (settings is null)
        {
            reader.Refuse("options", "cannot be used: " + fault!.TrimEnd('.'));
            return (null, []);
        }

        var (request, failure) = PipelineRequest.From(name.Original, type.Value, service ?? "service", environments.IsEmpty ? ["environment"] : environments, stages, settings);
        if (request is null)
        {
            reader.Refuse("pipeline", "cannot be made: " + failure!.TrimEnd('.'));
            return (null, []);
        }

        request = request with
        {
            Name = name,
            Service = service is null ? request.Service with { Reference = PipelineSettings.RuntimeInput } : request.Service,
            Environments = environments.IsEmpty ? [request.Environments[0] with { Reference = PipelineSettings.RuntimeInput }] : request.Environments,
        };
        return (pipelines.Generate(request), findings);
    }

    private static ImmutableArray<ExecutionElement> ReadSteps(OptionReader reader)
    {
        if (reader.Raw("steps") is not { } given)
        {
            return [];
        }

        if (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() is 0 or > MaxSteps || given.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Object))
        {
            reader.Refuse("steps", $"must be a list of 1 to {MaxSteps} objects, each with type and spec, or with script, command or url");
            return [];
        }

        var identifiers = new IdentifierSet();
        var steps = ImmutableArray.CreateBuilder<ExecutionElement>();
        foreach (var (index, item) in given.EnumerateArray().Index())
        {
            var each = new OptionReader(item, $"config.steps[{index}]");
            var name = EntityName.From(each.Text("name") ?? $"Step {index + 1}", "step");
            if (name is not null && ReadStep(each, name.Display, identifiers.Claim(name.Identifier)) is { } step)
            {
                steps.Add(step);
            }
            else
            {
                reader.Refuse("steps", $"has at {index}: {(each.Faults.Count > 0 ? string.Join("; ", each.Faults) : "a name without a letter or digit")}");
                return [];
            }
        }

        return steps.ToImmutable();
    }

    private static Step? ReadStep(OptionReader reader, string name, string identifier)
    {
        var timeout = reader.Duration("timeout") ?? "10m";
        var type = reader.Text("type", "step_type");
        var script = reader.Text("script");
        var command = reader.Text("command");
        var image = reader.Text("image");
        var url = reader.Text("url");
        var spec = reader.Raw("spec");
        if (spec is { ValueKind: not JsonValueKind.Object } || (spec is not null && type is null))
        {
            reader.Refuse("spec", "must be an object, beside the type of step that it is the spec of");
            return null;
        }

        return reader.Faults.Count > 0 ? null : (type, spec) switch
        {
            (_, { } element) => new GivenStep(name, identifier, type!, timeout, (YamlMap)YamlFromJson.Convert(element)),
            (null or "ShellScript", null) when script is not null => new ShellScriptStep(name, identifier, timeout, script),
            (null or "Run", null) when command is not null => new RunStep(name, identifier, timeout, command) { Image = image, Connector = image is null ? null : "account.harnessImage" },
            (null or "Http", null) when url is not null => new HttpCheckStep(name, identifier, timeout, url),
            (null or "ShellScript", null) => DefaultStep(name, identifier) with { Timeout = timeout },
            ("Run", null) => new RunStep(name, identifier, timeout, PipelineSettings.RuntimeInput),
            ("Http", null) => new HttpCheckStep(name, identifier, timeout, PipelineSettings.RuntimeInput),
            ({ } other, null) => new BareStep(name, identifier, other, timeout),
        };
    }

    private static ShellScriptStep DefaultStep(string name, string identifier) => new(name, identifier, "10m", PipelineSettings.RuntimeInput);

    private static string HarnessWord(TemplateType type) => type switch
    {
        TemplateType.Step => "Step",
        TemplateType.Stage => "Stage",
        TemplateType.StepGroup => "StepGroup",
        _ => "Pipeline",
    };

    [GeneratedRegex(@"^[0-9a-zA-Z][^\s/&]{0,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex VersionLabel();
}
