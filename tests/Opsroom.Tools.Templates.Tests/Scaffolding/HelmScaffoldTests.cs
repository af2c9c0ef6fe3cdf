using System.Text.Json;
using Opsroom.TestKit.Kubernetes;

namespace Opsroom.Tools.Templates.Tests.Scaffolding;

public sealed class HelmScaffoldTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_Helm_s_template_engine_makes_of_the_chart_passes_our_linter(bool production)
    {
        using var folder = await ScaffoldedFolder.OfAsync("helm-chart", "billing-web");
        var rendered = await HelmChart.RenderAsync(folder, "billing-web", production ? "ci/production-values.yaml" : null);

        Assert.Empty(ManifestJudge.FindingsOf(rendered));
        Assert.Contains("kind: Deployment", rendered, StringComparison.Ordinal);
        Assert.Equal(production, rendered.Contains("kind: Ingress", StringComparison.Ordinal) && rendered.Contains("kind: HorizontalPodAutoscaler", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_schema_of_the_values_knows_every_value()
    {
        using var folder = await ScaffoldedFolder.OfAsync("helm-chart");
        var schema = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path, "values.schema.json"), TestContext.Current.CancellationToken));
        var values = await HelmChart.ReadAsync(folder, "values.yaml");
        foreach (var property in schema.RootElement.GetProperty("properties").EnumerateObject())
        {
            Assert.True(values.ContainsKey(property.Name), property.Name);
            if (property.Value.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False)
            {
                Assert.Equal(values[property.Name]!.AsObject().Select(value => value.Key).Order(StringComparer.Ordinal), property.Value.GetProperty("properties").EnumerateObject().Select(each => each.Name).Order(StringComparer.Ordinal));
            }
        }
    }
}
