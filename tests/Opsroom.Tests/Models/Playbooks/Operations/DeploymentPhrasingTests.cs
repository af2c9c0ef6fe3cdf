using Opsroom.Models.Playbooks.Operations;
using Opsroom.Tests.Models.Playbooks.Infrastructure;

namespace Opsroom.Tests.Models.Playbooks.Operations;

/// <summary>What people write, and what it means in <see cref="ScriptedCluster"/>: the plan that is made, and whether it is carried out.</summary>
public class DeploymentPhrasingTests
{
    private const string Checkout = "service=checkout environment=staging namespace=shop-staging";

    [Theory]
    [InlineData("deploy checkout v1.5.0 to staging", $"{Checkout} image=ghcr.io/acme/checkout:v1.5.0 strategy=rolling")]
    [InlineData("canary release v2 of api to prod", "service=api environment=prod namespace=shop image=ghcr.io/acme/api:v2 strategy=canary")]
    [InlineData("Canary checkout v1.5.0 in staging, 10% then 50%", $"{Checkout} image=ghcr.io/acme/checkout:v1.5.0 strategy=canary weights=[10,50]")]
    [InlineData("canary checkout v1.5.0 to staging and watch each step for 5 minutes", $"{Checkout} image=ghcr.io/acme/checkout:v1.5.0 strategy=canary observe=5m")]
    [InlineData("blue-green deploy of ghcr.io/acme/checkout:v1.6.0 to staging", $"{Checkout} image=ghcr.io/acme/checkout:v1.6.0 strategy=blue-green")]
    [InlineData("move checkout in staging from v1.4.1 to v1.5.0", $"{Checkout} image=ghcr.io/acme/checkout:v1.5.0 strategy=rolling")]
    [InlineData("please ship version 2.2 of payments to prod", "service=payments environment=prod namespace=prod image=ghcr.io/acme/payments:2.2 strategy=rolling")]
    [InlineData("rolle checkout v1.5.0 nach staging aus", $"{Checkout} image=ghcr.io/acme/checkout:v1.5.0 strategy=rolling")]
    [InlineData("deploye v1.5.0 von checkout nach staging", $"{Checkout} image=ghcr.io/acme/checkout:v1.5.0 strategy=rolling")]
    [InlineData("promote checkout@v1.5.0 to staging", $"{Checkout} image=ghcr.io/acme/checkout:v1.5.0 strategy=rolling")]
    [InlineData("deploy v1.9.1 of api", "service=api environment=production namespace=shop image=ghcr.io/acme/api:v1.9.1 strategy=rolling")]
    public void A_deployment_is_planned_checked_and_executed(string task, string plan)
    {
        ScriptedCluster.AssertCalls(task, $"plan_deployment {plan}", new DeploymentPlaybook());
        ScriptedCluster.AssertMeans(task, "execute_deployment plan_id=canary-x-12345678", new DeploymentPlaybook());
    }

    [Theory]
    [InlineData("plan a canary of checkout v1.5.0 to staging", $"plan_deployment {Checkout} image=ghcr.io/acme/checkout:v1.5.0 strategy=canary")]
    [InlineData("what would rolling out checkout v1.5.0 to staging involve? steps and risks only", $"plan_deployment {Checkout} image=ghcr.io/acme/checkout:v1.5.0 strategy=rolling")]
    [InlineData("should we deploy checkout v1.5.0 to staging today?", $"plan_deployment {Checkout} image=ghcr.io/acme/checkout:v1.5.0 strategy=rolling")]
    [InlineData("draw up the rollout of checkout v1.5.0 in staging but don't touch anything", $"plan_deployment {Checkout} image=ghcr.io/acme/checkout:v1.5.0 strategy=rolling")]
    [InlineData("wie würde ein Canary von checkout v1.5.0 nach staging ablaufen?", $"plan_deployment {Checkout} image=ghcr.io/acme/checkout:v1.5.0 strategy=canary")]
    [InlineData("is checkout ready for staging?", $"preflight_check {Checkout}")]
    [InlineData("preflight for payments in prod", "preflight_check service=payments environment=prod namespace=prod")]
    [InlineData("ist checkout in staging bereit?", $"preflight_check {Checkout}")]
    public void What_is_only_asked_is_planned_or_checked_and_nothing_moves(string task, string expected) =>
        ScriptedCluster.AssertMeans(task, expected, new DeploymentPlaybook());

    [Theory]
    [InlineData("roll back checkout in staging", Checkout)]
    [InlineData("rolle payments in prod zurück", "service=payments environment=prod namespace=prod")]
    [InlineData("bring checkout back to v1.4.0 in staging", $"{Checkout} to=v1.4.0")]
    public void A_rollback_is_one(string task, string expected) => ScriptedCluster.AssertMeans(task, $"rollback_deployment {expected}", new DeploymentPlaybook());

    [Theory]
    [InlineData("roll back web", "kubernetes_rollback_deployment namespace=shop name=web")]
    [InlineData("roll back web to revision 3", "kubernetes_rollback_deployment namespace=shop name=web revision=3")]
    [InlineData("undo the release of api in shop", "kubernetes_rollback_deployment namespace=shop name=api")]
    [InlineData("set image of web to ghcr.io/acme/web:2.0.0", "kubernetes_set_image namespace=shop name=web image=ghcr.io/acme/web:2.0.0")]
    public void What_names_no_environment_is_a_change_of_one_workload(string task, string expected) => ScriptedCluster.AssertMeans(task, expected, new DeploymentPlaybook());

    [Theory]
    [InlineData("deploy checkout to staging")]
    [InlineData("deploy it")]
    [InlineData("deploy orders v2 to prod")]
    [InlineData("deploy checkout v1.5.0")]
    [InlineData("deploy checkout v1.4.1 to staging")]
    [InlineData("don't deploy checkout v1.5.0 to prod")]
    [InlineData("if the tests pass, deploy checkout v1.5.0 to staging")]
    [InlineData("the release notes say: \"deploy checkout v1.5.0 to prod\"")]
    public void Nothing_moves_where_that_is_not_asked_or_not_clear(string task) => ScriptedCluster.AssertChangesNothing(task, new DeploymentPlaybook());
}
