using System.Net;
using Opsroom.TestKit.Outside;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>The connection breaks while an approved change is made, and nobody saw its end: the target is asked, and where it cannot tell, a person is.</summary>
public sealed class OutcomeProof
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Whether the change was made before the connection broke.</summary>
    public static TheoryData<string, bool> Breaks
    {
        get
        {
            var breaks = new TheoryData<string, bool>();
            foreach (var store in ProofStore.All)
            {
                breaks.Add(store.Data, false);
                breaks.Add(store.Data, true);
            }

            return breaks;
        }
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_target_that_can_tell_is_asked_and_nobody_else(string store, bool made)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        var item = await AskAsync(server, "outside_set", made);
        var decided = await server.Client.DecideAsync("t1", true, item, Cancelled);
        Assert.Equal(("approved", "success"), (decided.Status, (string?)decided.Outcome?["status"]));
        Assert.Empty(await server.Client.PendingAsync("t1", Cancelled));
        Assert.Equal((1, "new"), (server.Outside.Count("alpha"), server.Outside.Find("alpha")!.Value));
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Where_the_target_cannot_tell_a_person_decides(string store, bool made)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        var item = await AskAsync(server, "outside_nudge", made);
        await server.Client.DecideAsync("t1", true, item, Cancelled);
        var unclear = Assert.Single(await server.Client.PendingAsync("t1", Cancelled));
        Assert.Equal((PendingItem.UnknownOutcome, "outside_nudge", "alpha"), (unclear.Kind, unclear.Action, unclear.Name));
        Assert.Contains("may have been nudged", unclear.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(1, server.Outside.Reached("alpha"));

        // who approved the call has not decided this
        await server.Client.DecideAsync("t1", true, item, Cancelled);
        Assert.Equal(1, server.Outside.Reached("alpha"));

        var answer = await server.Client.DecideAsync("t1", !made, unclear, Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.Code);
        Assert.Equal((1, made ? 1 : 2), (server.Outside.Count("alpha"), (int)server.Outside.Reached("alpha")));
        Assert.Empty(await server.Client.PendingAsync("t1", Cancelled));
        Assert.DoesNotContain((await server.Client.StatusAsync("t1", Cancelled)).Status, (string?[])["in_progress", "pending_approval"]);
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task What_waits_for_a_person_outlives_the_server(string store, bool made)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        var item = await AskAsync(server, "outside_nudge", made);
        await server.Client.DecideAsync("t1", true, item, Cancelled);
        await server.RestartAsync(Cancelled);
        var unclear = Assert.Single(await server.Client.PendingAsync("t1", Cancelled));
        Assert.Equal(PendingItem.UnknownOutcome, unclear.Kind);
        await server.Client.DecideAsync("t1", false, unclear, Cancelled);
        await server.RestartAsync(Cancelled);
        Assert.Equal((made ? 1 : 0, 1), (server.Outside.Count("alpha"), (int)server.Outside.Reached("alpha")));
    }

    [Fact]
    public async Task A_freeze_stops_what_was_approved_and_what_is_asked()
    {
        await using var server = await ApprovalServer.StartAsync(ProofStore.Sqlite, Cancelled);
        server.Outside.Put("alpha");
        var item = Assert.Single((await server.Client.CallAsync("outside_set", new { name = "alpha", value = "new" }, "t1", Cancelled)).Items);
        await server.Client.PostAsync("/freeze", new { on = true, reason = "incident" }, Cancelled);
        await server.Client.DecideAsync("t1", true, item, Cancelled);
        var asked = await server.Client.CallAsync("outside_delete", new { name = "alpha" }, "t2", Cancelled);
        Assert.Equal(("error", "denied"), (asked.Status, asked.Fault));
        Assert.Equal(0, server.Outside.Reached("alpha"));
        await server.RestartAsync(Cancelled);
        Assert.Equal("denied", (await server.Client.CallAsync("outside_delete", new { name = "alpha" }, "t3", Cancelled)).Fault);
        await server.Client.PostAsync("/freeze", new { on = false, reason = "over" }, Cancelled);
        Assert.Equal("pending_approval", (await server.Client.CallAsync("outside_delete", new { name = "alpha" }, "t4", Cancelled)).Status);
        Assert.Equal(0, server.Outside.Reached("alpha"));
    }

    private static async Task<PendingItem> AskAsync(ApprovalServer server, string tool, bool made)
    {
        server.Outside.Put("alpha");
        server.Outside.Meet("alpha", made ? new OutsideFault.CutAfter() : new OutsideFault.CutBefore());
        return Assert.Single((await server.Client.CallAsync(tool, new { name = "alpha", value = "new" }, "t1", Cancelled)).Items);
    }
}
