using System.Text;
using Opsroom.TestKit.Harness;
using Opsroom.Tools;
using Opsroom.Tools.Harness;

namespace Opsroom.Tests.Tools.Harness;

public sealed class CreatePipelineTests
{
    public static TheoryData<PipelineType> Types { get; } = [.. Enum.GetValues<PipelineType>()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_environment_is_deployed_to_once_and_in_order(PipelineType type)
    {
        var pipeline = Pipelines.Make(type, environments: ["dev", "staging", "dev", "prod-eu", "prod us"]).Body();

        Assert.Equal(["dev", "staging", "prod_eu", "prod_us"], pipeline.Deployments().Select(stage => stage.Text("spec", "environment", "environmentRef")));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Nothing_is_held_against_what_is_made(PipelineType type)
    {
        var validation = Pipelines.Make(type).Validation;

        Assert.True(validation.Valid);
        Assert.Empty(validation.Warnings);
        Assert.Equal(100, validation.QualityScore);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Production_waits_for_an_approval_of_its_own(PipelineType type)
    {
        var stages = Pipelines.Make(type, environments: ["qa", "prod", "live-eu"]).Body().Stages();

        Assert.Equal(
            ["build_and_test", "deploy_qa", "approve_prod", "deploy_prod", "approve_live_eu", "deploy_live_eu"], stages.Select(stage => stage.Text("identifier")));
        var approval = stages[2].Steps().Single();
        Assert.Equal("HarnessApproval", approval.Text("type"));
        Assert.Equal("true", approval.Text("spec", "approvers", "disallowPipelineExecutor"));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_deployment_can_be_taken_back_and_every_step_ends(PipelineType type)
    {
        var stages = Pipelines.Make(type).Body().Stages();

        foreach (var stage in stages)
        {
            Assert.NotNull(stage["timeout"]);
            Assert.NotEmpty(stage.List("failureStrategies"));
            Assert.All(stage.Steps(), step => Assert.NotNull(step["timeout"]));
        }

        Assert.All(stages.Where(stage => stage.Text("type") == "Deployment"), stage =>
        {
            Assert.NotEmpty(stage.Steps("rollbackSteps"));
            Assert.Equal("StageRollback", stage.List("failureStrategies")[^1].Text("onFailure", "action", "type"));
        });
    }

    [Fact]
    public void It_builds_tests_and_pushes_what_it_deploys()
    {
        var pipeline = Pipelines.Make(options: """{"language": "go", "image": "acme/checkout", "registry": "registry.example.com"}""").Body();
        var build = pipeline.Stages()[0];

        Assert.Equal(["Run", "Run", "BuildAndPushDockerRegistry"], build.StepTypes());
        Assert.Contains("go build", build.Steps()[0].Text("spec", "command"), StringComparison.Ordinal);
        Assert.Contains("go test", build.Steps()[1].Text("spec", "command"), StringComparison.Ordinal);
        Assert.Equal("registry.example.com/acme/checkout", build.Steps()[2].Text("spec", "repo"));
        Assert.Equal("image_tag", pipeline.List("variables")[0].Text("name"));
    }

    [Fact]
    public void A_canary_grows_is_verified_between_its_phases_and_is_deleted_before_the_rest_is_rolled()
    {
        var stage = Pipelines.Make(PipelineType.Canary).Body().Deployments()[0];

        Assert.Equal(
            ["K8sCanaryDeploy", "ShellScript", "K8sCanaryDeploy", "ShellScript", "K8sCanaryDeploy", "ShellScript", "K8sCanaryDelete", "K8sRollingDeploy"], stage.StepTypes());
        Assert.Equal(
            ["10", "25", "50"],
            stage.Steps().Where(step => step.Text("type") == "K8sCanaryDeploy").Select(step => step.Text("spec", "instanceSelection", "spec", "percentage")));
        Assert.Equal(["K8sCanaryDelete", "K8sRollingRollback"], stage.StepTypes("rollbackSteps"));
    }

    [Fact]
    public void A_canary_may_be_verified_by_metrics_in_phases_of_the_callers_own()
    {
        var stage = Pipelines.Make(PipelineType.Canary, options: """{"canary_percentages": [5, 60], "verification": "continuous", "verification_duration": "15m"}""").Body().Deployments()[0];

        Assert.Equal(["K8sCanaryDeploy", "Verify", "K8sCanaryDeploy", "Verify", "K8sCanaryDelete", "K8sRollingDeploy"], stage.StepTypes());
        Assert.Equal("15m", stage.Steps()[1].Text("spec", "spec", "duration"));
    }

    [Fact]
    public void Blue_green_stages_the_new_version_verifies_it_and_swaps()
    {
        var stage = Pipelines.Make(PipelineType.BlueGreen).Body().Deployments()[0];

        Assert.Equal(["K8sBlueGreenDeploy", "ShellScript", "K8sBGSwapServices"], stage.StepTypes());
        Assert.Equal(["K8sBGSwapServices"], stage.StepTypes("rollbackSteps"));
    }

    [Fact]
    public void GitOps_changes_the_release_repository_and_synchronises()
    {
        var stage = Pipelines.Make(PipelineType.GitOps).Body().Deployments()[0];

        Assert.Equal("true", stage.Text("spec", "gitOpsEnabled"));
        Assert.Equal(["GitOpsUpdateReleaseRepo", "MergePR", "GitOpsFetchLinkedApps", "GitOpsSync"], stage.StepTypes());
        Assert.Equal(["RevertPR", "MergePR", "GitOpsSync"], stage.StepTypes("rollbackSteps"));
    }

    [Fact]
    public void Rolling_is_rolled_and_watched()
    {
        var stage = Pipelines.Make(PipelineType.Rolling, options: """{"health_url": "https://checkout.example.com/health"}""").Body().Deployments()[0];

        Assert.Equal(["K8sRollingDeploy", "ShellScript", "Http"], stage.StepTypes());
        Assert.Equal(["K8sRollingRollback"], stage.StepTypes("rollbackSteps"));
    }

    [Fact]
    public void Somebody_is_told()
    {
        var rules = Pipelines.Make(options: """{"slack_webhook_secret": "slack_deploys", "notification_emails": ["team@example.com"]}""").Body().List("notificationRules");

        Assert.Equal(["Slack", "Email"], rules.Select(rule => rule.Text("notificationMethod", "type")));
        Assert.Equal("<+secrets.getValue(\"slack_deploys\")>", rules[0].Text("notificationMethod", "spec", "webhookUrl"));
        Assert.NotEmpty(Pipelines.Make().Body().List("notificationRules"));
    }

    [Fact]
    public void Stages_are_those_that_are_named_and_deployments_with_their_approval_always()
    {
        var stages = Pipelines.Make(
            stages: ["Build", "Unit tests", "Security scan", "Deploy to staging", "Load test", "Deploy to production"],
            options: """{"commands": {"Load test": "k6 run load.js"}}""").Body().Stages();

        Assert.Equal(["build_and_test", "deploy_staging", "Load_test", "approve_production", "deploy_production"], stages.Select(stage => stage.Text("identifier")));
        Assert.Equal(["build", "test", "security_scan"], stages[0].Steps().Select(step => step.Text("identifier")));
        Assert.Equal("k6 run load.js", stages[2].Steps()[0].Text("spec", "source", "spec", "script"));
    }

    [Fact]
    public void A_stage_of_the_callers_own_without_a_command_asks_for_one()
    {
        var stage = Pipelines.Make(stages: ["deploy", "Data check"]).Body().Stages().Single(stage => stage.Text("type") == "Custom");

        Assert.Equal("<+input>", stage.List("variables")[0].Text("value"));
        Assert.Equal("<+stage.variables.command>", stage.Steps()[0].Text("spec", "source", "spec", "script"));
    }

    [Fact]
    public void What_is_not_said_is_asked_for_at_run_time()
    {
        var pipeline = Pipelines.Make().Body();

        Assert.Equal("<+input>", pipeline.Text("properties", "ci", "codebase", "connectorRef"));
        Assert.Equal("<+input>", pipeline.Deployments()[0].Text("spec", "environment", "infrastructureDefinitions"));
    }

    [Fact]
    public void Options_reach_their_places_in_any_usual_spelling()
    {
        var pipeline = Pipelines.Make(options: """
            {"dockerConnector": "account.hub", "git-connector": "org.github", "repo": "checkout", "infrastructure": {"production": "prod_k8s"}, "approvers": "account.leads",
             "approval_count": 2, "approval_timeout": "4h", "org": "retail", "project": "web", "tags": {"team": "checkout", "on": "yes"}, "artifact_source": "image",
             "namespace": "shop", "delegate_selectors": ["eu"], "variables": {"region": "eu"}, "build_cluster_connector": "org.builds", "timeout": "20m"}
            """).Body();
        var production = pipeline.Deployments()[1];

        Assert.Equal("retail", pipeline.Text("orgIdentifier"));
        Assert.Equal("yes", pipeline.Text("tags", "on"));
        Assert.Equal("KubernetesDirect", pipeline.Stages()[0].Text("spec", "infrastructure", "type"));
        Assert.Equal("prod_k8s", production.List("spec", "environment", "infrastructureDefinitions")[0].Text("identifier"));
        Assert.Equal("image", production.Text("spec", "service", "serviceInputs", "serviceDefinition", "spec", "artifacts", "primary", "primaryArtifactRef"));
        Assert.Equal("20m", production.Steps()[0].Text("timeout"));
        Assert.Contains("--namespace \"shop\"", production.Steps()[1].Text("spec", "source", "spec", "script"), StringComparison.Ordinal);
        Assert.Equal("2", pipeline.Stages().Single(stage => stage.Text("type") == "Approval").Steps()[0].Text("spec", "approvers", "minimumCount"));
    }

    [Theory]
    [InlineData("""{"approval_count": "many"}""", "approval_count")]
    [InlineData("""{"canary_percentages": [50, 10]}""", "canary_percentages")]
    [InlineData("""{"docker_connector": "no such thing!"}""", "docker_connector")]
    [InlineData("""{"repo": ["a"]}""", "repo")]
    [InlineData("""{"verification": "hope"}""", "verification")]
    [InlineData("""{"health_url": "ftp://x"}""", "health_url")]
    [InlineData("""{"namespace": "a b"}""", "namespace")]
    [InlineData("""{"approval_timeout": "soon"}""", "approval_timeout")]
    [InlineData("""{"notification_emails": ["nobody"]}""", "notification_emails")]
    [InlineData("""{"infrastructure": {"production": 1}}""", "infrastructure")]
    [InlineData("""{"build_command": "echo <+secrets.getValue(\"x\")>"}""", "build_command")]
    [InlineData("""{"tags": {"a": {"b": 1}}}""", "tags")]
    [InlineData("""[1]""", "options")]
    public void An_option_of_the_wrong_kind_is_refused_by_name(string options, string named)
    {
        var failure = Pipelines.Try(options: options).Failure;

        Assert.Equal(FaultCodes.InvalidArgument, failure?.Code);
        Assert.Contains(named, failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_option_is_a_finding_that_names_the_nearest()
    {
        var validation = Pipelines.Make(options: """{"langage": "go"}""").Validation;

        var finding = Assert.Single(validation.Warnings);
        Assert.Equal("unknown-option", finding.Rule);
        Assert.Contains("\"language\"", finding.Message, StringComparison.Ordinal);
        Assert.True(validation.Valid);
    }

    [Theory]
    [InlineData("name", "")]
    [InlineData("name", "   ")]
    [InlineData("name", "🚀🎉")]
    [InlineData("name", "...!?")]
    [InlineData("service", "\"'\"")]
    [InlineData("environment", "--")]
    [InlineData("stage", "💥")]
    public void A_name_with_nothing_usable_in_it_is_refused(string argument, string value)
    {
        var result = argument switch
        {
            "name" => Pipelines.Try(name: value),
            "service" => Pipelines.Try(service: value),
            "environment" => Pipelines.Try(environments: ["dev", value]),
            _ => Pipelines.Try(stages: [value]),
        };

        Assert.Equal(FaultCodes.InvalidArgument, result.Failure?.Code);
    }

    [Fact]
    public void No_environment_is_refused() => Assert.Equal(FaultCodes.InvalidArgument, Pipelines.Try(environments: []).Failure?.Code);

    [Fact]
    public void Expressions_in_names_stay_text()
    {
        const string Hostile = "<+secrets.getValue(\"db\")>\nspec: {injected: true}";
        var created = Pipelines.Make(PipelineType.Canary, Hostile, Hostile, [Hostile], [Hostile, "deploy"]);

        Assert.DoesNotContain("<+secrets", created.Yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("injected", created.Body().Entries.Select(entry => entry.Key.Value));
        Assert.True(created.Validation.Valid);
    }

    [Fact]
    public async Task The_file_in_the_workspace_is_what_is_answered()
    {
        var files = new FilesInMemory();
        var created = Pipelines.Tools.CreatePipeline("Checkout", PipelineType.Canary, "checkout", ["prod"], Pipelines.Context(files)).Value!;
        var file = (await files.ReadAsync(created.Path, TestContext.Current.CancellationToken)).Value!;

        Assert.Equal("harness/pipelines/Checkout.yaml", created.Path);
        Assert.Equal("application/yaml", file.MediaType);
        Assert.Equal(created.Yaml, Encoding.UTF8.GetString(file.Bytes.Span));
        Assert.Equal(created.Path, Assert.Single(created.Files).Path);
    }

    [Fact]
    public void The_same_arguments_make_the_same_pipeline_and_others_another()
    {
        var first = Pipelines.Make(options: """{"language": "go"}""");

        Assert.Equal(first.Yaml, Pipelines.Make(options: """{"language": "go"}""").Yaml);
        Assert.NotEqual(first.Yaml, Pipelines.Make(options: """{"language": "python"}""").Yaml);
        Assert.NotEqual(Pipelines.Make(environments: ["a", "b"]).Yaml, Pipelines.Make(environments: ["a"], stages: ["b"]).Yaml);
    }

    [Fact]
    public void A_language_nobody_stated_is_looked_for()
    {
        var build = Pipelines.Make().Body().Stages()[0].Steps()[0].Text("spec", "command");

        Assert.Contains("has go.mod", build, StringComparison.Ordinal);
        Assert.Contains("exit 1", build, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dotnet", "dotnet build")]
    [InlineData("C#", "dotnet build")]
    [InlineData("TypeScript", "npm ci")]
    [InlineData("python", "pip install")]
    [InlineData("Java", "mvn")]
    [InlineData("rust", "cargo build")]
    [InlineData("ruby", "bundle install")]
    [InlineData("php", "composer install")]
    public void A_language_decides_how_the_service_is_built(string language, string expected)
    {
        var build = Pipelines.Make(options: $$"""{"language": "{{language}}"}""").Body().Stages()[0];

        Assert.Contains(expected, build.Steps()[0].Text("spec", "command"), StringComparison.Ordinal);
    }
}
