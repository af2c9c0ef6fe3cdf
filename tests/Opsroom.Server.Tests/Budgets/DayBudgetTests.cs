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

    public void Dispose() => model.Dispose();

    private Task<ApprovalServer> StartAsync(string store, params (string Key, string Value)[] settings) => ApprovalServer.StartAsync(
        store, Cancelled, model, settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value, StringComparer.OrdinalIgnoreCase));
}
