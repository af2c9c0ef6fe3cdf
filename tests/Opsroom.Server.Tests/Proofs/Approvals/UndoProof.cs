namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>The reverse of a change is a change like any other: asked, and made once.</summary>
public sealed class UndoProof
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stores => ProofStore.All;

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_was_changed_is_set_back_once_somebody_approved_that_too(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        server.Outside.Put("alpha", "old");
        await server.Client.CallAsync("outside_set", new { name = "alpha", value = "new" }, "t1", Cancelled);
        await server.Client.DecideAsync("t1", new { approved = true }, Cancelled);
        var journal = await server.Client.JournalAsync("t1", Cancelled);
        var call = (string)Assert.Single(journal, @event => (string?)@event["kind"] == "tool_finished")["call_id"]!;

        await server.RestartAsync(Cancelled);
        var asked = await server.Client.PostAsync("/threads/t1/undo", new { call_id = call }, Cancelled);
        Assert.True((int)asked.Code is >= 200 and < 300, asked.ToString());
        await server.Client.RestAsync("t1", Cancelled);
        Assert.Equal(1, server.Outside.Reached("alpha"));
        var item = Assert.Single(await server.Client.PendingAsync("t1", Cancelled));
        Assert.Equal(("outside_set", "old"), (item.Action, (string?)item.Arguments["value"]));
        Assert.Contains("+old", item.Preview, StringComparison.Ordinal);

        await server.Client.DecideAsync("t1", true, item, Cancelled);
        Assert.Equal((2, "old"), (server.Outside.Count("alpha"), server.Outside.Find("alpha")!.Value));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_cannot_be_taken_back_is_not(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        server.Outside.Put("alpha");
        await server.Client.CallAsync("outside_delete", new { name = "alpha" }, "t1", Cancelled);
        await server.Client.DecideAsync("t1", new { approved = true }, Cancelled);
        var journal = await server.Client.JournalAsync("t1", Cancelled);
        var call = (string)Assert.Single(journal, @event => (string?)@event["kind"] == "tool_finished")["call_id"]!;
        foreach (var undone in (string[])[call, "no-such-call"])
        {
            var refused = await server.Client.PostAsync("/threads/t1/undo", new { call_id = undone }, Cancelled);
            Assert.True((int)refused.Code is >= 400 and < 500 || refused.Status == "error", refused.ToString());
        }

        Assert.Empty(await server.Client.PendingAsync("t1", Cancelled));
        Assert.Equal(1, server.Outside.Reached("alpha"));
    }
}
