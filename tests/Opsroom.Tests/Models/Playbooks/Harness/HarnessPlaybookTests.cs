using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks;
using Opsroom.Models.Playbooks.Harness;
using Reply = Opsroom.Tests.Models.Playbooks.PlaybookRun.Reply;

namespace Opsroom.Tests.Models.Playbooks.Harness;

public class HarnessPlaybookTests
{
    [Fact]
    public void A_canary_pipeline_is_created_for_the_service_and_environments_of_the_context()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Good);

        var answer = run.Ask("Create a canary deployment pipeline for my-service", new { service = "my-service", environments = new[] { "dev", "staging", "prod" } });

        var call = Assert.Single(run.CallsOf("create_pipeline"));
        Assert.Equal("my-service", (string?)call["service"]);
        Assert.Equal("canary", (string?)call["pipeline_type"]);
        Assert.Equal(["dev", "staging", "prod"], Texts(call["environments"]));
        Assert.Null(answer.Error);
        Assert.Contains("Created the canary pipeline `my_service_canary` for `my-service`", answer.Message);
        Assert.Contains("harness/pipelines/my_service_canary.yaml", answer.Message);
        Assert.Contains("Build → Deploy dev", answer.Message);
        Assert.Contains("quality score 96 of 100", answer.Message);
        Assert.Contains("`connectorRef`", answer.Message);
    }

    [Theory]
    [InlineData("Create a CI/CD pipeline")]
    [InlineData("Create a pipeline")]
    [InlineData("i need a pipeline")]
    [InlineData("Erstelle eine Pipeline")]
    public void A_pipeline_without_a_service_gets_a_default_and_says_so(string task)
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Good);

        var answer = run.Ask(task);

        var call = Assert.Single(run.CallsOf("create_pipeline"));
        Assert.Equal("my-service", (string?)call["service"]);
        Assert.Equal("standard-cicd", (string?)call["pipeline_type"]);
        Assert.Equal(["dev", "staging", "prod"], Texts(call["environments"]));
        Assert.Contains("No service was named", answer.Message);
        Assert.Null(answer.Error);
    }

    [Fact]
    public void The_service_of_an_earlier_job_is_taken_where_the_task_names_none()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Good);
        var earlier = new EarlierResult("scaffold_agent", "scaffold a service called billing", JsonSerializer.SerializeToElement(new { message = "Done." }));

        run.Ask("give it a canary pipeline", earlier: [earlier]);

        Assert.Equal("billing", (string?)Assert.Single(run.CallsOf("create_pipeline"))["service"]);
    }

    [Fact]
    public void Several_jobs_of_one_task_are_all_done()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Good);

        var answer = run.Ask("Create a canary pipeline for checkout and a gitops pipeline for cart, plus a stage template for smoke tests");

        var pipelines = run.CallsOf("create_pipeline");
        Assert.Equal(["canary checkout", "gitops cart"], pipelines.Select(call => $"{call["pipeline_type"]} {call["service"]}"));
        var template = Assert.Single(run.CallsOf("create_template"));
        Assert.Equal("stage", (string?)template["template_type"]);
        Assert.Equal("Smoke tests", (string?)template["name"]);
        Assert.Contains("`checkout`", answer.Message);
        Assert.Contains("`cart`", answer.Message);
        Assert.Contains("Created the stage template", answer.Message);
    }

    [Fact]
    public void Each_service_of_a_row_gets_its_pipeline()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Good);
        run.Ask("Create rolling pipelines for cart, checkout and payments");
        Assert.Equal(["cart", "checkout", "payments"], run.CallsOf("create_pipeline").Select(call => (string?)call["service"]));
    }

    [Fact]
    public void Wishes_become_options()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Good);

        run.Ask(
            "canary 10%, 25% and 50% pipeline for the Go service orders in namespace shop, image ghcr.io/acme/orders:1.2, notify ops@example.com, with a security scan",
            new { options = new { approvers = new[] { "account.sre" } } });

        var call = Assert.Single(run.CallsOf("create_pipeline"));
        var options = call["options"]!;
        Assert.Equal([10, 25, 50], options["canary_percentages"]!.AsArray().Select(part => (int)part!));
        Assert.Equal("shop", (string?)options["namespace"]);
        Assert.Equal("ghcr.io/acme/orders", (string?)options["image"]);
        Assert.Equal("go", (string?)options["language"]);
        Assert.Equal(["ops@example.com"], Texts(options["notification_emails"]));
        Assert.Equal(["account.sre"], Texts(options["approvers"]));
        Assert.Contains("security-scan", Texts(call["stages"]));
    }

    [Theory]
    [InlineData("Validate this pipeline:\n```yaml\npipeline:\n  name: x\n```", null)]
    [InlineData("is this valid?\npipeline:\n  name: x", null)]
    [InlineData("validate this pipeline: pipeline:\n  name: x", null)]
    [InlineData("Validate this pipeline:\n  name: x", null)]
    [InlineData("please validate", "yaml")]
    [InlineData("Validate the pipeline", "yaml_content")]
    [InlineData("Prüfe die Pipeline", "pipeline_yaml")]
    public void Yaml_from_the_task_or_the_context_is_validated(string task, string? key)
    {
        var run = new PlaybookRun(new HarnessPlaybook(), (_, _) => Reply.Ok(new
        {
            valid = false,
            quality_score = 40,
            errors = new[] { new { rule = "missing-stages", severity = "error", message = "The pipeline has no stages.", line = 2, column = 3 } },
            warnings = Array.Empty<object>(),
            suggestions = Array.Empty<object>(),
        }));

        var answer = run.Ask(task, key is null ? null : new Dictionary<string, string> { [key] = "pipeline:\n  name: x" });

        Assert.Equal("pipeline:\n  name: x", (string?)Assert.Single(run.CallsOf("validate_pipeline"))["yaml_content"]);
        Assert.Empty(run.CallsOf("create_pipeline"));
        Assert.Contains("not valid. Quality score: 40 of 100", answer.Message);
        Assert.Contains("`missing-stages` (line 2, column 3): The pipeline has no stages.", answer.Message);
        Assert.Null(answer.Error);
    }

    [Fact]
    public void A_file_of_the_workspace_is_validated_by_its_path()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Good);
        run.Ask("validate checkout.yaml", files: ["harness/pipelines/checkout.yaml", "notes.md"]);
        Assert.Equal("harness/pipelines/checkout.yaml", (string?)Assert.Single(run.CallsOf("validate_pipeline"))["yaml_path"]);
    }

    [Fact]
    public void What_nobody_has_shown_is_asked_for()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Good);

        var answer = run.Ask("fix our pipeline, the canary stage fails");

        Assert.Empty(run.Exchanges);
        Assert.Contains("Put its YAML into the task", answer.Message);
        Assert.Equal("not_configured", answer.Error?.Code);
    }

    [Fact]
    public void A_question_is_looked_up_and_an_unconfigured_search_is_named()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), (_, _) => Reply.Failed("not_configured", "No documents are indexed.", "Knowledge:Path"));

        var answer = run.Ask("what is the difference between a stage and a step group?");

        Assert.Single(run.CallsOf("documentation_search"));
        Assert.Contains("No documents are indexed.", answer.Message);
        Assert.Equal(("not_configured", "Knowledge:Path"), (answer.Error?.Code, answer.Error?.Setting));
    }

    [Fact]
    public void Documents_that_were_found_are_quoted_with_their_place()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), (_, _) => Reply.Ok(new { results = new[] { new { title = "Stages", excerpt = "A stage holds steps.", location = "harness.md#stages", score = 0.9 } } }));
        var answer = run.Ask("what is a stage?");
        Assert.Contains("**Stages:** A stage holds steps. (harness.md#stages)", answer.Message);
        Assert.Null(answer.Error);
    }

    [Fact]
    public void A_refused_first_attempt_leads_to_a_mended_second_one()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), (tool, arguments) => arguments.TryGetProperty("options", out var options) && options.TryGetProperty("namespace", out _)
            ? Reply.Failed("invalid_argument", "options.namespace must be a Kubernetes namespace.")
            : Good(tool, arguments));

        var first = run.Ask("Create a canary pipeline for cart", new { @namespace = "My Space" });
        Assert.Equal("tool_failed", first.Error?.Code);
        var second = run.Ask("Create a canary pipeline for cart", new { @namespace = "My Space" }, remediation: "create_pipeline refused its arguments: options.namespace must be a Kubernetes namespace.");

        Assert.Null(second.Error);
        Assert.Equal(2, run.CallsOf("create_pipeline").Length);
        Assert.Null(run.CallsOf("create_pipeline")[1]["options"]);
        Assert.Contains("second one", second.Message);
    }

    [Fact]
    public void An_attempt_that_its_validation_faults_is_made_again_differently_and_only_once()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), (tool, arguments) => arguments.GetProperty("name").GetString() == "Straße: #1"
            ? Reply.Ok(new { pipeline_id = "x", path = "harness/pipelines/x.yaml", validation = new { valid = false, errors = new[] { new { rule = "bad-name", message = "The name is bad." } } } })
            : Good(tool, arguments));
        run.Ask("Create a canary pipeline for cart", new { name = "Straße: #1", service = "cart" });

        run.Ask("Create a canary pipeline for cart", new { name = "Straße: #1", service = "cart" }, remediation: "What create_pipeline made has a fault: The name is bad.");
        run.Ask("Create a canary pipeline for cart", new { name = "Straße: #1", service = "cart" }, remediation: "What create_pipeline made has a fault: The name is bad.");

        Assert.Equal(["Straße: #1", "stra-e-1"], run.CallsOf("create_pipeline").Select(call => (string?)call["name"]));
    }

    [Fact]
    public void A_remediation_about_something_good_changes_nothing()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Good);
        run.Ask("Create a canary pipeline for Checkout-API");
        run.Ask("Create a canary pipeline for Checkout-API", remediation: "Explain more.");
        Assert.Single(run.CallsOf("create_pipeline"));
    }

    [Fact]
    public void Missing_environments_are_added_in_a_second_attempt()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Good);
        run.Ask("Create a canary pipeline for cart to dev");
        run.Ask("Create a canary pipeline for cart to dev", remediation: "The environments staging and prod are missing.");
        Assert.Equal(["dev", "staging", "prod"], Texts(run.CallsOf("create_pipeline")[1]["environments"]));
    }

    [Fact]
    public void Without_its_tool_nothing_is_claimed()
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Good) { Offered = ["workspace_list"] };
        var answer = run.Ask("Create a canary pipeline for cart");
        Assert.Contains("**not** made", answer.Message);
        Assert.Equal("tool_failed", answer.Error?.Code);
    }

    [Theory]
    [InlineData("Create a step template for smoke tests in the org scope, version 1.2.0", "step", "Smoke tests", "org", "1.2.0")]
    [InlineData("Harness stage template", "stage", "Shared stage", "project", null)]
    [InlineData("Create a step group template called `db-checks` for the account", "stepgroup", "db-checks", "account", null)]
    [InlineData("Make a pipeline template named golden-path", "pipeline", "golden-path", "project", null)]
    public void Templates_are_created_with_kind_name_scope_and_version(string task, string kind, string name, string scope, string? version)
    {
        var run = new PlaybookRun(new HarnessPlaybook(), Good);

        run.Ask(task);

        var call = Assert.Single(run.CallsOf("create_template"));
        Assert.Equal((kind, name, scope, version), ((string?)call["template_type"], (string?)call["name"], (string?)call["scope"], (string?)call["version_label"]));
        Assert.Empty(run.CallsOf("create_pipeline"));
    }

    [Theory]
    [InlineData("The canary pipeline for payments skips its verification stage whenever it is started by the tag trigger. Fix the trigger condition.")]
    [InlineData("Which pipelines still use the deprecated Kubernetes delegate kd-01?")]
    [InlineData("Pipeline passes but no image lands in ECR. The build-and-push step seems to be conditionally skipped, take a look at the when condition.")]
    [InlineData("delegate tokens rotated last night, now nothing picks up tasks. how do I point the helm delegates at the new token")]
    [InlineData("Put a freeze window into Harness so that no pipeline can touch production between Dec 20 and Jan 3")]
    [InlineData("start pipeline stratus_e2e and when finished give me the coverage")]
    [InlineData("Add Slack approval to it")]
    [InlineData("hello")]
    [InlineData("")]
    public void Nothing_is_made_that_was_not_asked_for(string task)
    {
        var run = new PlaybookRun(new HarnessPlaybook(), (_, _) => Reply.Failed("not_configured", "No documents are indexed.", "Knowledge:Path"));
        var answer = run.Ask(task);
        Assert.Empty(run.CallsOf("create_pipeline"));
        Assert.Empty(run.CallsOf("create_template"));
        Assert.NotEmpty(answer.Message);
        Assert.NotNull(answer.Error);
    }

    private static Reply Good(string tool, JsonElement arguments)
    {
        if (tool == "validate_pipeline")
        {
            return Reply.Ok(new { valid = true, errors = Array.Empty<object>(), warnings = Array.Empty<object>(), suggestions = Array.Empty<object>(), quality_score = 100 });
        }

        var id = arguments.GetProperty("name").GetString()!.Replace('-', '_').Replace(' ', '_');
        var validation = new { valid = true, errors = Array.Empty<object>(), warnings = Array.Empty<object>(), quality_score = 96 };
        var yaml = "pipeline:\n  stages:\n    - stage:\n        name: Build\n        connectorRef: <+input>\n    - stage:\n        name: \"Deploy dev\"\n";
        return tool == "create_template"
            ? Reply.Ok(new { template_id = id, yaml, path = $"harness/templates/{id}.yaml", validation })
            : Reply.Ok(new { pipeline_id = id, yaml, path = $"harness/pipelines/{id}.yaml", validation });
    }

    private static IEnumerable<string?> Texts(JsonNode? list) => list!.AsArray().Select(text => (string?)text);
}
