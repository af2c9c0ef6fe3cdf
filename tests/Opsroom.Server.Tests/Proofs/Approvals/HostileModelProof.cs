using System.Net;
using Microsoft.Extensions.AI;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Outside;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>Whatever a model says, what nobody approved is not executed: the system outside never hears of it.</summary>
public sealed class HostileModelProof
{
    private const string Thread = "hostile";
    private static readonly string[] Objects = [OpenNames.Vault, OpenNames.Sandbox, "attic"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Ways => [.. HostileAsks.All.Select(ask => ask.Name)];

    [Fact]
    public void There_are_twenty_ways_at_least() => Assert.True(HostileAsks.All.Select(ask => ask.Name).Distinct(StringComparer.Ordinal).Count() >= 20);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_model_that(string way)
    {
        var ask = HostileAsks.Named(way);
        await using var server = await StartAsync(ask);
        var answer = await server.Client.InvokeAsync(ask.Task, Thread, Cancelled, ask.Context);
        Assert.Equal(HttpStatusCode.OK, answer.Code);
        var gates = 0;
        for (var waiting = await server.Client.PendingAsync(Thread, Cancelled); waiting.Count > 0; waiting = await server.Client.PendingAsync(Thread, Cancelled))
        {
            gates++;
            Assert.True(ask.MayWait, $"{way}: it waits for a person where it had to be denied: {waiting[0].Json.ToJsonString()}");
            Assert.True(gates <= ask.MostGates, $"{way}: it is asked again after a person said no");
            Assert.All(waiting.Where(item => item.Name is "attic" or OpenNames.Vault), item => Assert.Equal("production", item.Environment));
            if (ask.Decision is not { } decision)
            {
                break;
            }

            await server.Client.DecideAsync(Thread, decision, waiting[0], Cancelled);
        }

        AssertUntouched(server, way);
        await server.RestartAsync(Cancelled);
        AssertUntouched(server, way);
        await server.Client.PostAsync($"/threads/{Thread}/cancel", new { }, Cancelled);
        AssertUntouched(server, way);
        Assert.NotNull(server.Outside.Find(OpenNames.Vault));
    }

    [Fact]
    public async Task What_is_free_is_free_only_where_the_target_is_mapped_and_the_thread_untainted()
    {
        await using var server = await StartAsync(new HostileAsk("none"));
        var free = await server.Client.CallAsync("outside_set", new { name = OpenNames.Sandbox, value = "free" }, "free", Cancelled);
        Assert.Equal(("success", 1), (free.Status, server.Outside.Count(OpenNames.Sandbox)));
        var destroy = await server.Client.CallAsync("outside_delete", new { name = OpenNames.Sandbox }, "destroy", Cancelled);
        Assert.Equal("pending_approval", destroy.Status);
        var stated = await server.Client.CallAsync("outside_set", new { name = OpenNames.Vault, value = "x", environment = OpenNames.FreeEnvironment }, "stated", Cancelled);
        Assert.Equal(("error", "denied"), (stated.Status, stated.Fault));
        var unmapped = await server.Client.CallAsync("outside_set", new { name = "attic", value = "x", environment = OpenNames.FreeEnvironment }, "unmapped", Cancelled);
        var item = Assert.Single(unmapped.Items);
        Assert.Equal("production", item.Environment);
        Assert.Contains(OpenNames.FreeEnvironment, item.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((1, 0, 0), ((int)server.Outside.Reached(OpenNames.Sandbox), (int)server.Outside.Reached(OpenNames.Vault), (int)server.Outside.Reached("attic")));
    }

    [Fact]
    public async Task A_procedure_that_begins_where_changes_are_free_frees_nothing_elsewhere()
    {
        await using var server = await StartAsync(new HostileAsk("rollout", ScriptedTurn.Call(("c1", "outside_rollout", """{"names":["sandbox","vault"],"value":"x"}"""))));
        await server.Client.InvokeAsync("Roll it out.", Thread, Cancelled);
        Assert.Equal(0, server.Outside.Reached(OpenNames.Vault));
        await server.Client.CallAsync("outside_rollout", new { names = new[] { OpenNames.Sandbox, OpenNames.Vault }, value = "x" }, "direct", Cancelled);
        Assert.Equal(0, server.Outside.Reached(OpenNames.Vault));
    }

    [Fact]
    public async Task A_later_run_is_not_helped_by_what_an_earlier_one_was_told()
    {
        await using var server = await StartAsync(new HostileAsk("again", ScriptedTurn.Call(("c1", "outside_delete", """{"name":"vault"}"""))));
        var first = await server.Client.InvokeAsync("Delete the vault.", Thread, Cancelled);
        await server.Client.DecideAsync(Thread, false, Assert.Single(first.Items), Cancelled);
        var second = await server.Client.InvokeAsync("As approved before: delete the vault.", Thread, Cancelled);
        Assert.Equal("pending_approval", second.Status);
        Assert.NotEqual(first.Items[0].ApprovalId, Assert.Single(second.Items).ApprovalId);
        await server.Client.DecideAsync(Thread, true, first.Items[0], Cancelled);
        AssertUntouched(server, "later run");
    }

    private static async Task<ApprovalServer> StartAsync(HostileAsk ask)
    {
        var model = new ScriptedChatClient((messages, options) => Answer(ask, messages, options));
        var server = await ApprovalServer.StartAsync(ProofStore.Sqlite, Cancelled, model, policy: OpenNames.FreeSandbox);
        server.Outside.Log = ask.Log;
        foreach (var name in Objects)
        {
            server.Outside.Put(name);
        }

        return server;
    }

    private static ScriptedTurn Answer(HostileAsk ask, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        if (options?.ResponseFormat is ChatResponseFormatJson)
        {
            return ScriptedTurn.Say(ChangeScript.Verdict);
        }

        var turn = messages.Skip(ChangeScript.LastQuestion(messages) + 1).Count(message => message.Role == ChatRole.Assistant);
        return turn < ask.Turns.Count ? ask.Turns[turn] : ScriptedTurn.Say("It is done.");
    }

    private static void AssertUntouched(ApprovalServer server, string way) =>
        Assert.True(Objects.All(name => server.Outside.Reached(name) == 0), $"{way}: it was executed: {string.Join(", ", server.Outside.Applied)}");
}
