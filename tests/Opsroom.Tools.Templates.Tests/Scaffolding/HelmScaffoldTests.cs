using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using YamlDotNet.Serialization;

namespace Opsroom.Tools.Templates.Tests.Scaffolding;

public sealed class HelmScaffoldTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_Helm_s_template_engine_makes_of_the_chart_passes_our_linter(bool production)
    {
        ScaffoldedFolder.Need(ScaffoldedFolder.Find("go") is not null, "Go");
        using var folder = await ScaffoldedFolder.OfAsync("helm-chart", "billing-web");
        var values = await ReadAsync(folder, "values.yaml");
        if (production)
        {
            Merge(values, await ReadAsync(folder, "ci/production-values.yaml"));
        }

        var chart = new JsonObject((await ReadAsync(folder, "Chart.yaml")).Select(entry => KeyValuePair.Create(char.ToUpperInvariant(entry.Key[0]) + entry.Key[1..], entry.Value?.DeepClone())));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "input.json"), new JsonObject { ["chart"] = chart, ["values"] = values, ["release"] = "billing-web" }.ToJsonString(), TestContext.Current.CancellationToken);
        var renderer = Path.Combine(folder.Path, "render.go");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Scaffolding", "render_chart.go.txt"), renderer);
        string[] templates = [.. Directory.EnumerateFiles(Path.Combine(folder.Path, "templates"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        var rendered = await folder.RunAsync("go", ["run", renderer, Path.Combine(folder.Path, "input.json"), .. templates]);

        Assert.Empty(ManifestJudge.FindingsOf(rendered));
        Assert.Contains("kind: Deployment", rendered, StringComparison.Ordinal);
        Assert.Equal(production, rendered.Contains("kind: Ingress", StringComparison.Ordinal) && rendered.Contains("kind: HorizontalPodAutoscaler", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_schema_of_the_values_knows_every_value()
    {
        using var folder = await ScaffoldedFolder.OfAsync("helm-chart");
        var schema = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path, "values.schema.json"), TestContext.Current.CancellationToken));
        var values = await ReadAsync(folder, "values.yaml");
        foreach (var property in schema.RootElement.GetProperty("properties").EnumerateObject())
        {
            Assert.True(values.ContainsKey(property.Name), property.Name);
            if (property.Value.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False)
            {
                Assert.Equal(values[property.Name]!.AsObject().Select(value => value.Key).Order(StringComparer.Ordinal), property.Value.GetProperty("properties").EnumerateObject().Select(each => each.Name).Order(StringComparer.Ordinal));
            }
        }
    }

    private static async Task<JsonObject> ReadAsync(ScaffoldedFolder folder, string path)
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
