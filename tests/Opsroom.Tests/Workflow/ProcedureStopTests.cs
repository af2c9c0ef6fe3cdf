using System.Collections.Concurrent;
using System.Text.Json;
using Opsroom.Approvals;
using Opsroom.TestKit.Workflow;
using Opsroom.Threads;
using Opsroom.Tools.Changes;
using Opsroom.Workflow;
using static Opsroom.Tests.Workflow.ProbeRuns;

namespace Opsroom.Tests.Workflow;

/// <summary>A procedure sets one and then two, and takes back what it set where a call fails or the run is stopped.</summary>
public sealed class ProcedureStopTests
{
    private readonly ConcurrentQueue<string> made = new();
    private readonly TaskCompletionSource acting = new(), release = new();
    private readonly ProbeTools probe;

    public ProcedureStopTests() => probe = new ProbeTools
    {
        Calls = [ProbeTools.Child("one", new { name = "one" }), ProbeTools.Child("two", new { name = "two" }), ProbeTools.Back("one"), ProbeTools.Back("two")],
        Move = Next,
        Act = async (name, _, _) =>
        {
            made.Enqueue(name);
            if (name == "one")
            {
                acting.TrySetResult();
                await release.Task;
            }

            return new ProbeResult(name);
        },
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_approved_procedure_takes_back_what_it_did_when_its_run_is_cancelled()
    {
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        var run = await CancelInTheMiddleAsync(opsroom);
        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.Equal("cancelled", run.Error!.Code);
        Assert.Equal(["one", "back-one"], made);
        var journal = (await opsroom.JournalAsync("t", Cancelled)).SkipWhile(@event => @event is not StopRequested).ToList();
        Assert.Equal("cancelled", journal.OfType<ProcedureMoved>().Single().Stopping);
        Assert.Equal("covered-by-approval", journal.OfType<ToolRequested>().Single().Rule);
        Assert.IsType<RunEnded>(journal[^1]);
        Assert.Equal("took back one", run.Calls.First(call => call.IsProcedure).Finished!.Result.GetProperty("note").GetString());
        var answer = RunAnswer.OfTool(run);
        Assert.Equal(("error", "cancelled"), (answer.Status, (string?)answer.Result["error"]!["code"]));
    }

    [Fact]
    public async Task What_is_taken_back_when_the_server_dies_is_taken_back_once_by_the_next()
    {
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        var (back, dies) = (new TaskCompletionSource(), new TaskCompletionSource());
        var act = probe.Act;
        probe.Act = async (name, password, context) =>
        {
            if (name == "back-one" && back.TrySetResult())
            {
                await dies.Task;
                throw new InvalidOperationException("the process is gone");
            }

            return await act(name, password, context);
        };
        var asked = await CallAsync(opsroom, "probe_both", new { name = "all" });
        await DecideAsync(opsroom, Decision(asked, true));
        await acting.Task.WaitAsync(Cancelled);
        await opsroom.Owner.CancelAsync(WorkflowFixture.Key("t"), Principal.Local, null, Cancelled);
        release.SetResult();
        await back.Task.WaitAsync(Cancelled);
        var crash = opsroom.CrashAndReopenAsync(Cancelled);
        dies.SetResult();
        await crash;
        var run = await opsroom.Owner.WaitForRestAsync(WorkflowFixture.Key("t"), asked.RunId, Cancelled);
        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.Equal(["one", "back-one"], made);
    }

    [Fact]
    public async Task A_procedure_that_is_cancelled_while_one_of_its_calls_waits_for_people_takes_back_the_others()
    {
        release.SetResult();
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        opsroom.WritePolicy("""
            rules:
              - { name: two-people, match: { tool: probe_set, target: two }, decision: ask, ask: { count: 2 } }
            """);
        await opsroom.CrashAndReopenAsync(Cancelled);
        var waits = await ApproveAsync(opsroom, await CallAsync(opsroom, "probe_both", new { name = "all" }));
        Assert.Equal(RunStatus.PendingApproval, waits.Status);
        var run = await CancelAsync(opsroom, waits.RunId);
        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.Null(run.Pending);
        Assert.Equal(["one", "back-one"], made);
        Assert.IsType<DecideOutcome.Conflict>(await DecideAsync(opsroom, Decision(waits, true)));
    }

    [Fact]
    public async Task A_rollback_that_was_not_covered_by_what_was_approved_is_not_made_while_the_run_is_stopped()
    {
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        opsroom.WritePolicy("""
            rules:
              - { name: two-people, match: { tool: probe_set, target: back-one }, decision: ask, ask: { count: 2 } }
            """);
        await opsroom.CrashAndReopenAsync(Cancelled);
        var run = await CancelInTheMiddleAsync(opsroom);
        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.Equal(["one"], made);
        Assert.Contains("nobody is asked any more", run.Calls.Single(call => call.Rollback).Finished!.Result.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_procedure_that_knows_nothing_of_being_stopped_begins_nothing_more()
    {
        probe.Move = state => Next(state with { Stopping = null });
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        var run = await CancelInTheMiddleAsync(opsroom);
        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.Equal(["one"], made);
        Assert.Contains("undo them one by one", run.Calls.Single(call => call.IsProcedure).Finished!.Result.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_procedure_that_is_stopped_does_not_wait_for_a_call_that_changes_nothing()
    {
        release.SetResult();
        var watching = new TaskCompletionSource();
        probe.Watching = cancellationToken =>
        {
            watching.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellationToken);
        };
        probe.Calls = [.. probe.Calls.Where(call => call.Name != "two"), new PlannedCall("two", "probe_watch", JsonElement.Parse("{}"))];
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        var asked = await CallAsync(opsroom, "probe_both", new { name = "all" });
        await DecideAsync(opsroom, Decision(asked, true));
        await watching.Task.WaitAsync(Cancelled);
        var run = await CancelAsync(opsroom, asked.RunId);
        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.Equal(["one", "back-one"], made);
    }

    [Fact]
    public async Task A_freeze_in_the_middle_of_a_procedure_stops_what_is_new_and_lets_it_take_back_what_it_did()
    {
        await using var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        var asked = await CallAsync(opsroom, "probe_both", new { name = "all" });
        await DecideAsync(opsroom, Decision(asked, true));
        await acting.Task.WaitAsync(Cancelled);
        await opsroom.Store.SetFreezeAsync(ThreadKey.DefaultTenant, new FreezeState(true, "Incident 4711", "ann", TimeProvider.System.GetUtcNow()), Cancelled);
        release.SetResult();
        var run = await opsroom.Owner.WaitForRestAsync(WorkflowFixture.Key("t"), asked.RunId, Cancelled);
        Assert.Equal(["one", "back-one"], made);
        var rules = (await opsroom.JournalAsync("t", Cancelled)).OfType<ToolRequested>().Where(requested => requested.CallId.Contains('.'))
            .Select(requested => (requested.CallId.Split('.')[^1], requested.Decision, requested.Rule));
        Assert.Equal([("one", "allow", "covered-by-approval"), ("two", "deny", PolicyGate.FreezeRule), ("back-one", "allow", PolicyGate.RollbackRule)], rules);
        Assert.Equal(RunStatus.Complete, run.Status);
    }

    private static ProcedureMove Next(ProcedureState state)
    {
        string[] names = ["one", "two"];
        var done = names.Where(name => state.Find(name) is { Succeeded: true }).ToList();
        if (done.Count < names.Length && (state.Stopping is not null || state.Calls.Any(call => !call.Succeeded)))
        {
            return done.Find(name => state.Find($"back-{name}") is null) is { } back
                ? ProcedureMove.Call($"back-{back}") : ProcedureMove.Finish(new ProbeResult($"took back {string.Join(", ", done)}"));
        }

        return names.FirstOrDefault(name => state.Find(name) is null) is { } next ? ProcedureMove.Call(next) : ProcedureMove.Finish(new ProbeResult("all"));
    }

    private async Task<RunState> CancelInTheMiddleAsync(WorkflowFixture opsroom)
    {
        var asked = await CallAsync(opsroom, "probe_both", new { name = "all" });
        Assert.IsType<DecideOutcome.Recorded>(await DecideAsync(opsroom, Decision(asked, true)));
        await acting.Task.WaitAsync(Cancelled);
        await opsroom.Owner.CancelAsync(WorkflowFixture.Key("t"), Principal.Local, null, Cancelled);
        release.SetResult();
        return await opsroom.Owner.WaitForRestAsync(WorkflowFixture.Key("t"), asked.RunId, Cancelled);
    }

    private static async Task<RunState> CancelAsync(WorkflowFixture opsroom, RunId run)
    {
        await opsroom.Owner.CancelAsync(WorkflowFixture.Key("t"), Principal.Local, null, Cancelled);
        return await opsroom.Owner.WaitForRestAsync(WorkflowFixture.Key("t"), run, Cancelled);
    }
}
