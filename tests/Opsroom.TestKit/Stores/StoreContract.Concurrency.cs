using Opsroom.Threads;
using Xunit;

namespace Opsroom.TestKit.Stores;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Many_threads_append_at_once_and_lose_nothing()
    {
        const int Threads = 32;
        const int Appends = 25;
        var threads = Enumerable.Range(0, Threads).Select(_ => NewThread()).ToList();

        await Task.WhenAll(threads.Select(thread => Task.Run(
            async () =>
            {
                for (var i = 0; i < Appends; i++)
                {
                    var events = new[] { Encoded(SomeEvents.RunStarted($"task {i}")), Encoded(SomeEvents.AgentStarted("a")), Encoded(SomeEvents.RunEnded()) };
                    Assert.Equal(AppendStatus.Appended, (await thread.AppendEncodedAsync(events, [], flush: i % 5 == 0)).Status);
                }
            },
            Cancellation)));

        foreach (var thread in threads)
        {
            var stored = await Store.ReadAsync(thread.Key, 0, 1000, Cancellation);
            Assert.Equal(thread.Appended.Select(appended => appended.Bytes.ToArray()), stored.Select(one => one.Bytes.ToArray()));
        }

        await AssertSoundAsync();
    }

    [Fact]
    public async Task Of_many_appends_at_the_same_place_exactly_one_is_accepted()
    {
        var thread = NewThread();
        await thread.AppendAsync(SomeEvents.RunStarted());
        for (var round = 1; round <= 10; round++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(
                () => Store.AppendAsync(
                    new AppendRequest(thread.Key, 1, round, [Encoded(SomeEvents.AgentStarted($"agent_{i}"))], [], Flush: false), Cancellation),
                Cancellation)));

            Assert.Single(outcomes, outcome => outcome.Status == AppendStatus.Appended);
            Assert.All(outcomes, outcome => Assert.Equal(new ThreadHead(round + 1, 1), outcome.Head));
            Assert.Equal(15, outcomes.Count(outcome => outcome.Status == AppendStatus.WrongSequence));
        }

        await AssertSoundAsync();
    }

    [Fact]
    public async Task Of_many_callers_that_create_one_thread_exactly_one_does()
    {
        var key = NewThread().Key;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(
            () => Store.AppendAsync(new AppendRequest(key, 1, 0, [Encoded(SomeEvents.RunStarted($"task {i}"))], []), Cancellation), Cancellation)));

        Assert.Single(outcomes, outcome => outcome.Status == AppendStatus.Appended);
        Assert.Equal(new ThreadHead(1, 1), await Store.ReadHeadAsync(key, Cancellation));
    }

    [Fact]
    public async Task Each_take_over_raises_the_epoch_by_one_whoever_else_does()
    {
        var thread = NewThread();
        await thread.AppendAsync(SomeEvents.RunStarted());

        var heads = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.TakeOverAsync(thread.Key, Cancellation), Cancellation)));

        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9], heads.Select(head => head!.Epoch).Order());
    }

    [Fact]
    public async Task An_append_that_is_refused_does_not_touch_those_that_share_its_transaction()
    {
        var taken = NewThread();
        await taken.AppendAsync(SomeEvents.RunStarted());
        var threads = Enumerable.Range(0, 20).Select(_ => NewThread()).ToList();

        var good = threads.Select(thread => thread.AppendEncodedAsync([Encoded(SomeEvents.RunStarted())], [])).ToList();
        var refused = Store.AppendAsync(new AppendRequest(taken.Key, 1, 7, [Encoded(SomeEvents.RunEnded())], []), Cancellation);
        var faulty = Store.AppendAsync(
            new AppendRequest(NewThread().Key, 1, 0, [Encoded(SomeEvents.FileReceived("a", SomeEvents.Blob("never given")))], []), Cancellation);

        Assert.All(await Task.WhenAll(good), outcome => Assert.Equal(AppendStatus.Appended, outcome.Status));
        Assert.Equal(AppendStatus.WrongSequence, (await refused).Status);
        await Assert.ThrowsAsync<InvalidDataException>(() => faulty);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task A_caller_that_gave_up_before_its_turn_appends_nothing()
    {
        var thread = NewThread();
        using var givenUp = new CancellationTokenSource();
        await givenUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.AppendAsync(
            new AppendRequest(thread.Key, 1, 0, [Encoded(SomeEvents.RunStarted())], []), givenUp.Token));

        Assert.Null(await Store.ReadHeadAsync(thread.Key, Cancellation));
    }

    private EncodedEvent Encoded(ThreadEvent @event) => EventCodec.Encode(@event with { At = Time.GetUtcNow() }, []);
}
