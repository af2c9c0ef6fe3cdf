using System.Text.Json;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Api;

/// <summary>Makes the YAML of runtime inputs that a run is started with.</summary>
internal static class RunInputs
{
    private const string Whole = "pipeline";

    /// <summary>The YAML, null where there are no inputs, or why they cannot be given to this pipeline.</summary>
    public static (string? Yaml, string? Fault) Write(PipelineSketch pipeline, JsonElement? inputs)
    {
        if (inputs is not { ValueKind: JsonValueKind.Object } given || !given.EnumerateObject().Any())
        {
            return (null, null);
        }

        var names = given.EnumerateObject().Select(input => input.Name).ToList();
        if (given.TryGetProperty(Whole, out var whole) && whole.ValueKind == JsonValueKind.Object)
        {
            return names.Count > 1 ? (null, "inputs has \"pipeline\" and other keys: give the whole input as \"pipeline\", or only variables by name")
                : whole.TryGetProperty("identifier", out var named) && !named.ValueEquals(pipeline.Identifier) ? (null, $"inputs.pipeline.identifier is not {pipeline.Identifier}")
                : (YamlWriter.Write(new YamlMap().Add(Whole, Identified(YamlFromJson.Convert(whole), pipeline.Identifier))), null);
        }

        var variables = new YamlList();
        foreach (var input in given.EnumerateObject())
        {
            if (pipeline.Variables.FirstOrDefault(variable => variable.Name == input.Name) is not { } variable)
            {
                return (null, $"the pipeline has no variable {HarnessFaults.Quoted(input.Name)}; it has {Known(pipeline)}");
            }

            if (input.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
            {
                return (null, $"inputs.{input.Name} has to be a text or a number");
            }

            variables.Items.Add(new YamlMap().Add("name", variable.Name).Add("type", variable.Type).Add("value", ValueOf(variable, input.Value)));
        }

        return (YamlWriter.Write(new YamlMap().Add(Whole, new YamlMap().Add("identifier", pipeline.Identifier).Add("variables", variables))), null);
    }

    private static YamlMap Identified(YamlNode inputs, string identifier)
    {
        var map = (YamlMap)inputs;
        if (!map.Has("identifier"))
        {
            map.Entries.Insert(0, new YamlEntry(new YamlScalar("identifier"), new YamlScalar(identifier)));
        }

        return map;
    }

    private static YamlScalar ValueOf(PipelineVariable variable, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return variable.Type == "Number" && value.ValueKind == JsonValueKind.Number ? new YamlScalar(text, ScalarKind.Number) : new YamlScalar(text);
    }

    private static string Known(PipelineSketch pipeline) =>
        pipeline.Variables.IsEmpty ? "none" : string.Join(", ", pipeline.Variables.Take(20).Select(variable => variable.Name));
}
