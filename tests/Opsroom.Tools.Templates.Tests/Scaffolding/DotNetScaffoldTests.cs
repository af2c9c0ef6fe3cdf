namespace Opsroom.Tools.Templates.Tests.Scaffolding;

public sealed class DotNetScaffoldTests
{
    [Theory]
    [InlineData("dotnet-webapi", "billing-api")]
    [InlineData("dotnet-worker", "zero2")]
    public async Task A_project_for_DotNet_restores_builds_without_warnings_and_passes_its_own_tests(string template, string name)
    {
        using var folder = await ScaffoldedFolder.OfAsync(template, name);
        var (code, output) = await folder.TryAsync("dotnet", "restore");
        ScaffoldedFolder.Need(code == 0, $"What {template} restores from NuGet (ended with {code}: {(output.Length > 300 ? output[..300] : output)})");

        // warnings are errors there
        await folder.RunAsync("dotnet", "build", "--no-restore", "-v", "quiet");
        var tested = await folder.RunAsync("dotnet", "test", "--no-build");

        Assert.Contains("failed: 0", tested, StringComparison.Ordinal);
        Assert.Contains("skipped: 0", tested, StringComparison.Ordinal);
        Assert.Equal("", (await folder.RunAsync("git", "status", "--porcelain")).Trim());
    }
}
