using Opsroom.Models;
using Opsroom.Telemetry;
using Xunit;

namespace Opsroom.TestKit.Models;

/// <summary>What happens when a provider is down, overloaded, cut off or unwilling.</summary>
public abstract partial class ModelProviderContract
{
    [Fact]
    public async Task A_rate_limit_is_waited_out_as_long_as_it_asks()
    {
        server.Reply(new FakeReply.Error(429, "rate_limit_error", "slow down") { RetryAfter = "17" }, FakeReply.Say("Fine"));

        var answer = await AnswerAsync();

        Assert.Equal(("Fine", 2), (answer.Text, answer.Attempt));
        Assert.Contains(TimeSpan.FromSeconds(17), time.Delays);
        Assert.Equal([$"started {Model} 1 paid", $"abandoned {Model} 1 rate limited", $"started {Model} 2 paid", "chunk Fine"], observer.Heard);
    }

    [Fact]
    public async Task A_rate_limit_that_asks_for_too_much_is_not_waited_out()
    {
        server.Reply(new FakeReply.Error(429, "rate_limit_error", "slow down") { RetryAfter = "3600" });

        var answer = await AnswerAsync(Request() with { Agent = "nobody" }, options => options.Fallback.Add("playbook"));

        Assert.Equal(("playbook", 2), (answer.Model, answer.Attempt));
        Assert.Empty(time.Delays);
    }

    [Theory]
    [InlineData(529, "overloaded")]
    [InlineData(503, "HTTP 503")]
    [InlineData(500, "HTTP 500")]
    public async Task A_failing_provider_is_asked_again(int status, string reason)
    {
        server.Reply(new FakeReply.Error(status, "overloaded_error", "Overloaded"), FakeReply.Say("Fine"));

        var answer = await AnswerAsync();

        Assert.Equal(("Fine", 2), (answer.Text, answer.Attempt));
        Assert.Contains($"abandoned {Model} 1 {reason}", observer.Heard);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData(FakeEnding.ErrorEvent, "stream error")]
    [InlineData(FakeEnding.Cut, "stream cut")]
    [InlineData(FakeEnding.Unfinished, "stream cut")]
    public async Task A_stream_that_breaks_off_is_begun_again(FakeEnding ending, string reason)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watching = new RecordingObserver { OnChunk = _ => heard.TrySetResult() };
        server.Reply(FakeReply.Say("Crea") with { Ending = ending, BeforeEnding = heard.Task.WaitAsync }, FakeReply.Say("Whole"));
        using var catalog = Catalog();

        var answer = Assert.IsType<ModelOutcome.Answer>(await Caller(catalog).CallAsync(Request(), watching, Cancelled));

        Assert.Equal(("Whole", 2), (answer.Text, answer.Attempt));
        Assert.Equal([$"started {Model} 1 paid", "chunk Crea", $"abandoned {Model} 1 {reason}", $"started {Model} 2 paid", "chunk Whole"], watching.Heard);
    }

    [Fact]
    public async Task Every_try_that_fails_is_one_request_and_then_the_fallback_answers()
    {
        server.Reply(Enumerable.Repeat(new FakeReply.Error(529, "overloaded_error", "Overloaded"), 10));

        var answer = await AnswerAsync(Request() with { Agent = "nobody" }, options => options.Fallback.Add("playbook"));

        Assert.Equal(("playbook", 5), (answer.Model, answer.Attempt));
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Silence_before_the_first_piece_runs_into_the_timeout()
    {
        server.Reply(new FakeReply.Hang(), FakeReply.Say("Fine"));
        using var catalog = Catalog();

        var call = Caller(catalog).CallAsync(Request(), observer, Cancelled);
        await server.NextRequestAsync(Cancelled);
        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("Fine", Assert.IsType<ModelOutcome.Answer>(await call).Text);
        Assert.Contains($"abandoned {Model} 1 timeout", observer.Heard);
    }

    [Fact]
    public async Task Silence_between_two_pieces_runs_into_the_timeout()
    {
        var heard = new TaskCompletionSource();
        var watching = new RecordingObserver { OnChunk = _ => heard.TrySetResult() };
        server.Reply(FakeReply.Say("Crea", "ting") with { BeforePiece = (piece, left) => Task.Delay(piece == 0 ? 0 : Timeout.Infinite, left) }, FakeReply.Say("Fine"));
        using var catalog = Catalog();

        var call = Caller(catalog).CallAsync(Request(), watching, Cancelled);
        await heard.Task;
        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("Fine", Assert.IsType<ModelOutcome.Answer>(await call).Text);
        Assert.Contains($"abandoned {Model} 1 timeout", watching.Heard);
    }

    [Fact]
    public async Task A_cancelled_run_hangs_up()
    {
        using var run = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        server.Reply(new FakeReply.Hang());
        using var catalog = Catalog();

        var call = Caller(catalog).CallAsync(Request(), observer, run.Token);
        await server.NextRequestAsync(Cancelled);
        await run.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await server.ClientLeft.Task.WaitAsync(Cancelled);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_refusal_is_final()
    {
        server.Reply(FakeReply.Say("I can't ", "help with that.") with { Finish = FakeFinish.Refusal });

        var failure = Assert.IsType<ModelOutcome.Failure>(await CallAsync(change: options => options.Fallback.Add("playbook")));

        Assert.Equal("model_refused", failure.Error.Code);
        Assert.Contains("I can't help with that.", failure.Error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_rejected_credential_names_its_setting_and_is_not_tried_again(int status)
    {
        server.Reply(new FakeReply.Error(status, "authentication_error", "invalid key"));

        var failure = Assert.IsType<ModelOutcome.Failure>(await CallAsync());

        Assert.Equal(("model_unavailable", false), (failure.Error.Code, failure.Error.Retryable));
        Assert.Equal(ModelProviders.Find(Provider)!.KeySetting, failure.Error.Setting);
        Assert.DoesNotContain(server.Key, failure.Error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_conversation_that_is_too_long_says_so_and_is_not_tried_again()
    {
        server.Reply(new FakeReply.Error(400, "context_length_exceeded", "prompt is too long: 210000 tokens > 200000 maximum"));

        var failure = Assert.IsType<ModelOutcome.Failure>(await CallAsync());

        Assert.Equal("model_unavailable", failure.Error.Code);
        Assert.Contains("longer than the model's window", failure.Error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_unknown_model_names_the_setting_that_chooses_one()
    {
        server.Reply(new FakeReply.Error(404, "not_found_error", "model: test-model"));

        var failure = Assert.IsType<ModelOutcome.Failure>(await CallAsync());

        Assert.Equal("OPSROOM_MODEL", failure.Error.Setting);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unreachable()
    {
        var address = server.Address;
        await server.DisposeAsync();
        using var catalog = Catalog(options => options.Retries = 1, address);

        var failure = Assert.IsType<ModelOutcome.Failure>(await Caller(catalog).CallAsync(Request(), observer, Cancelled));
        Assert.Equal(2, failure.Attempt);
        Assert.Equal(ModelProviders.Find(Provider)!.AddressSetting, failure.Error.Setting);
        Assert.True(failure.Error.Retryable);
        Assert.Equal($"unhealthy: {Model}: unreachable", catalog.Health);
    }

    [Fact]
    public async Task A_probe_shows_whether_the_provider_can_be_reached()
    {
        time.LongestSkip = TimeSpan.Zero;
        using var catalog = Catalog(options => options.Fallback.Add("playbook"));
        Assert.Equal($"degraded: {Model} was not reached yet", catalog.Health);

        await catalog.ProbeAsync(Cancelled);
        Assert.Equal("healthy", catalog.Health);

        server.ModelsError = new FakeReply.Error(401, "authentication_error", "revoked");
        await catalog.ProbeAsync(Cancelled);
        Assert.Equal("healthy", catalog.Health);

        time.Advance(TimeSpan.FromMinutes(1));
        await catalog.ProbeAsync(Cancelled);
        Assert.Equal($"degraded: {Model}: credential rejected; playbook answers instead", catalog.Health);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_probe_with_a_wrong_key_is_rejected()
    {
        time.LongestSkip = TimeSpan.Zero;
        using var catalog = Catalog(options => Configure(options, "sk-wrong", server.Address));

        await catalog.ProbeAsync(Cancelled);

        Assert.Equal($"unhealthy: {Model}: credential rejected", catalog.Health);
    }

    [Fact]
    public void Nothing_that_can_be_printed_holds_the_key()
    {
        using var catalog = Catalog();

        Assert.DoesNotContain(server.Key, catalog.Description + catalog.Health + new Secret(server.Key), StringComparison.Ordinal);
    }
}
