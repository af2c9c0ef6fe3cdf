using System.Text.Json;
using Microsoft.Extensions.AI;
using Opsroom.Models;
using Opsroom.Models.Playbooks;
using Opsroom.TestKit.Models;
using Opsroom.Threads;

namespace Opsroom.Tests.Models.Playbooks;

public sealed class PlaybookChatClientTests
{
    private readonly RecordingObserver observer = new();

    [Fact]
    public async Task Calls_carry_exact_arguments_and_the_same_ids_each_time()
    {
        var playbook = new FakePlaybook(_ => new PlaybookTurn.CallTools(
            "Two things.", [new("create_pipeline", new { PipelineType = "canary", Replicas = 1.50m, Note = (string?)null }), new("list", new { })]));

        var first = await AnswerAsync(playbook, ModelCalls.Request());
        var second = await AnswerAsync(playbook, ModelCalls.Request());

        Assert.Equal(["harness_expert-1", "harness_expert-2"], first.Calls.Select(call => call.CallId));
        Assert.Equal(first.Calls.Select(call => call.CallId), second.Calls.Select(call => call.CallId));
        Assert.Equal("""{"pipeline_type":"canary","replicas":1.50}""", JsonSerializer.Serialize(first.Calls[0].Arguments));
        Assert.Equal("started playbook 1 free", observer.Heard[0]);
        Assert.Equal(ModelUsage.None, first.Usage);
    }

    [Fact]
    public async Task It_sees_the_exchanges_since_it_was_asked_over_all_rounds()
    {
        PlaybookSituation? seen = null;
        var playbook = new FakePlaybook(situation =>
        {
            seen = situation;
            return new PlaybookTurn.CallTools("", [new("next", new { })]);
        });
        ChatMessage[] messages =
        [
            ModelCalls.Ask("An older task"), .. Exchange("harness_expert-1", "old", true),
            ModelCalls.Ask("The task"), .. Exchange("b1.harness_expert-2", "create", true), .. Exchange("toolu_9", "validate", false),
            ModelCalls.Ask("The task", remediation: "Add a rollback"), .. Exchange("harness_expert-4", "create", true),
        ];

        var answer = await AnswerAsync(playbook, ModelCalls.Request(tools: [Tool("create"), Tool("validate")]) with { Messages = messages });

        Assert.Equal("Add a rollback", seen!.Brief.Remediation);
        Assert.Equal(["create", "validate", "create"], seen.Exchanges.Select(exchange => exchange.Tool));
        Assert.Equal([true, false, true], seen.Exchanges.Select(exchange => exchange.Succeeded));
        Assert.Equal("""{"n":10000000000000000000000001}""", seen.Exchanges[0].Arguments.GetRawText());
        Assert.Equal(JsonValueKind.Object, seen.Exchanges[0].Result.ValueKind);
        Assert.Equal(["create", "validate"], seen.Tools.Order(StringComparer.Ordinal));
        Assert.Equal("harness_expert-5", Assert.Single(answer.Calls).CallId);
    }

    [Fact]
    public async Task A_long_answer_streams_in_a_few_pieces_and_its_fault_is_kept()
    {
        var message = string.Join(' ', Enumerable.Repeat("The pipeline 🚀 was written.", 40));
        var fault = new Fault("not_configured", "No registry.", Setting: "Harness:Registry");

        var answer = await AnswerAsync(new FakePlaybook(_ => new PlaybookTurn.Answer(message, fault)), ModelCalls.Request());

        Assert.Equal(message, answer.Text);
        Assert.Equal(message, observer.Text);
        Assert.InRange(observer.Heard.Count, 3, 6);
        Assert.Equal(fault, answer.Error);
    }

    [Fact]
    public async Task An_agent_without_a_playbook_says_what_it_needs()
    {
        var answer = await AnswerAsync(new FakePlaybook(_ => new PlaybookTurn.Answer("")), ModelCalls.Request(agent: "billing_agent"));

        Assert.Equal("not_configured", answer.Error?.Code);
        Assert.Equal("OPSROOM_MODEL", answer.Error?.Setting);
        Assert.Contains("billing_agent", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_completes_at_once()
    {
        using var catalog = new ModelCatalog(new ModelOptions(), [], [new FakePlaybook(_ => new PlaybookTurn.Answer("Done."))], TimeProvider.System);

        Assert.True(ModelCalls.Caller(catalog, TimeProvider.System).CallAsync(ModelCalls.Request(), observer, TestContext.Current.CancellationToken).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_playbook_that_fails_is_a_failure_of_the_call()
    {
        using var catalog = new ModelCatalog(new ModelOptions(), [], [new FakePlaybook(_ => throw new InvalidOperationException("a bug"))], TimeProvider.System);

        var outcome = await ModelCalls.Caller(catalog, TimeProvider.System).CallAsync(ModelCalls.Request(), observer, TestContext.Current.CancellationToken);

        Assert.Equal("playbook", Assert.IsType<ModelOutcome.Failure>(outcome).Model);
    }

    private async Task<ModelOutcome.Answer> AnswerAsync(Playbook playbook, ModelRequest request)
    {
        using var catalog = new ModelCatalog(new ModelOptions(), [], [playbook], TimeProvider.System);
        return Assert.IsType<ModelOutcome.Answer>(await ModelCalls.Caller(catalog, TimeProvider.System).CallAsync(request, observer, TestContext.Current.CancellationToken));
    }

    private static ChatMessage[] Exchange(string id, string tool, bool succeeded) =>
    [
        new(ChatRole.Assistant, [new FunctionCallContent(id, tool, new Dictionary<string, object?> { ["n"] = JsonElement.Parse("10000000000000000000000001") })]),
        new(ChatRole.Tool, [new FunctionResultContent(id, """{"message":"done"}""") { AdditionalProperties = new() { [PlaybookBrief.SucceededKey] = succeeded } }]),
    ];

    private static AIFunctionDeclaration Tool(string name) => AIFunctionFactory.CreateDeclaration(name, "", JsonElement.Parse("{}"));

    private sealed class FakePlaybook(Func<PlaybookSituation, PlaybookTurn> next) : Playbook
    {
        public override string Agent => "harness_expert";

        public override PlaybookTurn Next(PlaybookSituation situation) => next(situation);
    }
}
