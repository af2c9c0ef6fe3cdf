namespace Opsroom.Tools.Templates.Tests.Scaffolding;

public sealed class NodeScaffoldTests
{
    [Theory]
    [InlineData("express-typescript", "dist/main.js")]
    [InlineData("react-app", "dist/index.html")]
    public async Task A_project_for_Node_installs_lints_passes_its_own_tests_and_builds(string template, string built)
    {
        ScaffoldedFolder.Need(ScaffoldedFolder.Find("npm") is not null, "npm");
        using var folder = await ScaffoldedFolder.OfAsync(template, "billing-ui");
        var (code, output) = await folder.TryAsync("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error");
        ScaffoldedFolder.Need(code == 0, $"What {template} installs from npm (ended with {code}: {(output.Length > 300 ? output[..300] : output)})");

        await folder.RunAsync("npm", "run", "lint");
        var tested = await folder.RunAsync("npm", "test");
        await folder.RunAsync("npm", "run", "build");

        Assert.Contains("passed", tested, StringComparison.Ordinal);
        Assert.DoesNotContain("skipped", tested, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Path, built)));
        Assert.Equal("", (await folder.RunAsync("git", "status", "--porcelain")).Trim());
    }
}
