using Opsroom.Tools.Changes;
using static Opsroom.Tests.Approvals.Questions;

namespace Opsroom.Tests.Approvals.Rules;

public sealed class TargetEnvironmentsTests
{
    private const string Mapped = """
        targets:
          - {system: kubernetes, name: main, namespace: "*-dev", environment: dev}
          - {system: kubernetes, name: main, namespace: shop-dev, environment: staging}
          - {system: kubernetes, name: main, namespace: shop-stage, environment: staging}
          - {system: kubernetes, name: main, namespace: shop-stage, environment: staging}
          - {system: kubernetes, name: east, environment: Staging}
          - {system: kubernetes, name: "kind-*", environment: staging}
          - {system: kubernetes, namespace: anywhere, environment: staging}
          - {system: harness, name: acme, environment: staging}
          - {system: kubernetes, name: main, environment: production}
        rules: []
        """;

    [Fact]
    public void The_environment_of_a_target_is_what_the_first_entry_says_and_production_without_one()
    {
        var policy = Policy(Mapped);
        Assert.Equal(new TargetEnvironment("dev", true), policy.EnvironmentOf(new ChangeTarget("kubernetes", "main", "shop-dev")));
        Assert.Equal(new TargetEnvironment("production", true), policy.EnvironmentOf(new ChangeTarget("kubernetes", "main", "shop")));
        Assert.Equal(new TargetEnvironment("production", false), policy.EnvironmentOf(new ChangeTarget("kubernetes", "other", "shop", "dev")));
    }

    [Fact]
    public void An_environment_selects_what_is_named_exactly_and_is_really_mapped_to_it() => Assert.Equal(
        ["kubernetes:main/shop-stage", "kubernetes:east"], Policy(Mapped).KubernetesTargets(" STAGING ").Select(target => target.Identity));

    [Fact]
    public void A_usual_short_form_selects_too_unless_it_is_an_environment_of_its_own()
    {
        Assert.Equal(["kubernetes:main"], Policy(Mapped).KubernetesTargets("prod").Select(target => target.Identity));
        Assert.Equal(
            ["kubernetes:east"],
            Policy(Mapped.Replace("{system: kubernetes, name: east, environment: Staging}", "{system: kubernetes, name: east, environment: prod}", StringComparison.Ordinal)).KubernetesTargets("prod")
                .Select(target => target.Identity));
    }

    [Fact]
    public void An_environment_that_nothing_is_mapped_to_selects_nothing()
    {
        Assert.Empty(Policy(Mapped).KubernetesTargets("dev"));
        Assert.Empty(Policy(Mapped).KubernetesTargets("qa"));
        Assert.Empty(BuiltIn.KubernetesTargets("production"));
    }
}
