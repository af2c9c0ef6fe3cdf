using System.Text.Json;
using Opsroom.Threads;
using Opsroom.Threads.Outbox;
using Xunit;

namespace Opsroom.TestKit.Stores;

public abstract partial class StoreContract
{
    private const string Everything = "everything";
    private const string FinishedElsewhere = "finished-elsewhere";

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>Two receivers, which stores are opened with: one takes all, the other what is finished in one tenant.</summary>
    protected static NoticeRoutes Notices { get; } = new(
    [
        new NoticeRoute(Everything, [NoticeKind.Asked, NoticeKind.Decided, NoticeKind.Finished], []),
        new NoticeRoute(FinishedElsewhere, [NoticeKind.Finished], ["elsewhere"]),
    ]);

    [Fact]
    public async Task What_is_asked_decided_and_finished_waits_to_be_told_to_those_who_take_it()
    {
        await NewThread("here").AppendAsync(SomeEvents.RunStarted(), Asked(), Decided(), SomeEvents.RunEnded());
        await NewThread("there", "elsewhere").AppendAsync(SomeEvents.RunStarted(), new ApprovalExpired("a", ["a.1"], ApprovalStatus.Expired), SomeEvents.RunEnded());
        await ReopenAsync();

        var all = await DrainAsync(Everything);

        Assert.Equal(["default/here 2", "default/here 3", "default/here 4", "elsewhere/there 2", "elsewhere/there 3"], all.Order(StringComparer.Ordinal));
        Assert.Equal(["elsewhere/there 3"], await DrainAsync(FinishedElsewhere));
        Assert.Empty(await DrainAsync("nobody"));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task A_notice_that_was_taken_comes_again_only_when_its_time_is_over_and_those_behind_it_wait()
    {
        await NewThread("a").AppendAsync(SomeEvents.RunStarted(), Asked(), Decided());

        var first = Assert.Single(await TakeAsync(Everything));
        Assert.Equal((2L, 1), (first.Sequence, first.Attempts));
        Assert.Empty(await TakeAsync(Everything));
        Time.Advance(Lease);
        var again = Assert.Single(await TakeAsync(Everything));
        Assert.Equal((2L, 2), (again.Sequence, again.Attempts));

        // who comes late with what somebody else has taken meanwhile changes nothing
        await Store.SettleNoticesAsync([new SettledNotice(first, null)], Cancellation);
        await Store.SettleNoticesAsync([new SettledNotice(again, Time.GetUtcNow().AddHours(1))], Cancellation);
        Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Empty(await TakeAsync(Everything));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["default/a 2", "default/a 3"], await DrainAsync(Everything));
    }

    [Fact]
    public async Task Many_who_take_at_once_are_given_each_notice_once()
    {
        for (var i = 0; i < 20; i++)
        {
            await NewThread().AppendAsync(SomeEvents.RunStarted(), SomeEvents.RunEnded());
        }

        var taken = (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.TakeNoticesAsync(Everything, 5, Lease, Cancellation), Cancellation))))
            .SelectMany(notices => notices).ToList();
        taken.AddRange(await TakeAsync(Everything));

        Assert.Equal(20, taken.Count);
        Assert.Equal(20, taken.Select(notice => notice.Key).Distinct().Count());
    }

    [Fact]
    public async Task What_was_copied_or_deleted_is_told_to_nobody()
    {
        var gone = NewThread("gone");
        await gone.AppendAsync(SomeEvents.RunStarted(), SomeEvents.RunEnded());
        await Store.DeleteAsync(gone.Key, Cancellation);
        await NewThread("gone").AppendAsync(SomeEvents.RunStarted());
        await NewThread("fork").AppendAsync(SomeEvents.RunStarted(), Asked(), SomeEvents.RunEnded(), new ThreadForked("gone", 1, "local", null));
        await AssertSoundAsync();

        Assert.Empty(await TakeAsync(Everything));
    }

    [Fact]
    public async Task Notices_of_a_receiver_can_be_given_up_and_strays_are_when_they_are_old()
    {
        await NewThread("there", "elsewhere").AppendAsync(SomeEvents.RunStarted(), SomeEvents.RunEnded());

        await Store.DropStrayNoticesAsync([Everything], Time.GetUtcNow(), Cancellation);
        Assert.Equal(1, await Store.DropNoticesAsync(Everything, Cancellation));
        Assert.Equal(0, await Store.DropNoticesAsync(Everything, Cancellation));
        Time.Advance(TimeSpan.FromDays(1));
        await Store.DropStrayNoticesAsync([FinishedElsewhere], Time.GetUtcNow(), Cancellation);
        Assert.Single(await TakeAsync(FinishedElsewhere));
        await Store.DropStrayNoticesAsync([Everything], Time.GetUtcNow(), Cancellation);
        Assert.Equal(0, await Store.DropNoticesAsync(FinishedElsewhere, Cancellation));
    }

    private static ApprovalAsked Asked() => new("a", "digest", [
        new ApprovalItem(
            "a.1", ApprovalKind.Call, "call-1", "agent", "push_pipeline", "pipeline/x", "production", "change", JsonElement.Parse("{}"), null, null,
            ApprovalTerms.Default, DateTimeOffset.UnixEpoch)]);

    private static ApprovalDecided Decided() => new("a", "local", true, null, [new ItemVote("a.1", Vote.Approve)], true, ApprovalStatus.Approved, null) { RunId = new RunId("run-1") };

    private Task<IReadOnlyList<Notice>> TakeAsync(string webhook) => Store.TakeNoticesAsync(webhook, 100, Lease, Cancellation);

    private async Task<List<string>> DrainAsync(string webhook)
    {
        var drained = new List<string>();
        while (await TakeAsync(webhook) is { Count: > 0 } taken)
        {
            drained.AddRange(taken.Select(notice => $"{notice.Key} {notice.Sequence}"));
            await Store.SettleNoticesAsync([.. taken.Select(notice => new SettledNotice(notice, null))], Cancellation);
        }

        return drained;
    }
}
