using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.TestKit.Harness;
using Opsroom.Tools;
using Opsroom.Tools.Harness;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tests.Tools.Harness;

/// <summary>Short ways to make pipelines and to look into them.</summary>
internal static class Pipelines
{
    public static HarnessTools Tools { get; } = new(new HarnessOptions());

    public static ToolContext Context(FilesInMemory? files = null) => new("call-1", "direct", files ?? new FilesInMemory(), _ => { });

    public static ToolResult<CreatedPipeline> Try(
        PipelineType type = PipelineType.Rolling, string name = "Checkout", string service = "checkout", string[]? environments = null, string[]? stages = null, string? options = null) =>
        Tools.CreatePipeline(
            name, type, service, [.. environments ?? ["staging", "production"]], Context(), stages is null ? null : [.. stages], options is null ? null : JsonElement.Parse(options));

    public static CreatedPipeline Make(
        PipelineType type = PipelineType.Rolling, string name = "Checkout", string service = "checkout", string[]? environments = null, string[]? stages = null, string? options = null)
    {
        var result = Try(type, name, service, environments, stages, options);
        Assert.Null(result.Failure);
        return result.Value!;
    }

    public static YamlMap Body(this CreatedPipeline created) => created.Yaml.Map("pipeline");

    /// <summary>The mapping at a path of keys.</summary>
    public static YamlMap Map(this string yaml, params string[] keys) => ((YamlMap)YamlReader.Read(yaml).Root!).Map(keys);

    public static YamlMap Map(this YamlMap map, params string[] keys) => keys.Aggregate(map, (at, key) => Assert.IsType<YamlMap>(at[key]));

    public static string Text(this YamlMap map, params string[] keys) => map.Map(keys[..^1])[keys[^1]]!.Text!;

    public static ImmutableArray<YamlMap> List(this YamlMap map, params string[] keys) =>
        [.. Assert.IsType<YamlList>(map.Map(keys[..^1])[keys[^1]]).Items.Cast<YamlMap>()];

    public static ImmutableArray<YamlMap> Stages(this YamlMap pipeline) => [.. pipeline.List("stages").Select(item => item.Map("stage"))];

    public static ImmutableArray<YamlMap> Deployments(this YamlMap pipeline) => [.. pipeline.Stages().Where(stage => stage.Text("type") == "Deployment")];

    /// <summary>Every step of a stage in the order it runs, those in groups included.</summary>
    public static ImmutableArray<YamlMap> Steps(this YamlMap stage, string list = "steps")
    {
        var steps = ImmutableArray.CreateBuilder<YamlMap>();
        Add(stage.List("spec", "execution", list));
        return steps.ToImmutable();

        void Add(IEnumerable<YamlMap> items)
        {
            foreach (var item in items)
            {
                if (item["stepGroup"] is YamlMap group)
                {
                    Add(group.List("steps"));
                }
                else
                {
                    steps.Add(item.Map("step"));
                }
            }
        }
    }

    public static ImmutableArray<string> StepTypes(this YamlMap stage, string list = "steps") => [.. stage.Steps(list).Select(step => step.Text("type"))];
}
