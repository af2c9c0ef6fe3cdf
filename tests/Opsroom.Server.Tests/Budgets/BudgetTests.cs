using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Opsroom.Server.Tests.Proofs.Approvals;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Outside;

namespace Opsroom.Server.Tests.Budgets;

public sealed class BudgetTests : IDisposable
{
    private const int Files = 4;

    private readonly ScriptedChatClient model = new(Answer);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_that_fit_are_made_and_the_others_wait_until_as_much_again_is_approved()
    {
        await using var server = await StartAsync(("Budgets:Run:ToolCalls", "2"));
        var paused = await server.Client.InvokeAsync("Write.", "t1", Cancelled);
        Assert.Equal("pending_approval", paused.Status);
        var item = Assert.Single(paused.Items);
        Assert.Equal(("budget", "raise_budget", """{"tool_calls":2}"""), (item.Kind, item.Action, item.Arguments.ToJsonString()));
        Assert.Equal("run", (string?)item.Json["resource"]);
        Assert.Contains("\"raises_to\":{\"tool_calls\":4}", item.Preview, StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync(server, "tool_finished"));

        var raised = await server.Client.DecideAsync("t1", new { approved = true }, Cancelled);
        Assert.Equal("success", (string?)raised.Outcome?["status"]);
        Assert.Equal(Files, await CountAsync(server, "tool_finished"));
    }

    [Fact]
    public async Task Limits_that_are_still_too_small_ask_again_and_nonsense_is_refused()
    {
        await using var server = await StartAsync(("Budgets:Run:ToolCalls", "1"));
        var item = Assert.Single((await server.Client.InvokeAsync("Write.", "t1", Cancelled)).Items);
        foreach (var nonsense in (JsonObject[])[new() { ["tool_calls"] = -1 }, new() { ["tool_calls"] = "many" }, new() { ["token"] = 5 }, new() { ["cost"] = 0 }])
        {
            Assert.Equal(422, (int)(await server.Client.DecideAsync("t1", Raise(item, nonsense), Cancelled)).Code);
        }

        await server.Client.DecideAsync("t1", Raise(item, new() { ["tool_calls"] = 3 }), Cancelled);
        var again = Assert.Single(await server.Client.PendingAsync("t1", Cancelled));
        Assert.NotEqual(item.ApprovalId, again.ApprovalId);
        Assert.Equal("""{"tool_calls":3}""", again.Arguments.ToJsonString());
        await server.Client.DecideAsync("t1", Raise(again, new() { ["tool_calls"] = 100 }), Cancelled);
        Assert.Equal("complete", (await server.Client.StatusAsync("t1", Cancelled)).Status);
        Assert.Equal(Files, await CountAsync(server, "tool_finished"));
    }

    [Fact]
    public async Task A_budget_that_is_refused_ends_the_run_with_the_fault_of_the_contract()
    {
        await using var server = await StartAsync(("Budgets:Run:ModelCalls", "1"));
        await server.Client.InvokeAsync("Write.", "t1", Cancelled);
        var asked = model.Requests.Count;
        var rejected = await server.Client.DecideAsync("t1", new { approved = false }, Cancelled);
        Assert.Equal(("rejected", "budget_exceeded"), (rejected.Status, (string?)rejected.Outcome?["result"]?["error"]?["code"]));
        Assert.Equal("failed", (await server.Client.StatusAsync("t1", Cancelled)).Status);
        Assert.Equal(asked, model.Requests.Count);
    }

    [Fact]
    public async Task A_run_ends_at_the_limit_where_it_is_configured_to()
    {
        await using var server = await StartAsync(("Budgets:Run:Tokens", "1"), ("Budgets:AtLimit", "end"));
        var ended = await server.Client.InvokeAsync("Write.", "t1", Cancelled);
        Assert.Equal(("error", "budget_exceeded"), (ended.Status, ended.Fault));
        Assert.Empty(model.Requests);
        Assert.Equal(0, await CountAsync(server, "approval_asked"));
    }

    [Fact]
    public async Task A_threads_budget_is_over_all_its_runs_and_stays_raised()
    {
        await using var server = await StartAsync(("Budgets:Thread:ToolCalls", "4"));
        Assert.Equal("success", (await server.Client.InvokeAsync("Write.", "t1", Cancelled)).Status);
        var item = Assert.Single((await server.Client.InvokeAsync("Write.", "t1", Cancelled)).Items);
        Assert.Equal("thread", (string?)item.Json["resource"]);
        await server.Client.DecideAsync("t1", Raise(item, new() { ["tool_calls"] = 12 }), Cancelled);
        Assert.Equal("success", (await server.Client.InvokeAsync("Write.", "t1", Cancelled)).Status);
        Assert.Equal("pending_approval", (await server.Client.InvokeAsync("Write.", "t1", Cancelled)).Status);
    }

    [Fact]
    public async Task A_run_that_waits_for_a_budget_goes_on_after_a_restart()
    {
        await using var server = await StartAsync(("Budgets:Run:ToolCalls", "2"));
        await server.Client.InvokeAsync("Write.", "t1", Cancelled);
        await server.RestartAsync(Cancelled);
        Assert.Single(await server.Client.PendingAsync("t1", Cancelled));
        Assert.Equal("success", (string?)(await server.Client.DecideAsync("t1", new { approved = true }, Cancelled)).Outcome?["status"]);
        Assert.Equal(Files, await CountAsync(server, "tool_finished"));
    }

    [Fact]
    public async Task The_cost_that_is_reserved_follows_from_the_price_table()
    {
        await using var server = await StartAsync(("Budgets:Run:Cost", "0.001"), ("Models:Prices:scripted:Output", "10"), ("Models:MaxOutputTokens", "1000"));
        var item = Assert.Single((await server.Client.InvokeAsync("Write.", "t1", Cancelled)).Items);
        Assert.Equal("""{"cost":0.001}""", item.Arguments.ToJsonString());
        Assert.Equal("success", (string?)(await server.Client.DecideAsync("t1", Raise(item, new() { ["cost"] = 1 }), Cancelled)).Outcome?["status"]);
        var reserved = (await server.Client.JournalAsync("t1", Cancelled)).First(@event => (string?)@event["kind"] == "model_requested")["reserved"]!;
        Assert.Equal((1000, 0.01m), ((int)reserved["output_tokens"]!, (decimal)reserved["cost"]!));
    }

    public void Dispose() => model.Dispose();

    private static object Raise(PendingItem item, JsonObject limits) => new
    {
        approved = true,
        approval_id = item.ApprovalId,
        digest = item.Digest,
        arguments = new Dictionary<string, JsonObject>(StringComparer.Ordinal) { [item.ItemId] = limits },
    };

    private static async Task<int> CountAsync(ApprovalServer server, string kind) =>
        (await server.Client.JournalAsync("t1", Cancelled)).Count(@event => (string?)@event["kind"] == kind);

    private static ScriptedTurn Answer(IReadOnlyList<ChatMessage> messages, ChatOptions? options) =>
        options?.ResponseFormat is ChatResponseFormatJson ? ScriptedTurn.Say(ChangeScript.Verdict)
        : messages[^1].Role == ChatRole.Tool ? ScriptedTurn.Say("They are written.")
        : ScriptedTurn.Call([.. Enumerable.Range(1, Files).Select(number => ($"c{number}", "workspace_write", $$"""{"path":"{{number}}.md","content":"note"}"""))]);

    private Task<ApprovalServer> StartAsync(params (string Key, string Value)[] settings) => ApprovalServer.StartAsync(
        ProofStore.Sqlite, Cancelled, model, settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value, StringComparer.OrdinalIgnoreCase));
}
