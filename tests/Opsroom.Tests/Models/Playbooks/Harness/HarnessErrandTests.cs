using System.Text.Json;
using Opsroom.Models.Playbooks.Harness;
using Reply = Opsroom.Tests.Models.Playbooks.PlaybookRun.Reply;

namespace Opsroom.Tests.Models.Playbooks.Harness;

/// <summary>What the playbook has Harness itself do.</summary>
public class HarnessErrandTests
{
    private const string Yaml = "pipeline:\n  name: Checkout\n  identifier: checkout";

    [Theory]
    [InlineData("Push this pipeline to Harness:\n```yaml\n" + Yaml + "\n```")]
    [InlineData("push this pipeline to our project: " + Yaml)]
    [InlineData("Upload the pipeline below to Harness please\n\n" + Yaml)]
    public void Yaml_that_is_shown_is_pushed_once_it_is_valid(string task)
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Harness);

        var answer = run.Ask(task);

        Assert.Equal(["validate_pipeline", "push_pipeline"], run.Exchanges.Select(made => made.Tool));
        Assert.Equal(Yaml, (string?)Assert.Single(run.CallsOf("push_pipeline"))["yaml_content"]);
        Assert.Contains("Created the pipeline `checkout` in Harness.", answer.Message);
        Assert.Contains("https://harness.example/checkout", answer.Message);
        Assert.Null(answer.Error);
    }

    [Fact]
    public void Yaml_that_is_not_valid_is_not_pushed()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), (tool, arguments) => tool == "validate_pipeline"
            ? Reply.Ok(new { valid = false, quality_score = 60, errors = new[] { new { rule = "empty-list", message = "No stages." } } })
            : Harness(tool, arguments));

        var answer = run.Ask("push this pipeline to Harness: " + Yaml);

        Assert.Empty(run.CallsOf("push_pipeline"));
        Assert.Contains("not valid, so it was not pushed", answer.Message);
    }

    [Fact]
    public void What_is_created_is_pushed_and_run_in_this_order()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Harness);

        var answer = run.Ask("Create a rolling pipeline for api-gateway to dev and prod, push it to Harness and trigger it with image_tag=1.42.0, then wait until it finishes");

        Assert.Equal(["create_pipeline", "push_pipeline", "trigger_pipeline", "get_pipeline_status"], run.Exchanges.Select(made => made.Tool));
        Assert.Equal("api_gateway_rolling", (string?)run.CallsOf("push_pipeline")[0]["pipeline_id"]);
        Assert.Equal("1.42.0", (string?)run.CallsOf("trigger_pipeline")[0]["inputs"]!["image_tag"]);
        Assert.Equal("8m", (string?)run.CallsOf("get_pipeline_status")[0]["wait"]);
        Assert.Contains("Started a run of `api_gateway_rolling`", answer.Message);
        Assert.Null(answer.Error);
    }

    [Fact]
    public void Without_configuration_the_pipeline_is_made_all_the_same_and_the_setting_is_named()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), NotConfigured);

        var answer = run.Ask("Create a rolling pipeline for api-gateway to dev and prod and push it to Harness");

        Assert.Single(run.CallsOf("create_pipeline"));
        Assert.Contains("**Not done:** No Harness API token is set. Set `HARNESS_API_TOKEN` to let me. What is written here can be imported by hand", answer.Message);
        Assert.Null(answer.Error);
    }

    [Theory]
    [InlineData("trigger the checkout pipeline in prod")]
    [InlineData("run pipeline nightly-etl")]
    [InlineData("what is the status of execution sgYyY6cLQ2qzgOPGpxNCrw?")]
    [InlineData("list all pipelines")]
    public void Without_configuration_what_only_Harness_can_do_is_not_configured(string task)
    {
        var run = new PlaybookRun(new HarnessPlaybook(), NotConfigured);

        var answer = run.Ask(task);

        Assert.Empty(run.CallsOf("create_pipeline"));
        Assert.Equal(("not_configured", "HARNESS_API_TOKEN"), (answer.Error?.Code, answer.Error?.Setting));
        Assert.Contains("HARNESS_API_TOKEN", answer.Message);
    }

    [Fact]
    public void A_file_of_the_thread_is_pushed()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Harness);
        run.Ask("Push the pipeline we just generated up to our project.", files: ["harness/pipelines/checkout.yaml", "notes.md"]);
        Assert.Equal("harness/pipelines/checkout.yaml", (string?)Assert.Single(run.CallsOf("push_pipeline"))["yaml_path"]);
    }

    [Fact]
    public void Which_pipeline_to_push_is_asked_where_several_could_be_meant()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Harness);
        var answer = run.Ask("push the pipeline to Harness", files: ["harness/pipelines/cart.yaml", "harness/pipelines/checkout.yaml"]);
        Assert.Empty(run.Exchanges);
        Assert.Contains("I do not see the pipeline to push", answer.Message);
        Assert.NotNull(answer.Error);
    }

    [Theory]
    [InlineData("trigger the checkout pipeline", "checkout")]
    [InlineData("Trigger the checkout pipeline in staging", "checkout")]
    [InlineData("please run the nightly-etl pipeline", "nightly_etl")]
    [InlineData("run pipeline nightly-etl", "nightly_etl")]
    [InlineData("start the pipeline for payments", "payments_canary")]
    [InlineData("Kick off execution of `nightly-etl` with input set \"eu\"", "nightly_etl")]
    public void A_pipeline_that_is_called_by_its_name_is_looked_up_and_run(string task, string pipeline)
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Harness);

        var answer = run.Ask(task);

        Assert.Equal(["list_pipelines", "trigger_pipeline"], run.Exchanges.Select(made => made.Tool));
        Assert.Equal(pipeline, (string?)Assert.Single(run.CallsOf("trigger_pipeline"))["pipeline_id"]);
        Assert.Contains("`run-1`", answer.Message);
        Assert.Null(answer.Error);
    }

    [Theory]
    [InlineData("start pipeline stratus_e2e and when finished give me the coverage")]
    [InlineData("trigger the pipeline `stratus_e2e`")]
    public void An_identifier_is_run_without_looking_it_up(string task)
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Harness);
        run.Ask(task);
        Assert.Equal("stratus_e2e", (string?)Assert.Single(run.CallsOf("trigger_pipeline"))["pipeline_id"]);
        Assert.Empty(run.CallsOf("list_pipelines"));
    }

    [Fact]
    public void The_context_may_say_it_all()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Harness);
        run.Ask("Trigger the pipeline", new { pipeline_id = "checkout_canary", environment = "staging", inputs = new { image_tag = "2" } });
        var call = Assert.Single(run.CallsOf("trigger_pipeline"));
        Assert.Equal(("checkout_canary", "staging", "2"), ((string?)call["pipeline_id"], (string?)call["environment"], (string?)call["inputs"]!["image_tag"]));
    }

    [Theory]
    [InlineData("trigger the unheard-of pipeline", "no pipeline `unheard-of`")]
    [InlineData("trigger the cart pipeline", "`cart_blue`, `cart_green`")]
    public void A_name_that_means_none_or_several_is_asked_back(string task, string words)
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Harness);
        var answer = run.Ask(task);
        Assert.Empty(run.CallsOf("trigger_pipeline"));
        Assert.Contains(words, answer.Message);
    }

    [Theory]
    [InlineData("what is the status of execution sgYyY6cLQ2qzgOPGpxNCrw?", "sgYyY6cLQ2qzgOPGpxNCrw")]
    [InlineData("status of execution -nXZv8WhfTp6lbVXNKZV-Q", "-nXZv8WhfTp6lbVXNKZV-Q")]
    [InlineData("how is run exec-42 going", "exec-42")]
    [InlineData("Is https://app.harness.io/ng/account/a/all/orgs/o/projects/p/pipelines/c/executions/AbC123def456/pipeline done?", "AbC123def456")]
    [InlineData("Did the execution with id abc123 succeed?", "abc123")]
    public void The_state_of_a_run_is_asked_for(string task, string execution)
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Harness);

        var answer = run.Ask(task);

        Assert.Equal(execution, (string?)Assert.Single(run.CallsOf("get_pipeline_status"))["execution_id"]);
        Assert.Single(run.Exchanges);
        Assert.Contains("Failed", answer.Message);
        Assert.Contains("**Deploy:** Failed — No image.", answer.Message);
        Assert.Null(answer.Error);
    }

    [Fact]
    public void The_state_of_a_pipeline_is_that_of_its_last_run()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Harness);
        run.Ask("what is the status of the checkout pipeline?");
        Assert.Equal("last-checkout", (string?)Assert.Single(run.CallsOf("get_pipeline_status"))["execution_id"]);
    }

    [Theory]
    [InlineData("list all pipelines")]
    [InlineData("List pipelines")]
    [InlineData("which pipelines do we have in Harness?")]
    [InlineData("show me the pipelines")]
    public void Pipelines_are_listed(string task)
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Harness);

        var answer = run.Ask(task);

        Assert.Null(Assert.Single(run.CallsOf("list_pipelines"))["query"]);
        Assert.Single(run.Exchanges);
        Assert.Contains("- **checkout:** `checkout`, 3 stages, last run Success", answer.Message);
        Assert.Null(answer.Error);
    }

    [Theory]
    [InlineData("Create a canary pipeline for checkout that pushes it to ECR")]
    [InlineData("Create a canary pipeline for checkout with a push trigger")]
    [InlineData("Create a canary pipeline for checkout but don't push it to Harness")]
    [InlineData("Create a canary pipeline for checkout. Do not push it to Harness yet.")]
    [InlineData("Create a canary pipeline for checkout and push the image to the registry")]
    [InlineData("Create a canary pipeline for checkout to dev and prod and run its tests")]
    public void Harness_is_left_alone_where_something_else_is_meant(string task)
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Harness);
        run.Ask(task);
        Assert.Equal(["create_pipeline"], run.Exchanges.Select(made => made.Tool));
    }

    [Theory]
    [InlineData("Add a webhook trigger so that pushes to main on the GitHub repo start the pipeline, but ignore changes under docs/")]
    [InlineData("Webhook trigger of pipeline docs-site fires twice on every merge")]
    [InlineData("dashboards-deploy pipeline: which triggers does it have and are any of them off?")]
    [InlineData("Put a security scan stage into pipeline orca_ci, trigger it on main, then deploy the image it makes to staging.")]
    [InlineData("how long does the average run of mobile-bff-ci take, split per stage")]
    [InlineData("Which inputs does release-train-v3 ask for when it's triggered by hand?")]
    [InlineData("Check the pipeline YAML below for mistakes before I push it to Harness: pipeline:\n  name: invoice-cd\n  identifier: invoice cd\n  stages: []")]
    [InlineData("why was pipeline run 7731 of loyalty-svc aborted at the infra stage")]
    public void Nothing_is_pushed_run_or_asked_because_its_word_occurs(string task)
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Harness);
        run.Ask(task);
        Assert.DoesNotContain(run.Exchanges, made => made.Tool is "push_pipeline" or "trigger_pipeline" or "get_pipeline_status" or "list_pipelines");
    }

    [Fact]
    public void A_new_pipeline_that_nobody_wants_pushed_cannot_be_run()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Harness);
        var answer = run.Ask("Create a canary pipeline for checkout and trigger the pipeline");
        Assert.Empty(run.CallsOf("trigger_pipeline"));
        Assert.Contains("not in Harness yet", answer.Message);
    }

    [Fact]
    public void What_no_tool_does_is_said()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Harness);
        var answer = run.Ask("disable the checkout pipeline");
        Assert.Empty(run.Exchanges);
        Assert.Contains("has to be done in Harness itself", answer.Message);
        Assert.NotNull(answer.Error);
    }

    [Fact]
    public void A_refused_push_is_an_error_with_its_reason()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), (tool, arguments) => tool == "push_pipeline" ? Reply.Failed("denied", "Rejected by jo: not on Friday.") : Harness(tool, arguments));
        var answer = run.Ask("push this pipeline to Harness: " + Yaml);
        Assert.Contains("**Not done:** Rejected by jo: not on Friday.", answer.Message);
        Assert.Equal("tool_failed", answer.Error?.Code);
        Assert.Single(run.CallsOf("push_pipeline"));
    }

    private static Reply NotConfigured(string tool, JsonElement arguments) =>
        tool is "push_pipeline" or "trigger_pipeline" or "get_pipeline_status" or "list_pipelines"
            ? Reply.Failed("not_configured", "No Harness API token is set.", "HARNESS_API_TOKEN")
            : Harness(tool, arguments);

    private static Reply Harness(string tool, JsonElement arguments)
    {
        string Given(string name) => arguments.TryGetProperty(name, out var value) ? value.GetString()! : "";
        switch (tool)
        {
            case "create_pipeline":
                var id = Given("name").Replace('-', '_');
                return Reply.Ok(new { pipeline_id = id, yaml = Yaml, path = $"harness/pipelines/{id}.yaml", validation = new { valid = true, quality_score = 100 } });
            case "validate_pipeline":
                return Reply.Ok(new { valid = true, quality_score = 100 });
            case "push_pipeline":
                var pushed = Given("pipeline_id") is { Length: > 0 } made ? made : "checkout";
                return Reply.Ok(new { pipeline_id = pushed, url = $"https://harness.example/{pushed}", created = true, updated = false });
            case "trigger_pipeline":
                return Reply.Ok(new { execution_id = "run-1", status = "Running", url = "https://harness.example/run-1" });
            case "get_pipeline_status":
                return Reply.Ok(new { execution_id = Given("execution_id"), status = "Failed", finished = true, pipeline_id = "checkout", stages = new[] { new { name = "Deploy", status = "Failed", failure = "No image." } } });
            case "list_pipelines":
                string[] all = ["checkout", "checkout_canary", "nightly_etl", "payments_canary", "cart_blue", "cart_green"];
                return Reply.Ok(new
                {
                    pipelines = all.Where(name => name.Contains(Given("query"), StringComparison.Ordinal))
                        .Select(name => new { pipeline_id = name, name, stages = 3, last_run = new { execution_id = $"last-{name}", status = "Success" } }),
                    total = all.Length,
                });
            default:
                return Reply.Failed("not_configured", "Nothing is configured.", "X");
        }
    }
}
