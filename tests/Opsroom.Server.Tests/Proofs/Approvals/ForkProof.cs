using System.Net;
using Opsroom.TestKit.Outside;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>A fork inherits what happened and does none of it again, wherever it is cut.</summary>
public sealed class ForkProof
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stores => ProofStore.All;

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_fork_at_any_event_of_an_approved_change_causes_no_effect(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        var objects = ChangeScript.ObjectsOf("t1");
        foreach (var name in objects.Append("alpha"))
        {
            server.Outside.Put(name);
        }

        var direct = Assert.Single((await server.Client.CallAsync("outside_set", new { name = "alpha", value = "new" }, "direct", Cancelled)).Items);
        await server.Client.DecideAsync("direct", true, direct, Cancelled);
        var gate = await server.Client.InvokeAsync(ChangeScript.TaskOf("t1"), "t1", Cancelled);
        await server.Client.DecideAsync("t1", true, gate.Items[0], Cancelled);
        await server.Client.DecideAsync("t1", new { approved = true }, Cancelled);
        Assert.Equal([1, 1, 1, 1, 0], objects.Select(server.Outside.Count));
        var reached = Reached(server);

        var forks = 0;
        foreach (var (thread, item) in (IEnumerable<(string, PendingItem)>)[("direct", direct), ("t1", gate.Items[0])])
        {
            var length = (await server.Client.JournalAsync(thread, Cancelled)).Count;
            for (var at = 1; at <= length; at++)
            {
                if (await server.Client.ForkAsync(thread, at, Cancelled) is { } fork)
                {
                    forks++;
                    await AssertAtRestAsync(server, fork, item);
                }
            }

            // at its last event a thread is at rest: that one at least can be forked at
            Assert.NotNull(await server.Client.ForkAsync(thread, length, Cancelled));
        }

        await server.RestartAsync(Cancelled);
        Assert.Equal(reached, Reached(server));
        ProofRun.Tell($"{store}: {forks} forks, decided about and taken through a restart: no effect");
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_waits_stays_with_the_original(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        server.Outside.Put("alpha");
        await server.Client.CallAsync("outside_read", new { name = "alpha" }, "t1", Cancelled);
        var item = Assert.Single((await server.Client.CallAsync("outside_set", new { name = "alpha", value = "new" }, "t1", Cancelled)).Items);
        var length = (await server.Client.JournalAsync("t1", Cancelled)).Count;
        for (var at = 1; at <= length; at++)
        {
            if (await server.Client.ForkAsync("t1", at, Cancelled) is { } fork)
            {
                await AssertAtRestAsync(server, fork, item);
            }
        }

        Assert.Equal(0, server.Outside.Reached("alpha"));
        Assert.Equal(item.Digest, Assert.Single(await server.Client.PendingAsync("t1", Cancelled)).Digest);
        await server.Client.DecideAsync("t1", true, item, Cancelled);
        Assert.Equal(1, server.Outside.Count("alpha"));
    }

    /// <summary>Nothing waits in it, nothing goes on in it, and no decision about the original's request does anything.</summary>
    private static async Task AssertAtRestAsync(ApprovalServer server, string fork, PendingItem item)
    {
        var before = Reached(server);
        var status = await server.Client.StatusAsync(fork, Cancelled);
        Assert.Empty(PendingItem.ListOf(status.Body["approval_required"]));
        Assert.DoesNotContain(status.Status, (string?[])["in_progress", "pending_approval"]);
        var length = (await server.Client.JournalAsync(fork, Cancelled)).Count;
        foreach (var body in (object[])[new { approved = true }, new { approved = true, approval_id = item.ApprovalId, digest = item.Digest }])
        {
            // whether a past decision is on record here may be answered either way, as long as nothing comes of it
            var answer = await server.Client.DecideAsync(fork, body, Cancelled);
            Assert.True(answer.Code is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity, answer.ToString());
        }

        Assert.Equal(length, (await server.Client.JournalAsync(fork, Cancelled)).Count);
        Assert.Equal(before, Reached(server));
    }

    private static long Reached(ApprovalServer server) => server.Outside.Applied.Count + server.Outside.Applied.Select(change => change.Name).Distinct(StringComparer.Ordinal).Sum(server.Outside.Reached);
}
