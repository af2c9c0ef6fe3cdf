using System.Net;
using System.Text.Json.Nodes;
using Opsroom.TestKit.Outside;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>The flow of the clients that already exist: invoke, status, approve or reject, with nothing in the body but what they send.</summary>
public sealed class ClientFlowProof
{
    private static readonly string[] ItemFields =
        ["approval_id", "item_id", "kind", "agent", "action", "resource", "environment", "risk", "arguments", "preview", "digest", "requested_at", "expires_at"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stores => ProofStore.All;

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_direct_call_is_asked_shown_approved_and_executed(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        server.Outside.Put("alpha");
        var asked = await server.Client.CallAsync("outside_set", new { name = "alpha", value = "new" }, "t1", Cancelled);
        Assert.Equal((HttpStatusCode.OK, "pending_approval", "t1"), (asked.Code, asked.Status, (string?)asked.Body["thread_id"]));
        Assert.False(string.IsNullOrEmpty(asked.Message));
        var item = Assert.Single(asked.Items);
        Assert.All(ItemFields, field => Assert.True(item.Json.ContainsKey(field), $"{field} is missing: {item.Json.ToJsonString()}"));
        Assert.Equal((PendingItem.Call, "outside_set", "production", "change"), (item.Kind, item.Action, item.Environment, item.Risk));
        Assert.Equal(("alpha", "new"), ((string?)item.Arguments["name"], (string?)item.Arguments["value"]));
        Assert.Contains("+new", item.Preview, StringComparison.Ordinal);
        Assert.True(item.ExpiresAt > DateTimeOffset.Parse((string)item.Json["requested_at"]!, System.Globalization.CultureInfo.InvariantCulture));

        var status = (await server.Client.StatusAsync("t1", Cancelled)).Body;
        Assert.Equal(("pending_approval", "awaiting_approval", "human_approval"), ((string?)status["status"], (string?)status["current_phase"], (string?)status["next_action"]));
        Assert.True(JsonNode.DeepEquals(asked.Body["result"]!["approval_items"], status["approval_required"]));
        var listed = await server.Client.GetAsync("/approvals?status=pending", Cancelled);
        Assert.Contains(item.ApprovalId, listed.Body["items"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(0, server.Outside.Reached("alpha"));

        var decided = await server.Client.DecideAsync("t1", new { approved = true, comment = "go" }, Cancelled);
        Assert.Equal(
            (HttpStatusCode.OK, "approved", "t1", "Operations approved and executed", "go"),
            (decided.Code, decided.Status, (string?)decided.Body["thread_id"], decided.Message, (string?)decided.Body["comment"]));
        Assert.Equal("success", (string?)decided.Outcome?["status"]);
        Assert.Equal((1, "new"), (server.Outside.Count("alpha"), server.Outside.Find("alpha")!.Value));
        status = (await server.Client.StatusAsync("t1", Cancelled)).Body;
        Assert.Equal(("complete", null), ((string?)status["status"], status["approval_required"]));

        var again = await server.Client.DecideAsync("t1", new { approved = true }, Cancelled);
        Assert.Equal((HttpStatusCode.OK, "approved", decided.PlainOutcome), (again.Code, again.Status, again.PlainOutcome));
        Assert.Equal(HttpStatusCode.Conflict, (await server.Client.DecideAsync("t1", new { approved = false }, Cancelled)).Code);
        Assert.Equal(1, server.Outside.Reached("alpha"));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_direct_call_that_is_rejected_never_runs(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        server.Outside.Put("alpha");
        await server.Client.CallAsync("outside_delete", new { name = "alpha" }, "t1", Cancelled);
        Assert.Equal("destroy", Assert.Single(await server.Client.PendingAsync("t1", Cancelled)).Risk);
        var decided = await server.Client.DecideAsync("t1", new { approved = false, comment = "not on a Friday" }, Cancelled);
        Assert.Equal((HttpStatusCode.OK, "rejected", "Operations rejected", "not on a Friday"), (decided.Code, decided.Status, decided.Message, (string?)decided.Body["comment"]));
        var status = (await server.Client.StatusAsync("t1", Cancelled)).Body;
        Assert.Equal(("rejected", null), ((string?)status["status"], status["approval_required"]));
        Assert.Equal((HttpStatusCode.OK, "rejected"), await AgainAsync(server, approved: false));
        Assert.Equal(HttpStatusCode.Conflict, (await AgainAsync(server, approved: true)).Code);
        Assert.Equal(0, server.Outside.Reached("alpha"));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_call_that_fails_once_approved_is_answered_as_such(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        server.Outside.Put("alpha");
        server.Outside.Meet("alpha", new OutsideFault.Refuse(404));
        await server.Client.CallAsync("outside_set", new { name = "alpha", value = "new" }, "t1", Cancelled);
        var decided = await server.Client.DecideAsync("t1", new { approved = true }, Cancelled);
        Assert.Equal((HttpStatusCode.OK, "approved"), (decided.Code, decided.Status));
        Assert.Matches("^Operations approved; .*failed", decided.Message);
        Assert.Equal("error", (string?)decided.Outcome?["status"]);
        Assert.Equal((0, 1), (server.Outside.Count("alpha"), (int)server.Outside.Reached("alpha")));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_agents_run_is_asked_twice_and_answered_with_its_outcome(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        var objects = ChangeScript.ObjectsOf("t1");
        foreach (var name in objects)
        {
            server.Outside.Put(name);
        }

        var asked = await server.Client.InvokeAsync(ChangeScript.TaskOf("t1"), "t1", Cancelled);
        Assert.Equal((HttpStatusCode.OK, "pending_approval", ChangeScript.Agent), (asked.Code, asked.Status, (string?)asked.Body["agent_used"]));
        Assert.Equal(["outside_delete", "outside_set"], asked.Items.Select(item => item.Action).Order(StringComparer.Ordinal));
        Assert.Single(asked.Items.Select(item => item.ApprovalId).Distinct(StringComparer.Ordinal));
        Assert.Single(asked.Items.Select(item => item.Digest).Distinct(StringComparer.Ordinal));
        Assert.Equal(2, asked.Items.Select(item => item.ItemId).Distinct(StringComparer.Ordinal).Count());
        Assert.All(asked.Items, item => Assert.Equal(ChangeScript.Agent, (string?)item.Json["agent"]));
        var journal = await server.Client.JournalAsync("t1", Cancelled);
        Assert.Equal("outside_read", (string?)Assert.Single(journal, @event => (string?)@event["kind"] == "tool_finished")["tool"]);

        var first = await server.Client.DecideAsync("t1", new { approved = true }, Cancelled);
        Assert.Equal(("approved", "pending_approval"), (first.Status, (string?)first.Outcome?["status"]));
        Assert.Equal([1, 1, 0, 0, 0], objects.Select(server.Outside.Count));
        var second = await server.Client.DecideAsync("t1", new { approved = true }, Cancelled);
        Assert.Equal(("approved", "Operations approved and executed", "success"), (second.Status, second.Message, (string?)second.Outcome?["status"]));
        Assert.Contains(ChangeScript.Farewell, (string?)second.Outcome!["result"]!["message"], StringComparison.Ordinal);
        Assert.Equal([1, 1, 1, 1, 0], objects.Select(server.Outside.Count));
        Assert.Equal("complete", (await server.Client.StatusAsync("t1", Cancelled)).Status);
    }

    [Fact]
    public async Task Where_nothing_was_asked_there_is_nothing_to_decide()
    {
        await using var server = await ApprovalServer.StartAsync(ProofStore.Sqlite, Cancelled);
        server.Outside.Put("alpha");
        await server.Client.CallAsync("outside_read", new { name = "alpha" }, "t1", Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.DecideAsync("t1", new { approved = true }, Cancelled)).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.DecideAsync("nobody", new { approved = true }, Cancelled)).Code);
    }

    private static async Task<(HttpStatusCode Code, string? Status)> AgainAsync(ApprovalServer server, bool approved)
    {
        var answer = await server.Client.DecideAsync("t1", new { approved }, Cancelled);
        return (answer.Code, answer.Status);
    }
}
