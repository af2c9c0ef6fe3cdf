using Opsroom.Threads;
using Xunit;

namespace Opsroom.TestKit.Stores;

public abstract partial class StoreContract
{
    private static readonly DateOnly FirstDay = new(2026, 3, 1);

    [Fact]
    public async Task Time_in_which_a_run_works_is_counted_on_its_days()
    {
        var thread = NewThread();
        Time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromMinutes(1));
        await thread.AppendAsync(SomeEvents.RunStarted());
        await AppendAfterAsync(thread, 50, SomeEvents.AgentStarted("a"));
        await AppendAfterAsync(thread, 20, new RunPaused("approval-1"));
        await AppendAfterAsync(thread, 3_600, Decision() with { Settles = true });
        await AppendAfterAsync(thread, 5, SomeEvents.AgentStarted("a"));
        await AppendAfterAsync(thread, 600, new RunResumed(1));
        await AppendAfterAsync(thread, 2, SomeEvents.RunEnded());
        await AppendAfterAsync(thread, 100, SomeEvents.FileReceived("a.txt", SomeEvents.Blob("a")), SomeEvents.Blob("a"));

        (DateOnly, long)[] worked = [(FirstDay.AddDays(1), 10 + 5 + 2), (FirstDay, 60)];
        Assert.Equal(worked, (await Store.ReadUsageAsync("default", Cancellation)).Select(row => (row.Day, row.WorkedSeconds)));
        var other = NewThread();
        other.DayLimit = new DayLimit(FirstDay.AddDays(1), new Allowance(WallSeconds: 17));
        Assert.Equal(17, (await other.AppendAsync(new ModelRequested("a", "m", 1))).Day?.Spent.WallSeconds);
        other.DayLimit = new DayLimit(FirstDay.AddDays(1), new Allowance(WallSeconds: 18));
        Assert.Equal(AppendStatus.Appended, (await other.AppendAsync(new ModelRequested("a", "m", 1))).Status);

        Assert.True(await Store.DeleteAsync(thread.Key, Cancellation));
        await AssertSoundAsync();
        Assert.True((await Store.VerifyAsync(rebuild: true, Cancellation)).Rebuilt);
        Assert.Equal(worked, (await Store.ReadUsageAsync("default", Cancellation)).Select(row => (row.Day, row.WorkedSeconds)));
    }

    [Fact]
    public async Task Events_from_before_time_was_counted_count_none()
    {
        var thread = NewThread();
        await thread.AppendAsync(SomeEvents.RunStarted() with { Version = 1 });
        await AppendAfterAsync(thread, 40, SomeEvents.RunEnded() with { Version = 1 });
        Assert.Empty(await Store.ReadUsageAsync("default", Cancellation));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task A_day_whose_budget_was_raised_is_raised_for_all_threads_of_the_tenant()
    {
        var asked = new ModelRequested("a", "sonnet", 1, new Reservation(100, 50, null));
        var (first, second, stranger) = (NewThread(), NewThread(), NewThread(tenant: "elsewhere"));
        (second.DayLimit, stranger.DayLimit) = (new DayLimit(FirstDay, new Allowance(Tokens: 100)), new DayLimit(FirstDay, new Allowance(Tokens: 100)));
        Assert.Equal(AppendStatus.DaySpent, (await second.AppendAsync(asked)).Status);

        await first.AppendAsync(SomeEvents.RunStarted(), Decision() with { Raises = new DayRaise(FirstDay, new Allowance(Tokens: 200, Cost: 1e12m)) });
        await first.AppendAsync(Decision() with { Raises = new DayRaise(FirstDay, new Allowance(Tokens: 120, ToolCalls: 7)) });
        Assert.Equal(AppendStatus.Appended, (await second.AppendAsync(asked)).Status);
        Assert.Equal(AppendStatus.DaySpent, (await stranger.AppendAsync(asked)).Status);
        await AssertSoundAsync();

        Assert.True(await Store.DeleteAsync(first.Key, Cancellation));
        await AssertSoundAsync();
        Assert.True((await Store.VerifyAsync(rebuild: true, Cancellation)).Rebuilt);
        var full = (await second.AppendAsync(asked)).Day!;
        Assert.Equal((new Spent(150, 0, 0, 1), 200L, 7L, null), (full.Spent, full.Raised.Tokens, full.Raised.ToolCalls, full.Raised.WallSeconds));
        Time.Advance(TimeSpan.FromDays(1));
        second.DayLimit = new DayLimit(FirstDay.AddDays(1), new Allowance(Tokens: 100));
        Assert.Equal(AppendStatus.DaySpent, (await second.AppendAsync(asked)).Status);
    }

    [Fact]
    public async Task A_raise_counts_for_what_is_appended_with_it()
    {
        var thread = NewThread();
        thread.DayLimit = new DayLimit(FirstDay, new Allowance(ModelCalls: 1));
        Assert.Equal(AppendStatus.DaySpent, (await thread.AppendAsync(new ModelRequested("a", "m", 1, Nothing), new ModelRequested("a", "m", 2, Nothing))).Status);
        Assert.Equal(
            AppendStatus.Appended,
            (await thread.AppendAsync(
                Decision() with { Raises = new DayRaise(FirstDay, new Allowance(ModelCalls: 2)) }, new ModelRequested("a", "m", 1, Nothing), new ModelRequested("a", "m", 2, Nothing))).Status);
    }

    private static Reservation Nothing => new(0, 0, null);

    private static ApprovalDecided Decision() => new("approval-1", "local", true, null, [], false, ApprovalStatus.Approved, null) { RunId = RunId.New() };

    private async Task AppendAfterAsync(ThreadWriter thread, int seconds, ThreadEvent @event, params BlobContent[] files)
    {
        Time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(AppendStatus.Appended, (await thread.AppendAsync(files, @event)).Status);
    }
}
