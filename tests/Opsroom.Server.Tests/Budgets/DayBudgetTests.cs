using Microsoft.Extensions.AI;
using Opsroom.Server.Tests.Proofs.Approvals;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Outside;

namespace Opsroom.Server.Tests.Budgets;

public sealed class DayBudgetTests : IDisposable
{
    private const int Threads = 8;

    private readonly ScriptedChatClient model = new((_, options) => ScriptedTurn.Say(options?.ResponseFormat is null ? "Done." : ChangeScript.Verdict) with
    {
        Usage = new UsageDetails { InputTokenCount = 150, OutputTokenCount = 50 },
    });

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stores => ProofStore.All;

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Threads_side_by_side_share_the_budget_of_the_day(string store)
    {
        await using var server = await StartAsync(store, ("Budgets:Day:ModelCalls", "5"));
        var answers = await Task.WhenAll(Enumerable.Range(1, Threads).Select(number => server.Client.InvokeAsync("Work.", $"t{number}", Cancelled)));
        Assert.Equal(5, model.Requests.Count);
        var waiting = answers.Where(answer => answer.Status == "pending_approval").ToList();
        Assert.NotEmpty(waiting);
        Assert.All(waiting.SelectMany(answer => answer.Items), item => Assert.Equal(
            ("day", """{"model_calls":5}"""), ((string)item.Json["resource"]!, item.Arguments.ToJsonString())));

        var last = waiting[^1];
        var raised = await server.Client.DecideAsync((string)last.Body["thread_id"]!, new { approved = true }, Cancelled);
        Assert.Equal("success", (string?)raised.Outcome?["status"]);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_is_settled_is_free_again_and_another_day_begins_anew(string store)
    {
        await using var server = await StartAsync(store, ("Budgets:Day:Tokens", "10000"), ("Models:MaxOutputTokens", "200"), ("Budgets:AtLimit", "end"));
        var finished = 0;
        while ((await server.Client.InvokeAsync("Work.", $"t{finished}", Cancelled)).Status == "success")
        {
            Assert.True(++finished < 50, "the budget of the day holds nothing");
        }

        // two calls of 200 tokens each, where each had reserved far more
        Assert.InRange(finished, 15, 25);
        server.Clock.Ahead = TimeSpan.FromDays(1);
        Assert.Equal("success", (await server.Client.InvokeAsync("Work.", "tomorrow", Cancelled)).Status);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Who_has_worked_as_long_as_the_day_allows_waits_with_all_others_until_it_is_raised_for_all(string store)
    {
        ApprovalServer? started = null;
        using var slow = new ScriptedChatClient((_, options) =>
        {
            started!.Clock.Ahead += TimeSpan.FromSeconds(100);
            return ScriptedTurn.Say(options?.ResponseFormat is null ? "Done." : ChangeScript.Verdict);
        });
        await using var server = started = await StartAsync(store, slow, ("Budgets:Day:WallSeconds", "350"));
        server.Clock.Ahead = TimeSpan.FromDays(1) - server.Clock.GetUtcNow().TimeOfDay;

        // an agent's turn and its reflection take 200 seconds, so that the second run works until its reflection has begun
        Assert.Equal("success", (await server.Client.InvokeAsync("Work.", "t1", Cancelled)).Status);
        Assert.Equal("success", (await server.Client.InvokeAsync("Work.", "t2", Cancelled)).Status);
        var item = Assert.Single((await server.Client.InvokeAsync("Work.", "t3", Cancelled)).Items);
        Assert.Equal(("day", """{"wall_seconds":350}"""), ((string)item.Json["resource"]!, item.Arguments.ToJsonString()));
        Assert.Equal("pending_approval", (await server.Client.InvokeAsync("Work.", "t4", Cancelled)).Status);

        var raised = await server.Client.DecideAsync(
            "t4", new { approved = true, arguments = new Dictionary<string, object>(StringComparer.Ordinal) { [(await ItemOfAsync(server, "t4")).ItemId] = new { wall_seconds = 1_000 } } }, Cancelled);
        Assert.Equal("success", (string?)raised.Outcome?["status"]);
        Assert.Equal("success", (await server.Client.InvokeAsync("Work.", "t5", Cancelled)).Status);
        Assert.Equal(0, (await server.Client.JournalAsync("t5", Cancelled)).Count(@event => (string?)@event["kind"] == "budget_reached"));
    }

    public void Dispose() => model.Dispose();

    private static async Task<PendingItem> ItemOfAsync(ApprovalServer server, string thread) => Assert.Single(await server.Client.PendingAsync(thread, Cancelled));

    private static Task<ApprovalServer> StartAsync(string store, ScriptedChatClient model, params (string Key, string Value)[] settings) => ApprovalServer.StartAsync(
        store, Cancelled, model, settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value, StringComparer.OrdinalIgnoreCase));

    private Task<ApprovalServer> StartAsync(string store, params (string Key, string Value)[] settings) => StartAsync(store, model, settings);
}
