using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace Opsroom.Tools.Templates.Tests.Scaffolding;

/// <summary>Renders charts with Go's template engine, which is Helm's.</summary>
internal static class HelmChart
{
    /// <param name="more">A file of values that is laid over the chart's own; null for none.</param>
    public static async Task<string> RenderAsync(ScaffoldedFolder folder, string release, string? more = null)
    {
        ScaffoldedFolder.Need(ScaffoldedFolder.Find("go") is not null, "Go");
        var values = await ReadAsync(folder, "values.yaml");
        if (more is not null)
        {
            Merge(values, await ReadAsync(folder, more));
        }

        var chart = new JsonObject((await ReadAsync(folder, "Chart.yaml")).Select(entry => KeyValuePair.Create(char.ToUpperInvariant(entry.Key[0]) + entry.Key[1..], entry.Value?.DeepClone())));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "input.json"), new JsonObject { ["chart"] = chart, ["values"] = values, ["release"] = release }.ToJsonString(), TestContext.Current.CancellationToken);
        var renderer = Path.Combine(folder.Path, "render.go");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Scaffolding", "render_chart.go.txt"), renderer);
        string[] templates = [.. Directory.EnumerateFiles(Path.Combine(folder.Path, "templates"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        return await folder.RunAsync("go", ["run", renderer, Path.Combine(folder.Path, "input.json"), .. templates]);
    }

    public static async Task<JsonObject> ReadAsync(ScaffoldedFolder folder, string path)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(folder.Path, path), TestContext.Current.CancellationToken);
        var read = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(text);
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(read))!.AsObject();
    }

    private static void Merge(JsonObject onto, JsonObject more)
    {
        foreach (var (name, value) in more)
        {
            if (value is JsonObject inner && onto[name] is JsonObject there)
            {
                Merge(there, inner);
            }
            else
            {
                onto[name] = value?.DeepClone();
            }
        }
    }
}
