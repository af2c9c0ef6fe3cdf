using System.Buffers.Binary;
using System.Security.Cryptography;
using Opsroom.Threads;
using Xunit;

namespace Opsroom.TestKit.Stores;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Appended_events_are_read_back_as_the_exact_bytes_in_order()
    {
        var thread = NewThread();
        await thread.AppendAsync(SomeEvents.RunStarted("Grüße aus 東京 🚀 \"quoted\""), SomeEvents.AgentStarted("harness_expert"));
        await thread.AppendAsync(SomeEvents.RunEnded());

        var events = await Store.ReadAsync(thread.Key, 0, 100, Cancellation);

        Assert.Equal([1, 2, 3], events.Select(stored => stored.Sequence));
        Assert.Equal(thread.Appended.Select(appended => appended.Event.Kind), events.Select(stored => stored.Kind));
        Assert.All(events.Zip(thread.Appended), pair => Assert.Equal(pair.Second.Bytes.ToArray(), pair.First.Bytes.ToArray()));
    }

    [Fact]
    public async Task Each_hash_covers_the_hash_before_it_the_sequence_and_the_bytes()
    {
        var thread = NewThread();
        await thread.AppendAsync(SomeEvents.RunStarted(), SomeEvents.AgentStarted("harness_expert"));
        await thread.AppendAsync(SomeEvents.RunEnded());

        var previous = new byte[32];
        foreach (var stored in await Store.ReadAsync(thread.Key, 0, 100, Cancellation))
        {
            var sequence = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(sequence, stored.Sequence);
            previous = SHA256.HashData([.. previous, .. sequence, .. stored.Bytes.ToArray()]);
            Assert.Equal(previous, stored.Hash.ToArray());
        }
    }

    [Fact]
    public async Task Reading_starts_after_a_sequence_and_stops_at_a_limit()
    {
        var thread = NewThread();
        await thread.AppendAsync([.. Enumerable.Range(1, 10).Select(i => SomeEvents.AgentStarted($"agent_{i}"))]);

        Assert.Equal([4, 5, 6], (await Store.ReadAsync(thread.Key, 3, 3, Cancellation)).Select(stored => stored.Sequence));
        Assert.Equal([9, 10], (await Store.ReadAsync(thread.Key, 8, 100, Cancellation)).Select(stored => stored.Sequence));
        Assert.Empty(await Store.ReadAsync(thread.Key, 10, 100, Cancellation));
        Assert.Empty(await Store.ReadAsync(NewThread().Key, 0, 100, Cancellation));
    }

    [Fact]
    public async Task The_head_follows_the_journal()
    {
        var thread = NewThread();
        Assert.Null(await Store.ReadHeadAsync(thread.Key, Cancellation));

        var outcome = await thread.AppendAsync(SomeEvents.RunStarted(), SomeEvents.RunEnded());

        Assert.Equal(new AppendOutcome(AppendStatus.Appended, new ThreadHead(2, 1)), outcome);
        Assert.Equal(new ThreadHead(2, 1), await Store.ReadHeadAsync(thread.Key, Cancellation));
    }

    [Fact]
    public async Task A_thread_id_names_another_thread_in_another_tenant()
    {
        var ours = NewThread("same-name", "ours");
        var theirs = NewThread("same-name", "theirs");
        await ours.AppendAsync(SomeEvents.RunStarted("ours"), SomeEvents.RunEnded());
        await theirs.AppendAsync(SomeEvents.RunStarted("theirs"));

        Assert.Equal(2, (await Store.ReadHeadAsync(ours.Key, Cancellation))!.Sequence);
        Assert.Equal(1, (await Store.ReadHeadAsync(theirs.Key, Cancellation))!.Sequence);
        Assert.Equal("theirs", Assert.Single((await Store.ListAsync(new ThreadQuery("theirs", null, null, null, 10, null), Cancellation)).Items).Title);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task An_append_elsewhere_than_at_the_end_is_refused_with_the_head(long expected)
    {
        var thread = NewThread();
        await thread.AppendAsync(SomeEvents.RunStarted(), SomeEvents.AgentStarted("harness_expert"));
        thread.Sequence = expected;

        var outcome = await thread.AppendAsync(SomeEvents.RunEnded());

        Assert.Equal(new AppendOutcome(AppendStatus.WrongSequence, new ThreadHead(2, 1)), outcome);
        Assert.Equal(2, (await Store.ReadAsync(thread.Key, 0, 100, Cancellation)).Count);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Taking_over_refuses_the_old_owner_for_good()
    {
        var old = NewThread();
        await old.AppendAsync(SomeEvents.RunStarted());

        var head = await Store.TakeOverAsync(old.Key, Cancellation);
        var refused = await old.AppendAsync(SomeEvents.RunEnded());
        var successor = new ThreadWriter(Store, Time, old.Key) { Epoch = head!.Epoch, Sequence = head.Sequence };
        var accepted = await successor.AppendAsync(new RunResumed(head.Epoch));
        old.Sequence = accepted.Head.Sequence;
        var stillRefused = await old.AppendAsync(SomeEvents.RunEnded());

        Assert.Equal(new ThreadHead(1, 2), head);
        Assert.Equal(new AppendOutcome(AppendStatus.StaleEpoch, head), refused);
        Assert.Equal(new AppendOutcome(AppendStatus.Appended, new ThreadHead(2, 2)), accepted);
        Assert.Equal(AppendStatus.StaleEpoch, stillRefused.Status);
        Assert.Equal(new ThreadHead(2, 2), await Store.ReadHeadAsync(old.Key, Cancellation));
    }

    [Fact]
    public async Task A_thread_that_does_not_exist_cannot_be_taken_over() =>
        Assert.Null(await Store.TakeOverAsync(NewThread().Key, Cancellation));

    [Fact]
    public async Task Nothing_to_append_is_an_argument_error() =>
        await Assert.ThrowsAsync<ArgumentException>(() => NewThread().AppendAsync());

    [Fact]
    public async Task Events_of_an_unknown_kind_are_kept_as_they_are()
    {
        var thread = NewThread();
        var unknown = SomeEvents.FromTheFuture(Time.GetUtcNow());
        await thread.AppendAsync(SomeEvents.RunStarted());
        await thread.AppendEncodedAsync([unknown], []);

        var stored = (await Store.ReadAsync(thread.Key, 1, 1, Cancellation))[0];

        Assert.Equal("moon_phase_noted", stored.Kind);
        Assert.Equal(unknown.Bytes.ToArray(), stored.Bytes.ToArray());
        Assert.Equal("moon_phase_noted", Assert.IsType<UnknownEvent>(await EventCodec.DecodeAsync(stored, Store, Cancellation)).Kind);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task What_was_appended_is_there_after_reopening()
    {
        var thread = NewThread();
        await thread.AppendAsync(SomeEvents.RunStarted());
        await thread.AppendEncodedAsync([EventCodec.Encode(SomeEvents.AgentStarted("a") with { At = Time.GetUtcNow() }, [])], [], flush: false);
        await Store.TakeOverAsync(thread.Key, Cancellation);

        await ReopenAsync();

        Assert.Equal(new ThreadHead(2, 2), await Store.ReadHeadAsync(thread.Key, Cancellation));
        var events = await Store.ReadAsync(thread.Key, 0, 100, Cancellation);
        Assert.All(events.Zip(thread.Appended), pair => Assert.Equal(pair.Second.Bytes.ToArray(), pair.First.Bytes.ToArray()));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Initializing_again_and_probing_change_nothing()
    {
        var thread = NewThread();
        await thread.AppendAsync(SomeEvents.RunStarted());

        await Store.InitializeAsync(Cancellation);
        await Store.ProbeAsync(Cancellation);

        Assert.Equal(new ThreadHead(1, 1), await Store.ReadHeadAsync(thread.Key, Cancellation));
        Assert.NotEmpty(Store.Description);
    }
}
