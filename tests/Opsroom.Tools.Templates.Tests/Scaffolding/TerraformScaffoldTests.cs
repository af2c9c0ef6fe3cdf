namespace Opsroom.Tools.Templates.Tests.Scaffolding;

public sealed class TerraformScaffoldTests
{
    [Fact]
    public async Task A_Terraform_module_is_formatted_and_what_needs_no_provider_passes_its_own_tests()
    {
        // no distribution has it, so it is not asked for where everything else is
        Assert.SkipUnless(ScaffoldedFolder.Find("terraform") is not null, "Terraform is not installed.");
        using var folder = await ScaffoldedFolder.OfAsync("terraform-module", "object-store");

        await folder.RunAsync("terraform", "fmt", "-check", "-recursive");
        await folder.RunAsync("terraform", "-chdir=modules/labels", "init", "-backend=false");
        await folder.RunAsync("terraform", "-chdir=modules/labels", "validate");
        var tested = await folder.RunAsync("terraform", "-chdir=modules/labels", "test");

        Assert.Contains("3 passed, 0 failed", tested, StringComparison.Ordinal);
        Assert.Equal("", (await folder.RunAsync("git", "status", "--porcelain")).Trim());
    }

    [Fact]
    public async Task With_its_provider_the_module_is_valid_and_passes_its_own_tests()
    {
        Assert.SkipUnless(ScaffoldedFolder.Find("terraform") is not null, "Terraform is not installed.");
        using var folder = await ScaffoldedFolder.OfAsync("terraform-module", "object-store");
        var cache = Environment.GetEnvironmentVariable("TF_PLUGIN_CACHE_DIR");
        Assert.SkipUnless(cache is not null, "The AWS provider is not at hand (TF_PLUGIN_CACHE_DIR).");

        await folder.RunAsync("terraform", "init", "-backend=false");
        await folder.RunAsync("terraform", "validate");
        await folder.RunAsync("terraform", "test");
    }
}
