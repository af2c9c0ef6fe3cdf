using Opsroom.Tools.Harness.Generation;

namespace Opsroom.Tests.Tools.Harness;

public sealed class EnvironmentKindTests
{
    [Theory]
    [InlineData("prod")]
    [InlineData("production")]
    [InlineData("PRD")]
    [InlineData("prd2")]
    [InlineData("live")]
    [InlineData("prod-eu")]
    [InlineData("eu_prod")]
    [InlineData("euProd")]
    [InlineData("ProdEU")]
    [InlineData("us-east-1 Production")]
    [InlineData("Produktion")]
    [InlineData("producción")]
    [InlineData("прод")]
    [InlineData("生产环境")]
    [InlineData("org.prod")]
    public void Production_is_known_by_its_words(string name) => Assert.True(EnvironmentKind.IsProduction(name));

    [Theory]
    [InlineData("staging")]
    [InlineData("dev")]
    [InlineData("pre-prod")]
    [InlineData("preprod")]
    [InlineData("non_prod")]
    [InlineData("nonprod")]
    [InlineData("NonProd")]
    [InlineData("prod-like")]
    [InlineData("product-catalogue")]
    [InlineData("productivity")]
    [InlineData("liveness")]
    [InlineData("delivery")]
    [InlineData("")]
    public void What_comes_before_production_is_not(string name) => Assert.False(EnvironmentKind.IsProduction(name));
}
