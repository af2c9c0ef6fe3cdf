using Opsroom.Models;
using Opsroom.TestKit.Models;

namespace Opsroom.Tests.Models;

public sealed class ModelProvidersTests
{
    [Fact]
    public void Every_provider_passes_the_contract()
    {
        var covered = typeof(ModelProvidersTests).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ModelProviderContract)))
            .Select(type => ((ModelProviderContract)Activator.CreateInstance(type)!).Provider);

        Assert.Equal(ModelProviders.All.Select(provider => provider.Name).Order(StringComparer.Ordinal), covered.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_provider_can_be_chosen_by_its_key_or_by_its_name()
    {
        Assert.All(ModelProviders.All, provider =>
        {
            Assert.NotNull(provider.DefaultModel(new ModelOptions()));
            Assert.Contains(provider.KeySetting, Assert.Single(new ModelOptions { Model = provider.Name }.Validate([])), StringComparison.Ordinal);
        });
    }
}
