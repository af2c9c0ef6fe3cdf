using System.Collections.Concurrent;
using System.Collections.Immutable;
using Opsroom.TestKit.Outside;
using Opsroom.TestKit.Workflow;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Workflow;
using static Opsroom.Tests.Workflow.ProbeRuns;

namespace Opsroom.Tests.Workflow;

/// <summary>A request of two items, the first of which expires days before the second.</summary>
public sealed class LateDecisionTests : IAsyncDisposable
{
    private readonly ShiftedClock clock = new();
    private readonly ConcurrentQueue<string> acted = [];
    private WorkflowFixture? opsroom;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private WorkflowFixture Opsroom => opsroom!;

    [Fact]
    public async Task A_decision_about_the_others_is_taken_although_one_item_is_late()
    {
        var (asked, late, other) = await AskAsync();
        var outcome = await DecideAsync(Opsroom, Decision(asked, null) with { Items = Items((other, true)) });
        var recorded = Assert.IsType<DecideOutcome.Recorded>(outcome);
        Assert.Equal((ItemVerdict.Expired, ItemVerdict.Approved), (recorded.Request.Verdicts[late], recorded.Request.Verdicts[other]));
        Assert.Equal(ApprovalStatus.Mixed, (await JournalAsync()).OfType<ApprovalDecided>().Single().Status);
        await RestAsync(asked);
        Assert.Equal(["two"], acted);
    }

    [Fact]
    public async Task A_decision_that_names_a_late_item_is_refused_with_its_name_and_the_others_can_be_decided()
    {
        var (asked, late, other) = await AskAsync();
        var both = Decision(asked, null) with { Items = Items((late, true), (other, true)) };
        AssertNames(late, other, await DecideAsync(Opsroom, both));
        AssertNames(late, other, await DecideAsync(Opsroom, both));
        await RestAsync(asked);
        Assert.Empty(acted);

        Assert.IsType<DecideOutcome.Recorded>(await DecideAsync(Opsroom, Decision(asked, null) with { Items = Items((other, true)) }));
        await RestAsync(asked);
        Assert.Equal(["two"], acted);
        Assert.Single((await JournalAsync()).OfType<ApprovalExpired>());
    }

    [Fact]
    public async Task A_decision_about_all_of_it_is_refused_with_the_name_of_the_late_item()
    {
        var (asked, late, other) = await AskAsync();
        AssertNames(late, other, await DecideAsync(Opsroom, Decision(asked, true)));
        await RestAsync(asked);
        Assert.Empty(acted);
    }

    public async ValueTask DisposeAsync()
    {
        if (opsroom is not null)
        {
            await opsroom.DisposeAsync();
        }
    }

    private static void AssertNames(string late, string other, DecideOutcome outcome)
    {
        var reason = Assert.IsType<DecideOutcome.Conflict>(outcome).Reason;
        Assert.StartsWith($"{late} (probe_set) expired", reason, StringComparison.Ordinal);
        Assert.EndsWith($"Decide about the others without what expired: {other}.", reason, StringComparison.Ordinal);
    }

    private static ImmutableSortedDictionary<string, bool> Items(params (string Id, bool Approved)[] items) =>
        items.ToImmutableSortedDictionary(item => item.Id, item => item.Approved, StringComparer.Ordinal);

    /// <summary>Asks about both, and lets the first one expire.</summary>
    private async Task<(RunState Asked, string Late, string Other)> AskAsync()
    {
        var probe = new ProbeTools
        {
            Act = (name, _, _) =>
            {
                acted.Enqueue(name);
                return Task.FromResult<ToolResult<ProbeResult>>(new ProbeResult(name));
            },
        };
        opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe], clock: clock);
        opsroom.WritePolicy("""
            targets: [{ system: probe, name: all, environment: staging }]
            free_environments: [staging]
            rules:
              - { name: soon, match: { tool: probe_set, target: one }, decision: ask, ask: { expires_after: 1h } }
            """);
        await opsroom.CrashAndReopenAsync(Cancelled);
        var asked = await CallAsync(opsroom, "probe_both", new { name = "all" });
        var items = asked.Pending!.PendingItems.ToDictionary(item => item.Resource!, item => item.ItemId, StringComparer.Ordinal);
        clock.Ahead = TimeSpan.FromHours(2);
        return (asked, items["Probe/one"], items["Probe/two"]);
    }

    private Task<RunState> RestAsync(RunState run) => Opsroom.Owner.WaitForRestAsync(WorkflowFixture.Key("t"), run.RunId, Cancelled);

    private Task<IReadOnlyList<ThreadEvent>> JournalAsync() => Opsroom.JournalAsync("t", Cancelled);
}
