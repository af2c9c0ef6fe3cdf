using System.Net;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>What was approved is what is executed: a target that is another one by then voids the approval.</summary>
public sealed class DriftProof
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stores => ProofStore.All;

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_target_that_changed_since_it_was_shown_is_asked_about_again(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        var shown = await AskAsync(server);
        server.Outside.Drift("alpha", "drifted");
        await server.Client.DecideAsync("t1", true, shown, Cancelled);
        Assert.Equal(0, server.Outside.Reached("alpha"));
        var again = Assert.Single(await server.Client.PendingAsync("t1", Cancelled));
        Assert.NotEqual((shown.ApprovalId, shown.Digest), (again.ApprovalId, again.Digest));
        Assert.Contains("-drifted", again.Preview, StringComparison.Ordinal);

        // a repeated call that means what was shown at first decides nothing about what is shown now
        await server.Client.DecideAsync("t1", true, shown, Cancelled);
        Assert.Equal(0, server.Outside.Reached("alpha"));
        await server.Client.DecideAsync("t1", true, again, Cancelled);
        Assert.Equal((1, "new"), (server.Outside.Count("alpha"), server.Outside.Find("alpha")!.Value));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Another_object_of_the_same_name_is_another_target(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        var shown = await AskAsync(server);
        server.Outside.Put("alpha");
        await server.Client.DecideAsync("t1", new { approved = true }, Cancelled);
        Assert.Equal(0, server.Outside.Reached("alpha"));
        Assert.NotEqual(shown.Digest, Assert.Single(await server.Client.PendingAsync("t1", Cancelled)).Digest);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_status_that_changed_voids_nothing(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        var shown = await AskAsync(server);
        server.Outside.Touch("alpha", "busy");
        var decided = await server.Client.DecideAsync("t1", true, shown, Cancelled);
        Assert.Equal((HttpStatusCode.OK, "approved", 1), (decided.Code, decided.Status, server.Outside.Count("alpha")));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_target_that_changes_while_the_call_is_on_its_way_is_guarded_by_its_precondition(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        var shown = await AskAsync(server);
        var drifted = false;
        server.Outside.Arrived = name =>
        {
            if (!drifted)
            {
                drifted = true;
                server.Outside.Drift(name, "drifted");
            }

            return Task.CompletedTask;
        };
        await server.Client.DecideAsync("t1", true, shown, Cancelled);
        Assert.Equal((0, "drifted"), (server.Outside.Count("alpha"), server.Outside.Find("alpha")!.Value));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_target_that_changed_while_the_server_was_down_is_asked_about_again(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        var shown = await AskAsync(server);
        server.Outside.Drift("alpha", "drifted");
        await server.RestartAsync(Cancelled);
        await server.Client.DecideAsync("t1", true, shown, Cancelled);
        Assert.Equal(0, server.Outside.Reached("alpha"));
        Assert.Contains("-drifted", Assert.Single(await server.Client.PendingAsync("t1", Cancelled)).Preview, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_target_that_is_gone_is_left_alone(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        server.Outside.Put("alpha");
        var shown = Assert.Single((await server.Client.CallAsync("outside_nudge", new { name = "alpha", value = "new" }, "t1", Cancelled)).Items);
        server.Outside.Remove("alpha");
        await server.Client.DecideAsync("t1", true, shown, Cancelled);
        Assert.Equal(0, server.Outside.Reached("alpha"));
    }

    private static async Task<PendingItem> AskAsync(ApprovalServer server)
    {
        server.Outside.Put("alpha");
        return Assert.Single((await server.Client.CallAsync("outside_set", new { name = "alpha", value = "new" }, "t1", Cancelled)).Items);
    }
}
