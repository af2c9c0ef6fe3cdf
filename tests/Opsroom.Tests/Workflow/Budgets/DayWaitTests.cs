using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Opsroom.TestKit.Workflow;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Tests.Workflow.Budgets;

public sealed class DayWaitTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider time = new(Midnight - TimeSpan.FromHours(1));
    private WorkflowFixture opsroom = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        opsroom = await WorkflowFixture.OpenAsync(clock: time);
        opsroom.Options.Budgets = new RunBudgets(new Allowance(), new Allowance(), new Allowance(ModelCalls: 2), AtLimit.Pause);
        Assert.Equal(RunStatus.Complete, (await RunAsync("first")).Status);
    }

    public ValueTask DisposeAsync() => opsroom.DisposeAsync();

    [Fact]
    public async Task A_run_that_waits_for_the_budget_of_a_day_goes_on_by_itself_when_the_day_is_over()
    {
        var item = await WaitAsync("second");
        Assert.Contains("2026-03-01", item.Preview!.Value.GetProperty("summary").GetString(), StringComparison.Ordinal);
        Assert.Equal(Midnight, await ExpireAsync("second"));
        time.SetUtcNow(Midnight - TimeSpan.FromSeconds(1));
        Assert.Equal(Midnight, await ExpireAsync("second"));

        time.SetUtcNow(Midnight);
        Assert.Null(await ExpireAsync("second"));
        Assert.Equal(RunStatus.Complete, (await RestAsync("second")).Status);
        var decided = Assert.Single((await opsroom.JournalAsync("second", Cancelled)).OfType<ApprovalDecided>());
        Assert.Equal(("server", ApprovalStatus.Approved, null), (decided.Principal, decided.Status, decided.Raises));

        // the new day has its own limit
        await WaitAsync("third");
    }

    [Fact]
    public async Task It_goes_on_also_where_its_request_has_expired_meanwhile()
    {
        await WaitAsync("second");
        time.SetUtcNow(Midnight + TimeSpan.FromDays(3));
        await ExpireAsync("second");
        Assert.Equal(RunStatus.Complete, (await RestAsync("second")).Status);
        Assert.DoesNotContain(await opsroom.JournalAsync("second", Cancelled), @event => @event is ApprovalExpired);
    }

    [Fact]
    public async Task A_decision_after_the_day_lets_it_go_on_and_raises_nothing()
    {
        var item = await WaitAsync("second");
        time.SetUtcNow(Midnight + TimeSpan.FromDays(2));
        await DecideAsync("second", item, """{"model_calls":100}""");
        Assert.Equal(RunStatus.Complete, (await RestAsync("second")).Status);
        Assert.Null(Assert.Single((await opsroom.JournalAsync("second", Cancelled)).OfType<ApprovalDecided>()).Raises);
        await WaitAsync("third");
    }

    [Fact]
    public async Task A_raise_holds_for_every_run_of_the_day_and_no_longer()
    {
        var item = await WaitAsync("second");
        await DecideAsync("second", item, """{"model_calls":6}""");
        Assert.Equal(RunStatus.Complete, (await RestAsync("second")).Status);
        Assert.Equal(RunStatus.Complete, (await RunAsync("third")).Status);
        var again = await WaitAsync("fourth");
        Assert.Equal("""{"model_calls":6}""", again.Arguments.GetRawText());
        Assert.Equal(8, again.Preview!.Value.GetProperty("raises_to").GetProperty("model_calls").GetInt64());

        time.SetUtcNow(Midnight);
        await ExpireAsync("fourth");
        Assert.Equal(RunStatus.Complete, (await RestAsync("fourth")).Status);
        Assert.Equal("""{"model_calls":2}""", (await WaitAsync("fifth")).Arguments.GetRawText());
        Assert.Empty((await opsroom.Store.VerifyAsync(rebuild: false, Cancelled)).Problems);
    }

    private async Task<ApprovalItem> WaitAsync(string thread)
    {
        var run = await RunAsync(thread);
        Assert.Equal(RunStatus.PendingApproval, run.Status);
        return Assert.Single(run.Pending!.Asked.Items);
    }

    /// <summary>Makes two model calls, or waits.</summary>
    private Task<RunState> RunAsync(string thread) => opsroom.RunAsync("task", "harness_expert", thread, Cancelled);

    private Task<DateTimeOffset?> ExpireAsync(string thread) => opsroom.Owner.ExpireAsync(WorkflowFixture.Key(thread), Cancelled);

    private async Task<RunState> RestAsync(string thread)
    {
        var run = (await opsroom.Owner.ReadAsync(WorkflowFixture.Key(thread), Cancelled))!.Run!;
        return await opsroom.Owner.WaitForRestAsync(WorkflowFixture.Key(thread), run.RunId, Cancelled);
    }

    private async Task DecideAsync(string thread, ApprovalItem item, string limits)
    {
        var run = (await opsroom.Owner.ReadAsync(WorkflowFixture.Key(thread), Cancelled))!.Run!;
        var approvalId = item.ItemId[..item.ItemId.LastIndexOf('.')];
        var arguments = ImmutableSortedDictionary<string, JsonElement>.Empty.Add(item.ItemId, JsonElement.Parse(limits));
        Assert.IsType<DecideOutcome.Recorded>(await opsroom.Owner.DecideAsync(
            new DecideApproval(
                WorkflowFixture.Key(thread), run.RunId, approvalId, true, null, ImmutableSortedDictionary<string, bool>.Empty, arguments, null, Principal.Local, null),
            Cancelled));
    }
}
