namespace Opsroom.Tools.Templates.Tests.Scaffolding;

public sealed class GoScaffoldTests
{
    [Theory]
    [InlineData("billing-api")]
    [InlineData("x2")]
    public async Task A_Go_service_is_formatted_vetted_and_passes_its_own_tests(string name)
    {
        ScaffoldedFolder.Need(ScaffoldedFolder.Find("go") is not null, "Go");
        using var folder = await ScaffoldedFolder.OfAsync("go-service", name);

        Assert.Equal("", (await folder.RunAsync("gofmt", "-l", ".")).Trim());
        await folder.RunAsync("go", "vet", "./...");
        var tested = await folder.RunAsync("go", "test", "./...");

        Assert.Contains("/internal/server", tested, StringComparison.Ordinal);
        Assert.Equal("", (await folder.RunAsync("git", "status", "--porcelain")).Trim());
    }
}
