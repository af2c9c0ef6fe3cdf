using Microsoft.Extensions.AI;
using Opsroom.Models;
using Opsroom.TestKit.Models;

namespace Opsroom.Tests.Models;

public sealed class ModelCallerTests
{
    private readonly SkippingTimeProvider time = new();
    private readonly RecordingObserver observer = new();
    private readonly ModelOptions options = new() { RequestTimeout = TimeSpan.FromMinutes(5) };

    [Fact]
    public async Task An_answer_streams_its_pieces_and_counts_its_tokens()
    {
        options.Prices["scripted:one"] = new ModelPrice { Input = 3, CachedInput = 0.3m, Output = 15 };
        var turn = ScriptedTurn.Say("Hel", "lo") with { Usage = new UsageDetails { InputTokenCount = 1000, CachedInputTokenCount = 400, OutputTokenCount = 200 } };

        var answer = Assert.IsType<ModelOutcome.Answer>(await CallAsync(ModelCalls.Request(), ("scripted:one", new ScriptedChatClient(turn))));

        Assert.Equal("Hello", answer.Text);
        Assert.Equal("scripted:one", answer.Model);
        Assert.Equal(["started scripted:one 1 paid", "chunk Hel", "chunk lo"], observer.Heard);
        Assert.Equal(new(1000, 400, 200, 0.00492m), answer.Usage);
        Assert.False(answer.Truncated);
    }

    [Fact]
    public async Task A_cut_stream_is_tried_again_and_what_came_of_it_is_discarded()
    {
        var model = new ScriptedChatClient(ScriptedTurn.Fail(new IOException("reset"), "Hal"), ScriptedTurn.Say("Whole"));

        var answer = Assert.IsType<ModelOutcome.Answer>(await CallAsync(ModelCalls.Request(), ("scripted:one", model)));

        Assert.Equal("Whole", answer.Text);
        Assert.Equal(2, answer.Attempt);
        Assert.Equal(["started scripted:one 1 paid", "chunk Hal", "abandoned scripted:one 1 stream cut", "started scripted:one 2 paid", "chunk Whole"], observer.Heard);
    }

    [Fact]
    public async Task Waits_grow_with_each_attempt_and_stay_within_their_bound()
    {
        options.Retries = 8;
        options.FirstDelay = TimeSpan.FromSeconds(2);
        options.MaxDelay = TimeSpan.FromSeconds(30);
        options.Circuit.MinimumAttempts = 100;
        var model = new ScriptedChatClient((_, _) => ScriptedTurn.Fail(new IOException("reset")));

        Assert.IsType<ModelOutcome.Failure>(await CallAsync(ModelCalls.Request(), ("scripted:one", model)));

        Assert.Equal(8, time.Delays.Count);
        Assert.All(time.Delays.Zip([2, 4, 8, 16, 30, 30, 30, 30]), pair => Assert.InRange(pair.First.TotalSeconds, pair.Second / 2.0, pair.Second));
    }

    [Fact]
    public async Task The_next_model_of_the_chain_answers_when_the_first_one_cannot()
    {
        options.Model = "scripted:one";
        options.Fallback.Add("scripted:two");
        var down = new ScriptedChatClient((_, _) => ScriptedTurn.Fail(new HttpRequestException("refused")));

        var answer = Assert.IsType<ModelOutcome.Answer>(
            await CallAsync(ModelCalls.Request(), ("scripted:one", down), ("scripted:two", new ScriptedChatClient(ScriptedTurn.Say("Here")))));

        Assert.Equal("scripted:two", answer.Model);
        Assert.Equal(5, answer.Attempt);
        Assert.Equal(4, down.Requests.Count);
    }

    [Fact]
    public async Task Nothing_falls_back_that_is_not_configured_to()
    {
        var other = new ScriptedChatClient(ScriptedTurn.Say("Here"));
        var down = new ScriptedChatClient((_, _) => ScriptedTurn.Fail(new IOException("reset")));

        var failure = Assert.IsType<ModelOutcome.Failure>(await CallAsync(ModelCalls.Request(), ("scripted:one", down), ("scripted:two", other)));

        Assert.Equal("model_unavailable", failure.Error.Code);
        Assert.True(failure.Error.Retryable);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Only_the_present_model_is_asked_once_a_change_was_made_with_it()
    {
        options.Model = "scripted:one";
        options.Fallback.Add("scripted:two");
        var first = new ScriptedChatClient(ScriptedTurn.Say("First"));
        var second = new ScriptedChatClient((_, _) => ScriptedTurn.Fail(new IOException("reset")));

        var failure = Assert.IsType<ModelOutcome.Failure>(await CallAsync(
            ModelCalls.Request(mayFallBack: false) with { PresentModel = "scripted:two" }, ("scripted:one", first), ("scripted:two", second)));

        Assert.Equal("scripted:two", failure.Model);
        Assert.Empty(first.Requests);
    }

    [Fact]
    public async Task A_refusal_is_final()
    {
        options.Model = "scripted:one";
        options.Fallback.Add("scripted:two");
        var other = new ScriptedChatClient(ScriptedTurn.Say("Here"));
        var refusing = new ScriptedChatClient(ScriptedTurn.Say("I won't.") with { Finish = ChatFinishReason.ContentFilter });

        var failure = Assert.IsType<ModelOutcome.Failure>(await CallAsync(ModelCalls.Request(), ("scripted:one", refusing), ("scripted:two", other)));

        Assert.Equal("model_refused", failure.Error.Code);
        Assert.Contains("I won't.", failure.Error.Message, StringComparison.Ordinal);
        Assert.False(failure.Error.Retryable);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_model_that_keeps_failing_is_left_alone_until_its_break_is_over()
    {
        options.Retries = 0;
        options.Circuit.MinimumAttempts = 2;
        options.Circuit.Break = TimeSpan.FromSeconds(30);
        var healthy = false;
        var model = new ScriptedChatClient((_, _) => healthy ? ScriptedTurn.Say("Back") : ScriptedTurn.Fail(new IOException("reset")));
        using var catalog = Catalog(("scripted:one", model));
        var caller = ModelCalls.Caller(catalog, time);

        for (var call = 0; call < 4; call++)
        {
            await caller.CallAsync(ModelCalls.Request(), observer, TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, model.Requests.Count);
        Assert.Equal("unhealthy: scripted:one: stream cut", catalog.Health);

        healthy = true;
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.IsType<ModelOutcome.Answer>(await caller.CallAsync(ModelCalls.Request(), observer, TestContext.Current.CancellationToken));
        Assert.Equal("healthy", catalog.Health);
    }

    [Fact]
    public async Task A_cancelled_run_ends_the_call()
    {
        using var run = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var model = new ScriptedChatClient(ScriptedTurn.Say("late") with { Before = token => Task.Delay(Timeout.Infinite, token) });
        using var catalog = Catalog(("scripted:one", model));

        var call = ModelCalls.Caller(catalog, time).CallAsync(ModelCalls.Request(), observer, run.Token);
        await run.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_silent_model_runs_into_its_timeout()
    {
        options.Retries = 0;
        var model = new ScriptedChatClient(ScriptedTurn.Say("late") with { Before = token => Task.Delay(Timeout.Infinite, token) });
        using var catalog = Catalog(("scripted:one", model));

        var call = ModelCalls.Caller(catalog, time).CallAsync(ModelCalls.Request(), observer, TestContext.Current.CancellationToken);
        time.Advance(options.RequestTimeout);

        var failure = Assert.IsType<ModelOutcome.Failure>(await call);
        Assert.Contains("silent for 300 s", failure.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_structured_question_is_never_put_to_the_playbooks()
    {
        var failure = Assert.IsType<ModelOutcome.Failure>(await CallAsync(ModelCalls.Request(format: ChatResponseFormat.Json)));

        Assert.Equal("OPSROOM_MODEL", failure.Error.Setting);
        Assert.Empty(observer.Heard);
    }

    [Fact]
    public async Task Calls_get_ids_that_stand_nowhere_else_in_the_conversation()
    {
        var model = new ScriptedChatClient(ScriptedTurn.Call(("call_0", "a", "{}"), ("call_1", "b", "{}"), ("call_1", "c", "{}"), ("", "d", "{}")));
        var request = ModelCalls.Request();
        request = request with { Messages = [.. request.Messages, new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("call_0", "a")])] };

        var answer = Assert.IsType<ModelOutcome.Answer>(await CallAsync(request, ("scripted:one", model)));

        Assert.Equal(["call_0-2", "call_1", "call_1-2", "call-2"], answer.Calls.Select(call => call.CallId));
        Assert.Equal(["a", "b", "c", "d"], answer.Calls.Select(call => call.Name));
    }

    private async Task<ModelOutcome> CallAsync(ModelRequest request, params (string Name, IChatClient Client)[] clients)
    {
        using var catalog = Catalog(clients);
        return await ModelCalls.Caller(catalog, time).CallAsync(request, observer, TestContext.Current.CancellationToken);
    }

    private ModelCatalog Catalog(params (string Name, IChatClient Client)[] clients) => new(options, clients, [], time);
}
