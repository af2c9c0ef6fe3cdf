using System.Text.Json;

namespace Opsroom.Tools.Templates.Tests.Generation;

public sealed class GenerationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("python-library", """{"project_name": "Rate Limits"}""", "rate-limits/src/rate_limits/__init__.py", "def greet")]
    [InlineData("go-cli", """{"name": "pinger"}""", "Makefile", "go build -o pinger .")]
    [InlineData("github-workflow-dotnet", "{}", ".github/workflows/build.yml", "dotnet-version: \"10.0.x\"")]
    [InlineData("terraform-module", """{"name": "queue"}""", "main.tf", "module = \"queue\"")]
    [InlineData("java-library", """{"groupId": "org.example", "artifactId": "rates"}""", "src/main/java/org/example/Greeting.java", "package org.example;")]
    [InlineData("harness-health-check", """{"ADDRESS": "https://shop.example/health"}""", "template.yaml", "value: \"https://shop.example/health\"")]
    public async Task A_built_in_template_is_rendered_and_judged_well(string name, string variables, string file, string part)
    {
        using var box = new TemplateBox();
        var outcome = await box.CallAsync("generate_from_template", new { template_name = name, output_path = "out", variables = JsonElement.Parse(variables) }, Token);

        Assert.True(outcome.Succeeded, outcome.Result.GetRawText());
        Assert.Contains(part, await box.TextAsync("out/" + file, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_that_are_missing_are_asked_for_with_their_question()
    {
        using var box = new TemplateBox();
        var outcome = await box.CallAsync("generate_from_template", new { template_name = "terraform-module", output_path = "out" }, Token);

        Assert.False(outcome.Succeeded);
        Assert.Contains("'name' (The name of the module", outcome.Result.GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.Empty(box.List());
    }

    [Fact]
    public async Task Files_that_are_there_are_replaced_with_force_only()
    {
        using var box = new TemplateBox();
        box.Write("out/README.md", "text/markdown", "mine\n"u8.ToArray());
        var arguments = new { template_name = "terraform-module", output_path = "out", variables = new { name = "queue" } };

        var refused = await box.CallAsync("generate_from_template", arguments, Token);
        Assert.Contains("out/README.md would be replaced", refused.Result.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("mine\n", await box.TextAsync("out/README.md", Token));

        var shown = await box.CallAsync("generate_from_template", new { template_name = "terraform-module", output_path = "out", variables = new { name = "queue" }, dry_run = true }, Token);
        Assert.Contains("-mine", shown.Result.GetProperty("replaced")[0].GetProperty("diff").GetString()!, StringComparison.Ordinal);
        Assert.Single(box.List());

        var forced = await box.CallAsync("generate_from_template", new { template_name = "terraform-module", output_path = "out", variables = new { name = "queue" }, force = true }, Token);
        Assert.True(forced.Succeeded);
        Assert.StartsWith("# queue", await box.TextAsync("out/README.md", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_knows_other_names_of_a_language()
    {
        using var box = new TemplateBox();
        var found = await box.CallAsync("search_templates", new { query = "golang command line" }, Token);
        Assert.Equal("go-cli", found.Result.GetProperty("templates")[0].GetProperty("name").GetString());
        var listed = await box.CallAsync("list_templates", new { tags = new[] { "golang" } }, Token);
        Assert.Equal(["dockerfile", "github-workflow", "go-cli"], listed.Result.GetProperty("templates").EnumerateArray().Select(template => template.GetProperty("name").GetString()));
    }
}
