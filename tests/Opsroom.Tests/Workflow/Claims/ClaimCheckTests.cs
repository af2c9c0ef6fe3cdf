using System.Collections.Immutable;
using System.ComponentModel;
using System.Text;
using System.Text.Json;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Workflow;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Tools.Incidents;
using Opsroom.Workflow.Streaming;

namespace Opsroom.Tests.Workflow.Claims;

public sealed class ClaimCheckTests
{
    private const string Made = "> The moon was full — [logs/sky.log:line 1]";
    private const string Stands = "> FATAL: remaining connection slots are reserved — [logs/checkout/app.log:line 12]";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_models_claim_that_does_not_stand_never_leaves_neither_as_the_message_nor_as_pieces_of_it()
    {
        var model = new ScriptedChatClient(Investigates, ScriptedTurn.Say("## Causes\n\n1. The tide.\n   ", Made, "\n2. The pool is exhausted.\n   ", Stands));
        await using var workflow = await WorkflowFixture.OpenAsync(model, [new Investigations()]);
        var key = WorkflowFixture.Key("t");
        var shown = new StringBuilder();
        var watching = Task.Run(
            async () =>
            {
                await foreach (var item in workflow.Feeds.FollowAsync(key, 0, Cancelled))
                {
                    shown.Append(item is FeedItem.Chunk chunk ? chunk.Text : "");
                    if (item is FeedItem.Durable { Stored.Kind: "run_ended" })
                    {
                        return;
                    }
                }
            }, Cancelled);
        var run = await workflow.RunAsync("Why is checkout failing?", "incident_agent", "t", Cancelled);

        Assert.Equal("## Causes\n\n1. *[claim 1 struck]*\n2. The pool is exhausted.\n   " + Stands + "\n\n**Struck:** what the evidence of this thread does not bear out.\n\n"
            + "- struck: claim 1, cited from `logs/sky.log` (line 1): no file and no call of that name is in the evidence of this thread.", run.Message);
        await watching;
        Assert.DoesNotContain("moon", shown.ToString(), StringComparison.Ordinal);
        var answered = (await workflow.JournalAsync("t", Cancelled)).OfType<ModelAnswered>().Last();
        Assert.Equal((run.Message, 1), (answered.Content, answered.Claims!.Standing));
        Assert.Equal("The moon was full", Assert.Single(answered.Claims.Struck).Quote);

        var result = workflow.Results.AnswerOf(run, key.Id).Result;
        Assert.Equal("logs/sky.log", (string?)Assert.Single(result["struck"]!.AsArray())!["quote"]!["source"]);
        Assert.Single(result["root_causes"]!.AsArray());
        Assert.Contains(run.Branches["b1"].Reflection!.Findings, finding => finding.Message.Contains("struck", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_an_earlier_run_of_the_thread_found_may_still_be_quoted_and_what_a_model_wrote_itself_may_not()
    {
        var model = new ScriptedChatClient(
            Investigates, ScriptedTurn.Say("## Causes\n\n- The pool.\n  " + Stands),
            ScriptedTurn.Call(("w", "workspace_write", """{"path": "notes/proof.log", "content": "The moon was full"}""")),
            ScriptedTurn.Call(("r", "workspace_read", """{"path": "notes/proof.log"}""")),
            ScriptedTurn.Say($"## Causes\n\n- The pool.\n  {Stands}\n- The moon.\n  > The moon was full — [notes/proof.log:line 1]"));
        await using var workflow = await WorkflowFixture.OpenAsync(model, [new Investigations()]);
        await workflow.RunAsync("Why is checkout failing?", "incident_agent", "t", Cancelled);
        var run = await workflow.RunAsync("And why?", "incident_agent", "t", Cancelled);
        Assert.Contains("- The pool.\n  " + Stands, run.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("The moon", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agents_that_do_not_declare_it_are_left_alone_where_no_incident_was_investigated()
    {
        var model = new ScriptedChatClient(ScriptedTurn.Say(Made));
        await using var workflow = await WorkflowFixture.OpenAsync(model, [new Investigations()]);
        Assert.Equal(Made, (await workflow.RunAsync("Hello", "harness_expert", null, Cancelled)).Message);
    }

    private static ScriptedTurn Investigates => ScriptedTurn.Call(("i", "investigate_incident", """{"service": "checkout"}"""));

    private sealed record Found(ImmutableArray<RootCause> RootCauses, ImmutableArray<TimelineEntry> Timeline, ImmutableArray<string> Affected);

    private sealed class Investigations
    {
        [Tool("investigate_incident", Effect.Read, Tainted = true)]
        [Description("Investigates.")]
        [ToolExample("""{"service": "checkout"}""")]
        public static Found Investigate([Description("The service.")] string service) =>
            JsonSerializer.Deserialize<Found>(ClaimCases.Investigation, ToolJson.Options)! with { Affected = [service] };
    }
}
