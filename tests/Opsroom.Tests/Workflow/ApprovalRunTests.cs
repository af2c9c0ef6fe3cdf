using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Opsroom.TestKit.Outside;
using Opsroom.TestKit.Workflow;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Tools.Changes;
using Opsroom.Workflow;
using static Opsroom.Tests.Workflow.ProbeRuns;

namespace Opsroom.Tests.Workflow;

public sealed class ApprovalRunTests
{
    private const string Password = "correct-horse-4711-battery";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_tool_shows_of_a_sealed_value_is_hidden_wherever_it_goes()
    {
        var probe = new ProbeTools
        {
            Plan = (name, password) => ProbeTools.PlanOf(name, "v1") with
            {
                Preview = new Preview($"{name} gets <{password}>.", Diff: $"+{password}"),
                Undo = new UndoCall("probe_set", JsonSerializer.SerializeToElement(new { name = $"was {password}" })),
            },
        };
        probe.Act = (_, password, context) =>
        {
            context.Report(new ToolProgress($"Sending {password}"));
            Assert.Equal(Password, password);
            return Task.FromResult<ToolResult<ProbeResult>>(new ProbeResult($"It took {password} gladly"));
        };
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        var asked = await CallAsync(opsroom, "probe_set", new { name = "one", password = Password });
        Assert.Equal(RunStatus.PendingApproval, asked.Status);
        var run = await ApproveAsync(opsroom, asked);
        Assert.Equal(RunStatus.Complete, run.Status);
        Assert.Equal(1, probe.Made);
        var journal = await opsroom.JournalAsync("t", Cancelled);
        Assert.All(journal, @event => Assert.DoesNotContain(Password, Encoding.UTF8.GetString(EventCodec.ToJson(@event)), StringComparison.Ordinal));
        Assert.Contains("[redacted:", journal.OfType<ToolStarted>().Single().Undo!.Arguments.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("gladly", journal.OfType<ToolFinished>().Single().Result.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_has_not_begun_when_the_run_is_stopped_does_not_begin()
    {
        var (acting, release, looking, looked) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var probe = new ProbeTools
        {
            Looking = name =>
            {
                if (name != "two")
                {
                    return Task.CompletedTask;
                }

                looking.TrySetResult();
                return looked.Task;
            },
        };
        probe.Act = async (name, _, _) =>
        {
            acting.TrySetResult();
            await release.Task;
            return new ProbeResult(name);
        };
        await using var opsroom = await OpenFreeAsync(probe);
        var started = await StartAsync(opsroom, "probe_both", new { name = "all" });
        await Task.WhenAll(acting.Task, looking.Task).WaitAsync(Cancelled);
        await opsroom.Owner.CancelAsync(WorkflowFixture.Key("t"), Principal.Local, null, Cancelled);
        looked.SetResult();
        release.SetResult();
        var run = await opsroom.Owner.WaitForRestAsync(WorkflowFixture.Key("t"), started.RunId, Cancelled);
        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.Equal(1, probe.Made);
        var journal = await opsroom.JournalAsync("t", Cancelled);
        Assert.DoesNotContain(journal.SkipWhile(@event => @event is not StopRequested), @event => @event is ToolStarted);
    }

    [Fact]
    public async Task An_allowed_change_that_arrived_after_it_was_given_up_is_found_and_not_made_again()
    {
        var (attempts, arrived) = (0, false);
        var probe = new ProbeTools();
        probe.Plan = (name, _) =>
        {
            // the late request arrives between the look at the target and the next attempt
            arrived = attempts > 0;
            return ProbeTools.PlanOf(name, arrived ? "v2" : "v1");
        };
        probe.Act = (_, _, _) => Task.FromResult<ToolResult<ProbeResult>>(
            ++attempts == 1 ? new ToolFailure(FaultCodes.Timeout, "No answer came.") : new ProbeResult("made again"));
        probe.Verify = (_, context) => !arrived ? Verification.NotDone()
            : context.Change!.IntentVersion == "v1" ? Verification.Done(new ProbeResult("made before")) : Verification.NotDone();
        await using var opsroom = await OpenFreeAsync(probe);
        var run = await CallAsync(opsroom, "probe_set", new { name = "one" });
        Assert.Equal(RunStatus.Complete, run.Status);
        Assert.Equal(1, probe.Made);
        Assert.Equal("made before", run.Calls.Single().Finished!.Result.GetProperty("note").GetString());
    }

    [Fact]
    public async Task What_became_of_the_second_attempt_is_asked_with_what_that_attempt_relied_on()
    {
        var attempts = 0;
        var probe = new ProbeTools();
        probe.Plan = (name, _) => ProbeTools.PlanOf(name, $"v{attempts + 1}");
        probe.Act = (_, _, _) =>
        {
            attempts++;
            return Task.FromResult<ToolResult<ProbeResult>>(new ToolFailure(FaultCodes.Timeout, "No answer came."));
        };
        var relied = new List<string>();
        probe.Verify = (_, context) =>
        {
            relied.Add($"{context.Change!.Attempt}:{context.Change.IntentVersion}");
            return attempts == 2 ? Verification.Done(new ProbeResult("made")) : Verification.NotDone();
        };
        await using var opsroom = await OpenFreeAsync(probe);
        await CallAsync(opsroom, "probe_set", new { name = "one" });
        Assert.Equal("2:v2", relied[^1]);
    }

    [Fact]
    public async Task A_procedure_is_shown_with_every_call_that_approving_it_covers()
    {
        var probe = new ProbeTools();
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        var asked = await CallAsync(opsroom, "probe_both", new { name = "all" });
        var calls = asked.Pending!.Asked.Items.Single().Preview!.Value.GetProperty("calls");
        Assert.Equal(["one", "two"], calls.EnumerateArray().Select(call => call.GetProperty("name").GetString()));
        Assert.Equal("two", calls[1].GetProperty("arguments").GetProperty("name").GetString());
        var run = await ApproveAsync(opsroom, asked);
        Assert.Equal(RunStatus.Complete, run.Status);
        Assert.Equal(2, probe.Made);
        Assert.Single(run.Approvals);
    }

    [Fact]
    public async Task A_procedure_whose_calls_are_others_than_those_shown_is_asked_again()
    {
        var probe = new ProbeTools();
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        var asked = await CallAsync(opsroom, "probe_both", new { name = "all" });
        probe.Calls = [.. probe.Calls, ProbeTools.Child("three", new { name = "three" })];
        var run = await ApproveAsync(opsroom, asked);
        Assert.Equal(RunStatus.PendingApproval, run.Status);
        Assert.Equal(0, probe.Made);
        Assert.StartsWith("What it acts on has changed", run.Pending!.Asked.Items.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_needs_more_people_than_its_procedure_had_is_asked_by_itself()
    {
        var probe = new ProbeTools();
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        opsroom.WritePolicy("""
            rules:
              - { name: two-people, match: { tool: probe_set, target: two }, decision: ask, ask: { count: 2 } }
            """);
        await opsroom.CrashAndReopenAsync(Cancelled);
        var run = await ApproveAsync(opsroom, await CallAsync(opsroom, "probe_both", new { name = "all" }));
        Assert.Equal(RunStatus.PendingApproval, run.Status);
        Assert.Equal(1, probe.Made);
        Assert.Equal("Probe/two", run.Pending!.PendingItems.Single().Resource);
    }

    [Fact]
    public async Task A_call_in_another_environment_than_its_procedure_was_shown_for_is_asked_by_itself()
    {
        var probe = new ProbeTools();
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        opsroom.WritePolicy("""
            targets:
              - { system: probe, name: all, environment: staging }
              - { system: probe, name: one, environment: staging }
            """);
        await opsroom.CrashAndReopenAsync(Cancelled);
        var run = await ApproveAsync(opsroom, await CallAsync(opsroom, "probe_both", new { name = "all" }));
        Assert.Equal(RunStatus.PendingApproval, run.Status);
        Assert.Equal(1, probe.Made);
        Assert.Equal(("Probe/two", "production"), (run.Pending!.PendingItems.Single().Resource, run.Pending!.PendingItems.Single().Environment));
    }

    [Fact]
    public async Task What_was_shown_as_production_covers_calls_in_milder_environments()
    {
        var probe = new ProbeTools();
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        opsroom.WritePolicy("""
            targets:
              - { system: probe, name: one, environment: staging }
            """);
        await opsroom.CrashAndReopenAsync(Cancelled);
        Assert.Equal(RunStatus.Complete, (await ApproveAsync(opsroom, await CallAsync(opsroom, "probe_both", new { name = "all" }))).Status);
        Assert.Equal(2, probe.Made);
    }

    [Fact]
    public async Task A_call_that_would_change_nothing_is_answered_and_asks_nobody()
    {
        var probe = new ProbeTools { Plan = (name, _) => ProbeTools.PlanOf(name, "v1") with { Answer = JsonSerializer.SerializeToElement(new { note = "so already" }) } };
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        var run = await CallAsync(opsroom, "probe_set", new { name = "one" });
        Assert.Equal((RunStatus.Complete, 0), (run.Status, probe.Made));
        Assert.Equal("so already", run.Calls.Single().Finished!.Result.GetProperty("note").GetString());
        Assert.Equal("nothing-to-change", run.Calls.Single().Requested!.Rule);
    }

    [Fact]
    public async Task A_call_of_a_procedure_is_asked_where_the_file_that_it_names_was_changed_meanwhile()
    {
        var probe = new ProbeTools { Calls = [ProbeTools.Child("one", new { name = "one", text_path = "a.txt" })] };
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        await HandInAsync(opsroom, "shown");
        var asked = await CallAsync(opsroom, "probe_both", new { name = "all" });
        await HandInAsync(opsroom, "another");
        var again = await ApproveAsync(opsroom, asked);
        Assert.Equal(RunStatus.PendingApproval, again.Status);
        Assert.Equal("probe_both", again.Pending!.PendingItems.Single().Action);
        Assert.Equal(0, probe.Made);
        Assert.Equal(RunStatus.Complete, (await ApproveAsync(opsroom, again)).Status);
    }

    [Fact]
    public async Task A_change_that_cannot_be_looked_at_is_asked_where_changes_are_allowed()
    {
        var probe = new ProbeTools { Plan = (_, _) => throw new InvalidOperationException("a fault of the plan's own") };
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        opsroom.WritePolicy("""
            rules:
              - { name: free, match: { tool: probe_set }, decision: allow }
            """);
        await opsroom.CrashAndReopenAsync(Cancelled);
        var run = await CallAsync(opsroom, "probe_set", new { name = "one" });
        Assert.Equal(RunStatus.PendingApproval, run.Status);
        Assert.Equal(0, probe.Made);
    }

    [Fact]
    public async Task What_was_approved_and_could_not_be_made_before_the_approval_expired_is_asked_again()
    {
        var clock = new ShiftedClock();
        var (probe, looks) = (new ProbeTools(), 0);
        probe.Plan = (name, _) =>
        {
            if (++looks == 2)
            {
                clock.Ahead = TimeSpan.FromDays(3);
            }

            return ProbeTools.PlanOf(name, "v1");
        };
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe], clock: clock);
        var run = await ApproveAsync(opsroom, await CallAsync(opsroom, "probe_set", new { name = "one" }));
        Assert.Equal(RunStatus.PendingApproval, run.Status);
        Assert.Equal(0, probe.Made);
        Assert.Contains((await opsroom.JournalAsync("t", Cancelled)).OfType<ApprovalVoided>(), voided => voided.Reason.Contains("expired", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_whose_outcome_is_unknown_cannot_be_approved_with_other_arguments()
    {
        var (opsroom, run) = await UnknownAsync();
        await using var closing = opsroom;
        var item = run.Pending!.PendingItems.Single();
        Assert.Equal(ApprovalKind.UnknownOutcome, item.Kind);
        var edit = Decision(run, true) with { Arguments = ImmutableSortedDictionary<string, JsonElement>.Empty.Add(item.ItemId, JsonSerializer.SerializeToElement(new { name = "other" })) };
        Assert.IsType<DecideOutcome.Conflict>(await opsroom.Owner.DecideAsync(edit, Cancelled));
        Assert.Equal(RunStatus.PendingApproval, (await opsroom.Owner.ReadAsync(WorkflowFixture.Key("t"), Cancelled))!.Run!.Status);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_while_an_unknown_outcome_waits_ends_and_makes_nothing()
    {
        var (opsroom, run) = await UnknownAsync();
        await using var closing = opsroom;
        await opsroom.Owner.CancelAsync(WorkflowFixture.Key("t"), Principal.Local, null, Cancelled);
        var ended = await opsroom.Owner.WaitForRestAsync(WorkflowFixture.Key("t"), run.RunId, Cancelled);
        Assert.Equal(RunStatus.Cancelled, ended.Status);
        Assert.Contains("not known", ended.Calls.Single().Finished!.Result.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_that_contradicts_one_of_the_items_that_were_decided_before_decides_nothing()
    {
        var probe = new ProbeTools();
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        opsroom.WritePolicy("""
            targets: [{ system: probe, name: all, environment: staging }]
            free_environments: [staging]
            """);
        await opsroom.CrashAndReopenAsync(Cancelled);
        var asked = await CallAsync(opsroom, "probe_both", new { name = "all" });
        var items = asked.Pending!.PendingItems.Select(item => item.ItemId).ToList();
        Assert.Equal(2, items.Count);
        var first = await DecideAsync(opsroom, Decision(asked, null) with { Items = Items((items[0], false)) });
        Assert.IsType<DecideOutcome.Recorded>(first);
        var contradicts = await DecideAsync(opsroom, Decision(asked, null) with { Items = Items((items[0], true), (items[1], true)) });
        Assert.Contains("was rejected, by local", Assert.IsType<DecideOutcome.Conflict>(contradicts).Reason, StringComparison.Ordinal);
        Assert.Equal(0, probe.Made);
    }

    [Fact]
    public async Task A_tool_that_computes_for_long_before_it_awaits_keeps_nothing_else_in_its_thread_waiting()
    {
        using var enough = new ManualResetEventSlim();
        var probe = new ProbeTools
        {
            Watching = _ =>
            {
                enough.Wait(Cancelled);
                return Task.CompletedTask;
            },
        };
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        var started = await StartAsync(opsroom, "probe_watch", new { });
        try
        {
            await HandInAsync(opsroom, "handed in meanwhile").WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        }
        finally
        {
            enough.Set();
        }

        Assert.Equal(RunStatus.Complete, (await opsroom.Owner.WaitForRestAsync(WorkflowFixture.Key("t"), started.RunId, Cancelled)).Status);
    }

    [Fact]
    public async Task A_call_that_was_judged_by_an_older_state_of_the_thread_is_not_started()
    {
        var probe = new ProbeTools();
        await using var opsroom = await OpenFreeAsync(probe);
        await CallAsync(opsroom, "probe_set", new { name = "one" });
        var judged = (await opsroom.Owner.ReadAsync(WorkflowFixture.Key("t"), Cancelled))!.Sequence;
        var back = new StartRun(
            WorkflowFixture.Key("t"), false, "back", null, null, "probe_set", JsonSerializer.SerializeToElement(new { name = "one" }), Principal.Local, null)
        {
            AtSequence = judged,
        };
        var first = Assert.IsType<StartOutcome.Started>(await opsroom.Owner.StartAsync(back, Cancelled));
        await opsroom.Owner.WaitForRestAsync(WorkflowFixture.Key("t"), first.RunId, Cancelled);
        Assert.IsType<StartOutcome.Busy>(await opsroom.Owner.StartAsync(back, Cancelled));
        Assert.Equal(2, probe.Made);
    }

    private static ImmutableSortedDictionary<string, bool> Items(params (string Id, bool Approved)[] items) =>
        items.ToImmutableSortedDictionary(item => item.Id, item => item.Approved, StringComparer.Ordinal);

    /// <summary>A run that waits for a person because nobody can tell whether its change was made.</summary>
    private static async Task<(WorkflowFixture, RunState)> UnknownAsync()
    {
        var probe = new ProbeTools
        {
            Act = (_, _, _) => Task.FromResult<ToolResult<ProbeResult>>(new ToolFailure(FaultCodes.Timeout, "No answer came.")),
            Verify = (_, _) => Verification.Unknown("It keeps no record."),
        };
        var opsroom = await OpenFreeAsync(probe);
        var run = await CallAsync(opsroom, "probe_set", new { name = "one" });
        Assert.Equal(RunStatus.PendingApproval, run.Status);
        return (opsroom, run);
    }

    private static async Task HandInAsync(WorkflowFixture opsroom, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var blob = new BlobContent(
            Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(bytes)));
        await opsroom.Owner.ReceiveFilesAsync(WorkflowFixture.Key("t"), [new IncomingFile("a.txt", "text/plain", blob)], Principal.Local, Cancelled);
    }
}
