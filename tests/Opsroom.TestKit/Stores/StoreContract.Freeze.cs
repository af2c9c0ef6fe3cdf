using Opsroom.Threads;
using Xunit;

namespace Opsroom.TestKit.Stores;

public abstract partial class StoreContract
{
    [Fact]
    public async Task What_is_remembered_first_stays()
    {
        Assert.Equal("one", await Store.RememberAsync("key", "one", Cancellation));
        Assert.Equal("one", await Store.RememberAsync("key", "two", Cancellation));
        await ReopenAsync();
        Assert.Equal("one", await Store.RememberAsync("key", "three", Cancellation));
        Assert.Equal("three", await Store.RememberAsync("other", "three", Cancellation));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Nothing_is_frozen_until_somebody_says_so()
    {
        Assert.Equal(FreezeState.Never, await Store.ReadFreezeAsync("default", Cancellation));
    }

    [Fact]
    public async Task A_freeze_is_kept_as_it_was_set_and_belongs_to_its_tenant()
    {
        var freeze = new FreezeState(true, "Störung im Lager: \"nichts\" ändern", "ops-1", Time.GetUtcNow());
        await Store.SetFreezeAsync("default", freeze, Cancellation);

        Assert.Equal(freeze, await Store.ReadFreezeAsync("default", Cancellation));
        Assert.Equal(FreezeState.Never, await Store.ReadFreezeAsync("elsewhere", Cancellation));
        await ReopenAsync();
        Assert.Equal(freeze, await Store.ReadFreezeAsync("default", Cancellation));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task What_was_set_last_holds_and_a_rebuild_leaves_it()
    {
        await Store.SetFreezeAsync("default", new FreezeState(true, "first", "ops-1", Time.GetUtcNow()), Cancellation);
        Time.Advance(TimeSpan.FromMinutes(1));
        var lifted = new FreezeState(false, null, "ops-2", Time.GetUtcNow());
        await Store.SetFreezeAsync("default", lifted, Cancellation);
        Assert.Equal(lifted, await Store.ReadFreezeAsync("default", Cancellation));

        var again = new FreezeState(true, null, "ops-2", Time.GetUtcNow());
        await Store.SetFreezeAsync("default", again, Cancellation);
        Assert.Empty((await Store.VerifyAsync(rebuild: true, Cancellation)).Problems);
        Assert.Equal(again, await Store.ReadFreezeAsync("default", Cancellation));
    }
}
