namespace Opsroom.Tools.Templates.Tests.Scaffolding;

public sealed class FastApiScaffoldTests
{
    private const string Python = "/usr/bin/python3";

    [Theory]
    [InlineData("billing-api")]
    [InlineData("x2")]
    public async Task A_FastAPI_service_passes_its_own_tests_on_the_distribution_s_packages(string name)
    {
        using var folder = await ScaffoldedFolder.OfAsync("fastapi", name);
        var (isThere, _) = File.Exists(Python) ? await folder.TryAsync(Python, "-c", "import fastapi, httpx, prometheus_client, pytest, uvicorn") : (1, "");
        ScaffoldedFolder.Need(isThere == 0, "Python with FastAPI, httpx, prometheus-client and pytest");

        await folder.RunAsync(Python, "-m", "compileall", "-q", "src", "tests");
        var tested = await folder.RunAsync(Python, "-m", "pytest", "-q", "-p", "no:cacheprovider");

        Assert.Contains("passed", tested, StringComparison.Ordinal);
        Assert.DoesNotContain("skipped", tested, StringComparison.Ordinal);
        Assert.Equal("", (await folder.RunAsync("git", "status", "--porcelain")).Trim());
    }
}
