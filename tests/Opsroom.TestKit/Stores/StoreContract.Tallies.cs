using Opsroom.Threads;
using Xunit;

namespace Opsroom.TestKit.Stores;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_key_is_remembered_with_the_run_that_first_used_it()
    {
        var run = RunId.New();
        var thread = NewThread();
        await thread.AppendAsync(SomeEvents.RunStarted(run: run, claim: new IdempotencyClaim("key-1", "digest-1")));

        Assert.Equal(
            new IdempotencyRecord("digest-1", thread.Key.Id, run, Time.GetUtcNow()), await Store.FindIdempotentAsync("default", "local", "key-1", Cancellation));
        Assert.Null(await Store.FindIdempotentAsync("default", "local", "key-2", Cancellation));
        Assert.Null(await Store.FindIdempotentAsync("default", "somebody", "key-1", Cancellation));
        Assert.Null(await Store.FindIdempotentAsync("elsewhere", "local", "key-1", Cancellation));
    }

    [Fact]
    public async Task A_key_belongs_to_one_run_and_to_nobody_after_a_day()
    {
        var claim = new IdempotencyClaim("key", "digest");
        await NewThread().AppendAsync(SomeEvents.RunStarted(claim: claim));
        var second = NewThread();
        Time.Advance(TimeSpan.FromHours(23));

        Assert.Equal(new AppendOutcome(AppendStatus.KeyTaken, new ThreadHead(0, 0)), await second.AppendAsync(SomeEvents.RunStarted(claim: claim)));
        Assert.Null(await Store.ReadHeadAsync(second.Key, Cancellation));
        Assert.Equal(AppendStatus.Appended, (await NewThread().AppendAsync(SomeEvents.RunStarted(claim: claim, principal: "somebody"))).Status);

        Time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await Store.FindIdempotentAsync("default", "local", "key", Cancellation));
        Assert.Equal(AppendStatus.Appended, (await second.AppendAsync(SomeEvents.RunStarted(claim: claim))).Status);
        Assert.Equal(second.Key.Id, (await Store.FindIdempotentAsync("default", "local", "key", Cancellation))!.ThreadId);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task A_key_that_is_taken_leaves_an_existing_thread_as_it_is()
    {
        var claim = new IdempotencyClaim("key", "digest");
        await NewThread().AppendAsync(SomeEvents.RunStarted(claim: claim));
        var thread = NewThread();
        await thread.AppendAsync(SomeEvents.RunStarted(), SomeEvents.RunEnded());

        Assert.Equal(new AppendOutcome(AppendStatus.KeyTaken, new ThreadHead(2, 1)), await thread.AppendAsync(SomeEvents.RunStarted(claim: claim)));
        Assert.Equal(new ThreadHead(2, 1), await Store.ReadHeadAsync(thread.Key, Cancellation));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Of_many_runs_that_claim_one_key_at_once_exactly_one_starts()
    {
        var claim = new IdempotencyClaim("key", "digest");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => NewThread().AppendAsync(SomeEvents.RunStarted(claim: claim)), Cancellation)));

        Assert.Single(outcomes, outcome => outcome.Status == AppendStatus.Appended);
        Assert.Equal(15, outcomes.Count(outcome => outcome.Status == AppendStatus.KeyTaken));
    }

    [Fact]
    public async Task Usage_is_summed_exactly_by_day_agent_and_model()
    {
        var thread = NewThread();
        await thread.AppendAsync(
            SomeEvents.ModelAnswered("a", "sonnet", new ModelUsage(100, 40, 10, 0.000_001_234_567m)),
            SomeEvents.ModelAnswered("a", "sonnet", new ModelUsage(1, 0, 2, 0.1m)),
            SomeEvents.ModelAnswered("a", "playbook", ModelUsage.None));
        await NewThread().AppendAsync(SomeEvents.ModelAnswered("b", "sonnet", new ModelUsage(5, 0, 5, 0.2m)));
        await NewThread(tenant: "elsewhere").AppendAsync(SomeEvents.ModelAnswered("a", "sonnet", new ModelUsage(7, 0, 7, 7m)));
        Time.Advance(TimeSpan.FromDays(1));
        await thread.AppendAsync(SomeEvents.ModelAnswered("a", "sonnet", new ModelUsage(3, 0, 3, 1234.5m)));

        var (first, second) = (new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 2));
        Assert.Equal(
            [
                new UsageRow(second, "a", "sonnet", 1, 3, 0, 3, 1234.5m),
                new UsageRow(first, "a", "playbook", 1, 0, 0, 0, 0m),
                new UsageRow(first, "a", "sonnet", 2, 101, 40, 12, 0.100_001_234_567m),
                new UsageRow(first, "b", "sonnet", 1, 5, 0, 5, 0.2m),
            ],
            await Store.ReadUsageAsync("default", Cancellation));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Threads_share_the_budget_of_a_day_which_an_answer_gives_back_what_it_did_not_use()
    {
        var limit = new DayLimit(new DateOnly(2026, 3, 1), new Allowance(Tokens: 250));
        var (first, second) = (NewThread(), NewThread());
        (first.DayLimit, second.DayLimit) = (limit, limit);
        var asked = new ModelRequested("a", "sonnet", 1, new Reservation(100, 50, 0.5m));
        Assert.Equal(AppendStatus.Appended, (await first.AppendAsync(asked)).Status);

        var refused = await second.AppendAsync(asked);
        Assert.Equal((AppendStatus.DaySpent, new Spent(150, 0.5m, 0, 1)), (refused.Status, refused.Day?.Spent));
        Assert.Empty(await Store.ReadUsageAsync("default", Cancellation));

        await first.AppendAsync(SomeEvents.ModelAnswered("a", "sonnet", new ModelUsage(60, 0, 40, 0.1m)) with { Settles = new SettledReservation(100, 50, 0.5m) });
        Assert.Equal(AppendStatus.Appended, (await second.AppendAsync(asked)).Status);
        Assert.Equal(new Spent(250, 0.6m, 0, 2), (await first.AppendAsync(asked)).Day?.Spent);
        first.DayLimit = limit with { Day = limit.Day.AddDays(1) };
        Assert.Equal(AppendStatus.Appended, (await first.AppendAsync(asked)).Status);
        Assert.True(await Store.DeleteAsync(first.Key, Cancellation));
        await AssertSoundAsync();
        Assert.True((await Store.VerifyAsync(rebuild: true, Cancellation)).Rebuilt);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Usage_and_nothing_else_of_a_deleted_thread_stays()
    {
        var thread = NewThread();
        var longAnswer = new string('x', EventCodec.InlineLimit + 1);
        await thread.AppendAsync(
            SomeEvents.RunStarted(claim: new IdempotencyClaim("key", "digest")),
            SomeEvents.ModelAnswered("a", "m", new ModelUsage(10, 0, 5, 0.5m), longAnswer));
        var usage = await Store.ReadUsageAsync("default", Cancellation);

        Assert.True(await Store.DeleteAsync(thread.Key, Cancellation));

        Assert.Equal(usage, await Store.ReadUsageAsync("default", Cancellation));
        Assert.Null(await Store.FindIdempotentAsync("default", "local", "key", Cancellation));
        Assert.Empty(await Store.ListUnfinishedAsync(Cancellation));
        await AssertSoundAsync();
        Assert.True((await Store.VerifyAsync(rebuild: true, Cancellation)).Rebuilt);
        Assert.Equal(usage, await Store.ReadUsageAsync("default", Cancellation));
    }

    [Fact]
    public async Task A_deleted_thread_is_gone()
    {
        var thread = NewThread();
        await thread.AppendAsync(SomeEvents.RunStarted(), SomeEvents.RunEnded());

        Assert.True(await Store.DeleteAsync(thread.Key, Cancellation));

        Assert.False(await Store.DeleteAsync(thread.Key, Cancellation));
        Assert.Null(await Store.ReadHeadAsync(thread.Key, Cancellation));
        Assert.Null(await Store.TakeOverAsync(thread.Key, Cancellation));
        Assert.Empty(await Store.ReadAsync(thread.Key, 0, 10, Cancellation));
        Assert.Empty((await Store.ListAsync(new ThreadQuery("default", null, null, null, 10, null), Cancellation)).Items);
        Assert.Equal(AppendStatus.Gone, (await thread.AppendAsync(SomeEvents.RunStarted())).Status);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task The_owner_of_a_deleted_thread_cannot_append_to_a_new_one_of_its_name()
    {
        var old = NewThread("same-name");
        await old.AppendAsync(SomeEvents.RunStarted("old"));
        old.Epoch = (await Store.TakeOverAsync(old.Key, Cancellation))!.Epoch;
        await Store.DeleteAsync(old.Key, Cancellation);

        var young = NewThread("same-name");
        var created = await young.AppendAsync(SomeEvents.RunStarted("new"));

        Assert.Equal(new AppendOutcome(AppendStatus.Appended, new ThreadHead(1, 3)), created);
        Assert.Equal(AppendStatus.StaleEpoch, (await old.AppendAsync(SomeEvents.RunEnded())).Status);
        Assert.Equal(AppendStatus.Appended, (await young.AppendAsync(SomeEvents.RunEnded())).Status);

        await Store.DeleteAsync(young.Key, Cancellation);
        await ReopenAsync();
        Assert.Equal(4, (await NewThread("same-name").AppendAsync(SomeEvents.RunStarted())).Head.Epoch);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Verification_counts_what_it_read_and_a_rebuild_changes_nothing_that_holds()
    {
        var blob = SomeEvents.Blob("content");
        var thread = NewThread();
        await thread.AppendAsync([blob], SomeEvents.RunStarted(claim: new IdempotencyClaim("key", "digest")), SomeEvents.FileReceived("a", blob));
        await thread.AppendAsync(SomeEvents.AgentStarted("a"), SomeEvents.ModelAnswered("a", "m", new ModelUsage(1, 2, 3, 4m)), SomeEvents.RunEnded());
        await NewThread(tenant: "elsewhere").AppendEncodedAsync([SomeEvents.FromTheFuture(Time.GetUtcNow())], []);
        var before = await EverythingAsync();

        var verified = await Store.VerifyAsync(rebuild: false, Cancellation);
        var rebuilt = await Store.VerifyAsync(rebuild: true, Cancellation);

        Assert.Equal((2, 6, false), (verified.Threads, verified.Events, verified.Rebuilt));
        Assert.Empty(verified.Problems);
        Assert.Empty(rebuilt.Problems);
        Assert.True(rebuilt.Rebuilt);
        Assert.Equal(before, await EverythingAsync());
        await AssertSoundAsync();

        async Task<List<object?>> EverythingAsync() =>
        [
            .. (await Store.ListAsync(new ThreadQuery("default", null, null, null, 10, null), Cancellation)).Items,
            .. (await Store.ListAsync(new ThreadQuery("elsewhere", null, null, null, 10, null), Cancellation)).Items,
            .. await Store.ReadUsageAsync("default", Cancellation),
            await Store.FindIdempotentAsync("default", "local", "key", Cancellation),
            Convert.ToHexString(await ReadBlobAsync(blob.Sha256)),
            await Store.ReadHeadAsync(thread.Key, Cancellation),
        ];
    }
}
