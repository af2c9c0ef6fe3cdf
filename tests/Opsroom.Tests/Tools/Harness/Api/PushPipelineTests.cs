using System.Text;
using Opsroom.TestKit.Harness;
using Opsroom.Tools;
using Opsroom.Tools.Changes;
using static Opsroom.Tests.Tools.Harness.Api.HarnessWork;

namespace Opsroom.Tests.Tools.Harness.Api;

public sealed class PushPipelineTests
{
    private const string Push = "push_pipeline";

    [Fact]
    public async Task A_pipeline_that_is_not_there_is_created()
    {
        await using var work = await StartAsync();
        var yaml = PipelineYaml("checkout", environments: ["staging", "prod"]);

        var (plan, _, outcome) = await work.ChangeAsync(Push, new { yaml_content = yaml });

        Assert.Equal(yaml, work.Harness.YamlOf("checkout"));
        Assert.Equal("checkout", outcome.TextOf("pipeline_id"));
        Assert.True(outcome.Result.GetProperty("created").GetBoolean());
        Assert.False(outcome.Result.GetProperty("updated").GetBoolean());
        Assert.EndsWith("/ng/account/acct-1/all/orgs/default/projects/shop/pipelines/checkout/pipeline-studio", outcome.TextOf("url"), StringComparison.Ordinal);
        var write = Assert.Single(work.Harness.Writes);
        Assert.Equal(("POST", "/pipeline/api/pipelines/v2"), (write.Method, write.Path));
        Assert.StartsWith("application/yaml", write.Headers["Content-Type"], StringComparison.Ordinal);

        Assert.Equal(new ChangeTarget("harness", "acct-1/default/shop"), plan.Target);
        Assert.Equal("pipeline/checkout", plan.Resource);
        Assert.StartsWith("absent:", plan.IntentVersion, StringComparison.Ordinal);
        Assert.Contains("Create the pipeline checkout", plan.Preview.Summary, StringComparison.Ordinal);
        Assert.Contains("+  identifier: checkout", plan.Preview.Diff, StringComparison.Ordinal);
        Assert.Contains("3 stages (Build → Deploy staging → Deploy prod), deployments to staging, prod", plan.Preview.BlastRadius, StringComparison.Ordinal);
        Assert.Null(plan.Undo);
    }

    [Fact]
    public async Task One_that_is_there_is_updated_on_condition_of_its_version_and_can_be_taken_back()
    {
        await using var work = await StartAsync();
        var (before, after) = (PipelineYaml("checkout"), PipelineYaml("checkout", "acme/checkout:2"));
        work.Harness.Put(before);

        var (plan, _, outcome) = await work.ChangeAsync(Push, new { yaml_content = after });

        Assert.True(outcome.Result.GetProperty("updated").GetBoolean());
        Assert.Equal(after, work.Harness.YamlOf("checkout"));
        var write = Assert.Single(work.Harness.Writes);
        Assert.Equal(("PUT", "/pipeline/api/pipelines/v2/checkout", "0"), (write.Method, write.Path, write.Headers["If-Match"]));
        Assert.Contains("-          image: acme/checkout:1\n+          image: acme/checkout:2\n", plan.Preview.Diff, StringComparison.Ordinal);
        Assert.Contains("1 lines added, 1 removed", plan.Preview.Summary, StringComparison.Ordinal);

        var undo = plan.Undo!;
        Assert.Equal(Push, undo.Tool);
        await work.ChangeAsync(Push, undo.Arguments, "key-2");
        Assert.Equal(before, work.Harness.YamlOf("checkout"));
    }

    [Fact]
    public async Task The_preview_is_made_by_looking_only()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout"));

        await work.PlanAsync(Push, new { yaml_content = PipelineYaml("checkout", "acme/checkout:2") });

        Assert.Empty(work.Harness.Writes);
    }

    [Fact]
    public async Task Our_own_findings_stand_in_the_preview()
    {
        await using var work = await StartAsync();

        var plan = (await work.PlanAsync(Push, new { yaml_content = PipelineYaml("checkout", environments: ["prod"]) })).Plan!;

        Assert.Contains("Our own rules find", plan.Preview.Summary, StringComparison.Ordinal);
        var details = plan.Preview.Details!.Value;
        Assert.Equal("create", details.GetProperty("action").GetString());
        Assert.False(details.GetProperty("valid").GetBoolean());
        Assert.Contains(details.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("rule").GetString() == "missing-service");
    }

    [Fact]
    public async Task The_very_same_yaml_is_not_sent()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout"));

        var (plan, _, outcome) = await work.ChangeAsync(Push, new { yaml_content = PipelineYaml("checkout").ReplaceLineEndings("\r\n") });

        Assert.True(outcome.Succeeded);
        Assert.Empty(work.Harness.Writes);
        Assert.Null(plan.Undo);
        Assert.Null(plan.Preview.Diff);
    }

    [Fact]
    public async Task What_drifted_since_it_was_decided_is_not_overwritten()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout"));
        var arguments = new { yaml_content = PipelineYaml("checkout", "acme/checkout:2") };
        var plan = (await work.PlanAsync(Push, arguments)).Plan!;
        work.Harness.Put(PipelineYaml("checkout", "acme/checkout:9"));

        var outcome = await work.CallAsync(Push, arguments, new ChangeInHand("key-1", plan.IntentVersion, 1));

        Assert.Equal(FaultCodes.Conflict, outcome.CodeOf());
        Assert.Empty(work.Harness.Writes);
        Assert.NotEqual(plan.IntentVersion, (await work.PlanAsync(Push, arguments)).Plan!.IntentVersion);
    }

    [Fact]
    public async Task A_run_of_the_pipeline_is_no_drift()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout"));
        var arguments = new { yaml_content = PipelineYaml("checkout", "acme/checkout:2") };
        var plan = (await work.PlanAsync(Push, arguments)).Plan!;

        // the version of the entity rises although its YAML stays
        work.Harness.Put(PipelineYaml("checkout"));

        Assert.True((await work.CallAsync(Push, arguments, new ChangeInHand("key-1", plan.IntentVersion, 1))).Succeeded);
        Assert.Equal("1", Assert.Single(work.Harness.Writes).Headers["If-Match"]);
    }

    [Fact]
    public async Task A_file_of_the_thread_is_pushed_by_its_id_and_not_once_it_is_another_one()
    {
        await using var work = await StartAsync();
        work.Files.Write("harness/pipelines/checkout.yaml", "application/yaml", Encoding.UTF8.GetBytes(PipelineYaml("checkout")));
        var arguments = new { pipeline_id = "checkout" };
        var plan = (await work.PlanAsync(Push, arguments)).Plan!;
        work.Files.Write("harness/pipelines/checkout.yaml", "application/yaml", Encoding.UTF8.GetBytes(PipelineYaml("checkout", "evil/miner:1")));

        Assert.Equal(FaultCodes.Conflict, (await work.CallAsync(Push, arguments, new ChangeInHand("key-1", plan.IntentVersion, 1))).CodeOf());
        Assert.Empty(work.Harness.Writes);

        var (_, _, outcome) = await work.ChangeAsync(Push, arguments);
        Assert.True(outcome.Result.GetProperty("created").GetBoolean());
    }

    [Fact]
    public async Task A_pipeline_in_a_repository_is_committed_onto_the_file_that_was_seen()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout"), new FakeGit("pipelines", "main", ".harness/checkout.yaml", "blob7", "commit7", "account.github"));

        var (plan, _, outcome) = await work.ChangeAsync(Push, new { yaml_content = PipelineYaml("checkout", "acme/checkout:2") });

        Assert.True(outcome.Succeeded, outcome.Result.ToString());
        var query = Assert.Single(work.Harness.Writes).Query;
        Assert.Equal(("REMOTE", "blob7", "commit7", "main", "pipelines", ".harness/checkout.yaml", "account.github"),
            (query["storeType"], query["lastObjectId"], query["lastCommitId"], query["branch"], query["repoName"], query["filePath"], query["connectorRef"]));
        Assert.Contains("as a commit to .harness/checkout.yaml on main of pipelines", plan.Preview.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_of_the_account_that_denies_a_save_is_no_success()
    {
        await using var work = await StartAsync();
        work.Harness.DenyingPolicy = "No pushes on Friday";

        var (_, _, outcome) = await work.ChangeAsync(Push, new { yaml_content = PipelineYaml("checkout") });

        Assert.Equal(FaultCodes.Denied, outcome.CodeOf());
        Assert.Contains("No pushes on Friday", outcome.MessageOf(), StringComparison.Ordinal);
        Assert.Null(work.Harness.YamlOf("checkout"));
    }

    [Fact]
    public async Task A_save_whose_answer_was_lost_is_found_to_be_done()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout"));
        var arguments = new { yaml_content = PipelineYaml("checkout", "acme/checkout:2") };
        var change = new ChangeInHand("key-1", (await work.PlanAsync(Push, arguments)).Plan!.IntentVersion, 1);
        work.Harness.Fail(FakeHarnessFault.None, FakeHarnessFault.LostAnswer);

        var outcome = await work.CallAsync(Push, arguments, change);
        var verification = await work.VerifyAsync(Push, arguments, change);

        Assert.Equal(FaultCodes.Unreachable, outcome.CodeOf());
        Assert.Single(work.Harness.Writes);
        Assert.True(Assert.IsType<Verification.Made>(verification).Result.GetProperty("updated").GetBoolean());
    }

    [Fact]
    public async Task A_create_that_is_refused_because_its_earlier_attempt_arrived_is_done()
    {
        await using var work = await StartAsync();
        var arguments = new { yaml_content = PipelineYaml("checkout") };
        var change = new ChangeInHand("key-1", (await work.PlanAsync(Push, arguments)).Plan!.IntentVersion, 2);
        work.Harness.BeforeNextWrite = () => work.Harness.Put(PipelineYaml("checkout"));

        Assert.True((await work.CallAsync(Push, arguments, change)).Result.GetProperty("created").GetBoolean());
    }

    [Fact]
    public async Task A_pipeline_that_somebody_else_changes_at_that_very_moment_is_not_overwritten()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout"));
        work.Harness.BeforeNextWrite = () => work.Harness.Put(PipelineYaml("checkout", "somebody/else:1"));

        var (_, _, outcome) = await work.ChangeAsync(Push, new { yaml_content = PipelineYaml("checkout", "acme/checkout:2") });

        Assert.Equal(FaultCodes.Conflict, outcome.CodeOf());
        Assert.Contains("somebody/else:1", work.Harness.YamlOf("checkout"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_save_that_never_arrived_is_not_done_only_where_a_late_one_would_be_refused(bool knowsVersions)
    {
        await using var work = await StartAsync();
        work.Harness.KnowsVersions = knowsVersions;
        work.Harness.Put(PipelineYaml("checkout"));
        var arguments = new { yaml_content = PipelineYaml("checkout", "acme/checkout:2") };
        var change = new ChangeInHand("key-1", (await work.PlanAsync(Push, arguments)).Plan!.IntentVersion, 1);

        var verification = await work.VerifyAsync(Push, arguments, change);

        Assert.IsType(knowsVersions ? typeof(Verification.NotMade) : typeof(Verification.Unclear), verification);
    }

    [Fact]
    public async Task A_create_that_never_arrived_can_be_made_again_because_Harness_refuses_a_second_one()
    {
        await using var work = await StartAsync();
        var arguments = new { yaml_content = PipelineYaml("checkout") };
        var change = new ChangeInHand("key-1", (await work.PlanAsync(Push, arguments)).Plan!.IntentVersion, 1);

        Assert.IsType<Verification.NotMade>(await work.VerifyAsync(Push, arguments, change));

        work.Harness.Put(PipelineYaml("checkout", "somebody/else:1"));
        Assert.Contains("neither what it was", Assert.IsType<Verification.Unclear>(await work.VerifyAsync(Push, arguments, change)).WhatIsKnown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Give yaml_content or yaml_path")]
    [InlineData("""{"pipeline_id": "../secrets"}""", "no identifier")]
    [InlineData("""{"yaml_content": "pipeline: ["}""", "not readable YAML: line")]
    [InlineData("""{"yaml_content": "template:\n  name: x"}""", "not the YAML of a pipeline")]
    [InlineData("""{"yaml_content": "pipeline:\n  name: x"}""", "pipeline.identifier is missing")]
    [InlineData("""{"yaml_content": "pipeline:\n  identifier: x", "pipeline_id": "y"}""", "not of y")]
    [InlineData("""{"yaml_content": "pipeline:\n  identifier: x\n  projectIdentifier: other"}""", "HARNESS_PROJECT_IDENTIFIER")]
    [InlineData("""{"yaml_content": "pipeline:\n  identifier: x\n  orgIdentifier: other"}""", "HARNESS_ORG_IDENTIFIER")]
    public async Task What_cannot_be_pushed_is_said_before_anybody_is_asked(string arguments, string reason)
    {
        await using var work = await StartAsync();

        var planned = await work.PlanAsync(Push, Samples.Json(arguments.Length == 0 ? "{}" : arguments));

        Assert.Equal(FaultCodes.InvalidArgument, planned.Failure?.Code);
        Assert.Contains(reason, planned.Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(work.Harness.Requests);
    }

    [Fact]
    public async Task An_id_that_the_thread_does_not_know_is_not_found()
    {
        await using var work = await StartAsync();
        Assert.Equal(FaultCodes.NotFound, (await work.PlanAsync(Push, new { pipeline_id = "nowhere" })).Failure?.Code);
    }
}
