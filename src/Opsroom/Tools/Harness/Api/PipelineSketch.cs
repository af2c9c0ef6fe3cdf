using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Opsroom.Tools.Harness.Validation;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Api;

/// <summary>What has to be known of a pipeline's YAML to push it, run it and tell a person what that touches.</summary>
/// <param name="Deployments">Which stage deploys to which environment, by identifiers; an environment may be an expression.</param>
/// <param name="HidesDeployments">Whether it may deploy to others as well: by a template, another pipeline or a group of environments.</param>
/// <param name="OpenInputs">Keys that are asked for at each run.</param>
internal sealed record PipelineSketch(
    string Identifier, string Name, string? Org, string? Project, ImmutableArray<string> Stages, ImmutableArray<StageDeployment> Deployments, bool HidesDeployments,
    ImmutableArray<PipelineVariable> Variables, ImmutableArray<string> OpenInputs)
{
    private const string RuntimeInput = "<+input>";

    /// <summary>Reads a pipeline; a fault says why it is none.</summary>
    public static (PipelineSketch? Sketch, string? Fault) Read(string yaml)
    {
        var reading = YamlReader.Read(yaml);
        if (reading.Faults.Count > 0)
        {
            var fault = reading.Faults[0];
            return (null, $"it is not readable YAML: line {fault.Line}, column {fault.Column}: {fault.Message}");
        }

        if (reading.Root is not YamlMap root || root["pipeline"] is not YamlMap body)
        {
            return (null, "it is not the YAML of a pipeline: the key pipeline with a mapping is missing");
        }

        if (body["identifier"]?.Text is not { } identifier || !HarnessScope.IsPipelineId(identifier))
        {
            return (null, "pipeline.identifier is missing, or is not of letters, digits and underscores");
        }

        var stages = OutlineReader.OfPipeline(body, NodePath.Root.Below("pipeline")).Stages;
        return (new PipelineSketch(
            identifier, body["name"]?.Text ?? identifier, body["orgIdentifier"]?.Text, body["projectIdentifier"]?.Text,
            [.. stages.Select(stage => stage.Node["name"]?.Text ?? stage.Identifier ?? "?")],
            [.. stages.SelectMany(DeploymentsOf)], body.Has("template") || stages.Any(Hides),
            VariablesOf(body), [.. OpenIn(body, "").Distinct(StringComparer.Ordinal)]), null);
    }

    /// <summary>The environments that a run deploys to, and whether it may deploy to others that cannot be seen.</summary>
    /// <param name="inputs">The YAML of its runtime inputs.</param>
    public (ImmutableArray<string> Known, bool MayBeMore) EnvironmentsWith(string? inputs)
    {
        ImmutableArray<StageDeployment> given = inputs is null ? [] : Read(inputs).Sketch?.Deployments ?? [];
        string?[] found = [.. Deployments.Select(stage => IsLiteral(stage.Environment)
            ? stage.Environment
            : given.FirstOrDefault(input => input.Stage == stage.Stage && stage.Stage.Length > 0 && IsLiteral(input.Environment))?.Environment)];
        return ([.. found.OfType<string>().Distinct(StringComparer.Ordinal)], HidesDeployments || found.Contains(null));
    }

    /// <summary>The text as it is compared and hashed: the ends of lines do not count.</summary>
    public static string Plain(string yaml) => yaml.ReplaceLineEndings("\n").TrimEnd();

    /// <summary>A short hash of what a text says.</summary>
    public static string Hash(string yaml) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Plain(yaml))))[..32];

    private static bool IsLiteral(string environment) => !environment.Contains("<+", StringComparison.Ordinal);

    private static bool Hides(StageOutline stage) =>
        stage.IsTemplate || stage.Type == "Pipeline" || (stage.Spec is { } spec && (spec.Has("environmentGroup") || spec["environments"] is YamlScalar));

    private static IEnumerable<StageDeployment> DeploymentsOf(StageOutline stage)
    {
        var single = (stage.Spec?["environment"] as YamlMap)?["environmentRef"]?.Text ?? ((stage.Spec?["infrastructure"] as YamlMap)?["environmentRef"])?.Text;
        var several = (stage.Spec?["environments"] as YamlMap)?["values"] as YamlList;
        return (single is null ? [] : new[] { single })
            .Concat(several?.Items.OfType<YamlMap>().Select(each => each["environmentRef"]?.Text).OfType<string>() ?? [])
            .Select(environment => new StageDeployment(stage.Identifier ?? "", environment));
    }

    private static ImmutableArray<PipelineVariable> VariablesOf(YamlMap body) =>
    [
        .. from item in (body["variables"] as YamlList)?.Items.OfType<YamlMap>() ?? []
           where item["name"]?.Text is not null
           select new PipelineVariable(item["name"]!.Text!, item["type"]?.Text ?? "String", item["value"]?.Text?.StartsWith(RuntimeInput, StringComparison.Ordinal) == true),
    ];

    private static IEnumerable<string> OpenIn(YamlNode node, string key) => node switch
    {
        YamlMap map => map.Entries.SelectMany(entry => OpenIn(entry.Value, entry.Key.Value == "value" && map["name"]?.Text is { } name ? name : entry.Key.Value)),
        YamlList list => list.Items.SelectMany(item => OpenIn(item, key)),
        YamlScalar scalar when scalar.Value.StartsWith(RuntimeInput, StringComparison.Ordinal) && !scalar.Value.Contains(".default(", StringComparison.Ordinal) => [key],
        _ => [],
    };
}

/// <param name="Environment">An identifier or an expression.</param>
internal sealed record StageDeployment(string Stage, string Environment);

/// <param name="Type">String, Number or Secret.</param>
/// <param name="IsInput">Whether a run is asked for its value.</param>
internal sealed record PipelineVariable(string Name, string Type, bool IsInput);
