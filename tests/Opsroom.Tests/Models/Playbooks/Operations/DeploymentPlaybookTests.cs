using System.Text.Json;
using Opsroom.Models.Playbooks;
using Opsroom.Models.Playbooks.Operations;
using Reply = Opsroom.Tests.Models.Playbooks.PlaybookRun.Reply;

namespace Opsroom.Tests.Models.Playbooks.Operations;

public class DeploymentPlaybookTests
{
    [Fact]
    public void A_deployment_that_cannot_be_made_leaves_the_pipeline_that_would_make_it()
    {
        var run = Run();

        var answer = run.Ask("Deploy my-service to Kubernetes staging environment", new { service = "my-service", environment = "staging" });

        var call = Assert.Single(run.CallsOf("create_pipeline"));
        Assert.Equal(("my-service", "rolling", "staging"), ((string?)call["service"], (string?)call["pipeline_type"], (string?)call["environments"]![0]));
        Assert.Contains("**Not done:** the deployment of `my-service` to staging.", answer.Message);
        Assert.Contains("harness/pipelines/my_service_rolling.yaml", answer.Message);
        Assert.Equal(("not_configured", "KUBECONFIG"), (answer.Error?.Code, answer.Error?.Setting));
    }

    [Theory]
    [InlineData("canary checkout v2 to prod", "canary")]
    [InlineData("blue-green release of checkout to prod", "blue-green")]
    [InlineData("deploy checkout to prod with automatic rollback", "rolling")]
    public void The_strategy_decides_the_kind_of_pipeline(string task, string type)
    {
        var run = Run();
        run.Ask(task);
        Assert.Equal(type, (string?)Assert.Single(run.CallsOf("create_pipeline"))["pipeline_type"]);
    }

    [Theory]
    [InlineData("roll back checkout in prod")]
    [InlineData("bring checkout back to v1 in prod")]
    [InlineData("revert billing-api in staging")]
    [InlineData("is checkout ready to ship to prod?")]
    [InlineData("deploy it")]
    [InlineData("deploy checkout")]
    public void No_pipeline_is_made_where_none_fits(string task)
    {
        var run = Run();
        var answer = run.Ask(task);
        Assert.Empty(run.CallsOf("create_pipeline"));
        Assert.Equal("not_configured", answer.Error?.Code);
    }

    [Fact]
    public void A_pipeline_of_an_earlier_job_is_referred_to_and_not_made_again()
    {
        var run = Run();
        var earlier = new EarlierResult("harness_expert", "create a canary pipeline for cart", JsonSerializer.SerializeToElement(new { pipeline_id = "cart_canary" }));
        var answer = run.Ask("then deploy cart to staging", earlier: [earlier]);
        Assert.Empty(run.CallsOf("create_pipeline"));
        Assert.Contains("`cart_canary`", answer.Message);
    }

    [Fact]
    public void A_rollback_is_told_how_to_be_done_by_hand() =>
        Assert.Contains("`kubectl rollout undo deployment/checkout -n shop`", Run().Ask("roll back checkout in namespace shop").Message);

    private static PlaybookRun Run() => new(new DeploymentPlaybook(), (tool, arguments) => tool == "create_pipeline"
        ? Reply.Ok(new { pipeline_id = "my_service_rolling", path = "harness/pipelines/my_service_rolling.yaml", validation = new { valid = true, quality_score = 90 } })
        : Reply.Failed("not_configured", "No documents are indexed."));
}
