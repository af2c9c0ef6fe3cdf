using Opsroom.TestKit.Harness;
using Opsroom.Tools;
using Opsroom.Tools.Changes;
using static Opsroom.Tests.Tools.Harness.Api.HarnessWork;

namespace Opsroom.Tests.Tools.Harness.Api;

public sealed class TriggerPipelineTests
{
    private const string Trigger = "trigger_pipeline";

    [Fact]
    public async Task A_run_is_started_with_its_inputs_and_our_key_in_its_notes()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout", environments: ["staging"]));

        var (plan, _, outcome) = await work.ChangeAsync(Trigger, new { pipeline_id = "checkout", inputs = new { image_tag = "1.42", replicas = 3 }, environment = "staging" }, "tenant/thread/call-7");

        var run = Assert.Single(work.Harness.RunsOf("checkout"));
        Assert.Equal(run.Id, outcome.TextOf("execution_id"));
        Assert.Equal("Running", outcome.TextOf("status"));
        Assert.EndsWith($"/pipelines/checkout/executions/{run.Id}/pipeline", outcome.TextOf("url"), StringComparison.Ordinal);
        Assert.Equal("opsroom:tenant/thread/call-7", run.Notes);
        Assert.Equal(
            "pipeline:\n  identifier: checkout\n  variables:\n    - name: image_tag\n      type: String\n      value: \"1.42\"\n    - name: replicas\n      type: Number\n      value: 3\n",
            run.Inputs);
        Assert.Equal(new ChangeTarget("harness", "acct-1/default/shop/staging"), plan.Target);
        Assert.Equal("pipeline/checkout", plan.Resource);
        Assert.Contains("+    - name: image_tag", plan.Preview.Diff, StringComparison.Ordinal);
        Assert.Contains("deployments to staging", plan.Preview.BlastRadius, StringComparison.Ordinal);
        Assert.Contains("cannot be undone", plan.Preview.Undo, StringComparison.Ordinal);
        Assert.Null(plan.Undo);
    }

    [Theory]
    [InlineData("", "staging", "acct-1/default/shop", "staging")]
    [InlineData("staging", null, "acct-1/default/shop/staging", null)]
    [InlineData("prod", "staging", "acct-1/default/shop/prod", "staging")]
    [InlineData("staging,prod", "staging", "acct-1/default/shop/(several)", "staging")]
    [InlineData("<+input>", "staging", "acct-1/default/shop/(several)", "staging")]
    public async Task The_target_is_what_the_pipeline_deploys_to_and_not_what_the_call_says(string environments, string? stated, string target, string? claim)
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout", environments: environments.Split(',', StringSplitOptions.RemoveEmptyEntries)));

        var plan = (await work.PlanAsync(Trigger, new { pipeline_id = "checkout", environment = stated })).Plan!;

        Assert.Equal(new ChangeTarget("harness", target, StatedEnvironment: claim), plan.Target);
    }

    [Fact]
    public async Task An_environment_that_the_inputs_name_is_the_target()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout", environments: ["<+input>"]));
        var inputs = new { pipeline = new { stages = new[] { new { stage = new { identifier = "Deploy_input", type = "Deployment", spec = new { environment = new { environmentRef = "prod" } } } } } } };

        var (plan, _, _) = await work.ChangeAsync(Trigger, new { pipeline_id = "checkout", inputs });

        Assert.Equal("acct-1/default/shop/prod", plan.Target.Name);
        Assert.StartsWith("pipeline:\n  identifier: checkout\n  stages:\n    - stage:\n        identifier: Deploy_input\n", Assert.Single(work.Harness.RunsOf("checkout")).Inputs, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"no_such": 1}""", "it has image_tag, replicas")]
    [InlineData("""{"image_tag": {"a": 1}}""", "a text or a number")]
    [InlineData("""{"pipeline": {"identifier": "other"}}""", "is not checkout")]
    [InlineData("""{"pipeline": {}, "image_tag": "1"}""", "only variables by name")]
    public async Task Inputs_that_the_pipeline_does_not_have_are_refused(string inputs, string reason)
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout"));

        var planned = await work.PlanAsync(Trigger, new { pipeline_id = "checkout", inputs = Samples.Json(inputs) });

        Assert.Equal(FaultCodes.InvalidArgument, planned.Failure?.Code);
        Assert.Contains(reason, planned.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inputs_without_a_value_are_named_in_the_preview()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout"));

        var plan = (await work.PlanAsync(Trigger, new { pipeline_id = "checkout" })).Plan!;

        Assert.Equal("image_tag", Assert.Single(plan.Preview.Details!.Value.GetProperty("open_inputs").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_pipeline_that_changed_since_it_was_decided_is_not_run()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout"));
        var plan = (await work.PlanAsync(Trigger, new { pipeline_id = "checkout" })).Plan!;
        work.Harness.Put(PipelineYaml("checkout", "evil/miner:1"));

        var outcome = await work.CallAsync(Trigger, new { pipeline_id = "checkout" }, new ChangeInHand("key-1", plan.IntentVersion, 1));

        Assert.Equal(FaultCodes.Conflict, outcome.CodeOf());
        Assert.Empty(work.Harness.RunsOf("checkout"));
    }

    [Fact]
    public async Task A_run_whose_answer_was_lost_is_found_again_by_its_key()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout"));
        var arguments = new { pipeline_id = "checkout" };
        var change = new ChangeInHand("key-1", (await work.PlanAsync(Trigger, arguments)).Plan!.IntentVersion, 1);
        work.Harness.Fail(FakeHarnessFault.None, FakeHarnessFault.LostAnswer);

        var outcome = await work.CallAsync(Trigger, arguments, change);
        work.Harness.Run("checkout", "Running");
        var verification = await work.VerifyAsync(Trigger, arguments, change);

        Assert.Equal(FaultCodes.Unreachable, outcome.CodeOf());
        var ours = work.Harness.RunsOf("checkout").Single(run => run.Notes.Length > 0);
        Assert.Equal(ours.Id, Assert.IsType<Verification.Made>(verification).Result.GetProperty("execution_id").GetString());
    }

    [Fact]
    public async Task That_no_run_has_the_key_does_not_mean_that_none_will()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout"));
        work.Harness.Run("checkout", "Success");

        var verification = await work.VerifyAsync(Trigger, new { pipeline_id = "checkout" }, new ChangeInHand("key-1", "x", 1));

        Assert.Contains("would not refuse a second one", Assert.IsType<Verification.Unclear>(verification).WhatIsKnown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_started_at_most_once_whatever_Harness_answers()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout"));
        var arguments = new { pipeline_id = "checkout" };
        var change = new ChangeInHand("key-1", (await work.PlanAsync(Trigger, arguments)).Plan!.IntentVersion, 1);
        work.Harness.Fail(FakeHarnessFault.None, FakeHarnessFault.Busy("1"));

        var outcome = await work.CallAsync(Trigger, arguments, change);

        Assert.Equal(FaultCodes.Denied, outcome.CodeOf());
        Assert.Contains("after 1 s", outcome.MessageOf(), StringComparison.Ordinal);
        Assert.Single(work.Harness.Writes);
    }

    [Fact]
    public async Task A_pipeline_that_is_not_there_is_not_found()
    {
        await using var work = await StartAsync();
        Assert.Equal(FaultCodes.NotFound, (await work.PlanAsync(Trigger, new { pipeline_id = "nowhere" })).Failure?.Code);
    }
}
