using Microsoft.Extensions.AI;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Workflow;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Tests.Workflow;

public sealed class RunTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_direct_run_leaves_the_journal_of_its_life()
    {
        await using var opsroom = await WorkflowFixture.OpenAsync();
        var run = await opsroom.RunAsync("hello", "harness_expert", "t", Cancelled);
        Assert.Equal(RunStatus.Complete, run.Status);
        Assert.Equal(
            [
                "run_started", "agent_started", "model_requested", "model_answered", "tool_requested", "tool_started", "artifact_written", "tool_finished",
                "model_requested", "model_answered", "agent_finished", "reflection_started", "reflection_made", "run_ended",
            ],
            (await opsroom.JournalAsync("t", Cancelled)).Select(@event => @event.Kind));
    }

    [Fact]
    public async Task Its_answer_has_the_message_the_model_and_what_was_written()
    {
        await using var opsroom = await WorkflowFixture.OpenAsync();
        var run = await opsroom.RunAsync("hello", "harness_expert", "t", Cancelled);
        var answer = opsroom.Results.AnswerOf(run, ThreadId.Parse("t"));
        Assert.Equal("success", answer.Status);
        Assert.Equal("harness_expert", answer.AgentUsed);
        Assert.Equal("Wrote hello", answer.Result["message"]!.GetValue<string>());
        Assert.Equal("playbook", answer.Result["model"]!.GetValue<string>());
        Assert.Equal("/threads/t/artifacts/echo.txt", answer.Result["artifacts"]![0]!["url"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_second_run_on_a_busy_thread_is_refused_and_changes_nothing()
    {
        var release = new TaskCompletionSource();
        var model = new ScriptedChatClient(new ScriptedTurn { Before = release.Task.WaitAsync, Pieces = ["done"] });
        await using var opsroom = await WorkflowFixture.OpenAsync(model);
        var started = (StartOutcome.Started)await opsroom.StartAsync(WorkflowFixture.Key("t"), "one", "harness_expert", Cancelled);
        Assert.IsType<StartOutcome.Busy>(await opsroom.StartAsync(WorkflowFixture.Key("t"), "two", "harness_expert", Cancelled));
        release.SetResult();
        await opsroom.Owner.WaitForRestAsync(WorkflowFixture.Key("t"), started.RunId, Cancelled);
        Assert.Single((await opsroom.JournalAsync("t", Cancelled)).OfType<RunStarted>());
    }

    [Fact]
    public async Task A_cancelled_run_ends_although_its_model_never_answers()
    {
        var model = new ScriptedChatClient(new ScriptedTurn { Before = token => Task.Delay(Timeout.Infinite, token) });
        await using var opsroom = await WorkflowFixture.OpenAsync(model);
        var started = (StartOutcome.Started)await opsroom.StartAsync(WorkflowFixture.Key("t"), "one", "harness_expert", Cancelled);
        Assert.Equal(started.RunId, (await opsroom.Owner.CancelAsync(WorkflowFixture.Key("t"), Principal.Local, null, Cancelled)).RunId);
        var run = await opsroom.Owner.WaitForRestAsync(WorkflowFixture.Key("t"), started.RunId, Cancelled);
        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.Equal("cancelled", run.Error?.Code);
    }

    [Fact]
    public async Task A_model_that_answers_nonsense_is_told_so_and_given_up_after_a_few_tries()
    {
        var model = new ScriptedChatClient((_, _) => new ScriptedTurn { Calls = [new FunctionCallContent("x", "no_such_tool", new Dictionary<string, object?>())] });
        await using var opsroom = await WorkflowFixture.OpenAsync(model);
        var run = await opsroom.RunAsync("one", "harness_expert", "t", Cancelled);
        Assert.Equal("model_invalid", run.Error?.Code);
        Assert.Equal(opsroom.Options.ModelTries, model.Requests.Count);
        var told = Assert.IsType<FunctionResultContent>(model.Requests[1][^1].Contents.Single());
        Assert.Contains("There is no tool no_such_tool", told.Result!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_repeats_a_call_for_ever_is_stopped()
    {
        var model = new ScriptedChatClient((_, _) => new ScriptedTurn { Calls = [new FunctionCallContent("x", "workspace_list", new Dictionary<string, object?>())] });
        await using var opsroom = await WorkflowFixture.OpenAsync(model);
        var run = await opsroom.RunAsync("one", "harness_expert", "t", Cancelled);
        Assert.Equal("model_invalid", run.Error?.Code);
        Assert.Equal(2 + opsroom.Options.ModelTries, model.Requests.Count);
    }

    [Fact]
    public async Task A_thread_of_a_thousand_turns_still_answers_and_its_window_stays_bounded()
    {
        var model = new ScriptedChatClient((_, _) => new ScriptedTurn { Pieces = [new string('x', 300)] });
        await using var opsroom = await WorkflowFixture.OpenAsync(model);
        for (var turn = 0; turn < 1_000; turn++)
        {
            Assert.Equal(RunStatus.Complete, (await opsroom.RunAsync($"turn {turn}", "harness_expert", "t", Cancelled)).Status);
        }

        Assert.All(model.Requests, messages => Assert.InRange(messages.Sum(message => message.Text.Length), 1, 60_000));
        var state = await opsroom.Owner.ReadAsync(WorkflowFixture.Key("t"), Cancelled);
        Assert.Equal(999, state!.SummarizedRuns + state.Past.Count);
        Assert.Contains(await opsroom.JournalAsync("t", Cancelled), @event => @event is ContextCompacted);
    }

    [Fact]
    public async Task A_run_goes_on_where_its_journal_ends_when_its_process_dies()
    {
        var asked = new TaskCompletionSource();
        var turns = 0;
        var model = new ScriptedChatClient((_, _) => Interlocked.Increment(ref turns) switch
        {
            1 => new ScriptedTurn { Calls = [new FunctionCallContent("x", "workspace_write", new Dictionary<string, object?> { ["path"] = "a.txt", ["content"] = "a" })] },
            2 => new ScriptedTurn
            {
                Before = async token =>
                {
                    asked.SetResult();
                    await Task.Delay(Timeout.Infinite, token);
                },
            },
            _ => new ScriptedTurn { Pieces = ["done"] },
        });
        await using var opsroom = await WorkflowFixture.OpenAsync(model);
        var started = (StartOutcome.Started)await opsroom.StartAsync(WorkflowFixture.Key("t"), "one", "harness_expert", Cancelled);
        await asked.Task;
        await opsroom.CrashAndReopenAsync(Cancelled);
        var run = await opsroom.Owner.WaitForRestAsync(WorkflowFixture.Key("t"), started.RunId, Cancelled);
        Assert.Equal(RunStatus.Complete, run.Status);
        var journal = await opsroom.JournalAsync("t", Cancelled);
        Assert.Single(journal.OfType<RunResumed>());
        Assert.Equal(1, Assert.Single(journal.OfType<AttemptAbandoned>()).Attempt);
        Assert.Equal([1, 1, 2], journal.OfType<ModelRequested>().Select(@event => @event.Attempt));
        Assert.Single(journal.OfType<ToolFinished>());
    }

    [Fact]
    public async Task A_fork_is_cut_at_the_last_point_of_rest_and_inherits_files()
    {
        await using var opsroom = await WorkflowFixture.OpenAsync();
        await opsroom.RunAsync("one", "harness_expert", "t", Cancelled);
        await opsroom.RunAsync("two", "harness_expert", "t", Cancelled);
        var fork = await opsroom.Owner.ForkAsync(WorkflowFixture.Key("t"), 20, Principal.Local, null, Cancelled);
        Assert.Equal(14, fork.AtEvent);
        var state = await opsroom.Owner.ReadAsync(fork.Key!.Value, Cancelled);
        Assert.Equal("one", state!.Run!.Task);
        Assert.True(state.AtRest);
        Assert.True(state.Files.ContainsKey("echo.txt"));
        Assert.Equal(RunStatus.Complete, (await opsroom.RunAsync("three", "harness_expert", fork.Key.Value.Id.Value, Cancelled)).Status);
    }

    [Fact]
    public async Task A_watcher_sees_every_event_once_in_order_and_chunks_between()
    {
        var model = new ScriptedChatClient(new ScriptedTurn { Pieces = ["one ", "two ", "three"] });
        await using var opsroom = await WorkflowFixture.OpenAsync(model);
        var seen = new List<Opsroom.Workflow.Streaming.FeedItem>();
        var watching = Task.Run(
            async () =>
            {
                await foreach (var item in opsroom.Feeds.FollowAsync(WorkflowFixture.Key("t"), 0, Cancelled))
                {
                    seen.Add(item);
                    if (item is Opsroom.Workflow.Streaming.FeedItem.Durable { Stored.Kind: "run_ended" })
                    {
                        return;
                    }
                }
            }, Cancelled);
        await opsroom.RunAsync("one", "harness_expert", "t", Cancelled);
        await watching;
        var durable = seen.OfType<Opsroom.Workflow.Streaming.FeedItem.Durable>().Select(item => item.Stored.Sequence).ToList();
        Assert.Equal(Enumerable.Range(1, durable.Count).Select(number => (long)number), durable);
        var chunks = seen.OfType<Opsroom.Workflow.Streaming.FeedItem.Chunk>().ToList();
        Assert.True(chunks.Count == 0 || string.Concat(chunks.Select(chunk => chunk.Text)) == "one two three");
    }
}
