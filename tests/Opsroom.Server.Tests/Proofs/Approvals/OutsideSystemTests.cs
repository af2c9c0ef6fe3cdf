using Opsroom.TestKit.Outside;
using Opsroom.Tools;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>The system outside counts right, and refuses and breaks off as it is told to: the proofs stand on this.</summary>
public sealed class OutsideSystemTests
{
    private static readonly OutsideChange New = new("new");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_guarded_change_is_made_once_for_each_key_and_only_to_what_was_seen()
    {
        await using var system = await OutsideSystem.StartNewAsync(Cancelled);
        using var client = new OutsideClient(system.Address);
        var seen = system.Put("alpha").Intent;
        var made = await client.ChangeAsync("alpha", New, "k1", seen, Cancelled);
        Assert.Equal(made.Value, (await client.ChangeAsync("alpha", New, "k1", seen, Cancelled)).Value);
        Assert.Equal(FaultCodes.Conflict, (await client.ChangeAsync("alpha", New, "k2", seen, Cancelled)).Failure?.Code);
        Assert.Equal((3, 1, 1, 0), ((int)system.Reached("alpha"), system.Count("alpha"), system.CountOf("k1"), system.CountOf("k2")));
        Assert.Equal(made.Value, await client.FindChangeAsync("k1", Cancelled));
        Assert.Null(await client.FindChangeAsync("k2", Cancelled));
    }

    [Fact]
    public async Task A_blind_change_is_made_as_often_as_it_arrives()
    {
        await using var system = await OutsideSystem.StartNewAsync(Cancelled);
        using var client = new OutsideClient(system.Address);
        system.Put("alpha");
        await client.ChangeBlindlyAsync("alpha", New, "k1", Cancelled);
        await client.ChangeBlindlyAsync("alpha", New, "k1", Cancelled);
        Assert.Equal((2, 2), (system.Count("alpha"), system.CountOf("k1")));
    }

    [Fact]
    public async Task What_drifts_is_no_longer_what_was_seen_and_a_status_is_nobodys_change()
    {
        await using var system = await OutsideSystem.StartNewAsync(Cancelled);
        using var client = new OutsideClient(system.Address);
        var seen = system.Put("alpha").Intent;
        system.Touch("alpha", "busy");
        Assert.Equal(seen, system.Find("alpha")!.Intent);
        system.Drift("alpha", "drifted");
        Assert.Equal(FaultCodes.Conflict, (await client.ChangeAsync("alpha", New, "k1", seen, Cancelled)).Failure?.Code);
        Assert.NotEqual(system.Find("alpha")!.Intent, system.Put("alpha").Intent);
        Assert.Equal(0, system.Count("alpha"));
    }

    [Fact]
    public async Task It_breaks_off_before_or_after_the_change_and_is_not_asked_twice_for_that()
    {
        await using var system = await OutsideSystem.StartNewAsync(Cancelled);
        using var client = new OutsideClient(system.Address);
        system.Put("alpha");
        system.Meet("alpha", new OutsideFault.CutBefore(), new OutsideFault.CutAfter(), new OutsideFault.Refuse(500));
        Assert.Equal(FaultCodes.Unreachable, (await client.ChangeBlindlyAsync("alpha", New, "k1", Cancelled)).Failure?.Code);
        Assert.Equal((1, 0), ((int)system.Reached("alpha"), system.Count("alpha")));
        Assert.Equal(FaultCodes.Unreachable, (await client.ChangeBlindlyAsync("alpha", New, "k2", Cancelled)).Failure?.Code);
        Assert.Equal((2, 1), ((int)system.Reached("alpha"), system.Count("alpha")));
        Assert.Equal(FaultCodes.Internal, (await client.ChangeBlindlyAsync("alpha", New, "k3", Cancelled)).Failure?.Code);
        Assert.Equal((3, 1), ((int)system.Reached("alpha"), system.Count("alpha")));
    }

    [Fact]
    public async Task It_holds_a_change_until_it_is_let()
    {
        await using var system = await OutsideSystem.StartNewAsync(Cancelled);
        using var client = new OutsideClient(system.Address);
        system.Put("alpha");
        var (arrived, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        system.Arrived = _ =>
        {
            arrived.SetResult();
            return Task.CompletedTask;
        };
        system.Meet("alpha", new OutsideFault.Hold(released.Task));
        var change = client.ChangeBlindlyAsync("alpha", New, "k1", Cancelled);
        await arrived.Task.WaitAsync(Cancelled);
        Assert.Equal(0, system.Count("alpha"));
        released.SetResult();
        Assert.NotNull((await change).Value);
        Assert.Equal(1, system.Count("alpha"));
    }
}
