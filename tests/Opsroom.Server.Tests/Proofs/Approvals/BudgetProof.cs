using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Outside;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>Eight agents side by side share a budget: what was used and what is reserved never exceed it together, and who finds no room waits for a person.</summary>
public sealed class BudgetProof
{
    private const long Limit = 10_000;
    private const int Agents = 8;
    private const int TurnsOfEach = 4;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stores => ProofStore.All;

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Eight_agents_keep_within_a_budget_pause_at_it_and_go_on_when_it_is_raised(string store)
    {
        for (var round = 0; round < ProofRun.Rounds(1); round++)
        {
            await using var server = await ApprovalServer.StartAsync(store, Cancelled, new ScriptedChatClient(Answer), Settings);
            await server.Client.PostAsync("/agent/invoke", new { task = "Write eight notes.", thread_id = "t1" }, Cancelled);
            var limits = new List<(long FromSequence, long Limit)> { (1, Limit) };
            for (var waiting = await server.Client.PendingAsync("t1", Cancelled); waiting.Count > 0; waiting = await server.Client.PendingAsync("t1", Cancelled))
            {
                Assert.All(waiting, item => Assert.Equal((PendingItem.Budget, "raise_budget"), (item.Kind, item.Action)));
                var journal = await server.Client.JournalAsync("t1", Cancelled);
                AssertWithin(journal, limits);
                limits.Add((journal.Count + 1, limits[^1].Limit + Limit));
                Assert.True(limits.Count < 100, "it pauses for ever");
                var raised = await server.Client.DecideAsync("t1", Raise(waiting, limits[^2].Limit, limits[^1].Limit), Cancelled);
                Assert.True((int)raised.Code == 200, raised.ToString());
            }

            Assert.True(limits.Count > 1, "it never paused, so that nothing was shown");
            var status = await server.Client.StatusAsync("t1", Cancelled);
            Assert.True(status.Status == "complete", status.ToString());
            var whole = await server.Client.JournalAsync("t1", Cancelled);
            AssertWithin(whole, limits);
            AssertEachTurnOnce(whole);
            var used = BudgetJournal.Sums(whole).Last();
            Assert.Equal(0, used.Reserved);
            ProofRun.Tell(string.Create(
                CultureInfo.InvariantCulture, $"{store}: {whole.Count} events, {limits.Count - 1} pauses, {used.Settled} tokens used, {BudgetJournal.Sums(whole).Max(sum => sum.Settled + sum.Reserved)} at most with what was reserved"));
        }
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_budget_that_is_not_raised_asks_no_model_any_more(string store)
    {
        var model = new ScriptedChatClient(Answer);
        await using var server = await ApprovalServer.StartAsync(store, Cancelled, model, Settings);
        await server.Client.PostAsync("/agent/invoke", new { task = "Write eight notes.", thread_id = "t1" }, Cancelled);
        var waiting = await server.Client.PendingAsync("t1", Cancelled);
        Assert.NotEmpty(waiting);
        var asked = model.Requests.Count;
        await server.Client.DecideAsync("t1", new { approved = false, approval_id = waiting[0].ApprovalId }, Cancelled);
        var status = await server.Client.StatusAsync("t1", Cancelled);
        Assert.DoesNotContain(status.Status, (string?[])["in_progress", "pending_approval"]);
        Assert.Equal(asked, model.Requests.Count);
        AssertWithin(await server.Client.JournalAsync("t1", Cancelled), [(1, Limit)]);
    }

    private static Dictionary<string, string?> Settings => new(StringComparer.OrdinalIgnoreCase)
    {
        [OpenNames.RunTokens] = Limit.ToString(CultureInfo.InvariantCulture),
        [OpenNames.BudgetAction] = OpenNames.Pause,
        ["Models:MaxOutputTokens"] = "200",
        ["Models:Retries"] = "0",
    };

    private static ScriptedTurn Answer(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var turn = Words(messages, options);
        return turn with { Usage = new UsageDetails { InputTokenCount = 150, OutputTokenCount = 50 } };
    }

    private static ScriptedTurn Words(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        if (options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema })
        {
            var text = schema.GetRawText();
            return ScriptedTurn.Say(
                text.Contains("\"jobs\"", StringComparison.Ordinal) ? Plan
                : text.Contains("\"runner_up\"", StringComparison.Ordinal)
                    ? $$"""{"agent":"{{ChangeScript.Agent}}","runner_up":"incident_agent","reason":"It is its work.","confidence":0.9}"""
                    : ChangeScript.Verdict);
        }

        var question = ChangeScript.LastQuestion(messages);
        var turn = messages.Skip(question + 1).Count(message => message.Role == ChatRole.Assistant);
        var number = messages[question].Text.Split("note ")[1][0];
        return turn < TurnsOfEach
            ? ScriptedTurn.Call(($"c{turn}", "workspace_write", $$"""{"path":"{{number}}-{{turn}}.md","content":"note"}"""))
            : ScriptedTurn.Say($"Note {number} is written.");
    }

    private static string Plan => new JsonObject
    {
        ["jobs"] = new JsonArray([.. Enumerable.Range(1, Agents).Select(number => new JsonObject
        {
            ["task"] = $"Write note {number}.",
            ["team"] = "operations_supervisor",
            ["after"] = new JsonArray(),
        })]),
        ["reason"] = "Eight notes.",
        ["confidence"] = 0.9,
    }.ToJsonString();

    /// <summary>Raises every limit that stands in an item as it is now.</summary>
    private static object Raise(IReadOnlyList<PendingItem> items, long from, long to) => new
    {
        approved = true,
        approval_id = items[0].ApprovalId,
        digest = items[0].Digest,
        arguments = items.ToDictionary(item => item.ItemId, item => Raised(item.Arguments, from, to), StringComparer.Ordinal),
    };

    private static JsonObject Raised(JsonObject arguments, long from, long to)
    {
        var raised = (JsonObject)WithLimit(arguments, from, to)!;
        if (JsonNode.DeepEquals(raised, arguments))
        {
            raised[OpenNames.TokensArgument] = to;
        }

        return raised;
    }

    private static JsonNode? WithLimit(JsonNode? node, long from, long to) => node switch
    {
        JsonObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, WithLimit(field.Value, from, to)))),
        JsonValue value when value.TryGetValue<long>(out var number) && number == from => to,
        _ => node?.DeepClone(),
    };

    private static void AssertWithin(IReadOnlyList<JsonObject> journal, IReadOnlyList<(long FromSequence, long Limit)> limits) =>
        Assert.All(BudgetJournal.Sums(journal), sum =>
        {
            var limit = limits.Last(one => one.FromSequence <= sum.Sequence).Limit;
            Assert.True(sum.Settled + sum.Reserved <= limit, $"at {sum.Sequence}: {sum.Settled} settled and {sum.Reserved} reserved exceed {limit}");
        });

    /// <summary>It went on where it paused: no turn was taken again.</summary>
    private static void AssertEachTurnOnce(IReadOnlyList<JsonObject> journal)
    {
        var answers = journal.Where(@event => (string?)@event["kind"] == "model_answered").Select(@event => $"{@event["branch"]} {@event["step"]}").ToList();
        Assert.Equal(answers.Distinct(StringComparer.Ordinal).Count(), answers.Count);
        Assert.Equal(Agents * TurnsOfEach, journal.Count(@event => (string?)@event["kind"] == "tool_finished"));
    }
}
