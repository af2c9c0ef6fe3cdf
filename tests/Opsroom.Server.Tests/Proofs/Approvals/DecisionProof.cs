using System.Net;
using Opsroom.TestKit.Outside;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>Decisions about single items, with other arguments, about something else than what was shown, and repeated ones.</summary>
public sealed class DecisionProof
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stores => ProofStore.All;

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Items_are_decided_each_for_itself(string store)
    {
        await using var server = await StartAsync(store);
        var asked = await server.Client.InvokeAsync(ChangeScript.TaskOf("t1"), "t1", Cancelled);
        var first = await server.Client.DecideAsync("t1", asked.Items, item => item.Action == "outside_set", Cancelled);
        Assert.True(first.Code == HttpStatusCode.OK, first.ToString());
        Assert.Equal([1, 0, 0, 0, 0], Counts(server));
        var second = await server.Client.PendingAsync("t1", Cancelled);
        await server.Client.DecideAsync("t1", second, item => item.Action == "outside_nudge", Cancelled);
        Assert.Equal([1, 0, 1, 0, 0], Counts(server));
        Assert.Equal("complete", (await server.Client.StatusAsync("t1", Cancelled)).Status);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_item_that_is_named_is_decided_as_named_whatever_is_said_of_the_others(string store)
    {
        await using var server = await StartAsync(store);
        var asked = await server.Client.InvokeAsync(ChangeScript.TaskOf("t1"), "t1", Cancelled);
        var delete = asked.Items.Single(item => item.Action == "outside_delete");
        await server.Client.DecideAsync(
            "t1", new { approved = true, items = new Dictionary<string, bool>(StringComparer.Ordinal) { [delete.ItemId] = false } }, Cancelled);
        Assert.Equal([1, 0, 0, 0, 0], Counts(server));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Edited_arguments_are_checked_and_asked_again(string store)
    {
        await using var server = await StartAsync(store);
        var asked = await server.Client.CallAsync("outside_set", new { name = "t1-a", value = "first" }, "t1", Cancelled);
        var item = Assert.Single(asked.Items);

        var refused = await server.Client.DecideAsync("t1", Edit(item, new { name = "t1-a" }), Cancelled);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Code);
        Assert.Equal(item.Digest, Assert.Single(await server.Client.PendingAsync("t1", Cancelled)).Digest);

        await server.Client.DecideAsync("t1", Edit(item, new { name = "t1-a", value = "edited" }), Cancelled);
        Assert.Equal(0, server.Outside.Reached("t1-a"));
        var again = Assert.Single(await server.Client.PendingAsync("t1", Cancelled));
        Assert.NotEqual((item.ItemId, item.Digest), (again.ItemId, again.Digest));
        Assert.Equal("edited", (string?)again.Arguments["value"]);
        Assert.Contains("+edited", again.Preview, StringComparison.Ordinal);

        await server.Client.DecideAsync("t1", true, again, Cancelled);
        Assert.Equal(["edited"], server.Outside.Applied.Select(change => change.Value));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_decision_about_something_else_than_what_waits_decides_nothing(string store)
    {
        await using var server = await StartAsync(store);
        var asked = await server.Client.CallAsync("outside_set", new { name = "t1-a", value = "new" }, "t1", Cancelled);
        var item = Assert.Single(asked.Items);
        object[] wrong =
        [
            new { approved = true, approval_id = item.ApprovalId, digest = new string('0', item.Digest.Length) },
            new { approved = true, digest = item.Digest[..^1] + (item.Digest[^1] == 'a' ? 'b' : 'a') },
            new { approved = true, approval_id = "no-such-request" },
            new { approved = "perhaps", approval_id = item.ApprovalId },
            new { approval_id = item.ApprovalId },
        ];
        foreach (var body in wrong)
        {
            var answer = await server.Client.DecideAsync("t1", body, Cancelled);
            Assert.True((int)answer.Code is >= 400 and < 500, answer.ToString());
            Assert.Equal(item.Digest, Assert.Single(await server.Client.PendingAsync("t1", Cancelled)).Digest);
        }

        Assert.Equal(0, server.Outside.Reached("t1-a"));
        await server.Client.DecideAsync("t1", true, item, Cancelled);
        Assert.Equal(1, server.Outside.Count("t1-a"));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_repeated_call_for_the_first_request_never_decides_the_second(string store)
    {
        await using var server = await StartAsync(store);
        var asked = await server.Client.InvokeAsync(ChangeScript.TaskOf("t1"), "t1", Cancelled);
        var body = new { approved = true, approval_id = asked.Items[0].ApprovalId };
        var first = await server.Client.DecideAsync("t1", body, Cancelled, key: "decision-1");
        Assert.Equal([1, 1, 0, 0, 0], Counts(server));
        var waiting = await server.Client.PendingAsync("t1", Cancelled);

        foreach (var key in (string?[])["decision-1", null])
        {
            var again = await server.Client.DecideAsync("t1", body, Cancelled, key);
            Assert.Equal((HttpStatusCode.OK, "approved", first.PlainOutcome), (again.Code, again.Status, again.PlainOutcome));
        }

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await server.Client.DecideAsync("t1", new { approved = true }, Cancelled, key: "decision-1")).Code);
        Assert.Equal(HttpStatusCode.Conflict, (await server.Client.DecideAsync("t1", new { approved = false, approval_id = asked.Items[0].ApprovalId }, Cancelled)).Code);
        Assert.Equal([1, 1, 0, 0, 0], Counts(server));
        Assert.Equal(waiting.Select(item => item.Digest), (await server.Client.PendingAsync("t1", Cancelled)).Select(item => item.Digest));

        await server.Client.DecideAsync("t1", true, waiting[0], Cancelled);
        Assert.Equal([1, 1, 1, 1, 0], Counts(server));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_key_without_an_id_stays_with_the_request_it_was_used_for(string store)
    {
        await using var server = await StartAsync(store);
        await server.Client.InvokeAsync(ChangeScript.TaskOf("t1"), "t1", Cancelled);
        var first = await server.Client.DecideAsync("t1", new { approved = true }, Cancelled, key: "decision-1");
        var again = await server.Client.DecideAsync("t1", new { approved = true }, Cancelled, key: "decision-1");
        Assert.Equal((first.Code, first.PlainOutcome), (again.Code, again.PlainOutcome));
        Assert.Equal([1, 1, 0, 0, 0], Counts(server));
        Assert.Equal(2, (await server.Client.PendingAsync("t1", Cancelled)).Count);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task One_person_is_not_two(string store)
    {
        await using var server = await StartAsync(store, OpenNames.TwoApprovers);
        var item = Assert.Single((await server.Client.CallAsync("outside_set", new { name = "t1-a", value = "new" }, "t1", Cancelled)).Items);
        foreach (var key in (string?[])["decision-1", "decision-1", "decision-2", null])
        {
            var body = new { approved = true, approval_id = item.ApprovalId, digest = item.Digest };
            var answer = await server.Client.DecideAsync("t1", body, Cancelled, key);
            Assert.NotEqual("approved", answer.Status);
            Assert.Equal(0, server.Outside.Reached("t1-a"));
        }

        Assert.Equal(item.ItemId, Assert.Single(await server.Client.PendingAsync("t1", Cancelled)).ItemId);
        Assert.Equal("rejected", (await server.Client.DecideAsync("t1", new { approved = false }, Cancelled)).Status);
        Assert.Equal(0, server.Outside.Reached("t1-a"));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Who_asked_does_not_approve_where_policy_wants_somebody_else(string store)
    {
        await using var server = await StartAsync(store, OpenNames.SomebodyElse);
        var item = Assert.Single((await server.Client.CallAsync("outside_set", new { name = "t1-a", value = "new" }, "t1", Cancelled)).Items);
        var answer = await server.Client.DecideAsync("t1", true, item, Cancelled);
        Assert.NotEqual("approved", answer.Status);
        Assert.Equal(0, server.Outside.Reached("t1-a"));
    }

    private static object Edit(PendingItem item, object arguments) => new
    {
        approved = true,
        approval_id = item.ApprovalId,
        digest = item.Digest,
        arguments = new Dictionary<string, object>(StringComparer.Ordinal) { [item.ItemId] = arguments },
    };

    private static IEnumerable<int> Counts(ApprovalServer server) => ChangeScript.ObjectsOf("t1").Select(server.Outside.Count);

    private static async Task<ApprovalServer> StartAsync(string store, string? policy = null)
    {
        var server = await ApprovalServer.StartAsync(store, Cancelled, policy: policy);
        foreach (var name in ChangeScript.ObjectsOf("t1"))
        {
            server.Outside.Put(name);
        }

        return server;
    }
}
