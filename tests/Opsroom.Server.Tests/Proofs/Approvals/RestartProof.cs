using System.Globalization;
using System.Net;
using Opsroom.TestKit.Outside;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>A request outlives the process that asked. A round kills the server while requests wait, then decides them: approved ones run once, others never.</summary>
public sealed class RestartProof
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stores => ProofStore.All;

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_request_that_waited_while_the_server_was_killed_is_decided_as_if_it_had_not_been(string store)
    {
        await using var server = await KillableServer.OpenAsync(store, Cancelled);
        await server.StartAsync(Cancelled);
        var rounds = ProofRun.Rounds(2);
        for (var round = 0; round < rounds; round++)
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"pending-{round}");
            var (approved, rejected, agents) = ($"{prefix}-yes", $"{prefix}-no", $"{prefix}-agents");
            var first = await AskAsync(server, approved);
            await AskAsync(server, rejected);
            var objects = ChangeScript.ObjectsOf(agents);
            foreach (var name in objects)
            {
                server.Outside.Put(name);
            }

            var gate = await server.Client.InvokeAsync(ChangeScript.TaskOf(agents), agents, Cancelled);
            Assert.Equal("pending_approval", gate.Status);

            await server.StartAsync(Cancelled);
            var shown = Assert.Single(await server.Client.PendingAsync(approved, Cancelled));
            Assert.Equal(first.Json.ToJsonString(), shown.Json.ToJsonString());
            var decided = await server.Client.DecideAsync(approved, true, first, Cancelled);
            Assert.Equal(("approved", "Operations approved and executed", "success"), (decided.Status, decided.Message, (string?)decided.Outcome?["status"]));
            Assert.Equal("rejected", (await server.Client.DecideAsync(rejected, new { approved = false }, Cancelled)).Status);
            Assert.Equal("pending_approval", (string?)(await server.Client.DecideAsync(agents, true, gate.Items[0], Cancelled)).Outcome?["status"]);

            await server.StartAsync(Cancelled);
            Assert.Equal("approved", (await server.Client.DecideAsync(approved, true, first, Cancelled)).Status);
            Assert.Equal(HttpStatusCode.Conflict, (await server.Client.DecideAsync(rejected, new { approved = true }, Cancelled)).Code);
            var last = await server.Client.DecideAsync(agents, new { approved = true }, Cancelled);
            Assert.Equal("success", (string?)last.Outcome?["status"]);
            Assert.Equal((1, 0), (server.Outside.Count(approved), server.Outside.Count(rejected)));
            Assert.Equal((1, 0), ((int)server.Outside.Reached(approved), (int)server.Outside.Reached(rejected)));
            Assert.Equal([1, 1, 1, 1, 0], objects.Select(server.Outside.Count));
        }

        ProofRun.Tell($"{store}: {rounds} rounds of two kills: approved after the restart, executed once; rejected, never; an agent's two gates, once each");
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_request_that_expired_while_the_server_was_down_is_never_executed(string store)
    {
        await using var server = await KillableServer.OpenAsync(store, Cancelled);
        await server.StartAsync(Cancelled);
        var shown = await AskAsync(server, "late");
        server.Ahead = shown.ExpiresAt - DateTimeOffset.Parse((string)shown.Json["requested_at"]!, CultureInfo.InvariantCulture) + TimeSpan.FromMinutes(1);
        await server.StartAsync(Cancelled);
        var decided = await server.Client.DecideAsync("late", true, shown, Cancelled);
        Assert.False(decided.Code == HttpStatusCode.OK && decided.Status == "approved", decided.ToString());
        Assert.Equal(0, server.Outside.Reached("late"));
        Assert.DoesNotContain(shown.ApprovalId, (await server.Client.PendingAsync("late", Cancelled)).Select(item => item.ApprovalId));
        await server.StartAsync(Cancelled);
        Assert.Equal(0, server.Outside.Reached("late"));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_request_expires_while_the_server_runs_too(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        server.Outside.Put("late");
        var shown = Assert.Single((await server.Client.CallAsync("outside_set", new { name = "late", value = "new" }, "late", Cancelled)).Items);
        server.Clock.Ahead = shown.ExpiresAt - TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1);
        var decided = await server.Client.DecideAsync("late", true, shown, Cancelled);
        Assert.False(decided.Code == HttpStatusCode.OK && decided.Status == "approved", decided.ToString());
        Assert.Equal(0, server.Outside.Reached("late"));
    }

    private static async Task<PendingItem> AskAsync(KillableServer server, string name)
    {
        server.Outside.Put(name);
        return Assert.Single((await server.Client.CallAsync("outside_set", new { name, value = "new" }, name, Cancelled)).Items);
    }
}
