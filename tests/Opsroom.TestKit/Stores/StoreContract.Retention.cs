using Opsroom.Threads;
using Xunit;

namespace Opsroom.TestKit.Stores;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Threads_at_rest_are_listed_across_tenants_with_those_that_have_not_changed_for_longest_first()
    {
        var old = NewThread("b", "elsewhere");
        await old.AppendAsync(SomeEvents.RunStarted(), SomeEvents.RunEnded());
        var same = NewThread("a");
        await same.AppendAsync(SomeEvents.RunStarted(kind: RunKind.Tool), SomeEvents.RunEnded(RunStatus.Failed));
        Time.Advance(TimeSpan.FromHours(1));
        var files = NewThread("c");
        var blob = SomeEvents.Blob("content");
        await files.AppendAsync([blob], SomeEvents.FileReceived("f", blob));
        await NewThread("busy").AppendAsync(SomeEvents.RunStarted());

        var all = await Store.ListRestingAsync(null, 10, Cancellation);
        Assert.Equal([same.Key, old.Key, files.Key], all.Select(thread => thread.Key));
        Assert.Equal([2L, 2, 1], all.Select(thread => thread.Sequence));
        Assert.Equal([Time.GetUtcNow().AddHours(-1), Time.GetUtcNow().AddHours(-1), Time.GetUtcNow()], all.Select(thread => thread.UpdatedAt));

        var pages = new List<RestingThread>();
        while (await Store.ListRestingAsync(pages.LastOrDefault(), 1, Cancellation) is [var next])
        {
            pages.Add(next);
        }

        Assert.Equal(all, pages);
    }

    [Fact]
    public async Task A_thread_is_as_large_as_its_journal_and_what_it_refers_to()
    {
        var blob = SomeEvents.Blob(new string('x', 5000));
        var first = NewThread();
        await first.AppendAsync([blob], SomeEvents.FileReceived("a", blob), SomeEvents.FileReceived("again", blob));
        var second = NewThread();
        await second.AppendAsync([blob], SomeEvents.FileReceived("a", blob));
        var busy = NewThread();
        await busy.AppendAsync(SomeEvents.RunStarted());

        var sizes = (await Store.ListRestingAsync(null, 10, Cancellation)).ToDictionary(thread => thread.Key, thread => (thread.Bytes, thread.FileBytes));
        Assert.Equal((Journal(first) + 5000, 10_000L), sizes[first.Key]);
        Assert.Equal((Journal(second) + 5000, 5000L), sizes[second.Key]);
        Assert.Equal(new StoreTotals(3, Journal(first) + Journal(second) + Journal(busy) + 10_000, 15_000), await Store.ReadTotalsAsync(Cancellation));
        await AssertSoundAsync();

        static long Journal(ThreadWriter thread) => thread.Appended.Sum(@event => (long)@event.Bytes.Length);
    }

    [Fact]
    public async Task A_thread_that_went_on_is_not_deleted_where_it_was_to_be_deleted_as_it_stood()
    {
        var thread = NewThread();
        await thread.AppendAsync(SomeEvents.RunStarted(), SomeEvents.RunEnded());
        await thread.AppendAsync(SomeEvents.RunStarted());

        Assert.False(await Store.DeleteAsync(thread.Key, 2, Cancellation));
        Assert.Equal(new ThreadHead(3, 1), await Store.ReadHeadAsync(thread.Key, Cancellation));
        Assert.True(await Store.DeleteAsync(thread.Key, 3, Cancellation));
        Assert.False(await Store.DeleteAsync(thread.Key, 3, Cancellation));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Removed_files_are_gone_unless_another_thread_has_them_and_leave_the_time_of_the_last_change()
    {
        var (shared, own, kept) = (SomeEvents.Blob("shared"), SomeEvents.Blob("own"), SomeEvents.Blob("kept"));
        var thread = NewThread("t");
        await thread.AppendAsync(
            [shared, own, kept], SomeEvents.FileReceived("a", shared), SomeEvents.FileReceived("b", own), SomeEvents.FileReceived("c", kept), SomeEvents.RunStarted(), SomeEvents.RunEnded());
        await NewThread("u").AppendAsync([shared], SomeEvents.FileReceived("a", shared));
        var changed = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromDays(40));

        await thread.AppendAsync(new FilesRemoved(FilesRemoved.ByRetention, 3, 13, [shared.Sha256, own.Sha256]));

        Assert.Null(await Store.OpenBlobAsync(own.Sha256, Cancellation));
        Assert.Equal("shared"u8.ToArray(), await ReadBlobAsync(shared.Sha256));
        Assert.Equal("kept"u8.ToArray(), await ReadBlobAsync(kept.Sha256));
        var resting = (await Store.ListRestingAsync(null, 10, Cancellation)).Single(each => each.Key == thread.Key);
        Assert.Equal((changed, 6L, 0L), (resting.UpdatedAt, resting.Sequence, resting.FileBytes));
        await AssertSoundAsync();
        Assert.Empty((await Store.VerifyAsync(rebuild: true, Cancellation)).Problems);
        await AssertSoundAsync();

        await thread.AppendAsync([own], SomeEvents.FileReceived("b", own));
        Assert.Equal("own"u8.ToArray(), await ReadBlobAsync(own.Sha256));
        Assert.Equal(Time.GetUtcNow(), (await Store.ListRestingAsync(null, 10, Cancellation)).Single(each => each.Key == thread.Key).UpdatedAt);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task An_import_counts_no_usage_and_claims_no_key_but_its_own()
    {
        var original = NewThread("original");
        await original.AppendAsync(
            SomeEvents.RunStarted(claim: new IdempotencyClaim("of-the-past", "digest")), SomeEvents.ModelAnswered("a", "m", new ModelUsage(1, 0, 1, 1m)));
        var past = original.Appended.ToList();
        var usage = await Store.ReadUsageAsync("default", Cancellation);
        Assert.True(await Store.DeleteAsync(original.Key, Cancellation));

        var blobs = new List<BlobContent>();
        var last = EventCodec.Encode(new ThreadImported("original", 2, new string('0', 64), "local", new IdempotencyClaim("import", "digest")) { At = Time.GetUtcNow() }, blobs);
        var copy = NewThread("copy");
        Assert.Equal(AppendStatus.Appended, (await copy.AppendEncodedAsync([.. past, last], blobs)).Status);

        Assert.Equal(usage, await Store.ReadUsageAsync("default", Cancellation));
        Assert.Null(await Store.FindIdempotentAsync("default", "local", "of-the-past", Cancellation));
        Assert.Equal(copy.Key.Id, (await Store.FindIdempotentAsync("default", "local", "import", Cancellation))!.ThreadId);
        Assert.Empty(await Store.ListUnfinishedAsync(Cancellation));
        await AssertSoundAsync();
        Assert.True(await Store.DeleteAsync(copy.Key, Cancellation));
        Assert.Equal(usage, await Store.ReadUsageAsync("default", Cancellation));
        await AssertSoundAsync();
    }
}
