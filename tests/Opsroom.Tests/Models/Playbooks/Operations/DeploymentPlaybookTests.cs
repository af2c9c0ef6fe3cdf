using System.Text.Json;
using Opsroom.Models.Playbooks;
using Opsroom.Models.Playbooks.Operations;
using Opsroom.Tests.Models.Playbooks.Infrastructure;
using Reply = Opsroom.Tests.Models.Playbooks.PlaybookRun.Reply;

namespace Opsroom.Tests.Models.Playbooks.Operations;

public class DeploymentPlaybookTests
{
    private const string Task = "deploy checkout v1.5.0 to staging";

    [Fact]
    public void The_outcome_stands_first_then_the_steps_the_plan_with_its_risks_and_the_check()
    {
        var cluster = new ScriptedCluster();
        cluster.Instead["plan_deployment"] = Reply.Ok(new
        {
            plan_id = "rolling-checkout-12345678",
            path = "deployments/rolling-checkout-12345678.yaml",
            steps = new[] { new { name = "set_image", text = "Set the image of checkout." } },
            risks = new[] { new { severity = "warning", text = "No disruption budget." } },
            rollback = "Set the image back to v1.4.1.",
        });

        var answer = cluster.Run(new DeploymentPlaybook()).Ask(Task);

        Assert.Null(answer.Error);
        Assert.StartsWith("Deployed `ghcr.io/acme/checkout:v1.5.0` instead of `ghcr.io/acme/checkout:v1.4.1` in `checkout` in namespace `shop-staging`", answer.Message, StringComparison.Ordinal);
        Assert.Contains("1. Set the image of checkout.", answer.Message, StringComparison.Ordinal);
        Assert.Contains("**Risk:** warning: No disruption budget.", answer.Message, StringComparison.Ordinal);
        Assert.Contains("**Way back:** Set the image back to v1.4.1.", answer.Message, StringComparison.Ordinal);
        Assert.Contains("**The preflight check:** ready", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_ready_is_not_executed_and_it_is_said_why()
    {
        var cluster = new ScriptedCluster();
        cluster.Instead["preflight_check"] = Reply.Ok(new
        {
            ready = false,
            @namespace = "shop-staging",
            deployment = "checkout",
            image = "ghcr.io/acme/checkout:v1.4.1",
            findings = new[] { new { rule = "secret-missing", severity = "error", message = "Secret checkout-db is not there.", @object = "Deployment/shop-staging/checkout" } },
        });
        var run = cluster.Run(new DeploymentPlaybook());

        var answer = run.Ask(Task);

        Assert.Empty(ScriptedCluster.ChangesIn(run));
        Assert.Equal("tool_failed", answer.Error?.Code);
        Assert.StartsWith("**Not done:**", answer.Message, StringComparison.Ordinal);
        Assert.Contains("error `secret-missing` (`Deployment/shop-staging/checkout`): Secret checkout-db is not there.", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_environment_that_configuration_knows_says_where_it_is()
    {
        var cluster = new ScriptedCluster();
        cluster.Instead["preflight_check"] = Reply.Ok(new
        {
            ready = true,
            @namespace = "eu-live",
            cluster = "eu",
            deployment = "checkout-web",
            image = "ghcr.io/acme/checkout:v1.4.1",
        });
        var run = cluster.Run(new DeploymentPlaybook());
        run.Ask(Task);
        var plan = Assert.Single(run.CallsOf("plan_deployment"));
        Assert.Equal(("eu-live", "eu", "checkout-web", "ghcr.io/acme/checkout:v1.5.0"), ((string?)plan["namespace"], (string?)plan["cluster"], (string?)plan["service"], (string?)plan["image"]));
    }

    [Fact]
    public void An_environment_that_configuration_spells_otherwise_is_found_by_its_other_name()
    {
        var run = new PlaybookRun(new DeploymentPlaybook(), (tool, arguments) => tool switch
        {
            "preflight_check" when arguments.GetProperty("environment").GetString() == "prod" => Reply.Failed("invalid_argument", "Configuration maps nothing to prod."),
            "preflight_check" => Reply.Ok(new { ready = true, @namespace = "live", deployment = "api", image = "ghcr.io/acme/api:v1", findings = Array.Empty<object>() }),
            "plan_deployment" => Reply.Ok(new { plan_id = "rolling-api-12345678" }),
            _ => Reply.Ok(new { verified = true }),
        })
        { Offered = ScriptedCluster.Offered };
        run.Ask("deploy v2 of api to prod");
        Assert.Equal("production", (string?)Assert.Single(run.CallsOf("plan_deployment"))["environment"]);
    }

    [Fact]
    public void A_deployment_that_was_rolled_back_is_told_as_one_with_its_reason_and_cause()
    {
        var cluster = new ScriptedCluster();
        cluster.Instead["execute_deployment"] = Reply.Ok(new
        {
            steps = new[] { new { name = "verify 10%", outcome = "failed", detail = "error ratio 0.2 against 0.01" } },
            verified = false,
            rolled_back = true,
            reason = "The canary answers with errors.",
        });
        var answer = cluster.Run(new DeploymentPlaybook()).Ask(Task);
        Assert.Equal("tool_failed", answer.Error?.Code);
        Assert.StartsWith("**The deployment of `checkout` failed and was rolled back.** The canary answers with errors.", answer.Message, StringComparison.Ordinal);
        Assert.Contains("verify 10%: failed: error ratio 0.2 against 0.01", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rejected_deployment_is_said_to_be_so_and_its_plan_is_shown()
    {
        var cluster = new ScriptedCluster();
        cluster.Instead["execute_deployment"] = Reply.Failed("denied", "alice rejected execute_deployment, so it is not made. They say: after lunch.");
        var run = cluster.Run(new DeploymentPlaybook());
        var answer = run.Ask(Task);
        Assert.Single(run.CallsOf("execute_deployment"));
        Assert.Contains("after lunch.", answer.Message, StringComparison.Ordinal);
        Assert.Contains("**The plan**", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_services_move_one_after_the_other_and_stop_at_the_first_that_fails()
    {
        var cluster = new ScriptedCluster();
        cluster.Instead["execute_deployment"] = Reply.Ok(new { steps = Array.Empty<object>(), verified = false, rolled_back = true });
        var run = cluster.Run(new DeploymentPlaybook());
        run.Ask("deploy v2.0.0", new { services = new[] { "web", "api" }, environment = "test" });
        Assert.Equal("web", (string?)Assert.Single(run.CallsOf("plan_deployment"))["service"]);
    }

    [Fact]
    public void A_plan_of_the_thread_is_checked_again_and_carried_out()
    {
        var cluster = new ScriptedCluster();
        cluster.Instead["workspace_read"] = Reply.Ok(new { content = "service: checkout\nenvironment: staging\nnamespace: shop-staging\nsteps:\n  - service: no\n" });
        var run = cluster.Run(new DeploymentPlaybook());
        run.Ask("execute plan canary-checkout-3fa9c1d2");
        var check = Assert.Single(run.CallsOf("preflight_check"));
        Assert.Equal(("checkout", "staging", "canary-checkout-3fa9c1d2"), ((string?)check["service"], (string?)check["environment"], (string?)check["plan_id"]));
        Assert.Equal("canary-checkout-3fa9c1d2", (string?)Assert.Single(run.CallsOf("execute_deployment"))["plan_id"]);
    }

    [Fact]
    public void A_service_that_does_not_run_yet_gets_a_manifest_that_is_applied_by_approval()
    {
        var run = new ScriptedCluster().Run(new DeploymentPlaybook());
        run.Ask("deploy ghcr.io/acme/ledger:1.0.0 on port 8080 to staging", new { service = "ledger" });
        Assert.Equal(("ledger", 8080), ((string?)Assert.Single(run.CallsOf("kubernetes_generate_manifest"))["name"], (int)run.CallsOf("kubernetes_generate_manifest")[0]["port"]!));
        var apply = Assert.Single(run.CallsOf("kubernetes_apply"));
        Assert.Equal(("kubernetes/x.yaml", "shop-staging", "staging"), ((string?)apply["manifest_path"], (string?)apply["namespace"], (string?)apply["environment"]));
    }

    [Theory]
    [InlineData("deploy checkout to staging", "`checkout` runs `ghcr.io/acme/checkout:v1.4.1`. Name an image, or a tag")]
    [InlineData("deploy checkout v1.5.0", "`checkout` in `shop-staging`, `checkout` in `shop-prod`. Say which")]
    [InlineData("deploy it", "not said which service")]
    [InlineData("deploy my-service to Kubernetes staging environment", "To deploy it for the first time, name its image")]
    public void What_is_missing_is_asked(string task, string said)
    {
        var answer = new ScriptedCluster().Run(new DeploymentPlaybook()).Ask(task);
        Assert.Contains(said, answer.Message, StringComparison.Ordinal);
        Assert.NotNull(answer.Error);
    }

    [Fact]
    public void A_first_release_goes_to_the_namespace_that_is_called_as_the_environment()
    {
        var cluster = new ScriptedCluster();
        var run = cluster.Run(new DeploymentPlaybook());
        run.Ask("deploy image ghcr.io/acme/mailer:1.0.0 as mailer to the dev environment, port 8080");
        Assert.Equal("dev", (string?)Assert.Single(run.CallsOf("kubernetes_apply"))["namespace"]);

        cluster.Instead["kubernetes_describe"] = PlaybookRun.Reply.Failed("not_found", "There is no such namespace.");
        run = cluster.Run(new DeploymentPlaybook());
        var answer = run.Ask("deploy image ghcr.io/acme/mailer:1.0.0 as mailer to the dev environment, port 8080");
        Assert.Empty(ScriptedCluster.ChangesIn(run));
        Assert.Contains("the namespace has to be named", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_cluster_the_pipeline_that_would_deploy_is_left()
    {
        var run = Bare();

        var answer = run.Ask("Deploy my-service to Kubernetes staging environment", new { service = "my-service", environment = "staging" });

        var call = Assert.Single(run.CallsOf("create_pipeline"));
        Assert.Equal(("my-service", "rolling", "staging"), ((string?)call["service"], (string?)call["pipeline_type"], (string?)call["environments"]![0]));
        Assert.Contains("**Not done:** the deployment of `my-service` to staging.", answer.Message, StringComparison.Ordinal);
        Assert.Contains("harness/pipelines/my_service_rolling.yaml", answer.Message, StringComparison.Ordinal);
        Assert.Equal(("not_configured", "KUBECONFIG"), (answer.Error?.Code, answer.Error?.Setting));
    }

    [Theory]
    [InlineData("canary checkout v2 to prod", "canary")]
    [InlineData("blue-green release of checkout to prod", "blue-green")]
    [InlineData("deploy checkout to prod with automatic rollback", "rolling")]
    public void The_strategy_decides_the_kind_of_pipeline(string task, string type)
    {
        var run = Bare();
        run.Ask(task);
        Assert.Equal(type, (string?)Assert.Single(run.CallsOf("create_pipeline"))["pipeline_type"]);
    }

    [Fact]
    public void Without_a_cluster_an_image_that_was_named_is_planned()
    {
        var run = Bare();
        var answer = run.Ask("deploy ghcr.io/acme/checkout:v2 to prod");
        Assert.Equal("ghcr.io/acme/checkout:v2", (string?)Assert.Single(run.CallsOf("plan_deployment"))["image"]);
        Assert.Contains("**The plan** `rolling-checkout-12345678`", answer.Message, StringComparison.Ordinal);
        Assert.Equal("KUBECONFIG", answer.Error?.Setting);
    }

    [Theory]
    [InlineData("roll back checkout in prod")]
    [InlineData("revert billing-api in staging")]
    [InlineData("is checkout ready to ship to prod?")]
    [InlineData("deploy it")]
    [InlineData("deploy checkout")]
    public void No_pipeline_is_made_where_none_fits(string task)
    {
        var run = Bare();
        var answer = run.Ask(task);
        Assert.Empty(run.CallsOf("create_pipeline"));
        Assert.NotNull(answer.Error);
    }

    [Fact]
    public void A_pipeline_of_an_earlier_job_is_referred_to_and_not_made_again()
    {
        var run = Bare();
        var earlier = new EarlierResult("harness_expert", "create a canary pipeline for cart", JsonSerializer.SerializeToElement(new { pipeline_id = "cart_canary" }));
        var answer = run.Ask("then deploy cart to staging", earlier: [earlier]);
        Assert.Empty(run.CallsOf("create_pipeline"));
        Assert.Contains("`cart_canary`", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rollback_is_told_how_to_be_done_by_hand() =>
        Assert.Contains("`kubectl rollout undo deployment/checkout -n shop`", Bare().Ask("roll back checkout in namespace shop").Message, StringComparison.Ordinal);

    /// <summary>A server without a cluster.</summary>
    private static PlaybookRun Bare() => new(new DeploymentPlaybook(), (tool, arguments) => tool switch
    {
        "create_pipeline" => Reply.Ok(new { pipeline_id = "my_service_rolling", path = "harness/pipelines/my_service_rolling.yaml", validation = new { valid = true, quality_score = 90 } }),
        "plan_deployment" => Reply.Ok(new { plan_id = "rolling-checkout-12345678", path = "deployments/rolling-checkout-12345678.yaml" }),
        _ => Reply.Failed("not_configured", "No Kubernetes cluster is configured.", "KUBECONFIG"),
    })
    { Offered = ScriptedCluster.Offered };
}
