using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Opsroom.Server.Tests.Proofs.Approvals;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Outside;

namespace Opsroom.Server.Tests.Usage;

public sealed class UsageTests : IDisposable
{
    private readonly ScriptedChatClient model = new((_, options) => ScriptedTurn.Say(options?.ResponseFormat is null ? "Done." : ChangeScript.Verdict) with
    {
        Usage = new UsageDetails { InputTokenCount = 150, OutputTokenCount = 50 },
    });

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Usage_is_told_by_day_agent_model_and_thread()
    {
        await using var server = await ApprovalServer.StartAsync(ProofStore.Sqlite, Cancelled, model);
        await server.Client.InvokeAsync("One.", "t1", Cancelled);
        await server.Client.InvokeAsync("Two.", "t2", Cancelled);
        await server.Client.InvokeAsync("Three.", "t2", Cancelled);

        var day = Assert.Single(await ItemsAsync(server, "?by=day"));
        Assert.Equal((6, 900, 300), Sums(day));
        Assert.Equal(["day", "calls", "input_tokens", "cached_input_tokens", "output_tokens", "cost", "tool_calls", "worked_seconds"], day.Select(field => field.Key));
        Assert.Equal(
            [(ChangeScript.Agent, (3, 450, 150)), ("reflection", (3, 450, 150))], (await ItemsAsync(server, "?by=agent")).Select(item => ((string)item["agent"]!, Sums(item))));
        Assert.Equal([("scripted", (6, 900, 300))], (await ItemsAsync(server, "?by=model")).Select(item => ((string)item["model"]!, Sums(item))));
        Assert.Equal(
            [("t2", (4, 600, 200)), ("t1", (2, 300, 100))], (await ItemsAsync(server, "?by=thread")).Select(item => ((string)item["thread_id"]!, Sums(item))));
        Assert.Equal(2, (await ItemsAsync(server, "")).Count);
    }

    [Fact]
    public async Task Tool_calls_and_time_are_counted_although_nothing_is_limited()
    {
        var worked = TimeSpan.FromSeconds(30);
        ApprovalServer? started = null;
        using var slow = new ScriptedChatClient((_, options) =>
        {
            started!.Clock.Ahead += worked;
            return ScriptedTurn.Say(options?.ResponseFormat is null ? "Done." : ChangeScript.Verdict);
        });
        await using var server = started = await ApprovalServer.StartAsync(ProofStore.Sqlite, Cancelled, slow);
        await server.Client.InvokeAsync("One.", "t1", Cancelled);
        await server.Client.CallAsync("workspace_write", new { path = "a.md", content = "a" }, "t2", Cancelled);

        var day = Assert.Single(await ItemsAsync(server, "?by=day"));
        Assert.Equal(1, (int)day["tool_calls"]!);
        Assert.InRange((int)day["worked_seconds"]!, 60, 75);
        Assert.Equal(1, (await ItemsAsync(server, "?by=agent")).Sum(item => (int)item["tool_calls"]!));
        Assert.Equal([("t2", 1), ("t1", 0)], (await ItemsAsync(server, "?by=thread")).Select(item => ((string)item["thread_id"]!, (int)item["tool_calls"]!)));
        Assert.All([.. await ItemsAsync(server, ""), .. await ItemsAsync(server, "?by=model")], item => Assert.Equal("scripted", (string?)item["model"]));
    }

    [Fact]
    public async Task A_page_goes_on_where_the_one_before_ended_and_nonsense_is_refused()
    {
        await using var server = await ApprovalServer.StartAsync(ProofStore.Sqlite, Cancelled, model);
        await server.Client.InvokeAsync("One.", "t1", Cancelled);
        foreach (var by in (string[])["agent", "thread"])
        {
            await server.Client.InvokeAsync("Two.", "t2", Cancelled);
            var first = (await server.Client.GetAsync($"/usage?by={by}&limit=1", Cancelled)).Body;
            Assert.Single(first["items"]!.AsArray());
            var second = (await server.Client.GetAsync($"/usage?by={by}&limit=1&cursor={first["next_cursor"]}", Cancelled)).Body;
            Assert.NotEqual(first["items"]!.ToJsonString(), second["items"]!.ToJsonString());
            Assert.Null(second["next_cursor"]);
        }

        foreach (var query in (string[])["by=hour", "limit=0", "cursor=!", "cursor=AAAA", "by=thread&cursor=!"])
        {
            Assert.Equal(422, (int)(await server.Client.GetAsync($"/usage?{query}", Cancelled)).Code);
        }
    }

    public void Dispose() => model.Dispose();

    private static async Task<IReadOnlyList<JsonObject>> ItemsAsync(ApprovalServer server, string query) =>
        [.. (await server.Client.GetAsync($"/usage{query}", Cancelled)).Body["items"]!.AsArray().Select(item => item!.AsObject())];

    private static (int Calls, int Input, int Output) Sums(JsonObject item) => ((int)item["calls"]!, (int)item["input_tokens"]!, (int)item["output_tokens"]!);
}
